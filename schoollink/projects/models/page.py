"""The page of a project: its sections, and every version of each."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, and_, select
from sqlalchemy.orm import Mapped, column_property, foreign, mapped_column, relationship

from schoollink.accounts.models import Person
from schoollink.core.database import Base, Identified, Keep
from schoollink.core.database.base import Labelled
from schoollink.core.i18n import _l
from schoollink.files.models import StoredFile
from schoollink.projects.models.project import Project
from schoollink.schools.models import Pupil, School, SchoolClass


class SectionKind(Labelled):
    """What a section is."""

    TEXT = "text", _l("Words")
    PICTURE = "picture", _l("Picture")


class RevisionState(Labelled):
    """Where one version of a section stands."""

    DRAFT = "draft", _l("Not sent yet")
    WAITING = "waiting", _l("Waits for a teacher")
    APPROVED = "approved", _l("Everyone can see it")
    SENT_BACK = "sent_back", _l("Sent back")
    REPLACED = "replaced", _l("Replaced by a newer one")


class Section(Identified, Base):
    """One part of the page. It belongs to one author, or to a class for whom a teacher types."""

    __tablename__ = "section"
    keeps = Keep(
        _l("Who wrote a part of a page"),
        _l("12 months after the link ends"),
        _l("The name is taken off"),
        ended_by="links.forget",
    )

    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id"), index=True)
    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), index=True)
    """The author's school, whose staff approve."""
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    class_id: Mapped[UUID | None] = mapped_column(ForeignKey("school_class.id"), index=True)
    """Set when a class is the author; then the person only typed it."""
    kind: Mapped[SectionKind]
    position: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    """The number of the newest version; a save that started from another one is stale."""
    approved_number: Mapped[int | None]
    """The number of the version that everybody may see."""
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    if TYPE_CHECKING:
        avatar: Mapped[str | None]
        """The animal of the author, when the author is a pupil."""
        author_is_school_only: Mapped[bool | None]
        """Whether the author is a pupil who may be in nothing that leaves the school (SG-59)."""

    project: Mapped[Project] = relationship(lazy="select")
    school: Mapped[School] = relationship(lazy="select")
    author: Mapped[Person | None] = relationship(lazy="select")
    school_class: Mapped[SchoolClass | None] = relationship(lazy="select")
    newest: Mapped["Revision"] = relationship(
        primaryjoin=lambda: and_(
            foreign(Revision.section_id) == Section.id, Revision.number == Section.version
        ),
        viewonly=True,
        uselist=False,
        lazy="selectin",
    )
    approved: Mapped["Revision | None"] = relationship(
        primaryjoin=lambda: and_(
            foreign(Revision.section_id) == Section.id,
            Revision.number == Section.approved_number,
        ),
        viewonly=True,
        uselist=False,
        lazy="select",
    )

    @property
    def is_by_pupil(self) -> bool:
        """Whether a pupil is the author; else it is an adult or a class."""
        return self.avatar is not None


def _of_author(column: Any) -> Any:
    """A column of the author's place in a class, read along with the section."""
    return select(column).where(Pupil.person_id == Section.author_id).scalar_subquery()


Section.avatar = column_property(_of_author(Pupil.avatar))
Section.author_is_school_only = column_property(_of_author(Pupil.school_only))


class Revision(Identified, Base):
    """One version of a section. Its words and picture never change; only its state moves."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("section_id", "number"),)
    keeps = Keep(
        _l("What somebody wrote or drew for a page"),
        _l("12 months after the link ends"),
        _l("The name is taken off"),
        ended_by="links.forget",
    )

    section_id: Mapped[UUID] = mapped_column(ForeignKey("section.id"), index=True)
    number: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    """The text of a text section; what the picture shows, typed, of a picture section."""
    language: Mapped[str | None] = mapped_column(String(20))
    picture_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    """Who wrote or typed this version (C21)."""
    made_at: Mapped[datetime]
    state: Mapped[RevisionState]
    advice: Mapped[str] = mapped_column(String(300), default="")
    """What the teacher said who sent it back."""
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    decided_at: Mapped[datetime | None]

    section: Mapped[Section] = relationship(lazy="select")
    picture: Mapped[StoredFile | None] = relationship(lazy="selectin")
    author: Mapped[Person | None] = relationship(lazy="select", foreign_keys=[author_id])
