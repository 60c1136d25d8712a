"""What the store owes: sweeping what nobody mentions, and looking whether bytes are still right."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import select

from schoollink.core.clock import now
from schoollink.core.database import db, unit_of_work
from schoollink.core.jobs import job
from schoollink.files import queries
from schoollink.files.actions import check_bytes, store
from schoollink.files.models import FileState, StoredFile

log = structlog.get_logger()

EACH_HOUR = timedelta(hours=1)
CHECKED_EACH = timedelta(days=30)
THE_STORE = UUID(int=0)
SAMPLE = 20


def store_to_sweep() -> Iterable[UUID]:
    """The store, once an hour; its mark is a file beside the blobs."""
    mark = queries.folder() / ".swept"
    last = mark.stat().st_mtime if mark.exists() else 0
    return [THE_STORE] if now().timestamp() - last > EACH_HOUR.total_seconds() else []


@job("files.sweep", due=store_to_sweep)
def sweep(key: UUID) -> None:
    """Remove blobs that no row has mentioned for a day, and temporary files as old as that."""
    removed = store.remove_old_temporary_files()
    for old in store.old_blobs():
        with unit_of_work(writes=False):
            mentioned = queries.mentioned(path.name for path in old)
        removed += sum(store.remove_old(path) for path in old if path.name not in mentioned)
    (queries.folder() / ".swept").touch()
    if removed:
        log.info("files_swept", removed=removed)


def files_to_check() -> Iterable[UUID]:
    """Some files whose bytes nobody has looked at for a month."""
    return db.session.scalars(
        select(StoredFile.id)
        .where(
            StoredFile.state == FileState.PRESENT,
            StoredFile.checked_at < now() - CHECKED_EACH,
        )
        .order_by(StoredFile.checked_at)
        .limit(SAMPLE)
    )


@job("files.check", due=files_to_check)
def check(key: UUID) -> None:
    """Look whether a file's bytes are what they were."""
    with unit_of_work():
        stored = queries.stored_file(key)
        if stored is not None and not check_bytes(stored):
            log.error("file_lost", file=str(key))
