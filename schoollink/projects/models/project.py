"""Projects, who takes part in them, and their steps.

What a page has in hand anyway (its project, link, schools) is `lazy="select"`: then it is found in
the session and costs no query.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, and_
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from schoollink.accounts.models import Person
from schoollink.core.database import Base, Identified, Keep
from schoollink.core.database.base import Labelled
from schoollink.core.i18n import _l
from schoollink.links.models import Link
from schoollink.schools.models import Membership, SchoolClass


class ProjectState(Labelled):
    """Where a project stands."""

    OPEN = "open", _l("Under way")
    CLOSED = "closed", _l("Finished")


class Project(Identified, Base):
    """Something that classes of the link's schools make together."""

    __tablename__ = "project"

    link_id: Mapped[UUID] = mapped_column(ForeignKey("link.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    goal: Mapped[str] = mapped_column(String(600), default="")
    icon: Mapped[str] = mapped_column(String(40), default="sprout")
    state: Mapped[ProjectState] = mapped_column(default=ProjectState.OPEN)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    link: Mapped[Link] = relationship(lazy="select")
    teachers: Mapped[list["ProjectTeacher"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="ProjectTeacher.joined_at"
    )
    classes: Mapped[list["ProjectClass"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan"
    )

    @property
    def class_ids(self) -> frozenset[UUID]:
        """The classes that take part."""
        return frozenset(one.class_id for one in self.classes)

    @property
    def school_ids(self) -> frozenset[UUID]:
        """The schools of the link, whose people these are."""
        return self.link.school_ids

    @property
    def schools_with_classes(self) -> frozenset[UUID]:
        """The schools whose pupils take part."""
        return frozenset(one.school_class.school_id for one in self.classes)


class ProjectTeacher(Base):
    """An adult who takes part; at first also a supervisor of the project's room."""

    __tablename__ = "project_teacher"
    keeps = Keep(
        _l("Which teachers take part in a project"),
        _l("12 months after the link ends"),
        _l("Deleted"),
        staff_only=True,
        ended_by="links.forget",
    )

    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), index=True)
    joined_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="select")
    membership: Mapped[Membership | None] = relationship(
        primaryjoin=lambda: and_(
            foreign(ProjectTeacher.person_id) == Membership.person_id,
            ProjectTeacher.school_id == Membership.school_id,
        ),
        viewonly=True,
        uselist=False,
        lazy="selectin",
    )
    """The place on the staff through which this adult is here; it brings the person along."""


class ProjectClass(Base):
    """A class whose pupils take part, but for those who are in school only (SG-59)."""

    __tablename__ = "project_class"

    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id"), primary_key=True)
    class_id: Mapped[UUID] = mapped_column(
        ForeignKey("school_class.id"), primary_key=True, index=True
    )

    school_class: Mapped[SchoolClass] = relationship(lazy="selectin")


class ProjectStep(Identified, Base):
    """One thing to do on the way to the goal, and whose turn it is."""

    __tablename__ = "project_step"

    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id"), index=True)
    what: Mapped[str] = mapped_column(String(160))
    school_id: Mapped[UUID | None] = mapped_column(ForeignKey("school.id"), index=True)
    """The school whose turn it is; none means all of them together."""
    added_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    project: Mapped[Project] = relationship(lazy="select")
