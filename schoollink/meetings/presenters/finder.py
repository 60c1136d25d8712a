"""Shared lesson times in words and drawings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from schoollink.calendars.presenters import weekday_names
from schoollink.calendars.rules.slots import ahead_of, clock_changes
from schoollink.calendars.rules.windows import Edge, Gap, Window
from schoollink.core.clock import instant_of
from schoollink.core.i18n import (
    Text,
    _l,
    clock,
    day,
    full_day,
    gettext,
    listed,
    ngettext,
    with_names,
)
from schoollink.meetings.queries import Found, Side
from schoollink.meetings.queries.finder import SHORTEST
from schoollink.meetings.rules import finding


@dataclass(frozen=True)
class LocalTime:
    """A time on one school's wall: `11:30–12:10`, its weekday when it is another one."""

    place: str
    side: str
    first: str
    last: str
    other_day: str
    labels: Sequence[str]
    is_in: bool
    """Whether the school is in lesson then; not all are where some are enough."""


@dataclass(frozen=True)
class Panel:
    """The best time of one season, drawn as two lines of lessons with a frame around the time."""

    title: str
    tracks: Sequence[Mapping[str, Any]]
    frame: tuple[int, int]
    first_hour: int
    last_hour: int
    times: Sequence[LocalTime]


@dataclass(frozen=True)
class Option:
    """A weekday that could be chosen."""

    name: str
    fit: Text
    words: Sequence[str]
    lessons: int
    is_best: bool


PAIR = 2

FITS: dict[str, Text] = {
    "best": _l("Best fit"),
    "good": _l("Good fit"),
    "possible": _l("Possible"),
}


def finder_page(found: Found, looks: Mapping[UUID, str]) -> dict[str, Any]:
    """Everything that the page of shared lesson times shows beside its form."""
    return {
        "found": found,
        "waiting": [side for side in found.sides if not (side.has_lessons and side.has_terms)],
        "unsure": [side for side in found.sides if side.missing],
        "panels": panels(found, looks),
        "options": options(found),
        "next_times": [_next_time(found, window, looks) for window in found.next],
        "heat": heat_table(found),
        "changes": change_notes(found),
        "reason": reason(found) if not found.windows else None,
    }


def places(found: Found) -> list[str]:
    """What each school's time is called: its town, or its name where towns are the same."""
    towns = [side.school.place for side in found.sides]
    if len(set(towns)) == len(towns):
        return towns
    return [side.school.name for side in found.sides]


def local_times(found: Found, window: Window, looks: Mapping[UUID, str]) -> list[LocalTime]:
    """One shared time on the wall of each school (C42)."""
    anchor = window.starts.astimezone(ZoneInfo(found.sides[0].timetable.zone)).date()
    return [
        _local(side, place, window, anchor, looks, beyond=found.asked.beyond)
        for side, place in zip(found.sides, places(found), strict=True)
    ]


def _next_time(found: Found, window: Window, looks: Mapping[UUID, str]) -> dict[str, Any]:
    starts = window.starts.astimezone(ZoneInfo(found.sides[0].timetable.zone))
    return {
        "day": full_day(starts.date()),
        "date": starts.date().isoformat(),
        "times": local_times(found, window, looks),
    }


def _local(
    side: Side,
    place: str,
    window: Window,
    anchor: date,
    looks: Mapping[UUID, str],
    *,
    beyond: bool,
) -> LocalTime:
    zone = ZoneInfo(side.timetable.zone)
    first, last = window.starts.astimezone(zone), window.ends.astimezone(zone)
    return LocalTime(
        place,
        looks[side.school.id],
        clock(first),
        clock(last),
        "" if first.date() == anchor else day(first.date()),
        finding.labels_at(side.timetable, window),
        finding.is_in_lesson(side.timetable, window, beyond=beyond),
    )


# the best weekly time, season by season


def panels(found: Found, looks: Mapping[UUID, str]) -> list[Panel]:
    """The best choice, one panel for each of its parts."""
    if not found.choices:
        return []
    parts = found.choices[0].parts
    return [
        _panel(found, part, _part_title(parts, number), looks) for number, part in enumerate(parts)
    ]


def _part_title(parts: Sequence[finding.Part], number: int) -> str:
    part = parts[number]
    first, last = day(part.days[0]), day(part.days[-1])
    if len(parts) == 1:
        return str(gettext("%(first)s to %(last)s", first=first, last=last))
    if number == 0:
        return str(gettext("Until %(last)s", last=last))
    if number == len(parts) - 1:
        return str(gettext("From %(first)s", first=first))
    return str(gettext("%(first)s to %(last)s", first=first, last=last))


