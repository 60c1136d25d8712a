"""Reports: somebody asked for a grown-up."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from schoollink.accounts.models import Person
from schoollink.core.database import Base, Identified, Keep
from schoollink.core.database.base import Labelled
from schoollink.core.i18n import _l
from schoollink.links.models import Link
from schoollink.messages.models import Message
from schoollink.projects.models import Revision, Section
from schoollink.schools.models import School

WORDS_LENGTH = 1000


class Why(Labelled):
    """What a child chooses."""

    MEAN = "mean", _l("Somebody was mean")
    WRONG = "wrong", _l("I saw something that is not OK")
    WORRIED = "worried", _l("I am worried or scared")


class ReportState(Labelled):
    """How far a report is, in words for whoever told."""

    OPEN = "open", _l("It has arrived.")
    SEEN = "seen", _l("A grown-up is looking at it.")
    CLOSED = "closed", _l("A grown-up has looked after it.")


class Report(Identified, Base):
    """Somebody asked for a grown-up, perhaps about a message or about a part of a page."""

    __tablename__ = "report"
    keeps = Keep(
        _l("What a pupil told a grown-up, and about whom"),
        _l("12 months after it was looked after"),
        _l("Kept for child safety until then"),
        ended_by="safeguarding.forget_report",
    )

    reporter_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), index=True)
    link_id: Mapped[UUID | None] = mapped_column(ForeignKey("link.id"), index=True)
    message_id: Mapped[UUID | None] = mapped_column(ForeignKey("message.id"), index=True)
    revision_id: Mapped[UUID | None] = mapped_column(ForeignKey("revision.id"), index=True)
    """The very version that was told of: what its author writes later changes nothing."""
    named_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    """Who wrote what it is about."""
    why: Mapped[Why]
    words: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[ReportState] = mapped_column(default=ReportState.OPEN)
    created_at: Mapped[datetime] = mapped_column(index=True)
    seen_at: Mapped[datetime | None]
    seen_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    reporter: Mapped[Person] = relationship(lazy="selectin", foreign_keys=[reporter_id])
    named: Mapped[Person | None] = relationship(lazy="selectin", foreign_keys=[named_id])
    school: Mapped[School] = relationship(lazy="selectin")
    link: Mapped[Link | None] = relationship(lazy="selectin")
    message: Mapped[Message | None] = relationship(lazy="selectin")
    revision: Mapped[Revision | None] = relationship(lazy="selectin")

    @property
    def written(self) -> Message | Section | None:
        """What it is about, of the school whose words it holds."""
        return self.message or (self.revision.section if self.revision else None)

    @property
    def named_ids(self) -> frozenset[UUID]:
        """Whom it is about; they never hear of it. A part of a page is its author's too when a
        colleague wrote the last version.
        """
        began = self.revision.section.author_id if self.revision else None
        return frozenset(key for key in (self.named_id, began) if key)

    @property
    def school_ids(self) -> frozenset[UUID]:
        """The schools whose child-safety leads look after it."""
        return frozenset({self.school_id}) | (self.link.school_ids if self.link else frozenset())
