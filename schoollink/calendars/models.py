"""Terms, closed days and lesson times of a school (Ed-Fi: CalendarDate, BellSchedule)."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from schoollink.core.database import Base, Identified
from schoollink.core.database.base import Labelled
from schoollink.core.i18n import _l
from schoollink.schools.models import School


class ClosureKind(Labelled):
    """Why there are no lessons although it is term."""

    HOLIDAY = "holiday", _l("Holiday")
    TRAINING = "training", _l("Training day, no pupils")
    EXAMS = "exams", _l("Exams, no other lessons")
    CLOSURE = "closure", _l("Closed for another reason")


class CycleMode(Labelled):
    """What counts on from one label of a cycle to the next."""

    SCHOOL_WEEKS = "school_weeks", _l("Weeks with school")
    CALENDAR_WEEKS = "calendar_weeks", _l("All weeks, holidays too")
    SCHOOL_DAYS = "school_days", _l("Days with school")


class Term(Identified, Base):
    """A time of lessons. Terms of one school never overlap (K-02)."""

    __tablename__ = "term"

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    first_day: Mapped[date]
    last_day: Mapped[date]
    is_sample: Mapped[bool] = mapped_column(default=False)
    """Made up for the demonstration; a person who edits it makes it real."""
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]

    school: Mapped[School] = relationship()


class Closure(Identified, Base):
    """Days without lessons; they may lie inside a term or outside of all."""

    __tablename__ = "closure"

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    first_day: Mapped[date]
    last_day: Mapped[date]
    kind: Mapped[ClosureKind]
    is_sample: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]

    school: Mapped[School] = relationship()


class SchoolYear(Identified, Base):
    """The year by the school's own count, from its first to its last day. A term lies inside one
    or outside of all (K-02)."""

    __tablename__ = "school_year"

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    first_day: Mapped[date]
    last_day: Mapped[date]
    is_sample: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]

    school: Mapped[School] = relationship()


def _one_of_a_school(column: str) -> Index:
    return Index(
        f"uq_day_type_{column.removeprefix('is_')}_here",
        "school_id",
        unique=True,
        sqlite_where=text(column),
        postgresql_where=text(column),
    )


class DayType(Identified, Base):
    """Lesson times of one kind of day, in wall time of the school's own zone, and on which days
    they hold. The usual one holds wherever no other does; times beyond lessons can be used when
    nothing else fits."""

    __tablename__ = "day_type"
    __table_args__ = (_one_of_a_school("is_usual"), _one_of_a_school("is_beyond"))

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    is_usual: Mapped[bool] = mapped_column(default=False)
    is_beyond: Mapped[bool] = mapped_column(default=False)
    guesses: Mapped[list[str]]
    """Of first_lesson, last_lesson, lunch_from, lunch_to: what nobody at the school confirmed."""
    weekdays: Mapped[list[str]]
    """ISO weekdays as text; none for any."""
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    turn: Mapped[str | None] = mapped_column(String(10))
    """A label of the school's cycle: only in week B."""
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]

    school: Mapped[School] = relationship()
    lessons: Mapped[list["LessonTime"]] = relationship(
        lazy="joined", order_by="LessonTime.position", cascade="all, delete-orphan"
    )

    @property
    def is_rough(self) -> bool:
        """Whether only first and last lesson and lunch are known, not the lessons between."""
        return all(not one.label for one in self.lessons)

    @property
    def first_lesson(self) -> time:
        """When the first lesson begins."""
        return self.lessons[0].starts

    @property
    def last_lesson(self) -> time:
        """When the last lesson ends."""
        return self.lessons[-1].ends

    @property
    def lunch_from(self) -> time | None:
        """When lunch begins, as long as nothing but lunch divides the day."""
        return self.lessons[0].ends if self._has_lunch else None

    @property
    def lunch_to(self) -> time | None:
        """When lunch ends, as long as nothing but lunch divides the day."""
        return self.lessons[1].starts if self._has_lunch else None

    @property
    def _has_lunch(self) -> bool:
        return self.is_rough and len(self.lessons) == 2


class LessonTime(Base):
    """One lesson of a kind of day. Lessons of one day never overlap (K-03)."""

    __tablename__ = "lesson_time"

    day_type_id: Mapped[UUID] = mapped_column(ForeignKey("day_type.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(String(20))
    """As the school calls it: `1`, `P2`, `Club`; nothing while only the rough day is known."""
    starts: Mapped[time]
    ends: Mapped[time]


class ExtraDay(Identified, Base):
    """A day with school whatever terms, weekend and closed days say: a make-up day."""

    __tablename__ = "extra_day"
    __table_args__ = (UniqueConstraint("school_id", "day"),)

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    day: Mapped[date]
    day_type_id: Mapped[UUID | None] = mapped_column(ForeignKey("day_type.id"), index=True)
    """Its lesson times; none for those that the day would have anyway."""
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]

    school: Mapped[School] = relationship()
    day_type: Mapped[DayType | None] = relationship()


class OpenHoliday(Base):
    """A public holiday on which the school is open, so that nobody is asked again."""

    __tablename__ = "open_holiday"

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)


class WeekCycle(Base):
    """How weeks or days of a school take turns: A and B, or day 1 to 6. Without labels they take
    none any more."""

    __tablename__ = "week_cycle"

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    labels: Mapped[list[str]]
    anchor: Mapped[date]
    """A day of the first label."""
    mode: Mapped[CycleMode]
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]


class ClassHours(Base):
    """Which lessons a class can use with a partner; without a row it is all of them."""

    __tablename__ = "class_hours"

    class_id: Mapped[UUID] = mapped_column(ForeignKey("school_class.id"), primary_key=True)
    slots: Mapped[list[str] | None]
    """Weekday, turn (nothing for any) and label: `2::P1`, `4:B:P3`; None for all lessons."""
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
