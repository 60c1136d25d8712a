"""Backup and restore: everything comes back, on either engine."""

import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from schoollink import create_app
from schoollink.accounts.models import SignIn
from schoollink.core.database import Base, db, migrating
from schoollink.core.settings import Settings
from tests.databases import scratch_database
from tests.filling import fill_every_table
from tests.world import World


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Flask]:
    """Another server with an empty database."""
    with scratch_database(tmp_path) as url:
        app = create_app(Settings(instance=tmp_path, database_url=url, testing=True).complete())
        yield app
        with app.app_context():
            db.engine.dispose()


def counts(app: Flask) -> dict[str, int]:
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def run(app: Flask, *arguments: object) -> str:
    result = app.test_cli_runner().invoke(args=[str(a) for a in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return f"{result.exit_code}: {result.output.strip()}"


def test_RL41_every_row_and_every_upload_comes_back(
    app: Flask, world: World, empty: Flask, tmp_path: Path
) -> None:
    world.sign_in("meera")
    uploads = app.extensions["settings"].uploads
    (uploads / "ab").mkdir(parents=True, exist_ok=True)
    (uploads / "ab" / "abcd").write_bytes(b"a picture")
    target = tmp_path / "backup.tar.gz"
    assert run(app, "backup", target).startswith("0: ")
    assert target.stat().st_mode & 0o077 == 0
    assert run(empty, "restore", target).startswith("0: ")
    assert counts(empty) == counts(app)
    assert (empty.extensions["settings"].uploads / "ab" / "abcd").read_bytes() == b"a picture"
    (uploads / "ab" / "abcd").unlink()


def test_values_of_every_kind_come_back_as_they_were(empty: Flask, tmp_path: Path) -> None:
    with empty.app_context():
        migrating.upgrade()
        fill_every_table()
        with db.engine.connect() as connection:
            before = {
                t.name: connection.execute(select(t)).all() for t in Base.metadata.sorted_tables
            }
    target = tmp_path / "backup.tar.gz"
    run(empty, "backup", target)
    with empty.app_context():
        migrating.downgrade("base")
    assert run(empty, "restore", target).startswith("0: ")
    with empty.app_context(), db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name != "sign_in":
                assert connection.execute(select(table)).all() == before[table.name], table.name


def test_RL42_everybody_signs_in_again_after_a_restore(
    app: Flask, world: World, empty: Flask, tmp_path: Path
) -> None:
    world.sign_in("meera")
    run(app, "backup", tmp_path / "backup.tar.gz")
    run(empty, "restore", tmp_path / "backup.tar.gz")
    with empty.app_context():
        alive = select(func.count()).where(SignIn.ended_at.is_(None))
        assert db.session.scalar(alive) == 0
        db.session.remove()


def test_a_database_with_rows_is_not_overwritten(app: Flask, world: World, tmp_path: Path) -> None:
    before = counts(app)
    run(app, "backup", tmp_path / "backup.tar.gz")
    assert "rows already" in run(app, "restore", tmp_path / "backup.tar.gz")
    assert counts(app) == before


@pytest.mark.parametrize("how", ["cut", "changed"])
def test_a_broken_backup_changes_nothing(
    app: Flask, empty: Flask, tmp_path: Path, how: str
) -> None:
    target = tmp_path / "backup.tar.gz"
    run(app, "backup", target)
    if how == "cut":
        target.write_bytes(target.read_bytes()[:-200])
    else:
        _change_a_row(target, tmp_path)
    assert "not a whole backup" in run(empty, "restore", target)
    assert sum(counts(empty).values()) == 0


def _change_a_row(target: Path, tmp_path: Path) -> None:
    folder = tmp_path / "opened"
    with tarfile.open(target) as archive:
        archive.extractall(folder, filter="data")
    rows = folder / "rows" / "school.jsonl"
    rows.write_text(rows.read_text().replace("Aireside", "Forged"))
    with tarfile.open(target, "w:gz") as archive:
        archive.add(folder / "rows", arcname="rows")


def test_a_backup_never_overwrites_a_file(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("precious")
    assert "there already" in run(app, "backup", tmp_path / "mine")
    assert (tmp_path / "mine").read_text() == "precious"


def test_readyz_says_whether_the_database_is_up_to_date(app: Flask, empty: Flask) -> None:
    assert app.test_client().get("/readyz").status_code == 200
    assert empty.test_client().get("/readyz").status_code == 503
