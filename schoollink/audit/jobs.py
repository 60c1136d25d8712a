"""Sealing what was written since the last sweep, and ending what was kept long enough."""

from uuid import UUID

import structlog

from schoollink.audit.actions import prune, seal
from schoollink.audit.queries import old_entry_ids, unsealed_ids
from schoollink.core.database import unit_of_work
from schoollink.core.jobs import job

log = structlog.get_logger()


@job("audit.seal", due=unsealed_ids)
def seal_entries(entry_id: UUID) -> None:
    """Seal all entries that wait, of which one was found."""
    with unit_of_work():
        seal()


@job("audit.prune", due=old_entry_ids)
def prune_trail(entry_id: UUID) -> None:
    """Delete what is older than 24 months, of which the last was found."""
    with unit_of_work():
        count = prune()
    log.info("audit_pruned", count=count)
