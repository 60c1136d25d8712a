"""What people do with their school's calendar.

Each action first holds the school, for "terms don't overlap" is a rule over several rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import TypeVar

from schoollink.audit.actions import record
from schoollink.calendars.models import Closure, ClosureKind, LessonTimes, Term
from schoollink.calendars.queries import closures_of, lesson_times_of, terms_of
from schoollink.calendars.rules import days
from schoollink.core.clock import now, today
from schoollink.core.database import db, locked
from schoollink.core.errors import NotFound, RuleBroken, Stale
from schoollink.core.i18n import _l, gettext
from schoollink.core.policy import Actor
from schoollink.schools.models import School

R = TypeVar("R", Term, Closure)


@dataclass(frozen=True)
class NewTerm:
    """A term as somebody typed it."""

    name: str
    first_day: date
    last_day: date


@dataclass(frozen=True)
class NewClosure:
    """Closed days as somebody typed them."""

    name: str
    first_day: date
    last_day: date
    kind: ClosureKind


@dataclass(frozen=True)
class NewTimes:
    """A usual school day; `guesses` names what nobody has confirmed."""

    first_lesson: time
    last_lesson: time
    lunch_from: time | None
    lunch_to: time | None
    guesses: list[str] = field(default_factory=list)


def add_term(school: School, new: NewTerm, *, actor: Actor) -> Term:
    """Add a term; RuleBroken when it overlaps with another."""
    _hold(school)
    _check_term(school, new, among=terms_of(school))
    return _write_term(school, new, actor)


def change_term(term: Term, new: NewTerm, *, version: int, actor: Actor) -> Term:
    """Change a term; Stale when somebody saved it since `version`."""
    _hold(term.school)
    _check_version(term, version)
    others = [other for other in terms_of(term.school) if other.id != term.id]
    _check_term(term.school, new, among=others)
    _change(term, name=new.name, first_day=new.first_day, last_day=new.last_day)
    record(actor, "term.changed", term, place_id=term.school_id, version=term.version)
    return term


def remove_term(term: Term, *, actor: Actor) -> None:
    """Take a term out of the calendar."""
    _remove(term, "term.removed", actor)


def add_closure(school: School, new: NewClosure, *, actor: Actor) -> Closure:
    """Add closed days; RuleBroken when the same days are there already."""
    _hold(school)
    _check_closure(school, new, among=closures_of(school))
    return _write_closure(school, new, actor)


def change_closure(closure: Closure, new: NewClosure, *, version: int, actor: Actor) -> Closure:
    """Change closed days; Stale when somebody saved them since `version`."""
    _hold(closure.school)
    _check_version(closure, version)
    others = [other for other in closures_of(closure.school) if other.id != closure.id]
    _check_closure(closure.school, new, among=others)
    _change(closure, name=new.name, first_day=new.first_day, last_day=new.last_day, kind=new.kind)
    record(actor, "closure.changed", closure, place_id=closure.school_id, version=closure.version)
    return closure


def remove_closure(closure: Closure, *, actor: Actor) -> None:
    """Take closed days out of the calendar."""
    _remove(closure, "closure.removed", actor)


def close_on(school: School, holidays: Iterable[NewClosure], *, actor: Actor) -> int:
    """Add the public holidays that a person confirmed; those already there stay. Gives how many."""
    _hold(school)
    there = {(one.first_day, one.last_day) for one in closures_of(school)}
    new = [one for one in holidays if (one.first_day, one.last_day) not in there]
    for one in new:
        days.check_span(one.first_day, one.last_day, today(school.zone))
        _write_closure(school, one, actor)
    return len(new)


def start_calendar(
    school: School,
    *,
    terms: Sequence[NewTerm],
    closures: Sequence[NewClosure],
    times: NewTimes,
    weekend: Sequence[str],
    version: int,
    actor: Actor,
) -> int:
    """Take the quick start whole, or nothing of it: dates that are not there yet, the usual day,
    and the weekend, which a person has thereby confirmed. Gives how many terms are new.

    `version` is that of the lesson times when the form was opened, 0 for none.
    """
    _hold(school)
    present = lesson_times_of(school)
    if (present.version if present else 0) != version:
        raise _stale()
    _check_times(times)
    _check_weekend(weekend)
    new_terms = _not_there(terms, terms_of(school))
    checked: list[Term | NewTerm] = list(terms_of(school))
    for term in new_terms:
        _check_term(school, term, among=checked, field="dates")
        checked.append(term)
    for term in new_terms:
        _write_term(school, term, actor)
    for closure in _not_there(closures, closures_of(school)):
        _write_closure(school, closure, actor)
    _write_times(school, present, times, actor)
    school.weekend, school.weekend_confirmed_at = sorted(weekend), now()
    record(actor, "school.weekend_confirmed", school, place_id=school.id)
    return len(new_terms)


# rules that need the rows


def _hold(school: School) -> None:
    if locked(School, school.id) is None:
        raise NotFound


def _check_version(row: Term | Closure, version: int) -> None:
    if row.version != version:
        raise _stale()


def _stale() -> Stale:
    return Stale(_l("Somebody else changed this while you were typing."))


def _check_term(
    school: School, new: NewTerm, *, among: Iterable[Term | NewTerm], field: str = ""
) -> None:
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


def _check_closure(school: School, new: NewClosure, *, among: Iterable[Closure]) -> None:
    days.check_span(new.first_day, new.last_day, today(school.zone))
    if _not_there([new], among) == []:
        raise RuleBroken(_l("These closed days are in your calendar already."), field="first_day")


def _check_times(times: NewTimes) -> None:
    days.check_lesson_times(times.first_lesson, times.last_lesson, times.lunch_from, times.lunch_to)


def _check_weekend(weekend: Sequence[str]) -> None:
    if len(set(weekend)) > 6:
        raise RuleBroken(_l("A week needs at least one school day."), field="weekend")


N = TypeVar("N", NewTerm, NewClosure)


def _not_there(new: Iterable[N], rows: Iterable[Term | Closure]) -> list[N]:
    there = {(row.first_day, row.last_day) for row in rows}
    return [one for one in new if (one.first_day, one.last_day) not in there]


# writing


def _write_term(school: School, new: NewTerm, actor: Actor) -> Term:
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


def _write_closure(school: School, new: NewClosure, actor: Actor) -> Closure:
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


def _write_times(
    school: School, present: LessonTimes | None, times: NewTimes, actor: Actor
) -> None:
    row = present or LessonTimes(school_id=school.id, version=0)
    row.first_lesson, row.last_lesson = times.first_lesson, times.last_lesson
    row.lunch_from, row.lunch_to = times.lunch_from, times.lunch_to
    row.guesses = times.guesses
    row.version += 1
    row.changed_at = now()
    db.session.add(row)
    record(actor, "lesson_times.changed", school, place_id=school.id, version=row.version)


def _change(row: Term | Closure, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.is_sample = False
    row.version += 1
    row.changed_at = now()


def _remove(row: R, act: str, actor: Actor) -> None:
    _hold(row.school)
    record(actor, act, row, place_id=row.school_id)
    db.session.delete(row)
