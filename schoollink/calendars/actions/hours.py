"""Lesson times of the kinds of days, weeks that take turns, and which lessons a class can use."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from schoollink.audit.actions import record
from schoollink.calendars.actions.holding import change, check_version, hold
from schoollink.calendars.models import (
    ClassHours,
    CycleMode,
    DayType,
    ExtraDay,
    LessonTime,
    WeekCycle,
)
from schoollink.calendars.queries import class_hours_in, cycle_of, day_types_of, usual_day_of
from schoollink.calendars.rules import days
from schoollink.calendars.rules.from_rows import slot_from, slot_text
from schoollink.calendars.rules.lessons import Lesson
from schoollink.core.clock import now, today
from schoollink.core.database import db
from schoollink.core.errors import RuleBroken
from schoollink.core.i18n import _l
from schoollink.core.policy import Actor
from schoollink.schools.models import School, SchoolClass


@dataclass(frozen=True)
class NewDayType:
    """A kind of day as somebody typed it: its lessons, and on which days they hold."""

    name: str
    lessons: Sequence[Lesson]
    is_usual: bool = False
    is_beyond: bool = False
    weekdays: Sequence[str] = ()
    first_day: date | None = None
    last_day: date | None = None
    turn: str | None = None


@dataclass(frozen=True)
class NewCycle:
    """How weeks take turns, as somebody typed it."""

    labels: Sequence[str]
    anchor: date
    mode: CycleMode


def add_day_type(school: School, new: NewDayType, *, actor: Actor) -> DayType:
    """Add a kind of day; RuleBroken when the school has one of that name, or its usual day or its
    times beyond lessons already."""
    hold(school)
    _check(school, new, among=day_types_of(school))
    kind = DayType.of(school_id=school.id, version=0, guesses=[], changed_at=now())
    _write(kind, new)
    db.session.add(kind)
    record(actor, "day_type.added", kind, place_id=school.id)
    return kind


def change_day_type(kind: DayType, new: NewDayType, *, version: int, actor: Actor) -> DayType:
    """Change a kind of day; Stale when somebody saved it since `version`. What is usual stays
    usual."""
    hold(kind.school)
    check_version(kind, version)
    others = [other for other in day_types_of(kind.school) if other.id != kind.id]
    _check(kind.school, new, among=others)
    if kind.is_usual and not new.is_usual:
        raise RuleBroken(_l("Every school needs a usual day."), field="when")
    before = [one.label for one in kind.lessons]
    _write(kind, new)
    kind.guesses = []
    _rename_for_classes(kind.school, before, kind, others)
    record(actor, "day_type.changed", kind, place_id=kind.school_id, version=kind.version)
    return kind


def remove_day_type(kind: DayType, *, actor: Actor) -> None:
    """Take a kind of day out; days that had its lessons have the usual ones again."""
    hold(kind.school)
    if kind.is_usual:
        raise RuleBroken(_l("Every school needs a usual day. You can change it."))
    for extra in db.session.scalars(db.select(ExtraDay).where(ExtraDay.day_type_id == kind.id)):
        change(extra, day_type_id=None)
    record(actor, "day_type.removed", kind, place_id=kind.school_id)
    db.session.flush()
    db.session.delete(kind)


def write_usual_day(
    school: School, lessons: Sequence[Lesson], guesses: Sequence[str], actor: Actor
) -> DayType:
    """The usual day with new lessons; the caller holds the school."""
    kind = usual_day_of(school)
    if kind is None:
        kind = DayType.of(school_id=school.id, name="", is_usual=True, weekdays=[], version=0)
        db.session.add(kind)
    _set_lessons(kind, lessons)
    change(kind, guesses=list(guesses))
    record(actor, "day_type.changed", kind, place_id=school.id, version=kind.version)
    return kind


def set_cycle(school: School, new: NewCycle, *, version: int, actor: Actor) -> WeekCycle:
    """Say how weeks take turns; `version` is 0 when they did not."""
    hold(school)
    cycle = cycle_of(school)
    check_version(cycle, version)
    days.check_span(new.anchor, new.anchor, today(school.zone), field="anchor")
    if cycle is None:
        cycle = WeekCycle(school_id=school.id, version=0)
        db.session.add(cycle)
    change(cycle, labels=list(new.labels), anchor=new.anchor, mode=new.mode)
    record(actor, "week_cycle.changed", school, place_id=school.id, version=cycle.version)
    return cycle


def end_cycle(school: School, *, actor: Actor) -> None:
    """Weeks take no turns any more; lesson times of one turn hold in none. The row stays, so that
    its version never comes round again."""
    hold(school)
    cycle = cycle_of(school)
    if cycle is not None:
        change(cycle, labels=[])
        record(actor, "week_cycle.ended", school, place_id=school.id, version=cycle.version)


def choose_lessons(
    school_class: SchoolClass, slots: Iterable[str] | None, *, version: int, actor: Actor
) -> None:
    """Say which lessons a class can use, None for all; `version` is 0 when all could be used."""
    hold(school_class.school)
    row = db.session.get(ClassHours, school_class.id)
    check_version(row, version)
    record(actor, "class_hours.changed", school_class, place_id=school_class.school_id)
    if row is None:
        row = ClassHours(class_id=school_class.id, version=0)
        db.session.add(row)
    change(row, slots=None if slots is None else sorted(slots))


def _rename_for_classes(
    school: School, before: Sequence[str], kind: DayType, others: Iterable[DayType]
) -> None:
    """What a class can use stays the same lesson under its new name; a name that other lesson
    times still have stays too."""
    kept = {one.label for other in others for one in other.lessons}
    after = [one.label for one in kind.lessons]
    names = {
        old: new
        for old, new in zip(before, after, strict=False)
        if old and old not in kept and old not in after
    }
    if names:
        for row in class_hours_in(school):
            if row.slots is not None:
                slots = [slot_from(text) for text in row.slots]
                renamed = [one._replace(label=names.get(one.label, one.label)) for one in slots]
                change(row, slots=sorted(map(slot_text, renamed)))


def _check(school: School, new: NewDayType, *, among: Sequence[DayType]) -> None:
    if not new.lessons:
        raise RuleBroken(_l("A school day needs at least one lesson."), field="lessons")
    if any(one.name == new.name for one in among):
        raise RuleBroken(_l("You have lesson times of this name already."), field="name")
    if new.is_usual and any(one.is_usual for one in among):
        raise RuleBroken(_l("You have a usual day already. Change that one."), field="when")
    if new.is_beyond and any(one.is_beyond for one in among):
        raise RuleBroken(
            _l("You have times outside of lessons already. Change those."), field="when"
        )
    if new.first_day and new.last_day:
        days.check_span(new.first_day, new.last_day, today(school.zone))


def _write(kind: DayType, new: NewDayType) -> None:
    _set_lessons(kind, new.lessons)
    change(
        kind,
        name=new.name,
        is_usual=new.is_usual,
        is_beyond=new.is_beyond,
        weekdays=sorted(new.weekdays),
        first_day=new.first_day,
        last_day=new.last_day,
        turn=new.turn,
    )


def _set_lessons(kind: DayType, lessons: Sequence[Lesson]) -> None:
    """Rows keep their places, so that a save changes only what differs."""
    rows = {row.position: row for row in kind.lessons}
    for position, one in enumerate(lessons, 1):
        row = rows.pop(position, None)
        if row is None:
            row = LessonTime(position=position)
            kind.lessons.append(row)
        row.label, row.starts, row.ends = one.label, one.starts, one.ends
    for row in rows.values():
        kind.lessons.remove(row)
