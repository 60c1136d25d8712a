"""Which days are school days, and what dates may be put in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Protocol, TypeVar

from schoollink.core.database.base import Labelled
from schoollink.core.errors import RuleBroken
from schoollink.core.i18n import Text, _l

LONGEST_DAYS = 370
YEARS_AWAY = 5
ONE_DAY = timedelta(days=1)


class Span(Protocol):
    """Something with a first and a last day, both included."""

    @property
    def first_day(self) -> date:
        """The first day."""

    @property
    def last_day(self) -> date:
        """The last day."""


S = TypeVar("S", bound=Span)


@dataclass(frozen=True)
class SchoolDates:
    """What decides whether a school has lessons on a day. `weekend` holds ISO weekdays; `extra`
    days have lessons whatever the rest says."""

    terms: Sequence[Span] = ()
    closures: Sequence[Span] = ()
    weekend: frozenset[int] = field(default_factory=lambda: frozenset({6, 7}))
    extra: frozenset[date] = frozenset()

    @property
    def first_known(self) -> date | None:
        """The first day of the first term."""
        return min((term.first_day for term in self.terms), default=None)

    @property
    def last_known(self) -> date | None:
        """The last day of the last term."""
        return max((term.last_day for term in self.terms), default=None)

    def knows(self, day: date) -> bool:
        """Whether the terms that were put in say anything about the day."""
        first, last = self.first_known, self.last_known
        return first is not None and last is not None and first <= day <= last


def contains(span: Span, day: date) -> bool:
    """Whether the day lies in the span."""
    return span.first_day <= day <= span.last_day


def overlaps(one: Span, other: Span) -> bool:
    """Whether two spans have a day in common."""
    return one.first_day <= other.last_day and other.first_day <= one.last_day


def middle_of(span: Span) -> date:
    """The day in the middle; the year that holds it is the one to which the span belongs."""
    return span.first_day + (span.last_day - span.first_day) // 2


def days_of(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last, both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


class Off(Labelled):
    """Why there is no school on a day; the first that holds counts."""

    CLOSED = "closed", _l("Closed")
    OUT_OF_TERM = "out_of_term", _l("Outside of term")
    WEEKEND = "weekend", _l("Weekend")


def why_off(day: date, dates: SchoolDates) -> Off | None:
    """Why there is no school on a day; None on a school day."""
    if day in dates.extra:
        return None
    if any(contains(closure, day) for closure in dates.closures):
        return Off.CLOSED
    if not any(contains(term, day) for term in dates.terms):
        return Off.OUT_OF_TERM
    return Off.WEEKEND if day.isoweekday() in dates.weekend else None


def is_school_day(day: date, dates: SchoolDates) -> bool:
    """In a term, not on the weekend, not closed; or an extra day."""
    return why_off(day, dates) is None


def school_days(first: date, last: date, dates: SchoolDates) -> list[date]:
    """The school days from the first to the last day, in order."""
    open_days = _covered(first, last, dates.terms) - _covered(first, last, dates.closures)
    usual = {day for day in open_days if day.isoweekday() not in dates.weekend}
    return sorted(usual | {day for day in dates.extra if first <= day <= last})


def _covered(first: date, last: date, spans: Iterable[Span]) -> set[date]:
    return {
        day
        for span in spans
        for day in days_of(max(first, span.first_day), min(last, span.last_day))
    }


def counts_as_school_day(day: date, dates: SchoolDates) -> bool:
    """A school day as far as anybody knows: outside of the terms put in, any day of the week
    that is not weekend counts, so that what waits for a school never waits for ever."""
    if dates.knows(day) or day in dates.extra:
        return is_school_day(day, dates)
    closed = any(contains(closure, day) for closure in dates.closures)
    return day.isoweekday() not in dates.weekend and not closed


def school_day_after(day: date, count: int, dates: SchoolDates) -> date:
    """The day on which `count` school days have begun after the given one."""
    if len(dates.weekend) >= 7:
        return day + timedelta(days=count)
    while count > 0:
        day += ONE_DAY
        count -= counts_as_school_day(day, dates)
    return day


def clipped(spans: Iterable[S], first: date, last: date) -> list[S]:
    """The spans with a day between the first and the last day, in order."""
    return sorted(
        (span for span in spans if span.first_day <= last and span.last_day >= first),
        key=lambda span: span.first_day,
    )


def check_span(first: date, last: date, today: date, *, field: str = "first_day") -> None:
    """Raise RuleBroken when the days can't be those of a term or of closed days (K-02)."""
    if last < first:
        raise RuleBroken(_l("The last day comes before the first day."), field="last_day")
    if abs(first.year - today.year) > YEARS_AWAY:
        raise RuleBroken(_l("This year is far away. Look at it again."), field=field)
    if (last - first).days > LONGEST_DAYS:
        raise RuleBroken(_l("This is longer than a year. Is it right?"), field="last_day")


def first_overlap(span: Span, others: Iterable[S]) -> S | None:
    """The first of the others, by date, that has a day in common with the span."""
    found = (other for other in others if overlaps(span, other))
    return min(found, key=lambda other: other.first_day, default=None)


def first_cut(span: Span, others: Iterable[S]) -> S | None:
    """The first of the others that holds a part of the span, and not all of it."""
    return next(
        (
            other
            for other in others
            if overlaps(span, other)
            and not (other.first_day <= span.first_day and span.last_day <= other.last_day)
        ),
        None,
    )


def check_lesson_times(
    first_lesson: time, last_lesson: time, lunch_from: time | None, lunch_to: time | None
) -> None:
    """Raise RuleBroken when the times are not those of one school day (K-03)."""
    for field_name, words in mistakes_in_times(first_lesson, last_lesson, lunch_from, lunch_to):
        raise RuleBroken(words, field=field_name)


def mistakes_in_times(
    first_lesson: time, last_lesson: time, lunch_from: time | None, lunch_to: time | None
) -> Iterator[tuple[str, Text]]:
    """What can't be in the times of a school day: the name of the time, and the sentence."""
    ends = last_lesson > first_lesson
    if not ends:
        yield "last_lesson", _l("The last lesson must end after the first one begins.")
    if (lunch_from is None) != (lunch_to is None):
        empty = "lunch_from" if lunch_from is None else "lunch_to"
        yield empty, _l("Give both times of lunch, or neither.")
    if lunch_from is None or lunch_to is None:
        return
    if lunch_to <= lunch_from:
        yield "lunch_to", _l("Lunch must end after it begins.")
    elif ends and lunch_from < first_lesson:
        yield "lunch_from", _l("Lunch must lie between the lessons.")
    elif ends and lunch_to > last_lesson:
        yield "lunch_to", _l("Lunch must lie between the lessons.")
