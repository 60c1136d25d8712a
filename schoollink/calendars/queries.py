"""What is known of schools' calendars."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select

from schoollink.calendars.models import (
    ClassHours,
    Closure,
    DayType,
    ExtraDay,
    OpenHoliday,
    SchoolYear,
    Term,
    WeekCycle,
)
from schoollink.calendars.rules import days
from schoollink.calendars.rules.days import SchoolDates
from schoollink.calendars.rules.from_rows import timetable_from
from schoollink.calendars.rules.lessons import Timetable
from schoollink.calendars.rules.quality import Missing, missing_in
from schoollink.core.clock import today
from schoollink.core.database import db
from schoollink.schools.models import School, SchoolClass, SchoolState

R = TypeVar("R", Term, Closure, SchoolYear)


def terms_of(school: School) -> Sequence[Term]:
    """All terms of a school, by date."""
    return _all_of(Term, [school.id])


def closures_of(school: School) -> Sequence[Closure]:
    """All closed days of a school, by date."""
    return _all_of(Closure, [school.id])


def extra_days_of(school: School) -> Sequence[ExtraDay]:
    """All days with school that would have none by terms, weekend and closed days, by date."""
    return _extra_days([school.id])[school.id]


def school_years_of(school: School) -> Sequence[SchoolYear]:
    """All years by the school's own count, by date."""
    return _all_of(SchoolYear, [school.id])


def day_types_of(school: School) -> Sequence[DayType]:
    """All kinds of days of a school: the usual one first, times beyond lessons last."""
    return (
        db.session.scalars(
            select(DayType)
            .where(DayType.school_id == school.id)
            .order_by(DayType.is_beyond, DayType.is_usual.desc(), DayType.name, DayType.id)
        )
        .unique()
        .all()
    )


def usual_day_of(school: School) -> DayType | None:
    """The usual school day, once somebody put it in."""
    query = select(DayType).where(DayType.school_id == school.id, DayType.is_usual)
    return db.session.scalars(query).unique().one_or_none()


def usual_days_of(schools: Iterable[School]) -> dict[UUID, DayType]:
    """School id -> its usual day, for those that have put it in."""
    keys = [school.id for school in schools]
    query = select(DayType).where(DayType.school_id.in_(keys), DayType.is_usual)
    return {one.school_id: one for one in db.session.scalars(query).unique()}


def cycle_of(school: School) -> WeekCycle | None:
    """How the school's weeks take turns, if they do."""
    return db.session.get(WeekCycle, school.id)


def class_hours_in(school: School) -> Sequence[ClassHours]:
    """What classes of a school can use, where somebody has chosen."""
    classes = select(SchoolClass.id).where(SchoolClass.school_id == school.id)
    return db.session.scalars(select(ClassHours).where(ClassHours.class_id.in_(classes))).all()


def class_hours_of(school_class: SchoolClass) -> ClassHours | None:
    """Which lessons a class can use; None for all."""
    return db.session.get(ClassHours, school_class.id)


def timetable_of(school: School, school_class: SchoolClass | None = None) -> Timetable:
    """A school's year down to the lesson, or what one of its classes can use of it."""
    classes = {school.id: school_class} if school_class else {}
    return timetables_of([school], classes)[school.id]


def timetables_of(
    schools: Iterable[School], classes: Mapping[UUID, SchoolClass] | None = None
) -> dict[UUID, Timetable]:
    """The same for several schools, in four queries, five with `classes` (by the id of their
    school)."""
    listed = list(schools)
    keys = [school.id for school in listed]
    extra = _extra_days(keys)
    dates = _dates(listed, extra)
    types, cycles = _hours(keys)
    usable = _usable(classes or {})
    return {
        key: timetable_from(
            school.zone, dates[key], types[key], extra[key], cycles.get(key), usable.get(key)
        )
        for key, school in zip(keys, listed, strict=True)
    }


