"""Rooms, cover teachers, messages, the room's log and read marks."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, lazyload, mapped_column, relationship, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from schoollink.accounts.models import Person
from schoollink.core.database import Base, Identified, Keep
from schoollink.core.database.base import Labelled
from schoollink.core.i18n import _l
from schoollink.links.models import Link, LinkSide
from schoollink.projects.models import Project, ProjectClass
from schoollink.schools.models import Pupil, School, SchoolClass

BODY_LENGTH = 2000
REASON_LENGTH = 300


class RoomKind(Labelled):
    """Whose talk it is."""

    STAFF = "staff", _l("Staff room")
    PROJECT = "project", _l("Project room")


class MessageKind(Labelled):
    """What somebody wrote, or a line that says what happened; its sentence is made when read."""

    TEXT = "text", _l("Message")
    JOINED = "joined", _l("Joined")
    LEFT = "left", _l("Left")


class MessageState(Labelled):
    """Where a message stands."""

    VISIBLE = "visible", _l("Everyone here can see it.")
    HELD = "held", _l("A teacher will read this first.")
    RETURNED = "returned", _l("Sent back")
    REMOVED = "removed", _l("This message was removed.")
    HIDDEN = "hidden", _l("A teacher has hidden this message.")


class Change(Labelled):
    """What a row of the room's log tells of."""

    POSTED = "posted", _l("Posted")
    RELEASED = "released", _l("Shown to everyone")
    RETURNED = "returned", _l("Sent back")
    REMOVED = "removed", _l("Removed")
    HIDDEN = "hidden", _l("Hidden")
    MODE = "mode", _l("Who may write was changed")


class Room(Identified, Base):
    """Where people of a link talk. Exactly one owner decides who is in it."""

    __tablename__ = "room"
    __table_args__ = (
        UniqueConstraint("link_id"),
        UniqueConstraint("project_id"),
        CheckConstraint("(link_id is null) <> (project_id is null)", name="one_owner"),
    )

    kind: Mapped[RoomKind]
    link_id: Mapped[UUID | None] = mapped_column(ForeignKey("link.id"))
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("project.id"))
    seq: Mapped[int] = mapped_column(default=0)
    """The number of the last change that readers could see."""
    created_at: Mapped[datetime]

    staff_of: Mapped[Link | None] = relationship(lazy="selectin")
    project: Mapped[Project | None] = relationship(lazy="selectin")
    covers: Mapped[list["RoomAdult"]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    @classmethod
    def loads(cls) -> Sequence[ORMOption]:
        """The link with its schools, who takes part and which classes; nothing further.

        Link and project come in statements of their own, after the room is locked: joined to
        it they would be as old as the moment when the wait for the lock began.
        """
        project = selectinload(Room.project)
        return (
            lazyload("*"),
            selectinload(Room.covers),
            selectinload(Room.staff_of).selectinload(Link.sides).joinedload(LinkSide.school),
            project.selectinload(Project.link).selectinload(Link.sides).joinedload(LinkSide.school),
            project.selectinload(Project.teachers),
            project.selectinload(Project.classes).joinedload(ProjectClass.school_class),
        )

    @property
    def link(self) -> Link:
        """The link that this room belongs to, through its project or by itself."""
        link = self.staff_of if self.project is None else self.project.link
        if link is None:
            raise LookupError("a room without an owner")
        return link

    @property
    def class_ids(self) -> frozenset[UUID]:
        """The classes whose pupils are here."""
        return self.project.class_ids if self.project else frozenset()


class RoomAdult(Base):
    """A cover teacher: an adult of the link's schools who joined this room."""

    __tablename__ = "room_adult"
    keeps = Keep(
        _l("Which teachers help out in a room"),
        _l("Until they leave the room, at most 12 months after the link ends"),
        _l("Deleted"),
        staff_only=True,
        ended_by="links.forget",
    )

    room_id: Mapped[UUID] = mapped_column(ForeignKey("room.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), index=True)
    joined_at: Mapped[datetime]


class Message(Identified, Base):
    """One message. `seq` is its place in the room, `changed_seq` the number of its last change."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("author_id", "key"),
        UniqueConstraint("room_id", "seq"),
        Index("ix_message_changed", "room_id", "changed_seq"),
        Index("ix_message_waiting", "room_id", "state"),
    )
    keeps = Keep(
        _l("What people write to each other, also what was removed or hidden since"),
        _l("12 months after the link ends"),
        _l("The name is taken off"),
        ended_by="links.forget",
    )

    room_id: Mapped[UUID] = mapped_column(ForeignKey("room.id"))
    seq: Mapped[int]
    changed_seq: Mapped[int]
    key: Mapped[UUID]
    """Made by the sender; the same key is the same message, however often it arrives."""
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), index=True)
    class_id: Mapped[UUID | None] = mapped_column(ForeignKey("school_class.id"), index=True)
    """The class that says this; the author typed it."""
    kind: Mapped[MessageKind] = mapped_column(default=MessageKind.TEXT)
    body: Mapped[str] = mapped_column(String(BODY_LENGTH), default="")
    state: Mapped[MessageState]
    reason: Mapped[str] = mapped_column(String(REASON_LENGTH), default="")
    posted_at: Mapped[datetime]
    shown_at: Mapped[datetime | None]
    """Since when everybody in the room may know of it; none: only author and own-school staff."""
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]

    @property
    def at(self) -> datetime:
        """When it came to its place in the room."""
        return self.shown_at or self.posted_at

    @property
    def stays_home(self) -> bool:
        """Whether its author is a pupil who may be in nothing that leaves the school (SG-59)."""
        return self.pupil is not None and self.pupil.school_only

    @classmethod
    def loads(cls) -> Sequence[ORMOption]:
        """The author with the picture of a pupil; the school and class are the room's."""
        return (lazyload("*"), selectinload(Message.author), selectinload(Message.pupil))

    room: Mapped[Room] = relationship(lazy="select")
    author: Mapped[Person | None] = relationship(lazy="selectin", foreign_keys=[author_id])
    school: Mapped[School] = relationship(lazy="selectin")
    school_class: Mapped[SchoolClass | None] = relationship(lazy="selectin")
    pupil: Mapped[Pupil | None] = relationship(
        lazy="selectin",
        primaryjoin=lambda: Message.author_id == Pupil.person_id,
        foreign_keys=lambda: Message.author_id,
        viewonly=True,
    )


class RoomLog(Base):
    """One row for each `seq` of a room; without a message it is about the room itself."""

    __tablename__ = "room_log"
    keeps = Keep(
        _l("What changed in a room, by number"),
        _l("12 months after the link ends"),
        _l("It stays, with numbers only"),
        ended_by="links.forget",
    )

    room_id: Mapped[UUID] = mapped_column(ForeignKey("room.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    message_id: Mapped[UUID | None] = mapped_column(ForeignKey("message.id"), index=True)
    what: Mapped[Change]
    at: Mapped[datetime]


class RoomRead(Base):
    """How far somebody has read in a room."""

    __tablename__ = "room_read"
    keeps = Keep(
        _l("How far somebody has read"),
        _l("While they are in the room, at most 12 months after the link ends"),
        _l("Deleted"),
        ended_by="links.forget",
    )

    room_id: Mapped[UUID] = mapped_column(ForeignKey("room.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    seq: Mapped[int] = mapped_column(default=0)