def _panel(found: Found, part: finding.Part, title: str, looks: Mapping[UUID, str]) -> Panel:
    zone, on = found.sides[0].timetable.zone, part.days[0]
    begins = part.at.hour * 60 + part.at.minute
    frame = (begins, begins + found.asked.minutes)
    lessons = [finding.lessons_seen_from(side.timetable, on, part.at, zone) for side in found.sides]
    first_hour, last_hour = _hours([frame, *lessons[0], *_near(lessons[1:], frame)])
    window = Window(
        instant_of(on, part.at, zone),
        instant_of(on, part.at, zone) + timedelta(minutes=found.asked.minutes),
    )
    tracks = [
        {
            "name": side.school.name,
            "side": looks[side.school.id],
            "ticks": _ticks(first_hour, last_hour, ahead_of(zone, side.timetable.zone, on)),
            "lessons": _clipped(own, first_hour, last_hour),
        }
        for side, own in zip(found.sides, lessons, strict=True)
    ]
    return Panel(title, tracks, frame, first_hour, last_hour, local_times(found, window, looks))


def _near(
    lessons: Iterable[Sequence[tuple[int, int]]], frame: tuple[int, int]
) -> list[tuple[int, int]]:
    """Partners' lessons within three hours of the shared time."""
    return [
        one for own in lessons for one in own if one[1] > frame[0] - 180 and one[0] < frame[1] + 180
    ]


