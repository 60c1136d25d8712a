"""Taking, keeping and giving up files.

In a form: `prepare` calls `take`, outside any transaction; the action then calls `keep` inside its
own. What was taken and never kept is swept after a day. What is done to a file is part of what is
done to the thing it belongs to: the owner's action records it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO, Protocol
from uuid import UUID

from sqlalchemy import delete

from schoollink.core.clock import now
from schoollink.core.database import db
from schoollink.core.errors import NoRoom, Refusal, RuleBroken
from schoollink.core.i18n import _l
from schoollink.core.policy import Actor
from schoollink.files import queries, rules
from schoollink.files.actions import documents, pictures, store
from schoollink.files.actions.pictures import TakenSize
from schoollink.files.models import (
    FileKind,
    FileState,
    PictureSize,
    Recognisable,
    StoredFile,
)

AT_ONCE = 500
EMPTY = _l("This file is empty.")
YOUR_ROOM_IS_FULL = _l("Your room for files is full. Remove some that are no longer needed.")
SCHOOL_ROOM_IS_FULL = _l("Your school's room for files is full. Remove some that are not needed.")


class Sent(Protocol):
    """An upload as it arrives: the data of an `Upload` field."""

    filename: str | None
    stream: IO[bytes]


@dataclass(frozen=True)
class TakenFile:
    """An upload that is checked and stored, and that no row mentions yet."""

    type: rules.FileType
    name: str
    size: int
    sha256: str
    sizes: tuple[TakenSize, ...] = ()
    field: str = ""

    @property
    def is_picture(self) -> bool:
        """Whether "Can a pupil be recognised?" has to be answered."""
        return self.type.kind is FileKind.PICTURE


def take(sent: Sent, *, field: str = "file", pictures_only: bool = False) -> TakenFile:
    """Check an upload, make it safe and store its bytes; never inside a unit of work.

    Every refusal names `field`: RuleBroken (422), TooLarge (413), NoRoom (507), Busy (503).
    """
    try:
        kind = rules.type_of(sent.filename or "", pictures_only=pictures_only)
        store.check_free_space()
        with store.temporary_file() as (path, file):
            if store.receive(sent.stream, file) == 0:
                raise RuleBroken(EMPTY)
            if kind.kind is FileKind.PICTURE:
                sizes = pictures.make_sizes(path, kind)
                name = rules.clean_name(sent.filename or "", "webp")
                total = sum(one.size for one in sizes)
                return TakenFile(kind, name, total, sizes[-1].sha256, sizes, field)
            documents.clean(path, kind)
            name = rules.clean_name(sent.filename or "", kind.ending)
            return TakenFile(kind, name, path.stat().st_size, store.put(path), field=field)
    except Refusal as refused:
        refused.field = field
        raise


def keep(
    taken: TakenFile, *, place_id: UUID, actor: Actor, recognisable: Recognisable | None = None
) -> StoredFile:
    """Write the row of a taken file, as a file of the school `place_id`.

    A picture needs the answer to "Can a pupil be recognised?". Raises NoRoom beside the field when
    the person's or the school's room is used up; two uploads at once may pass it by one file.
    """
    if taken.is_picture and recognisable is None:
        raise ValueError("a picture needs an answer: can a pupil be recognised?")
    _check_room(taken, place_id, actor)
    if not all(store.has(sha256) for sha256 in (taken.sha256, *(s.sha256 for s in taken.sizes))):
        raise RuleBroken(_l("This took too long. Please send the file again."), field=taken.field)
    stored = StoredFile.of(
        kind=taken.type.kind,
        media_type="image/webp" if taken.is_picture else taken.type.media_type,
        name=taken.name,
        sha256=taken.sha256,
        size=taken.size,
        place_id=place_id,
        uploaded_by_id=actor.person_id,
        recognisable=recognisable if taken.is_picture else None,
        state=FileState.PRESENT,
        created_at=now(),
        checked_at=now(),
        sizes=[
            PictureSize.of(
                edge=one.edge,
                width=one.width,
                height=one.height,
                size=one.size,
                sha256=one.sha256,
            )
            for one in taken.sizes
        ],
    )
    db.session.add(stored)
    db.session.flush()
    return stored


def _check_room(taken: TakenFile, place_id: UUID, actor: Actor) -> None:
    if actor.person_id is not None:
        quota = rules.quota_of(is_pupil=actor.is_pupil)
        if not quota.has_room(*queries.used_by(actor.person_id), taken.size):
            raise NoRoom(YOUR_ROOM_IS_FULL, field=taken.field, person=actor.person_id)
    if not rules.SCHOOL_QUOTA.has_room(*queries.used_at(place_id), taken.size):
        raise NoRoom(SCHOOL_ROOM_IS_FULL, field=taken.field, place=place_id)


def discard(stored: StoredFile) -> None:
    """Give a file up: nobody can open it from this commit on, its bytes are swept after a day.

    The row that pointed at it must let go first.
    """
    db.session.delete(stored)
    db.session.flush()


def discard_all(file_ids: Iterable[UUID | None]) -> None:
    """Give many files up; the rows that pointed at them are gone."""
    keys = [key for key in file_ids if key is not None]
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        db.session.execute(delete(PictureSize).where(PictureSize.file_id.in_(some)))
        db.session.execute(delete(StoredFile).where(StoredFile.id.in_(some)))


def seal(stored: StoredFile) -> None:
    """Lock a file away: it stays, and nobody can open it (safeguarding calls this)."""
    if stored.sealed_at is None:
        stored.sealed_at = now()


def unseal(stored: StoredFile) -> None:
    """Let those open a file again who could before."""
    if stored.sealed_at is not None:
        stored.sealed_at = None


def answer_recognisable(stored: StoredFile, answer: Recognisable) -> None:
    """Answer "Can a pupil be recognised?" again; it holds from this commit on."""
    stored.recognisable = answer


def check_bytes(stored: StoredFile) -> bool:
    """Compare a file's bytes with its hashes; a file that differs is lost (RL-39).

    Gives whether all is well. Reads the disk: one file, for the job that samples files.
    """
    hashes = {stored.sha256, *(one.sha256 for one in stored.sizes)}
    sound = all(
        store.has(one) and store.hash_of(queries.folder() / rules.blob_path(one)) == one
        for one in hashes
    )
    stored.checked_at = now()
    stored.state = FileState.PRESENT if sound else FileState.LOST
    return sound
