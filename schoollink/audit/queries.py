"""The entries, and whether their chain holds."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from schoollink.audit.models import AuditEntry, AuditSeal
from schoollink.audit.rules import FIRST, digest
from schoollink.core.database import db

AT_ONCE = 500


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


def first_fault() -> str | None:
    """The first place where the chain does not hold, in words, or None."""
    query = (
        select(AuditSeal, AuditEntry)
        .join(AuditEntry, AuditEntry.id == AuditSeal.entry_id)
        .order_by(AuditSeal.number)
        .execution_options(yield_per=AT_ONCE)
    )
    before, expected = FIRST, 1
    with db.session.execute(query) as rows:
        for seal, entry in rows:
            if seal.number != expected:
                return f"seal {expected} is missing"
            if digest(before, entry) != seal.digest:
                return f"entry {entry.id} was changed"
            before, expected = seal.digest, expected + 1
    return None
