"""Migrations: from empty to head and back, equal to the models, with rows in every table."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect, text

from schoollink import create_app
from schoollink.core.database import Base, db, migrating
from schoollink.core.settings import Settings
from tests.databases import scratch_database
from tests.filling import fill_every_table


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Flask]:
    """An app with an empty database of its own."""
    with scratch_database(tmp_path) as url:
        app = create_app(Settings(instance=tmp_path, database_url=url, testing=True).complete())
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def test_the_revisions_make_exactly_the_models(empty: Flask) -> None:
    migrating.upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_upgrading_twice_does_nothing(empty: Flask) -> None:
    assert migrating.upgrade() is True
    assert migrating.upgrade() is False
    assert migrating.is_current()


def test_every_revision_goes_down_and_up_with_rows_in_every_table(empty: Flask) -> None:
    migrating.upgrade()
    fill_every_table()
    with db.engine.connect() as connection:
        before = _counts_and_tables(connection)
    steps = migrating.revisions()
    for earlier in [*steps[1:], "base"]:
        migrating.downgrade(earlier)
    with db.engine.connect() as connection:
        left = set(inspect(connection).get_table_names()) - {"alembic_version"}
    assert left == set()
    migrating.upgrade()
    with db.engine.connect() as connection:
        assert set(_counts_and_tables(connection)) == set(before)


def test_a_migration_that_breaks_leaves_everything_as_it_was(
    empty: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrating.upgrade()
    fill_every_table()
    with db.engine.connect() as connection:
        before = _counts_and_tables(connection)

    def break_down(*_: object) -> None:
        db.engine.echo = False
        raise OSError("power cut")

    with pytest.raises(OSError, match="power cut"):
        migrating._migrate(db.engine, "base", break_down)
    with db.engine.connect() as connection:
        assert _counts_and_tables(connection) == before
    assert migrating.is_current()


def _counts_and_tables(connection: object) -> dict[str, int]:
    return {
        name: connection.execute(text(f'select count(*) from "{name}"')).scalar()  # type: ignore[attr-defined]
        for name in Base.metadata.tables
    }
