"""Writing down what was done."""

from typing import Any

import structlog

from schoollink.audit.models import AuditEntry, AuditSeal
from schoollink.audit.queries import last_seal, unsealed
from schoollink.audit.rules import FIRST, digest
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
    last = last_seal()
    number, before = (last.number, last.digest) if last else (0, FIRST)
    entries = unsealed()
    for entry in entries:
        number, before = number + 1, digest(before, entry)
        db.session.add(AuditSeal(number=number, entry_id=entry.id, digest=before))
    return len(entries)
