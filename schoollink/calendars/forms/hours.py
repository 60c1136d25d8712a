"""Forms of lesson times, of weeks that take turns, and of what a class can use."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from schoollink.calendars.actions import NewCycle, NewDayType
from schoollink.calendars.forms.fields import Version
from schoollink.calendars.models import ClassHours, CycleMode, DayType, WeekCycle
from schoollink.calendars.presenters import name_of, slot_groups, weekday_names
from schoollink.calendars.queries import class_hours_of, cycle_of, timetable_of, usual_day_of
from schoollink.calendars.rules.from_rows import holds_somewhere, lessons_of
from schoollink.calendars.rules.hours import Mistake, lesson_lines, parse_lessons
from schoollink.calendars.rules.lessons import Lesson
from schoollink.calendars.rules.pasting import LONGEST_NAME
from schoollink.core.forms import Choice, Choices, Day, Form, Long, Radio, Text, Yes
from schoollink.core.i18n import Text as Words
from schoollink.core.i18n import _l, gettext
from schoollink.schools.models import School, SchoolClass

USUAL, SOME, EXTRA, BEYOND = "usual", "some", "extra", "beyond"
WHEN: tuple[tuple[str, Words], ...] = (
    (USUAL, _l("On all days, unless others are said for a day")),
    (SOME, _l("Only on some weekdays, in some weeks or between two days")),
    (EXTRA, _l("Only on single days, which name them")),
    (BEYOND, _l("Outside of lessons: clubs, or early and late hours that could be used")),
)
CYCLES: dict[str, tuple[str, ...]] = {
    "AB": ("A", "B"),
    "ABC": ("A", "B", "C"),
    **{str(n): tuple(map(str, range(1, n + 1))) for n in (4, 5, 6, 8, 10)},
}


@dataclass(frozen=True)
class DayTypeEntry:
    """What the form of lesson times yields."""

    name: str
    lessons: str
    when: str
    weekdays: list[str]
    first_day: date | None
    last_day: date | None
    version: int
    turn: str | None = None
    read: Sequence[Lesson] = ()

    @property
    def new(self) -> NewDayType:
        """The kind of day, for the action; the days that it holds on count only where asked."""
        some = self.when == SOME
        return NewDayType(
            self.name,
            self.read,
            is_usual=self.when == USUAL,
            is_beyond=self.when == BEYOND,
            weekdays=self.weekdays if some else (),
            first_day=self.first_day if some else None,
            last_day=self.last_day if some else None,
            turn=(self.turn or None) if some else None,
        )


class DayTypeForm(Form[DayTypeEntry]):
    """Lesson times, one lesson on a line, and the days on which they hold."""

    name = Text(_l("Name"), max_length=LONGEST_NAME, hint=_l("Such as: Fridays, Ramadan, Exams."))
    lessons = Long(
        _l("Lessons"),
        rows=8,
        max_length=2000,
        hint=_l("One on a line, with its name if it has one: P1 9:00-9:40. Leave breaks out."),
    )
    when = Radio(_l("On which days?"), options=WHEN)
    weekdays = Choices(_l("Weekdays"), required=False, hint=_l("None ticked means any."))
    first_day = Day(_l("From"), required=False)
    last_day = Day(_l("Until"), required=False)
    turn = Choice(_l("In which weeks?"), required=False)
    version = Version()

    read: Sequence[Lesson] = ()

    def offer(self, **subjects: Any) -> None:
        """The lesson times as they are; new ones begin as a copy of the usual ones."""
        kind: DayType | None = subjects.get("kind")
        school: School = kind.school if kind else subjects["school"]
        self.weekdays.options = [(str(n), weekday_names([n])[0]) for n in range(1, 8)]
        self._offer_turns(cycle_of(school), kind.turn if kind else None)
        usual = usual_day_of(school)
        if kind is not None:
            self._show(kind)
        elif usual is None:
            self.show(version=0, when=USUAL)
        else:
            self.show(version=0, when=SOME, lessons=lesson_lines(lessons_of(usual)))

    def _offer_turns(self, cycle: WeekCycle | None, kept: str | None) -> None:
        """A turn that lesson times have stays on offer, also when weeks take none any more."""
        labels = list(cycle.labels) if cycle else []
        if kept and kept not in labels:
            labels.append(kept)
        self.turn.options = [("", _l("In all")), *((one, one) for one in labels)]

    def _show(self, kind: DayType) -> None:
        self.show(**values_of_day_type(kind), version=kind.version)

    def check(self, value: DayTypeEntry) -> None:
        """Read the lessons, and look at the days together."""
        self.say_more()

    def say_more(self) -> None:
        """The same, also while a field by itself is wrong."""
        if self.lessons.data and not self.lessons.errors:
            self._read()
        if self.when.data == SOME:
            self._check_days()

    def _read(self) -> None:
        reading = parse_lessons(self.lessons.data or "")
        self.read = reading.lessons
        for number, mistake in reading.mistakes:
            self._blame_line(number, mistake)

    def _blame_line(self, number: int, mistake: Mistake) -> None:
        words = gettext("Line %(number)s: %(mistake)s", number=number, mistake=mistake.label)
        self.blame("lessons", words)

    def _check_days(self) -> None:
        first, last = self.first_day.data, self.last_day.data
        turn = self.turn.data
        if not (self.weekdays.data or first or last or turn):
            self.blame_too("weekdays", _l("Say on which days: tick weekdays, or give two days."))
        if bool(first) != bool(last):
            missing = "last_day" if first else "first_day"
            self.blame_too(missing, _l("Give both days, or neither."))
        elif self.are_fine("first_day", "last_day") and last < first:
            self.blame_too("last_day", _l("The last day comes before the first day."))

    def prepare(self, value: DayTypeEntry) -> DayTypeEntry:
        """Hand on what was understood."""
        return replace(value, read=self.read)


def values_of_day_type(kind: DayType) -> dict[str, Any]:
    """Lesson times in the fields of their form."""
    some = SOME if holds_somewhere(kind) else EXTRA
    return {
        "name": name_of(kind),
        "lessons": lesson_lines(lessons_of(kind)),
        "when": USUAL if kind.is_usual else BEYOND if kind.is_beyond else some,
        "weekdays": kind.weekdays,
        "first_day": kind.first_day,
        "last_day": kind.last_day,
        "turn": kind.turn or "",
    }


@dataclass(frozen=True)
class CycleEntry:
    """What the form of a cycle yields."""

    labels: str
    anchor: date
    mode: str
    version: int

    @property
    def new(self) -> NewCycle:
        """The cycle, for the action."""
        return NewCycle(CYCLES[self.labels], self.anchor, CycleMode(self.mode))


class CycleForm(Form[CycleEntry]):
    """Weeks or days that take turns."""

    labels = Choice(
        _l("What takes turns?"),
        options=[
            ("AB", _l("Week A and week B")),
            ("ABC", _l("Weeks A, B and C")),
            *((key, _l("1 to %(last)s", last=key)) for key in CYCLES if key.isdigit()),
        ],
    )
    anchor = Day(_l("A day of the first"), hint=_l("Any day of a week A, or a day 1."))
    mode = Radio(
        _l("What counts?"),
        options=[(mode.value, mode.label) for mode in CycleMode],
        hint=_l("After a holiday, most schools go on where they were: weeks with school."),
    )
    version = Version()

    def offer(self, **subjects: Any) -> None:
        """The cycle as it is."""
        cycle = cycle_of(subjects["school"])
        if cycle is None:
            self.show(version=0, labels="AB", mode=CycleMode.SCHOOL_WEEKS.value)
        else:
            self.show(**values_of_cycle(cycle), version=cycle.version)


def values_of_cycle(cycle: WeekCycle | None) -> dict[str, Any]:
    """How weeks take turns, in the fields of the form."""
    if cycle is None:
        return {}
    key = next((key for key, one in CYCLES.items() if list(one) == cycle.labels), "AB")
    return {"labels": key, "anchor": cycle.anchor, "mode": cycle.mode.value}


@dataclass(frozen=True)
class ClassLessons:
    """What the form of a class's lessons yields."""

    slots: list[str]
    all_lessons: bool
    version: int

    @property
    def chosen(self) -> list[str] | None:
        """The slots, None for all."""
        return None if self.all_lessons else self.slots


class ClassLessonsForm(Form[ClassLessons]):
    """Which lessons a class can use: all, or those ticked."""

    all_lessons = Yes(_l("All lessons can be used"))
    slots = Choices(_l("Or only these"), required=False)
    version = Version()

    def offer(self, **subjects: Any) -> None:
        """Every lesson of every weekday, in every turn of the weeks."""
        school_class: SchoolClass = subjects["school_class"]
        self.groups = slot_groups(timetable_of(school_class.school))
        self.slots.options = [one for group in self.groups for one in group.lessons]
        hours = class_hours_of(school_class)
        self.show(**values_of_hours(hours), version=hours.version if hours else 0)

    def check(self, value: ClassLessons) -> None:
        """All or some, and something must be left."""
        if value.all_lessons and value.slots:
            words = _l("You ticked this, and single lessons below. Take one of the two away.")
            self.blame("all_lessons", words)
        elif not value.all_lessons and not value.slots:
            self.blame("slots", _l("Tick at least one lesson, or say that all can be used."))


def values_of_hours(hours: ClassHours | None) -> dict[str, Any]:
    """What a class can use, in the fields of the form."""
    slots = hours.slots if hours else None
    return {"all_lessons": slots is None, "slots": slots or []}
