"""Terms, closures and lesson times of a school."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from schoollink.core.database import Base, Identified
from schoollink.core.database.base import Labelled
from schoollink.core.i18n import _l
from schoollink.schools.models import School


class ClosureKind(Labelled):
    """Why there are no lessons although it is term."""

    HOLIDAY = "holiday", _l("Holiday")
    TRAINING = "training", _l("Training day, no pupils")
    CLOSURE = "closure", _l("Closed for another reason")


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


class LessonTimes(Base):
    """The usual school day in wall time of the school's own zone."""

    __tablename__ = "lesson_times"

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    first_lesson: Mapped[time]
    last_lesson: Mapped[time]
    """When the last lesson ends."""
    lunch_from: Mapped[time | None]
    lunch_to: Mapped[time | None]
    guesses: Mapped[list[str]]
    """Names of the columns that nobody at the school has confirmed yet."""
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
