"""Resources of links and their versions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from schoollink.accounts.models import Person
from schoollink.core.database import Base, Identified, Keep
from schoollink.core.database.base import Labelled
from schoollink.core.i18n import _l
from schoollink.files.models import StoredFile
from schoollink.links.models import Link
from schoollink.schools.models import School


class ResourceKind(Labelled):
    """What one opens."""

    FILE = "file", _l("File")
    ADDRESS = "address", _l("Web address")


class Subject(Labelled):
    """What it is about, in the words of a primary school's timetable."""

    READING = "reading", _l("Reading and writing")
    LANGUAGES = "languages", _l("Languages")
    MATHS = "maths", _l("Maths")
    SCIENCE = "science", _l("Science and nature")
    PLACES = "places", _l("Places and people")
    HISTORY = "history", _l("History")
    ART = "art", _l("Art and crafts")
    MUSIC = "music", _l("Music and dance")
    SPORT = "sport", _l("Sport and games")
    COMPUTING = "computing", _l("Computers")
    LIVING = "living", _l("Food and daily life")
    LINKING = "linking", _l("Planning our link")
    OTHER = "other", _l("Something else")


class Licence(Labelled):
    """What others may do with it."""

    OWN = "own", _l("Our own work, for our partner schools")
    CC_BY = "cc-by", _l("CC BY: use it, say who made it")
    CC_BY_SA = "cc-by-sa", _l("CC BY-SA: use it, say who made it, share alike")
    CC0 = "cc0", _l("CC0: use it as you like")
    OTHER = "other", _l("Somebody else's: look at their rules")


class Resource(Identified, Base):
    """Something that a school shares with the schools of a link."""

    __tablename__ = "resource"
    __table_args__ = (Index("ix_resource_library", "link_id", "changed_at", "id"),)
    keeps = Keep(
        _l("What staff share, and who shared it"),
        _l("12 months after the link ends"),
        _l("The name is taken off"),
        staff_only=True,
        ended_by="links.forget",
    )

    link_id: Mapped[UUID] = mapped_column(ForeignKey("link.id"))
    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), index=True)
    kind: Mapped[ResourceKind]
    title: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(String(2000), default="")
    subject: Mapped[Subject]
    youngest: Mapped[int]
    oldest: Mapped[int]
    language: Mapped[str] = mapped_column(String(20))
    licence: Mapped[Licence]
    version: Mapped[int] = mapped_column(default=1)
    """Counts the edits of the words above, so that nobody overwrites what they did not see."""
    added_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    """When its last version was added; lists show the latest first."""
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    link: Mapped[Link] = relationship(lazy="selectin")
    added_by: Mapped[Person | None] = relationship(lazy="selectin", foreign_keys=[added_by_id])
    versions: Mapped[list["ResourceVersion"]] = relationship(
        lazy="selectin", order_by="ResourceVersion.number", cascade="all, delete-orphan"
    )

    @property
    def school(self) -> School:
        """The school that shares it."""
        return self.link.side(self.school_id).school


class ResourceVersion(Identified, Base):
    """One version: a file or an address. Of a removed resource it has neither any more."""

    __tablename__ = "resource_version"
    __table_args__ = (UniqueConstraint("resource_id", "number"),)
    keeps = Keep(
        _l("Who added a version of what is shared"),
        _l("As long as what is shared"),
        _l("The name is taken off"),
        staff_only=True,
        ended_by="links.forget",
    )

    resource_id: Mapped[UUID] = mapped_column(ForeignKey("resource.id"), index=True)
    number: Mapped[int]
    stored_file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    address: Mapped[str] = mapped_column(String(500), default="")
    note: Mapped[str] = mapped_column(String(300), default="")
    added_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]

    file: Mapped[StoredFile | None] = relationship(lazy="selectin")
    resource: Mapped[Resource] = relationship(lazy="selectin", viewonly=True)
