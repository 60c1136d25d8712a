"""Migrations: from empty to head and back, equal to the models, with rows in every table."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import Connection, inspect, text

from schoollink import create_app
from schoollink.accounts.models import Person
from schoollink.core.clock import Clock, now
from schoollink.core.database import Base, db, migrating, unit_of_work
from schoollink.core.settings import Settings
from schoollink.safeguarding.models import Report
from schoollink.schools.actions import end_membership, pupil_leaves
from schoollink.schools.models import Membership, Pupil
from tests.databases import scratch_database
from tests.filling import fill_every_table
from tests.messages.stage import report
from tests.world import World


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


def test_the_second_revision_lets_go_of_whoever_left_and_holds_what_reports_are_about(
    empty: Flask, clock: Clock
) -> None:
    """Rows as the first revision knew them, then the second."""
    migrating.upgrade()
    with unit_of_work():
        world = World.made()
    world.app = empty
    told = report(world)
    kept = world.all(Report, id=told.id)[0]
    kept.link_id = None
    world.put(kept)
    world.do(end_membership, world.all(Membership, person_id=world.ben.id)[0], by="meera")
    world.do(pupil_leaves, world.all(Pupil, person_id=world.noah.id)[0], by="meera")
    migrating.downgrade("0001")
    migrating.upgrade()
    people = {one.id: one for one in world.all(Person)}
    assert people[world.noah.id].kept_until is not None
    assert (people[world.ben.id].kept_until - now()).days in range(28, 32)
    still = [who for who, one in world.people.items() if people[one.id].kept_until is None]
    assert set(world.people) - set(still) == {"noah", "ben"}
    held = {who for who, one in world.people.items() if people[one.id].held_at is not None}
    assert held == {"ava", "meera"}
    assert world.fresh(world.link).held_at is not None


def _counts_and_tables(connection: Connection) -> dict[str, int]:
    return {
        name: connection.execute(text(f'select count(*) from "{name}"')).scalar_one()
        for name in Base.metadata.tables
    }
