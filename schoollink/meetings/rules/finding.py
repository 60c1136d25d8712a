"""Which weekly time suits schools: weekday by weekday, with one wall time for each season, for one
time of the anchor's clock often does not survive a clock change on either side."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from operator import attrgetter
from zoneinfo import ZoneInfo

from schoollink.calendars.rules.lessons import (
    Lesson,
    Timetable,
    lesson_spans,
    lessons_on_date,
    seconds,
)
from schoollink.calendars.rules.slots import ahead_of, starts_by_weekday
from schoollink.calendars.rules.windows import Window
from schoollink.core.clock import instant_of

GOOD_SHARE = 2 / 3
"""From which share of the best choice's lessons on another choice is a good one."""


class Known(dict[tuple[int, date], Sequence[Lesson]]):
    """The lessons of a day of a school, by its place, as far as they were asked for."""


@dataclass(frozen=True)
class Season:
    """A time during which no clock of any school changes against the anchor's. `ahead` says how
    far each school's clock is ahead, in their order."""

    first_day: date
    last_day: date
    ahead: tuple[timedelta, ...]


@dataclass(frozen=True)
class Part:
    """A wall time of the anchor's clock, and the days on which it is a shared lesson."""

    at: time
    days: tuple[date, ...]


@dataclass(frozen=True)
class Choice:
    """A weekday of the anchor with the best time for each season, by date."""

    weekday: int
    parts: tuple[Part, ...]

    @property
    def lessons(self) -> int:
        """How many shared lessons that makes."""
        return sum(len(part.days) for part in self.parts)


def seasons_of(windows: Iterable[Window], zones: Sequence[str]) -> list[Season]:
    """The seasons in which shared lesson times lie, by date; the first zone is the anchor's."""
    there = ZoneInfo(zones[0])
    days = sorted({window.starts.astimezone(there).date() for window in windows})
    ahead = {day: tuple(ahead_of(zones[0], zone, day) for zone in zones) for day in days}
    found = []
    for apart, group in groupby(days, ahead.__getitem__):
        run = list(group)
        found.append(Season(run[0], run[-1], apart))
    return found


def choices(windows: Sequence[Window], schools: Sequence[Timetable], minutes: int) -> list[Choice]:
    """The weekdays that have shared lessons, those with most lessons first. The first school is
    the anchor. Seasons that the same wall time suits as well are one part."""
    seasons = seasons_of(windows, [school.zone for school in schools])
    by_weekday = starts_by_weekday(windows, schools[0].zone, minutes)
    found = [
        Choice(weekday, _parts(starts, seasons, schools, minutes))
        for weekday, starts in sorted(by_weekday.items())
    ]
    return sorted(found, key=attrgetter("lessons"), reverse=True)


def _parts(
    starts: Mapping[time, Sequence[date]],
    seasons: Sequence[Season],
    schools: Sequence[Timetable],
    minutes: int,
) -> tuple[Part, ...]:
    each = [
        Part(best, tuple(inside[best]))
        for season in seasons
        if (inside := _inside(starts, season))
        and (best := _best(inside, schools, minutes)) is not None
    ]
    single = max(starts, key=lambda at: len(starts[at]))
    if len(starts[single]) == sum(len(part.days) for part in each):
        whole = _best(starts, schools, minutes)
        return (Part(whole, tuple(starts[whole])),) if whole is not None else ()
    merged: list[Part] = []
    for part in each:
        if merged and merged[-1].at == part.at:
            merged[-1] = Part(part.at, merged[-1].days + part.days)
        else:
            merged.append(part)
    return tuple(merged)


def _inside(starts: Mapping[time, Sequence[date]], season: Season) -> dict[time, list[date]]:
    found = {
        at: [day for day in days if season.first_day <= day <= season.last_day]
        for at, days in starts.items()
    }
    return {at: days for at, days in found.items() if days}


def _best(
    starts: Mapping[time, Sequence[date]], schools: Sequence[Timetable], minutes: int
) -> time | None:
    """The start with most days; of those the one that cuts the fewest lessons, then the one that
    begins with most of them, then the earliest."""
    if not starts:
        return None
    most = max(map(len, starts.values()))
    equal = sorted(at for at, days in starts.items() if len(days) == most)
    zone, known = schools[0].zone, Known()
    return min(equal, key=lambda at: (_cuts(starts[at][0], at, zone, schools, minutes, known), at))


def _cuts(
    day: date, at: time, zone: str, schools: Sequence[Timetable], minutes: int, known: Known
) -> tuple[int, int]:
    """Over how many edges of lessons the time reaches, and how many schools' lessons do not begin
    with it."""
    starts = instant_of(day, at, zone)
    ends = starts + timedelta(minutes=minutes)
    over, apart = 0, 0
    for place, school in enumerate(schools):
        first, last = (one.astimezone(ZoneInfo(school.zone)) for one in (starts, ends))
        key = (place, first.date())
        if key not in known:
            known[key] = lessons_on_date(school, first.date())
        lessons = known[key]
        over += sum(first.time() < one.ends < last.time() for one in lessons)
        apart += all(one.starts != first.time() for one in lessons)
    return over, apart


def fit(choice: Choice, best: Choice) -> str:
    """`best`, `good` or `possible`, against the choice with most lessons."""
    if choice == best:
        return "best"
    return "good" if choice.lessons >= GOOD_SHARE * best.lessons else "possible"


def heat(windows: Iterable[Window], zone: str, minutes: int) -> dict[int, dict[int, int]]:
    """ISO weekday -> hour -> in how many weeks a shared lesson of so many minutes can begin in
    that hour of the zone's clock."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for weekday, starts in starts_by_weekday(windows, zone, minutes).items():
        by_hour: dict[int, set[date]] = defaultdict(set)
        for at, days in starts.items():
            by_hour[at.hour].update(days)
        found[weekday] = {hour: len(days) for hour, days in sorted(by_hour.items())}
    return dict(found)


def lessons_seen_from(school: Timetable, day: date, at: time, anchor: str) -> list[tuple[int, int]]:
    """The lessons of the day of a school that holds a wall time of the anchor's clock, as minutes
    of the anchor's day; they may lie before or after it."""
    instant = instant_of(day, at, anchor)
    there = instant.astimezone(ZoneInfo(school.zone))
    midnight = datetime.combine(day, time(), ZoneInfo(anchor))
    zone, on = school.zone, there.date()
    return [
        (_minutes(midnight, on, one.starts, zone), _minutes(midnight, on, one.ends, zone))
        for one in lessons_on_date(school, on)
    ]


def _minutes(midnight: datetime, day: date, wall: time, zone: str) -> int:
    return int((instant_of(day, wall, zone) - midnight).total_seconds() // 60)


def is_in_lesson(school: Timetable, window: Window, *, beyond: bool) -> bool:
    """Whether a school is in lesson for the whole of a time."""
    day = window.starts.astimezone(ZoneInfo(school.zone)).date()
    spans = lesson_spans(school, day, day, beyond=beyond)
    low, high = seconds(window.starts), seconds(window.ends)
    return any(one.starts <= low and high <= one.ends for one in spans)


def labels_at(school: Timetable, window: Window) -> list[str]:
    """The lessons of a school that a time touches, by their labels."""
    zone = ZoneInfo(school.zone)
    first, last = window.starts.astimezone(zone), window.ends.astimezone(zone)
    lessons: Iterable[Lesson] = lessons_on_date(school, first.date())
    return [
        one.label
        for one in lessons
        if one.label and one.starts < last.time() and one.ends > first.time()
    ]
