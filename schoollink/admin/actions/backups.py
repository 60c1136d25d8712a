"""Backup and restore: one file with every row and every upload."""

import json
import tarfile
import tempfile
from pathlib import Path

from sqlalchemy import update

from schoollink.accounts.models import SignIn
from schoollink.core.clock import now
from schoollink.core.database import backup, db, migrating, unit_of_work

MANIFEST = "manifest.json"
UPLOADS = "files"


def back_up(target: Path, uploads: Path) -> int:
    """Write a backup of rows and uploads to a new file; gives the number of rows.

    Rows are read first, in one snapshot. An upload is written before its row and never changed, so
    every row's upload is among those copied afterwards.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        manifest = backup.dump(folder)
        (folder / MANIFEST).write_text(json.dumps(manifest | {"made_at": now().isoformat()}))
        part = target.with_suffix(".part")
        with tarfile.open(part, "w:gz") as archive:
            archive.add(folder, arcname="rows")
            if uploads.is_dir():
                archive.add(uploads, arcname=UPLOADS)
        part.chmod(0o600)
        part.rename(target)
    return sum(int(table["rows"]) for table in manifest["tables"].values())


def restore(source: Path, uploads: Path) -> int:
    """Put a backup into an empty database and folder, and end every sign-in; gives the rows.

    Raises what `backup.load` raises, and tarfile.TarError for a file that is no backup.
    """
    migrating.upgrade()
    with tempfile.TemporaryDirectory() as name, tarfile.open(source) as archive:
        archive.extractall(name, filter="data")
        manifest = json.loads((Path(name) / "rows" / MANIFEST).read_text())
        backup.load(Path(name) / "rows", manifest)
        _put_back(Path(name) / UPLOADS, uploads)
    with unit_of_work():
        db.session.execute(
            update(SignIn)
            .where(SignIn.ended_at.is_(None))
            .values(ended_at=now())
            .execution_options(synchronize_session=False)
        )
    return sum(int(table["rows"]) for table in manifest["tables"].values())


def _put_back(source: Path, uploads: Path) -> None:
    for path in source.rglob("*"):
        if path.is_file():
            target = uploads / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            target.write_bytes(path.read_bytes())
            target.chmod(0o600)
