"""Weekly slots: on how many days one wall time is a shared lesson, season by season, and what
becomes of a series date by date (K-09)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from schoollink.calendars.rules.days import Off, why_off
from schoollink.calendars.rules.lessons import Timetable, lesson_spans, seconds
from schoollink.calendars.rules.windows import Window
from schoollink.core.clock import instant_of

STEP = 5
"""The minutes between two starts that are tried."""


def starts_by_weekday(
    windows: Iterable[Window], zone: str, minutes: int
) -> dict[int, dict[time, list[date]]]:
    """ISO weekday -> start -> the days on which so many minutes from that wall time of the zone
    lie in a shared lesson. Starts lie on a grid of five minutes, and where a shared lesson begins
    or has just so many minutes left."""
    found: dict[int, dict[time, list[date]]] = defaultdict(lambda: defaultdict(list))
    there = ZoneInfo(zone)
    for window in windows:
        starts = window.starts.astimezone(there)
        low = starts.hour * 60 + starts.minute + (starts.second > 0)
        high = low + window.minutes - minutes
        if high < low:
            continue
        for minute in {low, high, *range(-(-low // STEP) * STEP, high + 1, STEP)}:
            if minute < 24 * 60:
                at = time(minute // 60, minute % 60)
                found[starts.isoweekday()][at].append(starts.date())
    return {weekday: dict(by_start) for weekday, by_start in found.items()}


def utc_offset(day: date, zone: str) -> timedelta:
    """The offset of a zone at noon of a day."""
    at_noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone))
    return at_noon.utcoffset() or timedelta()


def ahead_of(anchor: str, other: str, day: date) -> timedelta:
    """How far the clocks of one zone are ahead of those of the anchor on a day."""
    return utc_offset(day, other) - utc_offset(day, anchor)


@dataclass(frozen=True)
class DateCheck:
    """One date of a series: the local time of each school, and which schools can't and why. A
    school that is open and not in lesson stands in `not_in_lesson`."""

    day: date
    starts: datetime
    ends: datetime
    locals: tuple[datetime, ...]
    off: tuple[tuple[int, Off], ...] = ()
    not_in_lesson: tuple[int, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether every school is in lesson for the whole time."""
        return not self.off and not self.not_in_lesson


def check_dates(
    days: Sequence[date],
    at: time,
    minutes: int,
    zone: str,
    schools: Sequence[Timetable],
    *,
    beyond: bool = False,
) -> list[DateCheck]:
    """A wall time of the anchor's zone on each of the days, looked at on every side."""
    if not days:
        return []
    margin = timedelta(days=2)
    spans = [
        lesson_spans(one, min(days) - margin, max(days) + margin, beyond=beyond) for one in schools
    ]
    return [_check(day, instant_of(day, at, zone), minutes, schools, spans) for day in days]


def _check(
    day: date,
    starts: datetime,
    minutes: int,
    schools: Sequence[Timetable],
    spans: Sequence[Sequence[tuple[int, int]]],
) -> DateCheck:
    ends = starts + timedelta(minutes=minutes)
    locals_ = tuple(starts.astimezone(ZoneInfo(one.zone)) for one in schools)
    reasons = [why_off(at.date(), one.dates) for at, one in zip(locals_, schools, strict=True)]
    low, high = seconds(starts), seconds(ends)
    return DateCheck(
        day,
        starts,
        ends,
        locals_,
        tuple((place, reason) for place, reason in enumerate(reasons) if reason),
        tuple(
            place
            for place, (own, reason) in enumerate(zip(spans, reasons, strict=True))
            if reason is None and not any(one[0] <= low and high <= one[1] for one in own)
        ),
    )


def clock_changes(zone: str, first: date, last: date) -> list[date]:
    """The days between two dates on which the clocks of a zone change."""
    days = [first + timedelta(days=number) for number in range(-1, (last - first).days + 1)]
    offsets = [utc_offset(day, zone) for day in days]
    changed = zip(days[1:], offsets, offsets[1:], strict=False)
    return [day for day, before, after in changed if before != after]
