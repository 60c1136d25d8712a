"""Links, their sides and contacts."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from schoollink.accounts.models import Invitation
from schoollink.core.database import Base, Identified, Keep
from schoollink.core.database.base import Labelled
from schoollink.core.i18n import _l
from schoollink.schools.models import School


class LinkState(Labelled):
    """Where a link stands. A twinning (`active`) and its end are deepened later."""

    PROPOSED = "proposed", _l("Proposed")
    TRYING = "trying", _l("Trying out")
    ACTIVE = "active", _l("Partnership")
    PAUSED = "paused", _l("Paused")
    DECLINED = "declined", _l("Declined")
    LAPSED = "lapsed", _l("No answer")
    ENDED = "ended", _l("Ended")


class DeclineWords(Labelled):
    """Kind words for a school that says no; each reader sees them in their own language."""

    FULL = "full", _l("Thank you for asking us. We have as many partners as we can care for.")
    LATER = "later", _l("Thank you for asking us. This year is full. Please ask again next year.")
    AGES = "ages", _l("Thank you for asking us. We look for a school with pupils of other ages.")
    IDEA = "idea", _l("Thank you for asking us. We look for a partner for another idea.")


class EndWords(Labelled):
    """How a school says goodbye."""

    THANKS = "thanks", _l("Thank you for what our pupils learned from yours.")
    CHANGE = "change", _l("Our school is changing, and we can't give the link the time it needs.")
    DONE = "done", _l("We did what we set out to do. Thank you for doing it with us.")
    NOT_NOW = "not_now", _l("It was not the right moment for us. We are glad that we met.")


class Link(Identified, Base):
    """Two schools (the model says N) that work together, or may."""

    __tablename__ = "link"

    state: Mapped[LinkState] = mapped_column(default=LinkState.PROPOSED, index=True)
    purpose: Mapped[str] = mapped_column(String(300))
    proposed_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    decline_words: Mapped[DeclineWords | None]
    reminds_on: Mapped[date | None]
    lapses_on: Mapped[date | None]
    """The last day on which a proposal can be answered, in the asked school's zone."""
    reminded_at: Mapped[datetime | None]
    trying_until: Mapped[date | None]
    renewed_at: Mapped[datetime | None]
    frozen_at: Mapped[datetime | None]
    frozen_from_id: Mapped[UUID | None] = mapped_column(ForeignKey("school.id"), index=True)
    """The school whose staff stopped pupils' writing."""
    ended_at: Mapped[datetime | None]
    ended_from_id: Mapped[UUID | None] = mapped_column(ForeignKey("school.id"), index=True)
    end_words: Mapped[EndWords | None]
    active_on: Mapped[date | None]
    held_at: Mapped[datetime | None]
    """A report about what was said here is kept: so long nothing of it is deleted (RT-22)."""
    forgotten_at: Mapped[datetime | None]
    """When all that people made here was deleted; that there was a link stays."""
    last_activity_at: Mapped[datetime | None]

    sides: Mapped[list["LinkSide"]] = relationship(
        lazy="selectin", order_by="LinkSide.position", cascade="all, delete-orphan"
    )

    @property
    def school_ids(self) -> frozenset[UUID]:
        """The schools of this link."""
        return frozenset(side.school_id for side in self.sides)

    @property
    def schools(self) -> list[School]:
        """The schools in their fixed order."""
        return [side.school for side in self.sides]

    def side(self, school_id: UUID) -> "LinkSide":
        """The side of one of its schools."""
        return next(side for side in self.sides if side.school_id == school_id)


class LinkSide(Identified, Base):
    """One school's part in a link. Position 0 proposed it."""

    __tablename__ = "link_side"
    __table_args__ = (
        UniqueConstraint("link_id", "school_id"),
        UniqueConstraint("link_id", "position"),
    )
    keeps = Keep(
        _l("Who stands for a school in a link"),
        _l("12 months after the link ends"),
        _l("Deleted"),
        staff_only=True,
        ended_by="links.forget",
    )

    link_id: Mapped[UUID] = mapped_column(ForeignKey("link.id"), index=True)
    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), index=True)
    position: Mapped[int]
    contact_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    """The link teacher who leads here."""
    accepted_at: Mapped[datetime | None]
    wants_renewal_at: Mapped[datetime | None]
    restart_asked_at: Mapped[datetime | None]
    restart_asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    seen_at: Mapped[datetime | None]

    school: Mapped[School] = relationship(lazy="joined", innerjoin=True)


class LinkInvitation(Base):
    """A proposal to a school that is not here yet: whoever opens it registers the school."""

    __tablename__ = "link_invitation"

    invitation_id: Mapped[UUID] = mapped_column(ForeignKey("invitation.id"), primary_key=True)
    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), index=True)
    """The school that invites."""
    purpose: Mapped[str] = mapped_column(String(300))
    link_id: Mapped[UUID | None] = mapped_column(ForeignKey("link.id"), index=True)

    invitation: Mapped[Invitation] = relationship(lazy="selectin")
    school: Mapped[School] = relationship(lazy="selectin")
