"""The chain: each seal is a digest of an entry and of the seal before it (RT-31)."""

import hashlib
import json
from typing import Any

FIRST = "0" * 64


def digest(before: str, entry: Any) -> str:
    """SHA-256 over the digest before and the entry as canonical JSON."""
    told = {
        "id": str(entry.id),
        "at": entry.at.isoformat(),
        "actor_id": str(entry.actor_id or ""),
        "sign_in_id": str(entry.sign_in_id or ""),
        "action": entry.action,
        "subject_kind": entry.subject_kind,
        "subject_id": str(entry.subject_id or ""),
        "place_id": str(entry.place_id or ""),
        "request_id": entry.request_id,
        "details": entry.details,
    }
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(f"{before}{text}".encode()).hexdigest()
