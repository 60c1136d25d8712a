"""Sealing what was written since the last sweep."""

from uuid import UUID

from schoollink.audit.actions import seal
from schoollink.audit.queries import unsealed_ids
from schoollink.core.database import unit_of_work
from schoollink.core.jobs import job


@job("audit.seal", due=unsealed_ids)
def seal_entries(entry_id: UUID) -> None:
    """Seal all entries that wait, of which one was found."""
    with unit_of_work():
        seal()
