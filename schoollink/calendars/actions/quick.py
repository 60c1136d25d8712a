"""The calendar in six answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import time

from schoollink.audit.actions import record
from schoollink.calendars.actions.dates import (
    NewClosure,
    NewSpan,
    check_term,
    not_there,
    write_closure,
    write_term,
)
from schoollink.calendars.actions.holding import check_version, hold
from schoollink.calendars.actions.hours import write_usual_day
from schoollink.calendars.models import Term
from schoollink.calendars.queries import closures_of, terms_of, usual_day_of
from schoollink.calendars.rules import days
from schoollink.calendars.rules.hours import lessons_between
from schoollink.core.clock import now
from schoollink.core.errors import RuleBroken
from schoollink.core.i18n import _l
from schoollink.core.policy import Actor
from schoollink.schools.models import School


@dataclass(frozen=True)
class NewTimes:
    """A usual school day as far as it is known at once; `guesses` names what nobody has
    confirmed."""

    first_lesson: time
    last_lesson: time
    lunch_from: time | None
    lunch_to: time | None
    guesses: list[str] = field(default_factory=list)


def start_calendar(
    school: School,
    *,
    terms: Sequence[NewSpan],
    closures: Sequence[NewClosure],
    times: NewTimes | None,
    weekend: Sequence[str],
    version: int,
    actor: Actor,
) -> int:
    """Take the quick start whole, or nothing of it: dates that are not there yet, the usual day,
    and the weekend, which a person has thereby confirmed. Gives how many terms are new.

    `version` is that of the usual day when the form was opened, 0 for none; without `times` the
    lessons stay as they are.
    """
    hold(school)
    present = usual_day_of(school)
    check_version(present, version)
    _check_weekend(weekend)
    new_terms = not_there(terms, terms_of(school))
    checked: list[Term | NewSpan] = list(terms_of(school))
    for term in new_terms:
        check_term(school, term, among=checked, field="dates")
        checked.append(term)
    if times is not None:
        _write_times(school, times, actor)
    for term in new_terms:
        write_term(school, term, actor)
    for closure in not_there(closures, closures_of(school)):
        write_closure(school, closure, actor)
    school.weekend, school.weekend_confirmed_at = sorted(weekend), now()
    record(actor, "school.weekend_confirmed", school, place_id=school.id)
    return len(new_terms)


def _write_times(school: School, times: NewTimes, actor: Actor) -> None:
    days.check_lesson_times(times.first_lesson, times.last_lesson, times.lunch_from, times.lunch_to)
    lessons = lessons_between(
        times.first_lesson, times.last_lesson, times.lunch_from, times.lunch_to
    )
    write_usual_day(school, lessons, times.guesses, actor)


def _check_weekend(weekend: Sequence[str]) -> None:
    if len(set(weekend)) > 6:
        raise RuleBroken(_l("A week needs at least one school day."), field="weekend")
