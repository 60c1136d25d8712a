"""The lesson times that schools of a link share, as far as they have put theirs in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from schoollink.calendars.queries import missing_of, timetables_of, usual_days_of
from schoollink.calendars.rules.days import school_days
from schoollink.calendars.rules.lessons import Timetable, lesson_spans
from schoollink.calendars.rules.quality import Missing
from schoollink.calendars.rules.windows import Gap, Window, nearest, shared_windows
from schoollink.core.database import db
from schoollink.core.policy import Actor
from schoollink.links.models import LinkSide
from schoollink.meetings.rules import finding
from schoollink.schools.models import School, SchoolClass
from schoollink.schools.policies import visible_classes

HORIZON = timedelta(days=365)
NEXT = 5
SHORTEST = 20
"""The shortest lesson that is worth a call, in minutes."""


@dataclass(frozen=True)
class Asked:
    """What somebody looks for: how long, with hours outside of lessons or not, and how many of the
    schools are enough (None for all)."""

    minutes: int = 40
    beyond: bool = False
    at_least: int | None = None


@dataclass(frozen=True)
class Side:
    """One school's part: its timetable, and what is missing before it can be trusted."""

    school: School
    timetable: Timetable
    missing: Sequence[Missing]

    @property
    def has_lessons(self) -> bool:
        """Whether it has put in lesson times."""
        return bool(self.timetable.usual)

    @property
    def has_terms(self) -> bool:
        """Whether it has put in a term."""
        return bool(self.timetable.dates.terms)


@dataclass(frozen=True)
class Found:
    """What was found, the reader's school first; its clock is the anchor of weekly times."""

    asked: Asked
    sides: Sequence[Side]
    start: datetime
    end: datetime
    windows: Sequence[Window]

    @property
    def timetables(self) -> list[Timetable]:
        """The timetables in the order of the sides."""
        return [side.timetable for side in self.sides]

    @property
    def next(self) -> Sequence[Window]:
        """The next few shared times."""
        return self.windows[:NEXT]

    @cached_property
    def choices(self) -> Sequence[finding.Choice]:
        """The weekdays to choose from, the best first."""
        return finding.choices(self.windows, self.timetables, self.asked.minutes)

    @cached_property
    def heat(self) -> Mapping[int, Mapping[int, int]]:
        """Weekday -> hour -> in how many weeks a shared lesson can begin."""
        zone = self.sides[0].timetable.zone
        return finding.heat(self.windows, zone, self.asked.minutes)

    @cached_property
    def seasons(self) -> Sequence[finding.Season]:
        """The times between clock changes in which shared lesson times lie."""
        return finding.seasons_of(self.windows, [one.zone for one in self.timetables])

    @cached_property
    def none(self) -> "NoTime":
        """Why there is no shared time in all that is looked at (K-08)."""
        low, high = self._days
        days = [set(school_days(low, high, one.dates)) for one in self.timetables]
        without = tuple(place for place, own in enumerate(days) if not own)
        if without or not set.intersection(*days):
            return NoTime(without_days=without, shares_days=False)
        spans = [lesson_spans(one, low, high, beyond=self.asked.beyond) for one in self.timetables]
        unusable = tuple(place for place, own in enumerate(spans) if not own)
        gap = nearest(self.timetables, self.start, self.end, beyond=self.asked.beyond)
        longest = max((one.minutes for one in self._with(minutes=1)), default=0)
        return NoTime(unusable=unusable, gap=gap, longest=longest)

    @property
    def _days(self) -> tuple[date, date]:
        zone = ZoneInfo(self.sides[0].timetable.zone)
        return self.start.astimezone(zone).date(), self.end.astimezone(zone).date()

    def with_less(self, minutes: int) -> int:
        """How many shared times there would be for a shorter lesson."""
        return len(self._with(minutes=minutes))

    def with_beyond(self) -> int:
        """How many there would be with hours outside of lessons."""
        return len(self._with(beyond=True))

    def _with(self, **other: Any) -> list[Window]:
        return _windows(self.timetables, self.start, self.end, replace(self.asked, **other))


@dataclass(frozen=True)
class NoTime:
    """Why schools share no time. `without_days` and `unusable` hold places of schools: those
    without a school day in all that time, and those whose lessons can't be used; `longest` is the
    longest time that all share, in minutes."""

    without_days: tuple[int, ...] = ()
    shares_days: bool = True
    unusable: tuple[int, ...] = ()
    gap: Gap | None = None
    longest: int = 0


def classes_to_choose(sides: Sequence[LinkSide], actor: Actor) -> Sequence[SchoolClass]:
    """The classes of the reader's own school, by name: partners name theirs when they agree."""
    query = visible_classes(actor).where(
        SchoolClass.school_id == sides[0].school_id, SchoolClass.ended_at.is_(None)
    )
    return db.session.scalars(query.order_by(SchoolClass.name, SchoolClass.id)).all()


def found_times(
    sides: Sequence[LinkSide],
    asked: Asked,
    present: datetime,
    classes: Mapping[UUID, SchoolClass] | None = None,
) -> Found:
    """The shared lesson times of the coming year; `classes` by the id of their school."""
    schools = [side.school for side in sides]
    timetables = timetables_of(schools, classes)
    usual = usual_days_of(schools)
    each = [
        Side(
            school,
            timetables[school.id],
            missing_of(school, timetables[school.id].dates, usual.get(school.id)),
        )
        for school in schools
    ]
    start, end = present, present + HORIZON
    windows: Sequence[Window] = ()
    if all(side.has_lessons and side.has_terms for side in each):
        windows = _windows([side.timetable for side in each], start, end, asked)
    return Found(asked, each, start, end, windows)


def _windows(
    timetables: Sequence[Timetable], start: datetime, end: datetime, asked: Asked
) -> list[Window]:
    return shared_windows(
        timetables,
        start,
        end,
        minutes=asked.minutes,
        beyond=asked.beyond,
        at_least=asked.at_least,
    )