def _hours(spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    first, last = min(one[0] for one in spans), max(one[1] for one in spans)
    return first // 60, -(-last // 60) + 1


def _clipped(
    lessons: Iterable[tuple[int, int]], first_hour: int, last_hour: int
) -> list[tuple[int, int]]:
    low, high = first_hour * 60, last_hour * 60
    return [
        (max(first, low), min(last, high)) for first, last in lessons if first < high and last > low
    ]


def _ticks(first_hour: int, last_hour: int, ahead: timedelta) -> list[tuple[int, int]]:
    """The whole hours of a school's own clock: minutes of the anchor's day, and the hour."""
    minutes = int(ahead.total_seconds()) // 60
    return [
        (minute, (minute + minutes) // 60 % 24)
        for minute in range(first_hour * 60 + 15, last_hour * 60 - 10, 15)
        if (minute + minutes) % 60 == 0
    ]


# the weekdays to choose from


def options(found: Found) -> list[Option]:
    """The weekdays, best first, each with its times."""
    if not found.choices:
        return []
    best = found.choices[0]
    return [_option(choice, best, found) for choice in found.choices]


def _option(choice: finding.Choice, best: finding.Choice, found: Found) -> Option:
    [name] = weekday_names([choice.weekday])
    return Option(
        str(name),
        FITS[finding.fit(choice, best)],
        [_part_words(choice.parts, number, found) for number in range(len(choice.parts))],
        choice.lessons,
        choice == best,
    )


def _part_words(parts: Sequence[finding.Part], number: int, found: Found) -> str:
    part, zone = parts[number], found.sides[0].timetable.zone
    starts = instant_of(part.days[0], part.at, zone)
    times = [
        with_names(
            gettext("%(time)s in %(place)s"),
            time=clock(starts.astimezone(ZoneInfo(side.timetable.zone))),
            place=place,
        )
        for side, place in zip(found.sides, places(found), strict=True)
    ]
    told = listed(times)
    if len(parts) == 1:
        return told
    return with_names(gettext("%(when)s: %(times)s"), when=_part_title(parts, number), times=told)


# weekday by hour


def heat_table(found: Found) -> dict[str, Any] | None:
    """Weeks in which a shared lesson can begin, by weekday and hour of the reader's clock; the
    strength of a cell goes from 1 to 4."""
    if not found.heat:
        return None
    hours = sorted({hour for row in found.heat.values() for hour in row})
    most = max(max(row.values()) for row in found.heat.values())
    span = range(hours[0], hours[-1] + 1)
    return {
        "hours": [clock(time(hour)) for hour in span],
        "rows": [
            (
                name,
                [(row.get(hour, 0), -(-4 * row.get(hour, 0) // most)) for hour in span],
            )
            for name, row in zip(
                weekday_names(sorted(found.heat)),
                (found.heat[weekday] for weekday in sorted(found.heat)),
                strict=True,
            )
        ],
    }


# clock changes


def change_notes(found: Found) -> list[str]:
    """What clock changes do to the difference between the schools (finding 2)."""
    if not found.windows or len(found.seasons) == 1:
        return []
    first, last = found.windows[0].starts.date(), found.windows[-1].ends.date()
    notes = [
        (on, place)
        for side, place in zip(found.sides, places(found), strict=True)
        for on in clock_changes(side.timetable.zone, first, last)
    ]
    return [
        with_names(gettext("The clocks change in %(place)s on %(day)s."), place=place, day=day(on))
        for on, place in sorted(notes)
    ]


# why there is none


@dataclass(frozen=True)
class Reason:
    """Why no time is shared, what would help, and what to try."""

    sentences: Sequence[Any]
    shorter: int
    beyond: int


def reason(found: Found) -> Reason | None:
    """A reasoned empty answer (K-08); None while somebody has not put in enough."""
    if any(not (side.has_lessons and side.has_terms) for side in found.sides):
        return None
    if found.none.unusable or not found.none.shares_days:
        return Reason(_sentences(found), 0, 0)
    shorter = found.with_less(SHORTEST) if found.asked.minutes > SHORTEST else 0
    beyond = 0 if found.asked.beyond else found.with_beyond()
    return Reason(_sentences(found), shorter, beyond)


def _sentences(found: Found) -> list[Any]:
    none = found.none
    if none.without_days:
        return [_named(_WITHOUT_DAYS, found, place) for place in none.without_days]
    if not none.shares_days:
        return [gettext("In the coming year there is no day when all have school.")]
    if none.unusable:
        return [_named(_UNUSABLE, found, place) for place in none.unusable]
    if none.longest:
        return [
            ngettext(
                "The longest time that all are in lesson is %(num)s minute.",
                "The longest time that all are in lesson is %(num)s minutes.",
                none.longest,
            ),
            *_changes(found, none.gap),
        ]
    if len(found.sides) > PAIR:
        return [gettext("There is no time when all of you are in lesson at once.")]
    return [*_apart(found, none.gap), *_changes(found, none.gap)]


_WITHOUT_DAYS = _l("%(school)s has no term in the coming year, or has not put it in yet.")
_UNUSABLE = _l("%(school)s has no lesson that this class can use.")


def _named(words: Text, found: Found, place: int) -> Any:
    return with_names(str(words), school=found.sides[place].school.name)


def _apart(found: Found, gap: Gap | None) -> list[Any]:
    if gap is None or gap.ends is None or gap.starts is None:
        return []
    names = places(found)
    return [
        with_names(
            gettext(
                "Lessons in %(before)s end at %(ends)s there. Lessons in %(after)s begin "
                "%(gap)s later, at %(starts)s there."
            ),
            before=names[gap.ends.place],
            ends=_wall(found, gap.ends),
            after=names[gap.starts.place],
            gap=duration(gap.minutes),
            starts=_wall(found, gap.starts),
        )
    ]


def _changes(found: Found, gap: Gap | None) -> list[Any]:
    """The smallest change that makes a shared time, for two schools."""
    if gap is None or len(found.sides) > PAIR:
        return []
    names, more = places(found), timedelta(minutes=found.asked.minutes + gap.minutes)
    changes = []
    if gap.ends is not None:
        later = Edge(gap.ends.place, gap.ends.at + more)
        words = gettext("In %(place)s a lesson until %(time)s would be enough.")
        changes.append(with_names(words, place=names[later.place], time=_wall(found, later)))
    if gap.starts is not None:
        earlier = Edge(gap.starts.place, gap.starts.at - more)
        words = gettext("In %(place)s a lesson from %(time)s on would be enough.")
        changes.append(with_names(words, place=names[earlier.place], time=_wall(found, earlier)))
    return changes


def _wall(found: Found, edge: Edge) -> str:
    return clock(edge.at.astimezone(ZoneInfo(found.sides[edge.place].timetable.zone)))


def duration(minutes: int) -> str:
    """`3 hours`, `40 minutes`, `5 hours and 20 minutes`."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(str(ngettext("%(num)s hour", "%(num)s hours", hours)))
    if rest or not hours:
        parts.append(str(ngettext("%(num)s minute", "%(num)s minutes", rest)))
    return str(listed(parts))
