"""What must be remembered although a request only reads or is refused.

Failed sign-ins, read marks, audited reading and last-active are written in a second short unit,
before the answer leaves.
"""

from collections.abc import Callable

import structlog
from flask import g

from schoollink.core.database import unit_of_work

log = structlog.get_logger()


def note(write: Callable[[], None]) -> None:
    """Remember something after the request's own unit of work, whatever becomes of that."""
    g.setdefault("notes", []).append(write)


def keep_notes() -> None:
    """Write all notes of this request in one short unit; a failure changes nothing else."""
    notes: list[Callable[[], None]] = g.pop("notes", [])
    if not notes:
        return
    try:
        with unit_of_work():
            for write in notes:
                write()
    except Exception:
        log.exception("notes_failed")
