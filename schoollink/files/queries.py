"""Where bytes lie, and how much room somebody has used."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from schoollink.core.database import db
from schoollink.core.errors import Gone
from schoollink.core.settings import current_settings
from schoollink.files import rules
from schoollink.files.models import FileState, PictureSize, StoredFile


@dataclass(frozen=True)
class Blob:
    """Bytes to hand out: `send_blob(**vars(blob))` of core.pages makes the answer."""

    path: Path
    media_type: str
    name: str
    etag: str
    inline: bool


def folder() -> Path:
    """The private folder of all blobs."""
    return current_settings().uploads


def blob_of(stored: StoredFile, *, edge: int = 0) -> Blob:
    """What to send for a file: of a picture the size of `edge` or the largest, to look at; of a
    document itself, to take away. Raises Gone when it is sealed, lost or missing (RL-39).
    """
    size = stored.at_edge(edge or rules.LARGE)
    if stored.is_picture and size is None:
        raise Gone(file=stored.id)
    sha256 = size.sha256 if size else stored.sha256
    path = folder() / rules.blob_path(sha256)
    if stored.sealed_at or stored.state is FileState.LOST or not path.is_file():
        raise Gone(file=stored.id)
    return Blob(path, stored.media_type, stored.name, sha256, inline=stored.is_picture)


def stored_file(key: UUID) -> StoredFile | None:
    """A file by key."""
    return db.session.get(StoredFile, key)


def used_at(place_id: UUID) -> tuple[int, int]:
    """(bytes, files) that a school keeps."""
    return _used(StoredFile.place_id == place_id)


def used_by(person_id: UUID) -> tuple[int, int]:
    """(bytes, files) that a person keeps."""
    return _used(StoredFile.uploaded_by_id == person_id)


def _used(whose: ColumnElement[bool]) -> tuple[int, int]:
    size, count = db.session.execute(
        select(func.coalesce(func.sum(StoredFile.size), 0), func.count()).where(whose)
    ).one()
    return int(size), int(count)


def mentioned(names: Iterable[str]) -> set[str]:
    """Which of these hashes a row still mentions."""
    wanted = list(names)
    found: set[str] = set()
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        for column in (StoredFile.sha256, PictureSize.sha256):
            found.update(db.session.scalars(select(column).where(column.in_(some))))
    return found
