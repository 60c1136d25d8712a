"""Notices, and the kinds of them that a person does not want for a while."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from schoollink.core.database import Base, Identified, Keep
from schoollink.core.i18n import _l


class Notice(Identified, Base):
    """Something that one person should know. One for each person, kind and subject."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("person_id", "kind", "subject_id"),
        Index("ix_notice_listed", "person_id", "at", "id"),
    )
    keeps = Keep(
        _l("What somebody was told about, by number"),
        _l("90 days"),
        _l("Deleted"),
        staff_only=True,
        ended_by="notifications.end",
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[UUID] = mapped_column(index=True)
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]
    """When a mail last named it. Told anew since then, it is owed again."""


class Snooze(Base):
    """A kind of notice that a person does not want until a day."""

    __tablename__ = "snooze"
    keeps = Keep(
        _l("What somebody does not want to hear about"),
        _l("30 days after they leave"),
        _l("Deleted"),
        staff_only=True,
        ended_by="accounts.erase_person",
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(60), primary_key=True)
    until: Mapped[datetime]
