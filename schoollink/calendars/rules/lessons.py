"""When a school is in lesson: lesson times by day, weeks that take turns, and all of it in UTC.

Source for the names: Ed-Fi bell schedules (BellSchedule, ClassPeriod, CalendarDate).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from schoollink.calendars.models import CycleMode
from schoollink.calendars.rules.days import (
    ONE_DAY,
    SchoolDates,
    days_of,
    school_days,
)
from schoollink.calendars.rules.together import week_begins, week_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = EPOCH.date()
A_DAY = 86_400


class Lesson(NamedTuple):
    """A lesson in wall time. It includes its start and not its end; breaks are no lessons."""

    label: str
    starts: time
    ends: time


@dataclass(frozen=True)
class Rotation:
    """Weeks A and B, or days 1 to 6: labels that take turns from the anchor on (K-10)."""

    labels: tuple[str, ...]
    anchor: date
    mode: CycleMode = CycleMode.SCHOOL_WEEKS


@dataclass(frozen=True)
class HoursRule:
    """Lesson times for some days: between two dates, on a weekday, in one turn of the rotation.
    None stands for any."""

    lessons: tuple[Lesson, ...]
    first_day: date | None = None
    last_day: date | None = None
    weekday: int | None = None
    turn: str | None = None

    def applies(self, day: date, turn: str | None) -> bool:
        """Whether these are the lesson times of a day."""
        return (
            (self.first_day is None or self.first_day <= day)
            and (self.last_day is None or day <= self.last_day)
            and (self.weekday is None or self.weekday == day.isoweekday())
            and (self.turn is None or self.turn == turn)
        )


ANY = 0
"""Stands for any weekday, where days take turns and not weeks."""


class Slot(NamedTuple):
    """A lesson that a class can use: its label, on a weekday, in a turn of the rotation."""

    label: str
    weekday: int
    turn: str | None = None


@dataclass(frozen=True)
class Timetable:
    """A school's year down to the minute.

    Of the rules the first that applies wins, else the `usual` lessons hold. `beyond` are times
    outside of lessons that a school can use when nothing else fits. `extra` are days with school
    whatever terms, weekend and closures say, each with its own lessons or None for those of the
    day. `only` holds what the class can use; None for all.
    """

    zone: str
    dates: SchoolDates
    usual: tuple[Lesson, ...] = ()
    rules: Sequence[HoursRule] = ()
    beyond: tuple[Lesson, ...] = ()
    extra: Mapping[date, tuple[Lesson, ...] | None] = field(default_factory=dict)
    rotation: Rotation | None = None
    only: frozenset[Slot] | None = None

    def lessons_on(self, day: date, turn: str | None = None) -> Sequence[Lesson]:
        """The lessons of a school day, as the school has them."""
        special = self.extra.get(day)
        if special is not None:
            return special
        for rule in self.rules:
            if rule.applies(day, turn):
                return rule.lessons
        return self.usual

    def usable_on(self, day: date, turn: str | None = None) -> Sequence[Lesson]:
        """The lessons of a school day that the class can use."""
        lessons = self.lessons_on(day, turn)
        if self.only is None or day in self.extra:
            return lessons
        places = {(day.isoweekday(), None), (day.isoweekday(), turn), (ANY, turn)}
        return [
            one for one in lessons if any(Slot(one.label, *place) in self.only for place in places)
        ]

    def usually_on(self, weekday: int, turn: str | None = None) -> Sequence[Lesson]:
        """The lessons of a weekday outside of special times of the year."""
        for rule in self.rules:
            is_special = rule.first_day or rule.last_day
            if not is_special and rule.weekday in {None, weekday} and rule.turn in {None, turn}:
                return rule.lessons
        return self.usual


def lessons_on_date(timetable: Timetable, day: date) -> Sequence[Lesson]:
    """The lessons of a day as the school has them, if it is a school day."""
    turn = turns(timetable.rotation, day, day, timetable.dates).get(day)
    return timetable.lessons_on(day, turn)


class Span(NamedTuple):
    """Seconds since 1970 in UTC, the end not included."""

    starts: int
    ends: int


def instant(seconds: int) -> datetime:
    """Seconds since 1970 as an aware instant in UTC."""
    return EPOCH + timedelta(seconds=seconds)


def seconds(at: datetime) -> int:
    """An aware instant as seconds since 1970."""
    return int((at - EPOCH).total_seconds())


def lesson_spans(
    timetable: Timetable, first: date, last: date, *, beyond: bool = False
) -> list[Span]:
    """When a school is in lesson on its own days from the first to the last: in order, apart,
    touching lessons as one. With `beyond` also when it could meet outside of lessons.

    A wall time that occurs twice is the first one, a time that a clock change leaves out counts
    from before it, and what has no length left is dropped (K-06; RFC 5545, 3.3.5).
    """
    label = turns(timetable.rotation, first, last, timetable.dates)
    in_utc = _Zone(timetable.zone)
    more = timetable.beyond if beyond else ()
    found = [
        span
        for day in school_days(first, last, timetable.dates)
        for span in in_utc.spans(day, (*timetable.usable_on(day, label.get(day)), *more))
    ]
    return merged(found)


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that touch or overlap as one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.starts <= found[-1].ends:
            if span.ends > found[-1].ends:
                found[-1] = Span(found[-1].starts, span.ends)
        else:
            found.append(span)
    return found


class _Zone:
    """Wall times of one zone in UTC. On days without a clock change the offset is asked once."""

    def __init__(self, name: str) -> None:
        self.zone = ZoneInfo(name)
        self.midnights: dict[date, int] = {}

    def spans(self, day: date, lessons: Iterable[Lesson]) -> Iterator[Span]:
        base = (day - EPOCH_DAY).days * A_DAY
        offset = self.midnight(day)
        changes = offset != self.midnight(day + ONE_DAY)
        for one in lessons:
            starts, ends = _clock_seconds(one.starts), _clock_seconds(one.ends)
            if changes:
                starts -= self.offset(day, one.starts)
                ends -= self.offset(day, one.ends)
            else:
                starts -= offset
                ends -= offset
            if starts < ends:
                yield Span(base + starts, base + ends)

    def midnight(self, day: date) -> int:
        if day not in self.midnights:
            self.midnights[day] = self.offset(day, time())
        return self.midnights[day]

    def offset(self, day: date, at: time) -> int:
        return _seconds_in(datetime.combine(day, at, self.zone).utcoffset())


def _seconds_in(delta: timedelta | None) -> int:
    return int(delta.total_seconds()) if delta else 0


def _clock_seconds(at: time) -> int:
    return at.hour * 3600 + at.minute * 60 + at.second


def turns(
    rotation: Rotation | None, first: date, last: date, dates: SchoolDates
) -> dict[date, str]:
    """The label of each day from the first to the last that has one. A week without a school day
    has none when only weeks with school count; a day without school has none when days do."""
    if rotation is None:
        return {}
    counted = _COUNTING[rotation.mode](rotation.anchor, first, last, dates)
    size = len(rotation.labels)
    return {day: rotation.labels[number % size] for day, number in counted}


def _calendar_weeks(
    anchor: date, first: date, last: date, dates: SchoolDates
) -> Iterator[tuple[date, int]]:
    begins = week_begins([dates])
    start = week_of(anchor, begins)
    for day in days_of(first, last):
        yield day, (week_of(day, begins) - start).days // 7


def _school_weeks(
    anchor: date, first: date, last: date, dates: SchoolDates
) -> Iterator[tuple[date, int]]:
    begins = week_begins([dates])
    start = week_of(anchor, begins)
    low, high = min(start, week_of(first, begins)), max(start, last) + 6 * ONE_DAY
    weeks = sorted({week_of(day, begins) for day in school_days(low, high, dates)})
    before = sum(week < start for week in weeks)
    number = {week: place - before for place, week in enumerate(weeks)}
    for day in days_of(first, last):
        week = week_of(day, begins)
        if week in number:
            yield day, number[week]


def _school_days(
    anchor: date, first: date, last: date, dates: SchoolDates
) -> Iterator[tuple[date, int]]:
    known = school_days(min(anchor, first), max(anchor, last), dates)
    before = sum(day < anchor for day in known)
    for place, day in enumerate(known):
        if first <= day <= last:
            yield day, place - before


Counting = Callable[[date, date, date, SchoolDates], Iterator[tuple[date, int]]]

_COUNTING: dict[CycleMode, Counting] = {
    CycleMode.CALENDAR_WEEKS: _calendar_weeks,
    CycleMode.SCHOOL_WEEKS: _school_weeks,
    CycleMode.SCHOOL_DAYS: _school_days,
}
