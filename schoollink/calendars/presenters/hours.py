"""Lesson times in words and tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time

from schoollink.calendars.models import CycleMode, DayType, WeekCycle
from schoollink.calendars.rules.from_rows import holds_somewhere, slot_text
from schoollink.calendars.rules.lessons import ANY, Slot, Timetable
from schoollink.core.i18n import Text, _l, clock, gettext, listed
from schoollink.core.i18n import day as dated

WEEKDAYS: tuple[Text, ...] = (
    _l("Monday"),
    _l("Tuesday"),
    _l("Wednesday"),
    _l("Thursday"),
    _l("Friday"),
    _l("Saturday"),
    _l("Sunday"),
)


def weekday_names(days: Iterable[int]) -> list[Text]:
    """ISO weekdays by their names."""
    return [WEEKDAYS[day - 1] for day in days]


def name_of(kind: DayType) -> str:
    """The name of lesson times; those of the quick start have none of their own."""
    return kind.name or str(gettext("Usual day"))


def from_to(first: time, last: time) -> str:
    """`08:30 to 15:00`."""
    return str(gettext("%(first)s to %(last)s", first=clock(first), last=clock(last)))


def lunch_text(kind: DayType) -> str:
    """`12:00 to 13:00`, or that there is none."""
    if kind.lunch_from is None or kind.lunch_to is None:
        return str(gettext("No lunch break"))
    return from_to(kind.lunch_from, kind.lunch_to)


def days_text(kind: DayType) -> str:
    """On which days lesson times hold: `Fridays, week B, 18 Feb to 19 Mar`."""
    if kind.is_beyond:
        return str(gettext("Outside of lessons, when nothing else fits"))
    if kind.is_usual:
        return str(gettext("On all days, unless others are said for a day"))
    if not holds_somewhere(kind):
        return str(gettext("On single days"))
    parts = list(map(str, weekday_names(map(int, kind.weekdays))))
    if kind.turn:
        parts.append(str(gettext("week %(label)s", label=kind.turn)))
    if kind.first_day and kind.last_day:
        first, last = dated(kind.first_day), dated(kind.last_day)
        parts.append(str(gettext("%(first)s to %(last)s", first=first, last=last)))
    return str(listed(parts))


def cycle_text(cycle: WeekCycle) -> str:
    """`Weeks A and B, counting weeks with school`."""
    words = gettext("%(labels)s take turns.", labels=listed(cycle.labels))
    return f"{words} {_COUNTED[cycle.mode]}"


_COUNTED: dict[CycleMode, Text] = {
    CycleMode.SCHOOL_WEEKS: _l("Only weeks with school count."),
    CycleMode.CALENDAR_WEEKS: _l("All weeks count, holidays too."),
    CycleMode.SCHOOL_DAYS: _l("Every day with school counts."),
}


@dataclass(frozen=True)
class SlotGroup:
    """The lessons of one weekday or turn, each as it is sent and as it is read."""

    title: str
    lessons: Sequence[tuple[str, str]]


def slot_groups(timetable: Timetable) -> list[SlotGroup]:
    """The lessons of a usual week, weekday by weekday and turn by turn. Nothing while only the
    rough day is known."""
    groups = [_slot_group(*place, timetable) for place in _places(timetable)]
    return [group for group in groups if group.lessons]


def _places(timetable: Timetable) -> Iterable[tuple[int, str | None]]:
    rotation = timetable.rotation
    if rotation and rotation.mode is CycleMode.SCHOOL_DAYS:
        return [(ANY, label) for label in rotation.labels]
    week = [number for number in range(1, 8) if number not in timetable.dates.weekend]
    labels: Sequence[str | None] = rotation.labels if rotation else [None]
    return [(number, label) for label in labels for number in week]


def _slot_group(weekday: int, turn: str | None, timetable: Timetable) -> SlotGroup:
    lessons = timetable.usually_on(weekday, turn)
    return SlotGroup(
        _place_text(weekday, turn),
        [
            (slot_text(Slot(one.label, weekday, turn)), f"{one.label} · {clock(one.starts)}")
            for one in lessons
            if one.label
        ],
    )


def _place_text(weekday: int, turn: str | None) -> str:
    if weekday == ANY:
        return str(gettext("Day %(label)s", label=turn))
    name = str(WEEKDAYS[weekday - 1])
    if turn is None:
        return name
    return str(gettext("%(weekday)s, week %(label)s", weekday=name, label=turn))
