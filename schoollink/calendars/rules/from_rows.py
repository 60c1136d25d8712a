"""A school's timetable from what it put in."""

from collections.abc import Iterable, Sequence
from datetime import date

from schoollink.calendars.models import DayType, ExtraDay, WeekCycle
from schoollink.calendars.rules.days import SchoolDates
from schoollink.calendars.rules.lessons import HoursRule, Lesson, Rotation, Slot, Timetable


def timetable_from(
    zone: str,
    dates: SchoolDates,
    types: Sequence[DayType],
    extra_days: Iterable[ExtraDay],
    cycle: WeekCycle | None,
    slots: Iterable[str] | None = None,
) -> Timetable:
    """The timetable of a school; `slots` are those that a class can use, None for all."""
    lessons = {one.id: lessons_of(one) for one in types}
    by_day = {one.day: lessons[one.day_type_id] if one.day_type_id else None for one in extra_days}
    return Timetable(
        zone=zone,
        dates=dates,
        usual=next((lessons[one.id] for one in types if one.is_usual), ()),
        rules=[rule for one in sorted(types, key=how_special) for rule in _rules(one)],
        beyond=next((lessons[one.id] for one in types if one.is_beyond), ()),
        extra=by_day,
        rotation=rotation_of(cycle),
        only=None if slots is None else frozenset(map(slot_from, slots)),
    )


def rotation_of(cycle: WeekCycle | None) -> Rotation | None:
    """How weeks take turns; None when they do not, or do not any more."""
    if cycle is None or not cycle.labels:
        return None
    return Rotation(tuple(cycle.labels), cycle.anchor, cycle.mode)


def lessons_of(day_type: DayType) -> tuple[Lesson, ...]:
    """The lessons of a kind of day, in order."""
    return tuple(Lesson(one.label, one.starts, one.ends) for one in day_type.lessons)


def how_special(one: DayType) -> tuple[int, bool, bool, date, str]:
    """The order in which kinds of days are asked whether they hold: a few days before many, a
    weekday before any, one turn of the weeks before all."""
    first, last = one.first_day or date.min, one.last_day or date.max
    return (last - first).days, not one.weekdays, not one.turn, first, one.name


def holds_somewhere(one: DayType) -> bool:
    """Whether a kind of day says itself on which days it holds."""
    return bool(one.weekdays or one.first_day or one.last_day or one.turn)


def _rules(one: DayType) -> list[HoursRule]:
    if one.is_usual or one.is_beyond or not holds_somewhere(one):
        return []
    weekdays: list[int | None] = [int(number) for number in one.weekdays] or [None]
    lessons = lessons_of(one)
    return [HoursRule(lessons, one.first_day, one.last_day, day, one.turn) for day in weekdays]


def slot_from(text: str) -> Slot:
    """`4:B:P3` and `2::P1` (in any turn)."""
    weekday, turn, label = text.split(":", 2)
    return Slot(label, int(weekday), turn or None)


def slot_text(slot: Slot) -> str:
    """The same as it is stored."""
    return f"{slot.weekday}:{slot.turn or ''}:{slot.label}"
