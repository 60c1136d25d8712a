"""What is known of schools' calendars."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select

from schoollink.calendars.models import Closure, LessonTimes, Term
from schoollink.calendars.rules import days
from schoollink.calendars.rules.days import SchoolDates
from schoollink.core.database import db
from schoollink.schools.models import School

R = TypeVar("R", Term, Closure)


def terms_of(school: School) -> Sequence[Term]:
    """All terms of a school, by date."""
    return _all_of(Term, [school.id])


def closures_of(school: School) -> Sequence[Closure]:
    """All closed days of a school, by date."""
    return _all_of(Closure, [school.id])


def lesson_times_of(school: School) -> LessonTimes | None:
    """The usual school day, once somebody put it in."""
    return db.session.get(LessonTimes, school.id)


def dates_of(school: School) -> SchoolDates:
    """What decides on which days a school has lessons; terms and closures are rows."""
    return dates_of_all([school])[school.id]


def dates_of_all(schools: Iterable[School]) -> dict[UUID, SchoolDates]:
    """The same for several schools, in two queries."""
    listed = list(schools)
    keys = [school.id for school in listed]
    terms, closures = _by_school(Term, keys), _by_school(Closure, keys)
    return {
        school.id: SchoolDates(
            terms[school.id], closures[school.id], frozenset(map(int, school.weekend))
        )
        for school in listed
    }


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
