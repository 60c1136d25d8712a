"""Stored files and the sizes of pictures."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from schoollink.core.database import Base, Identified, Keep
from schoollink.core.database.base import Labelled
from schoollink.core.i18n import _l


class FileKind(Labelled):
    """What we do with a file: make it anew, or hand it out as it is."""

    PICTURE = "picture", _l("Picture")
    DOCUMENT = "document", _l("Document")


class FileState(Labelled):
    """Whether the bytes are still what they were (RL-39)."""

    PRESENT = "present", _l("Here")
    LOST = "lost", _l("Lost")


class Recognisable(Labelled):
    """The answer to "Can a pupil be recognised?" that each picture asks (SG-33)."""

    NO = "no", _l("No")
    YES = "yes", _l("Yes")
    UNSURE = "unsure", _l("Not sure")


class StoredFile(Identified, Base):
    """A file that somebody uploaded. `size` counts every byte that is kept of it."""

    __tablename__ = "stored_file"
    __table_args__ = (Index("ix_stored_file_checked", "state", "checked_at"),)
    keeps = Keep(
        _l("Pictures and files, and who added them"),
        _l("12 months after the link ends, at the latest"),
        _l("It stays with its school, without the name"),
        ended_by="links.forget",
    )

    kind: Mapped[FileKind]
    media_type: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(140))
    """What it is called when somebody takes it away; never a path."""
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    """Of the document, or of the largest size of a picture."""
    size: Mapped[int]
    place_id: Mapped[UUID] = mapped_column(index=True)
    """The school whose room it takes; schools stand above files, so this is no foreign key."""
    uploaded_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    recognisable: Mapped[Recognisable | None]
    """Of pictures; None for documents."""
    state: Mapped[FileState] = mapped_column(default=FileState.PRESENT)
    created_at: Mapped[datetime]
    checked_at: Mapped[datetime]
    sealed_at: Mapped[datetime | None]

    sizes: Mapped[list["PictureSize"]] = relationship(
        lazy="selectin", order_by="PictureSize.edge", cascade="all, delete-orphan"
    )

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown on a page."""
        return self.kind is FileKind.PICTURE

    def at_edge(self, edge: int) -> "PictureSize | None":
        """The size of a picture that fits into a square of 160, 1024 or 2560 pixels."""
        return next((one for one in self.sizes if one.edge == edge), None)


class PictureSize(Identified, Base):
    """One size of a picture, as WebP."""

    __tablename__ = "picture_size"
    __table_args__ = (UniqueConstraint("file_id", "edge"),)

    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"), index=True)
    edge: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
