"""The store of blobs: complete or not there, whatever happens in between (RL-22).

Bytes are written to a temporary file, synced, renamed to their hash, and the folder is synced;
the row comes last. So a row never stands without its bytes, and bytes without a row are swept
after a day. A lock on the folder keeps the sweep from taking what is being stored again.
"""

import contextlib
import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from uuid import uuid4

from schoollink.core.clock import now
from schoollink.core.database import outside_any_unit
from schoollink.core.errors import FILE_IS_LARGE, NoRoom, TooLarge
from schoollink.core.i18n import _l
from schoollink.files import rules
from schoollink.files.queries import folder

A_DAY = 24 * 3600
PIECE = 256 * 1024
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

DISK_IS_FULL = _l(
    "There is no room on this server now. Nothing was saved. Ask the person who runs it."
)


@contextlib.contextmanager
def temporary_file() -> Iterator[tuple[Path, IO[bytes]]]:
    """A new file that only we can read, open for writing; gone at the end unless it was moved."""
    outside_any_unit("storing a file")
    path = _made(folder() / "tmp") / uuid4().hex
    try:
        with _says_full(), open(path, "xb", opener=_private) as file:
            yield path, file
    finally:
        path.unlink(missing_ok=True)


def receive(stream: IO[bytes], file: IO[bytes], most: int = rules.LARGEST) -> int:
    """Copy an upload into an open file; gives its length, raises TooLarge beyond `most`."""
    received = 0
    while piece := stream.read(PIECE):
        received += len(piece)
        if received > most:
            raise TooLarge(FILE_IS_LARGE)
        file.write(piece)
    file.flush()
    return received


def check_free_space() -> None:
    """Raise NoRoom when the disk is nearly full (SEC-30)."""
    disk = shutil.disk_usage(_made(folder()))
    if not rules.has_free_space(disk.total, disk.free):
        raise NoRoom(DISK_IS_FULL, free=disk.free)


def put(path: Path) -> str:
    """Move a written file to its place in the store; gives its SHA-256. Safe to do twice."""
    sha256 = hash_of(path)
    target = folder() / rules.blob_path(sha256)
    _made(target.parent)
    with _says_full():
        _sync(path)
        with locked_folder(target.parent):
            path.replace(target)
            _sync(target.parent)
    return sha256


def put_bytes(blob: bytes) -> str:
    """Store bytes; gives their SHA-256."""
    with temporary_file() as (path, file):
        file.write(blob)
        file.flush()
        return put(path)


def hash_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def has(sha256: str) -> bool:
    """Whether a blob is in its place."""
    return (folder() / rules.blob_path(sha256)).is_file()


def old_blobs() -> Iterator[list[Path]]:
    """Blobs older than a day, one folder of the store at a time."""
    for shard in sorted(folder().glob("[0-9a-f][0-9a-f]")):
        if old := [path for path in shard.iterdir() if _is_old(path)]:
            yield old


def remove_old(path: Path) -> bool:
    """Remove a blob unless somebody has stored it again in this moment."""
    with locked_folder(path.parent):
        if not _is_old(path):
            return False
        path.unlink(missing_ok=True)
        return True


def remove_old_temporary_files() -> int:
    """Remove what uploads left behind that were cut off."""
    old = [path for path in _made(folder() / "tmp").iterdir() if _is_old(path)]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


@contextlib.contextmanager
def locked_folder(path: Path) -> Iterator[None]:
    """Hold a folder against every other process of this machine."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextlib.contextmanager
def _says_full() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise NoRoom(DISK_IS_FULL) from error
        raise


def _is_old(path: Path) -> bool:
    try:
        return path.stat().st_mtime < now().timestamp() - A_DAY
    except FileNotFoundError:
        return False


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _made(path: Path) -> Path:
    if not path.is_dir():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync(path.parent)
    return path


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
