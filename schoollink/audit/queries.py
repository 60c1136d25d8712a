"""The entries, and whether their chain holds."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from schoollink.audit.models import AuditAnchor, AuditEntry, AuditSeal
from schoollink.audit.rules import FIRST, digest
from schoollink.core.clock import now
from schoollink.core.database import db

AT_ONCE = 500
KEPT_FOR = timedelta(days=730)


def unsealed() -> Sequence[AuditEntry]:
    """Entries that no seal covers yet, in the order of their time."""
    return db.session.scalars(
        select(AuditEntry)
        .outerjoin(AuditSeal, AuditSeal.entry_id == AuditEntry.id)
        .where(AuditSeal.number.is_(None))
        .order_by(AuditEntry.at, AuditEntry.id)
        .limit(AT_ONCE)
    ).all()


def unsealed_ids() -> list[UUID]:
    """The first entry that waits for a seal, if any: one run of the job seals all."""
    return [entry.id for entry in unsealed()[:1]]


def last_seal() -> AuditSeal | None:
    """The end of the chain."""
    return db.session.scalar(select(AuditSeal).order_by(AuditSeal.number.desc()).limit(1))


def last_anchor() -> AuditAnchor | None:
    """Where the chain begins, if its older part was deleted."""
    return db.session.scalar(select(AuditAnchor).order_by(AuditAnchor.number.desc()).limit(1))


def chain_end() -> tuple[int, str]:
    """(number, digest) that the next seal follows."""
    last = last_seal() or last_anchor()
    return (last.number, last.digest) if last else (0, FIRST)


def last_seal_before(moment: datetime) -> AuditSeal | None:
    """The seal up to which every entry is older than a moment."""
    first_kept = (
        select(func.min(AuditSeal.number))
        .join(AuditEntry, AuditEntry.id == AuditSeal.entry_id)
        .where(AuditEntry.at >= moment)
        .scalar_subquery()
    )
    return db.session.scalar(
        select(AuditSeal)
        .where(AuditSeal.number < func.coalesce(first_kept, AuditSeal.number + 1))
        .order_by(AuditSeal.number.desc())
        .limit(1)
    )


def old_entry_ids() -> Sequence[UUID]:
    """The oldest entry, if it was kept long enough: one run of the job ends all."""
    oldest = select(AuditEntry.id).order_by(AuditEntry.at).limit(1)
    return db.session.scalars(oldest.where(AuditEntry.at < now() - KEPT_FOR)).all()


def first_fault() -> str | None:
    """The first place where the chain does not hold, in words, or None."""
    query = (
        select(AuditSeal, AuditEntry)
        .join(AuditEntry, AuditEntry.id == AuditSeal.entry_id)
        .order_by(AuditSeal.number)
        .execution_options(yield_per=AT_ONCE)
    )
    anchor = last_anchor()
    before, expected = (anchor.digest, anchor.number + 1) if anchor else (FIRST, 1)
    with db.session.execute(query) as rows:
        for seal, entry in rows:
            if seal.number != expected:
                return f"seal {expected} is missing"
            if digest(before, entry) != seal.digest:
                return f"entry {entry.id} was changed"
            before, expected = seal.digest, expected + 1
    return None