def _hours(keys: Sequence[UUID]) -> tuple[dict[UUID, list[DayType]], dict[UUID, WeekCycle]]:
    """Kinds of days, and how weeks take turns, which means nothing without them."""
    rows = db.session.execute(
        select(DayType, WeekCycle)
        .outerjoin(WeekCycle, WeekCycle.school_id == DayType.school_id)
        .where(DayType.school_id.in_(keys))
    ).unique()
    types: dict[UUID, list[DayType]] = defaultdict(list)
    cycles: dict[UUID, WeekCycle] = {}
    for kind, cycle in rows:
        types[kind.school_id].append(kind)
        if cycle is not None:
            cycles[kind.school_id] = cycle
    return types, cycles


def _usable(classes: Mapping[UUID, SchoolClass]) -> dict[UUID, list[str]]:
    """School id -> what its class can use."""
    if not classes:
        return {}
    keys = {one.id: school_id for school_id, one in classes.items()}
    found = db.session.scalars(select(ClassHours).where(ClassHours.class_id.in_(keys)))
    return {keys[one.class_id]: one.slots for one in found if one.slots is not None}


def _extra_days(keys: Sequence[UUID]) -> dict[UUID, list[ExtraDay]]:
    query = select(ExtraDay).where(ExtraDay.school_id.in_(keys))
    found: dict[UUID, list[ExtraDay]] = defaultdict(list)
    for row in db.session.scalars(query.order_by(ExtraDay.day, ExtraDay.id)):
        found[row.school_id].append(row)
    return found


def dates_of(school: School) -> SchoolDates:
    """What decides on which days a school has lessons; terms and closures are rows."""
    return dates_of_all([school])[school.id]


def dates_of_all(schools: Iterable[School]) -> dict[UUID, SchoolDates]:
    """The same for several schools, in three queries."""
    listed = list(schools)
    return _dates(listed, _extra_days([school.id for school in listed]))


def _dates(
    schools: Sequence[School], extra: Mapping[UUID, Sequence[ExtraDay]]
) -> dict[UUID, SchoolDates]:
    keys = [school.id for school in schools]
    terms, closures = _by_school(Term, keys), _by_school(Closure, keys)
    return {
        school.id: SchoolDates(
            terms[school.id],
            closures[school.id],
            frozenset(map(int, school.weekend)),
            frozenset(one.day for one in extra[school.id]),
        )
        for school in schools
    }


def missing_of(school: School, dates: SchoolDates, usual: DayType | None) -> list[Missing]:
    """What is missing before a school's lesson times can be trusted; `dates` and `usual` are its
    own."""
    confirmed = school.weekend_confirmed_at is not None
    return list(missing_in(dates, usual, today(school.zone), weekend_confirmed=confirmed))


def schools_nearby(school: School) -> Sequence[School]:
    """Verified schools of the same place that have put in terms of today or later, a few of them;
    whose they are is nobody's business, so only their dates are shown."""
    coming = select(Term.school_id).where(Term.last_day >= today(school.zone))
    return db.session.scalars(
        select(School)
        .where(
            School.country == school.country,
            func.lower(School.place) == school.place.lower(),
            School.id != school.id,
            School.state == SchoolState.VERIFIED,
            School.ended_at.is_(None),
            School.id.in_(coming),
        )
        .order_by(School.created_at, School.id)
        .limit(3)
    ).all()


def open_holidays_of(school: School) -> set[date]:
    """The public holidays on which somebody said that the school is open."""
    return set(
        db.session.scalars(select(OpenHoliday.day).where(OpenHoliday.school_id == school.id))
    )


def is_school_day(school: School, day: date) -> bool:
    """Whether a school has lessons on a day, as far as anybody knows: outside of the terms that
    it put in, every day but those of its weekend counts."""
    return days.counts_as_school_day(day, dates_of(school))


def school_days_after(school: School, day: date, n: int) -> date:
    """The n-th school day of a school after a day, counted like `is_school_day`."""
    return days.school_day_after(day, n, dates_of(school))


def _all_of(kind: type[R], school_ids: Sequence[UUID]) -> Sequence[R]:
    query = select(kind).where(kind.school_id.in_(school_ids))
    return db.session.scalars(query.order_by(kind.first_day, kind.id)).all()


def _by_school(kind: type[R], school_ids: Sequence[UUID]) -> dict[UUID, list[R]]:
    found: dict[UUID, list[R]] = defaultdict(list)
    for row in _all_of(kind, school_ids):
        found[row.school_id].append(row)
    return found
