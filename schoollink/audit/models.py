"""One row for each act, written in the act's own transaction: no audit, no act (RT-32)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from schoollink.core.database import Base, Identified, Keep
from schoollink.core.i18n import _l


class AuditEntry(Identified, Base):
    """Somebody did something. `subject_kind` and `subject_id` are a loose reference on purpose."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_subject", "subject_kind", "subject_id"),)
    keeps = Keep(
        _l("Who did what and when, by number: no names, no words"),
        _l("24 months"),
        _l("The number no longer leads to anybody"),
        ended_by="audit.prune",
    )

    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[UUID | None] = mapped_column(index=True)
    sign_in_id: Mapped[UUID | None]
    action: Mapped[str] = mapped_column(String(60), index=True)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID | None]
    place_id: Mapped[UUID | None] = mapped_column(index=True)
    request_id: Mapped[str] = mapped_column(String(64))
    details: Mapped[dict[str, Any]]


class AuditSeal(Base):
    """The chain over the entries: each seal covers one entry and the seal before it (RT-31)."""

    __tablename__ = "audit_seal"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("audit_entry.id"), unique=True)
    digest: Mapped[str] = mapped_column(String(64))


class AuditAnchor(Base):
    """Where the chain begins since its older part was deleted: the last seal that went.

    The database lets entries go only as far as an anchor stands for them.
    """

    __tablename__ = "audit_anchor"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(64))
    before: Mapped[datetime]
    """Everything that went was older than this."""
