"""Schools, staff, classes, pupils and class doors."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from schoollink.accounts.models import Invitation, Person
from schoollink.core.database import Base, Identified, Keep
from schoollink.core.database.base import Labelled
from schoollink.core.i18n import _l

# What stands among an actor's roles beside those of the staff.
PUPIL_ROLE = "pupil"
ADVISER_ROLE = "adviser"

GUESSED_YEAR = timedelta(days=365)
"""How long the school year of a new class is, until somebody says when it ends."""


class SchoolState(Labelled):
    """How sure others can be that this school is what it says (SG-45)."""

    INVITED = "invited", _l("Not verified by a network")
    VERIFIED = "verified", _l("Verified by a network")


class Role(Labelled):
    """What an adult is at a school. Everybody on the staff is a teacher."""

    LEAD = "lead", _l("Link teacher")
    SECOND = "second", _l("Second link teacher")
    SAFETY = "safety", _l("Child-safety lead")
    TEACHER = "teacher", _l("Teacher")


VETTED = "vetted"
"""What an actor holds beside the roles at a school while the vetting there is in date (SG-07)."""
SCHOOL_ONLY = "school_only"
"""What a pupil holds who may be in nothing that leaves the school (SG-59)."""


class AgeBand(Labelled):
    """Ages of a class; an unknown one counts as the youngest."""

    SIX_TO_NINE = "6-9", _l("6 to 9")
    TEN_TO_TWELVE = "10-12", _l("10 to 12")
    THIRTEEN_TO_FIFTEEN = "13-15", _l("13 to 15")
    SIXTEEN_UP = "16-18", _l("16 to 18")

    @property
    def is_under_13(self) -> bool:
        """Whether messages are read by a teacher first, unless decided otherwise."""
        return self in {AgeBand.SIX_TO_NINE, AgeBand.TEN_TO_TWELVE}


class SecretKind(Labelled):
    """What a pupil signs in with."""

    PICTURES = "pictures", _l("Four pictures")
    WORDS = "words", _l("Three words")


class Network(Identified, Base):
    """A head office that brings schools together."""

    __tablename__ = "network"

    name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]


class NetworkAdviser(Base):
    """A person of a network who verifies schools and sees no content of links (NF)."""

    __tablename__ = "network_adviser"
    keeps = Keep(
        _l("Who advises a network"),
        _l("30 days after they leave"),
        _l("Deleted"),
        staff_only=True,
        ended_by="accounts.erase_person",
    )

    network_id: Mapped[UUID] = mapped_column(ForeignKey("network.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


class School(Identified, Base):
    """A school as others see it."""

    __tablename__ = "school"

    name: Mapped[str] = mapped_column(String(120), index=True)
    place: Mapped[str] = mapped_column(String(80))
    country: Mapped[str] = mapped_column(String(2))
    zone: Mapped[str] = mapped_column(String(60))
    weekend: Mapped[list[str]]
    """ISO weekdays as text, "6" for Saturday."""
    weekend_confirmed_at: Mapped[datetime | None]
    languages: Mapped[list[str]]
    youngest: Mapped[int]
    oldest: Mapped[int]
    crest: Mapped[str] = mapped_column(String(40))
    welcome: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[SchoolState] = mapped_column(default=SchoolState.INVITED)
    network_id: Mapped[UUID | None] = mapped_column(ForeignKey("network.id"), index=True)
    head_contact: Mapped[str | None] = mapped_column(String(254))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    known_by: Mapped[list["Acquaintance"]] = relationship(
        lazy="select", foreign_keys="Acquaintance.other_id", viewonly=True
    )
    """Only asked for while the school is not verified."""


class Acquaintance(Base):
    """One school knows another because one of them invited the other (SG-45).

    Each of the two has a row of its own, with its own check that the other is what it says.
    """

    __tablename__ = "acquaintance"
    keeps = Keep(
        _l("Who made sure of a partner school, and how"),
        _l("12 months after the link ends"),
        _l("Deleted"),
        staff_only=True,
        ended_by="links.forget_checks",
    )

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    other_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True, index=True)
    made_at: Mapped[datetime]
    checked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    checked_at: Mapped[datetime | None]
    checked_how: Mapped[str] = mapped_column(String(200), default="")


class SchoolInvitation(Base):
    """What an invitation opens: the right to register one school."""

    __tablename__ = "school_invitation"

    invitation_id: Mapped[UUID] = mapped_column(ForeignKey("invitation.id"), primary_key=True)
    school_id: Mapped[UUID | None] = mapped_column(ForeignKey("school.id"), index=True)
    """The school that invites; none when a network or the site admin does."""
    registered_id: Mapped[UUID | None] = mapped_column(ForeignKey("school.id"), index=True)
    """The school that came of it."""

    invitation: Mapped[Invitation] = relationship(lazy="selectin")


class Membership(Identified, Base):
    """An adult on the staff of one school."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("school_id", "person_id"),)
    keeps = Keep(
        _l("Where somebody works, in which role, and until when their background check holds"),
        _l("30 days after they leave"),
        _l("Deleted"),
        staff_only=True,
        ended_by="schools.forget_membership",
    )

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    languages: Mapped[list[str]]
    vetted_by: Mapped[str] = mapped_column(String(80), default="")
    """Who saw the certificate; the certificate itself is never kept (SG-07)."""
    vetted_on: Mapped[date | None]
    vetted_until: Mapped[date | None]
    created_at: Mapped[datetime]
    barred_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    school: Mapped[School] = relationship(lazy="selectin")
    person: Mapped[Person] = relationship(lazy="selectin")
    held: Mapped[list["HeldRole"]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held, always with that of a teacher."""
        return frozenset({Role.TEACHER, *(one.role for one in self.held)})

    @property
    def is_active(self) -> bool:
        """Neither suspended nor ended."""
        return self.barred_at is None and self.ended_at is None


class HeldRole(Base):
    """One role of one membership."""

    __tablename__ = "held_role"
    keeps = Keep(
        _l("What somebody is at their school"),
        _l("30 days after they leave"),
        _l("Deleted"),
        staff_only=True,
        ended_by="schools.forget_membership",
    )

    membership_id: Mapped[UUID] = mapped_column(ForeignKey("membership.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(primary_key=True)


class StaffInvitation(Base):
    """What an invitation opens: a place on the staff, with roles."""

    __tablename__ = "staff_invitation"

    invitation_id: Mapped[UUID] = mapped_column(ForeignKey("invitation.id"), primary_key=True)
    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), index=True)
    roles: Mapped[list[str]]

    invitation: Mapped[Invitation] = relationship(lazy="selectin")
    school: Mapped[School] = relationship(lazy="selectin")


class SchoolClass(Identified, Base):
    """A class with its teachers and pupils."""

    __tablename__ = "school_class"
    __table_args__ = (
        Index(
            "uq_school_class_name_here",
            "school_id",
            "name",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    """No two classes that are here have the same; the next year's may have it again."""
    ages: Mapped[AgeBand]
    created_at: Mapped[datetime]
    year_ends: Mapped[date | None]
    """The last day of the school year, once somebody said it; else `ends_on` guesses."""
    year_told_at: Mapped[datetime | None]
    """When its teachers were asked whether the class goes on."""
    ended_at: Mapped[datetime | None]

    school: Mapped[School] = relationship(lazy="selectin")
    teaching: Mapped[list["ClassTeacher"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan"
    )

    @property
    def ends_on(self) -> date:
        """The last day of its school year."""
        return self.year_ends or self.created_at.date() + GUESSED_YEAR

    @property
    def asked_on(self) -> date | None:
        """The day on which its teachers were asked whether it goes on."""
        return self.year_told_at.date() if self.year_told_at else None


class ClassTeacher(Base):
    """An adult who teaches a class."""

    __tablename__ = "class_teacher"
    keeps = Keep(
        _l("Who teaches a class"),
        _l("30 days after they leave"),
        _l("Deleted"),
        staff_only=True,
        ended_by="accounts.erase_person",
    )

    class_id: Mapped[UUID] = mapped_column(ForeignKey("school_class.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


class Pupil(Base):
    """A pupil's place in a class and their sign-in secret. No address, surname or birth date."""

    __tablename__ = "pupil"
    keeps = Keep(
        _l("Class, drawn picture, how a pupil signs in, and whether in school only"),
        _l("60 days after the school year, or at once when a pupil leaves"),
        _l("Emptied: without a name, only the class stays, and whether in school only"),
        ended_by="accounts.erase_person",
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    class_id: Mapped[UUID] = mapped_column(ForeignKey("school_class.id"), index=True)
    avatar: Mapped[str] = mapped_column(String(40))
    school_only: Mapped[bool] = mapped_column(default=False)
    """Never in anything that leaves the school; the reason is not kept (SG-59)."""
    secret_kind: Mapped[SecretKind] = mapped_column(default=SecretKind.PICTURES)
    secret_hash: Mapped[str | None] = mapped_column(String(200))
    secret_tries: Mapped[int] = mapped_column(default=0)
    secret_paused_until: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="selectin")
    school_class: Mapped[SchoolClass] = relationship(lazy="selectin")

    @property
    def id(self) -> UUID:
        """The person's key: a pupil is their one place in a class."""
        return self.person_id

    @property
    def is_active(self) -> bool:
        """Still in the class."""
        return self.person.is_active


class Door(Identified, Base):
    """A class door: for at most 90 minutes six digits let a device list a class's names (RP-10)."""

    __tablename__ = "door"
    keeps = Keep(
        _l("When a class signed in"), _l("30 days"), _l("Deleted"), ended_by="schools.forget_door"
    )

    class_id: Mapped[UUID] = mapped_column(ForeignKey("school_class.id"), index=True)
    code: Mapped[str] = mapped_column(String(6), index=True)
    opened_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    locked_at: Mapped[datetime | None]
    """Too many wrong codes came from the network it was opened in."""
    network_hash: Mapped[str] = mapped_column(String(64), default="", index=True)

    school_class: Mapped[SchoolClass] = relationship(lazy="selectin")


class DoorKnock(Identified, Base):
    """A pupil at a door who waits for the teacher's "yes, that is her"."""

    __tablename__ = "door_knock"
    keeps = Keep(
        _l("That a pupil waited for a teacher to let them in"),
        _l("30 days"),
        _l("Deleted"),
        ended_by="schools.forget_door",
    )

    door_id: Mapped[UUID] = mapped_column(ForeignKey("door.id"), index=True)
    pupil_id: Mapped[UUID] = mapped_column(ForeignKey("pupil.person_id"), index=True)
    device_hash: Mapped[str] = mapped_column(String(64))
    knocked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    is_admitted: Mapped[bool] = mapped_column(default=False)
    used_at: Mapped[datetime | None]

    pupil: Mapped[Pupil] = relationship(lazy="selectin")
