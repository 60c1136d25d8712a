"""Terms, school years, closed days and extra days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from schoollink.audit.actions import record
from schoollink.calendars.actions.holding import change, check_version, hold
from schoollink.calendars.models import (
    Closure,
    ClosureKind,
    DayType,
    ExtraDay,
    OpenHoliday,
    SchoolYear,
    Term,
)
from schoollink.calendars.queries import (
    closures_of,
    extra_days_of,
    open_holidays_of,
    school_years_of,
    terms_of,
)
from schoollink.calendars.rules import days
from schoollink.core.clock import now, today
from schoollink.core.database import db
from schoollink.core.errors import RuleBroken
from schoollink.core.i18n import _l, gettext
from schoollink.core.policy import Actor
from schoollink.schools.models import School

R = TypeVar("R", Term, Closure, SchoolYear, ExtraDay)


@dataclass(frozen=True)
class NewSpan:
    """A term or a school year as somebody typed it."""

    name: str
    first_day: date
    last_day: date


@dataclass(frozen=True)
class NewClosure(NewSpan):
    """Closed days as somebody typed them."""

    kind: ClosureKind


@dataclass(frozen=True)
class NewExtraDay:
    """A day with school as somebody typed it; without a kind of day its lessons are the usual."""

    name: str
    day: date
    day_type_id: UUID | None = None


def add_term(school: School, new: NewSpan, *, actor: Actor) -> Term:
    """Add a term; RuleBroken when it overlaps with another."""
    hold(school)
    check_term(school, new, among=terms_of(school))
    return write_term(school, new, actor)


def change_term(term: Term, new: NewSpan, *, version: int, actor: Actor) -> Term:
    """Change a term; Stale when somebody saved it since `version`."""
    hold(term.school)
    check_version(term, version)
    check_term(term.school, new, among=_others(term, terms_of(term.school)))
    _change(term, name=new.name, first_day=new.first_day, last_day=new.last_day)
    record(actor, "term.changed", term, place_id=term.school_id, version=term.version)
    return term


def remove_term(term: Term, *, actor: Actor) -> None:
    """Take a term out of the calendar."""
    _remove(term, "term.removed", actor)


def add_school_year(school: School, new: NewSpan, *, actor: Actor) -> SchoolYear:
    """Add a school year; RuleBroken when it overlaps with another or cuts through a term."""
    hold(school)
    _check_year(school, new, among=school_years_of(school))
    year = SchoolYear.of(
        school_id=school.id,
        name=new.name,
        first_day=new.first_day,
        last_day=new.last_day,
        changed_at=now(),
    )
    db.session.add(year)
    record(actor, "school_year.added", year, place_id=school.id)
    return year


def change_school_year(year: SchoolYear, new: NewSpan, *, version: int, actor: Actor) -> SchoolYear:
    """Change a school year; Stale when somebody saved it since `version`."""
    hold(year.school)
    check_version(year, version)
    _check_year(year.school, new, among=_others(year, school_years_of(year.school)))
    _change(year, name=new.name, first_day=new.first_day, last_day=new.last_day)
    record(actor, "school_year.changed", year, place_id=year.school_id, version=year.version)
    return year


def remove_school_year(year: SchoolYear, *, actor: Actor) -> None:
    """Take a school year out; its terms stay."""
    _remove(year, "school_year.removed", actor)


def add_closure(school: School, new: NewClosure, *, actor: Actor) -> Closure:
    """Add closed days; RuleBroken when the same days are there already."""
    hold(school)
    _check_closure(school, new, among=closures_of(school))
    return write_closure(school, new, actor)


def change_closure(closure: Closure, new: NewClosure, *, version: int, actor: Actor) -> Closure:
    """Change closed days; Stale when somebody saved them since `version`."""
    hold(closure.school)
    check_version(closure, version)
    _check_closure(closure.school, new, among=_others(closure, closures_of(closure.school)))
    _change(closure, name=new.name, first_day=new.first_day, last_day=new.last_day, kind=new.kind)
    record(actor, "closure.changed", closure, place_id=closure.school_id, version=closure.version)
    return closure


def remove_closure(closure: Closure, *, actor: Actor) -> None:
    """Take closed days out of the calendar."""
    _remove(closure, "closure.removed", actor)


def settle_holidays(
    school: School, holidays: Iterable[NewClosure], opened: Iterable[date], *, actor: Actor
) -> int:
    """Add the public holidays that a person confirmed, and remember those with school; what is
    there already stays. Gives how many are new."""
    hold(school)
    for day in set(opened) - open_holidays_of(school):
        db.session.add(OpenHoliday(school_id=school.id, day=day))
    record(actor, "holidays.settled", school, place_id=school.id)
    new = not_there(holidays, closures_of(school))
    for one in new:
        days.check_span(one.first_day, one.last_day, today(school.zone))
        write_closure(school, one, actor)
    return len(new)


def add_extra_day(school: School, new: NewExtraDay, *, actor: Actor) -> ExtraDay:
    """Add a day with school; RuleBroken when the day is there already."""
    hold(school)
    _check_extra_day(school, new, among=extra_days_of(school))
    extra = ExtraDay.of(
        school_id=school.id,
        name=new.name,
        day=new.day,
        day_type_id=new.day_type_id,
        changed_at=now(),
    )
    db.session.add(extra)
    record(actor, "extra_day.added", extra, place_id=school.id)
    return extra


def change_extra_day(extra: ExtraDay, new: NewExtraDay, *, version: int, actor: Actor) -> ExtraDay:
    """Change a day with school; Stale when somebody saved it since `version`."""
    hold(extra.school)
    check_version(extra, version)
    _check_extra_day(extra.school, new, among=_others(extra, extra_days_of(extra.school)))
    change(extra, name=new.name, day=new.day, day_type_id=new.day_type_id)
    record(actor, "extra_day.changed", extra, place_id=extra.school_id, version=extra.version)
    return extra


def remove_extra_day(extra: ExtraDay, *, actor: Actor) -> None:
    """Take a day with school out of the calendar."""
    _remove(extra, "extra_day.removed", actor)


# rules that need the rows


def check_term(
    school: School, new: NewSpan, *, among: Iterable[Term | NewSpan], field: str = ""
) -> None:
    """Raise RuleBroken when a term overlaps with one of the others or cuts through a school year;
    `field` takes the sentence instead of the field of the day."""
    try:
        days.check_span(new.first_day, new.last_day, today(school.zone))
    except RuleBroken as broken:
        raise RuleBroken(broken.text, field=field or broken.field) from None
    other = days.first_overlap(new, among)
    if other is not None:
        raise RuleBroken(
            gettext(
                "These days overlap with %(name)s. A day belongs to one term only.",
                name=other.name,
            ),
            field=field or "first_day",
        )
    year = days.first_cut(new, school_years_of(school))
    if year is not None:
        raise RuleBroken(
            gettext(
                "A part of these days lies in the school year %(name)s, a part outside.",
                name=year.name,
            ),
            field=field or "last_day",
        )


def _check_year(school: School, new: NewSpan, *, among: Iterable[SchoolYear]) -> None:
    days.check_span(new.first_day, new.last_day, today(school.zone))
    other = days.first_overlap(new, among)
    if other is not None:
        raise RuleBroken(
            gettext("These days overlap with the school year %(name)s.", name=other.name),
            field="first_day",
        )
    for term in terms_of(school):
        if days.first_cut(term, [new]) is not None:
            raise RuleBroken(
                gettext(
                    "A part of %(name)s would lie in this school year, a part outside.",
                    name=term.name,
                ),
                field="last_day" if term.last_day > new.last_day else "first_day",
            )


def _check_closure(school: School, new: NewClosure, *, among: Iterable[Closure]) -> None:
    days.check_span(new.first_day, new.last_day, today(school.zone))
    if not_there([new], among) == []:
        raise RuleBroken(_l("These closed days are in your calendar already."), field="first_day")


def _check_extra_day(school: School, new: NewExtraDay, *, among: Iterable[ExtraDay]) -> None:
    days.check_span(new.day, new.day, today(school.zone), field="day")
    if any(one.day == new.day for one in among):
        raise RuleBroken(_l("This day is in your calendar already."), field="day")
    if new.day_type_id is not None:
        kind = db.session.get(DayType, new.day_type_id)
        if kind is None or kind.school_id != school.id:
            raise RuleBroken(_l("Please choose one of these."), field="day_type_id")


N = TypeVar("N", bound=NewSpan)


def not_there(new: Iterable[N], rows: Iterable[Term | Closure]) -> list[N]:
    """Those of the new spans whose days no row has."""
    there = {(row.first_day, row.last_day) for row in rows}
    return [one for one in new if (one.first_day, one.last_day) not in there]


def _others(row: R, rows: Iterable[R]) -> list[R]:
    return [other for other in rows if other.id != row.id]


# writing


def write_term(school: School, new: NewSpan, actor: Actor) -> Term:
    """A new row, already checked."""
    term = Term.of(
        school_id=school.id,
        name=new.name,
        first_day=new.first_day,
        last_day=new.last_day,
        changed_at=now(),
    )
    db.session.add(term)
    record(actor, "term.added", term, place_id=school.id)
    return term


def write_closure(school: School, new: NewClosure, actor: Actor) -> Closure:
    """A new row, already checked."""
    closure = Closure.of(
        school_id=school.id,
        name=new.name,
        first_day=new.first_day,
        last_day=new.last_day,
        kind=new.kind,
        changed_at=now(),
    )
    db.session.add(closure)
    record(actor, "closure.added", closure, place_id=school.id)
    return closure


def _change(row: Term | Closure | SchoolYear, **values: object) -> None:
    """What a person has edited is no sample any more."""
    change(row, is_sample=False, **values)


def _remove(row: R, act: str, actor: Actor) -> None:
    hold(row.school)
    record(actor, act, row, place_id=row.school_id)
    db.session.delete(row)
