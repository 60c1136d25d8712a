"""Shared lesson times: when several schools are in lesson at once, and why they are not.

All intervals include their start and not their end. Schools are known by their place in the list.
"""

from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from itertools import combinations
from typing import NamedTuple
from zoneinfo import ZoneInfo

from schoollink.calendars.rules.days import ONE_DAY, Off, days_of, why_off
from schoollink.calendars.rules.lessons import Span, Timetable, instant, lesson_spans, seconds

MINUTE = 60


class Window(NamedTuple):
    """A shared lesson time, as aware instants in UTC."""

    starts: datetime
    ends: datetime

    @property
    def minutes(self) -> int:
        """How long it is."""
        return int((self.ends - self.starts).total_seconds()) // MINUTE


class Edge(NamedTuple):
    """Where lessons of a school begin or end."""

    place: int
    at: datetime


@dataclass(frozen=True)
class Gap:
    """The lessons of two schools that come closest, so many minutes apart; less than nothing: they
    share so much. More would be shared if lessons ended later at `ends`, or began earlier at
    `starts`; None where two schools would have to change."""

    minutes: int
    ends: Edge | None
    starts: Edge | None


@dataclass(frozen=True)
class Why:
    """Why schools share no lesson time (K-08): those that have no school at all, by their places,
    each with the reason, else the gap between the two schools that are furthest apart."""

    off: tuple[tuple[int, Off], ...] = ()
    gap: Gap | None = None


def shared_windows(
    schools: Sequence[Timetable],
    start: datetime,
    end: datetime,
    *,
    minutes: int = 1,
    beyond: bool = False,
    at_least: int | None = None,
) -> list[Window]:
    """When all schools, or at least so many of them, are in lesson between two aware instants,
    in order; a time shorter than `minutes` is left out (K-07). With `beyond`, times outside of
    lessons count too."""
    low, high = seconds(start), seconds(end)
    each = [_spans_between(one, start, end, beyond=beyond) for one in schools]
    found = _some_of(each, at_least) if at_least and at_least < len(each) else _all_of(each)
    clipped = (Span(max(one.starts, low), min(one.ends, high)) for one in found)
    return [
        Window(instant(one.starts), instant(one.ends))
        for one in clipped
        if one.ends - one.starts >= minutes * MINUTE
    ]


def why_none(
    schools: Sequence[Timetable], start: datetime, end: datetime, *, beyond: bool = False
) -> Why:
    """Why schools share no lesson time between two instants."""
    each = [_spans_inside(one, start, end, beyond=beyond) for one in schools]
    off = tuple(
        (place, reason)
        for place, (school, spans) in enumerate(zip(schools, each, strict=True))
        if not spans and (reason := _why_without(school, start, end))
    )
    return Why(off) if off else Why(gap=_widest_gap(each))


def nearest(
    schools: Sequence[Timetable], start: datetime, end: datetime, *, beyond: bool = False
) -> Gap | None:
    """How close the lessons of schools come between two instants; of more than two schools, the
    two that are furthest apart. None where a school has no lesson at all."""
    each = [_spans_inside(one, start, end, beyond=beyond) for one in schools]
    return _widest_gap(each) if all(each) else None


def _spans_inside(school: Timetable, start: datetime, end: datetime, *, beyond: bool) -> list[Span]:
    """Whole lessons with a part between two instants."""
    low, high = seconds(start), seconds(end)
    spans = _spans_between(school, start, end, beyond=beyond)
    return [one for one in spans if one.starts < high and one.ends > low]


def _spans_between(
    school: Timetable, start: datetime, end: datetime, *, beyond: bool
) -> list[Span]:
    """One day of margin on either side, for a day there is not a day in UTC."""
    first, last = _local_days(school, start, end)
    return lesson_spans(school, first - ONE_DAY, last + ONE_DAY, beyond=beyond)


def _local_days(school: Timetable, start: datetime, end: datetime) -> tuple[date, date]:
    zone = ZoneInfo(school.zone)
    return start.astimezone(zone).date(), (end - timedelta(seconds=1)).astimezone(zone).date()


def _all_of(each: Sequence[Sequence[Span]]) -> Sequence[Span]:
    """What all lists share: the shortest first, each next one with two pointers."""
    ordered = sorted(each, key=len)
    return reduce(_both, ordered[1:], ordered[0]) if ordered else []


def _both(one: Sequence[Span], other: Sequence[Span]) -> list[Span]:
    found: list[Span] = []
    i = j = 0
    while i < len(one) and j < len(other):
        starts = max(one[i].starts, other[j].starts)
        ends = min(one[i].ends, other[j].ends)
        if starts < ends:
            found.append(Span(starts, ends))
        if one[i].ends < other[j].ends:
            i += 1
        else:
            j += 1
    return found


def _some_of(each: Iterable[Sequence[Span]], least: int) -> list[Span]:
    """When at least so many lists have something: one sweep over all ends and starts."""
    points = sorted(
        point for spans in each for one in spans for point in ((one.starts, 1), (one.ends, -1))
    )
    found: list[Span] = []
    count, since = 0, 0
    for at, step in points:
        before, count = count, count + step
        if before < least <= count:
            since = at
        elif count < least <= before and at > since:
            found.append(Span(since, at))
    return _joined(found)


def _joined(spans: Iterable[Span]) -> list[Span]:
    """One school's end and another's start at the same moment leave no gap between."""
    found: list[Span] = []
    for span in spans:
        if found and found[-1].ends == span.starts:
            found[-1] = Span(found[-1].starts, span.ends)
        else:
            found.append(span)
    return found


def _why_without(school: Timetable, start: datetime, end: datetime) -> Off | None:
    """The reason of the day without school that fills most of the time; None when all days of
    it have school, only not then."""
    zone = ZoneInfo(school.zone)

    def share(day: date) -> timedelta:
        begins = datetime(day.year, day.month, day.day, tzinfo=zone)
        after = day + ONE_DAY
        over = datetime(after.year, after.month, after.day, tzinfo=zone)
        return min(end, over) - max(start, begins)

    days = [day for day in days_of(*_local_days(school, start, end)) if why_off(day, school.dates)]
    return why_off(max(days, key=share), school.dates) if days else None


def _widest_gap(each: Sequence[Sequence[Span]]) -> Gap | None:
    """Of the closest lessons of every two schools, those furthest apart: they decide."""
    pairs = (
        _closest(one, each[one], other, each[other])
        for one, other in combinations(range(len(each)), 2)
    )
    return max((gap for gap in pairs if gap), key=lambda gap: gap.minutes, default=None)


def _closest(one: int, spans: Sequence[Span], other: int, others: Sequence[Span]) -> Gap | None:
    """Lists are in order and apart, so only neighbours can be closest."""
    gaps = []
    for span in spans:
        place = bisect(others, span)
        for near in others[max(place - 1, 0) : place + 1]:
            if span.starts <= near.starts:
                gaps.append(_gap(one, span, other, near))
            else:
                gaps.append(_gap(other, near, one, span))
    return min(gaps, key=lambda gap: gap.minutes, default=None)


def _gap(one: int, first: Span, other: int, second: Span) -> Gap:
    """The first begins no later than the second."""
    minutes = (second.starts - min(first.ends, second.ends)) // MINUTE
    if first.ends < second.ends:
        ends: Edge | None = Edge(one, instant(first.ends))
    else:
        ends = None if first.ends == second.ends else Edge(other, instant(second.ends))
    is_later = first.starts < second.starts
    return Gap(minutes, ends, Edge(other, instant(second.starts)) if is_later else None)
