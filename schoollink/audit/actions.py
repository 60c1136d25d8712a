"""Writing down what was done."""

from typing import Any

import structlog
from sqlalchemy import delete, select

from schoollink.audit.models import AuditAnchor, AuditEntry, AuditSeal
from schoollink.audit.queries import AT_ONCE, KEPT_FOR, chain_end, last_seal_before, unsealed
from schoollink.audit.rules import digest
from schoollink.core.clock import now
from schoollink.core.database import db
from schoollink.core.policy import Actor


def record(
    actor: Actor, action: str, subject: Any = None, *, place_id: Any = None, **details: Any
) -> None:
    """Add one entry to the open transaction. `details` are ids, states, counts and field names."""
    bound = structlog.contextvars.get_contextvars()
    db.session.add(
        AuditEntry(
            at=now(),
            actor_id=actor.person_id,
            sign_in_id=actor.sign_in_id,
            action=action,
            subject_kind=type(subject).__tablename__ if subject is not None else "",
            subject_id=getattr(subject, "id", None),
            place_id=place_id,
            request_id=str(bound.get("request_id", "")),
            details={key: _plain(value) for key, value in details.items()},
        )
    )


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | bool | None) else str(value)


def seal() -> int:
    """Seal every entry that waits for it; gives how many."""
    number, before = chain_end()
    entries = unsealed()
    for entry in entries:
        number, before = number + 1, digest(before, entry)
        db.session.add(AuditSeal(number=number, entry_id=entry.id, digest=before))
    return len(entries)


def prune() -> int:
    """Delete the part of the trail that was kept for 24 months; gives how many entries.

    An anchor keeps the digest that the rest of the chain builds on.
    """
    moment = now() - KEPT_FOR
    last = last_seal_before(moment)
    if last is None:
        return 0
    db.session.add(AuditAnchor(number=last.number, digest=last.digest, before=moment))
    db.session.flush()
    gone = AuditSeal.number <= last.number
    keys = list(db.session.scalars(select(AuditSeal.entry_id).where(gone)))
    db.session.execute(delete(AuditSeal).where(gone))
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        db.session.execute(delete(AuditEntry).where(AuditEntry.id.in_(some)))
    return len(keys)
