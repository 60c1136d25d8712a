"""The audit trail: nothing in it can be changed, and a change made elsewhere is found."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from schoollink.audit.actions import record, seal
from schoollink.audit.models import AuditEntry, AuditSeal
from schoollink.audit.queries import first_fault
from schoollink.core import jobs
from schoollink.core.clock import Clock
from schoollink.core.database import db, unit_of_work
from schoollink.core.policy import SYSTEM
from tests.world import World


@pytest.fixture
def entries(app: Flask, world: World) -> int:
    """Three sealed entries; gives how many there are."""
    with app.app_context(), unit_of_work():
        for name in ("one", "two", "three"):
            record(SYSTEM, "trial.done", world.leeds, place_id=world.leeds.id, name=name)
        db.session.flush()
        seal()
    return 3


@pytest.mark.parametrize("table", ["audit_entry", "audit_seal"])
@pytest.mark.parametrize(
    "statement", ["update {} set digest = 'x'", "delete from {}"], ids=["update", "delete"]
)
def test_RT32_the_database_refuses_changes(
    app: Flask, entries: int, table: str, statement: str
) -> None:
    change = statement.format(table)
    if table == "audit_entry":
        change = change.replace("digest", "action")
    with app.app_context():
        with pytest.raises(DatabaseError, match="append-only"), db.engine.begin() as connection:
            connection.execute(text(change))
    with app.app_context(), unit_of_work(writes=False):
        assert first_fault() is None


def test_AT147_replace_into_is_refused(app: Flask, entries: int, world: World) -> None:
    entry = world.all(AuditEntry)[0]
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            return  # PostgreSQL has no REPLACE; its upsert is an UPDATE, refused above
        with pytest.raises(DatabaseError, match="append-only"), db.engine.begin() as connection:
            connection.execute(
                text(
                    "replace into audit_entry (id, at, action, subject_kind, request_id, details)"
                    " values (:id, '2026-01-01', 'forged', '', '', '{}')"
                ),
                {"id": entry.id.hex},
            )


def test_AT147_a_forged_entry_is_named(app: Flask, entries: int, world: World) -> None:
    """Somebody with the file in their hands drops the guard and changes a row."""
    victim = world.all(AuditSeal, number=2)[0].entry_id
    with app.app_context(), db.engine.begin() as connection:
        if db.engine.dialect.name == "sqlite":
            connection.execute(text("drop trigger audit_entry_no_update"))
        else:
            connection.execute(text("set local session_replication_role = replica"))
        connection.execute(
            AuditEntry.__table__.update().where(AuditEntry.id == victim).values(action="forged")
        )
    with app.app_context(), unit_of_work(writes=False):
        assert first_fault() == f"entry {victim} was changed"
    result = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert result.exit_code == 1
    assert str(victim) in result.output


def test_RT31_the_sweep_seals_what_was_written_since(
    app: Flask, entries: int, world: World
) -> None:
    with app.app_context(), unit_of_work():
        record(SYSTEM, "trial.done", world.leeds)
    with app.app_context():
        jobs.run("audit.seal", world.leeds.id)
    assert len(world.all(AuditSeal)) == entries + 1
    assert app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0


def test_no_act_without_its_entry(app: Flask, world: World) -> None:
    """The entry is part of the act's transaction: rolled back, neither is there."""
    with app.app_context(), unit_of_work() as unit:
        record(SYSTEM, "trial.done", world.leeds)
        unit.refuse()
    assert world.all(AuditEntry) == []


def test_RT31_after_24_months_the_trail_ends_and_what_is_left_still_holds(
    app: Flask, entries: int, world: World, clock: Clock
) -> None:
    clock.forward(days=400)
    with app.app_context(), unit_of_work():
        record(SYSTEM, "trial.later", world.leeds)
    with app.app_context():
        jobs.run("audit.seal", world.leeds.id)
    clock.forward(days=329)
    with app.app_context(), unit_of_work(writes=False):
        assert not jobs.registered()["audit.prune"].due()
    clock.forward(days=2)
    with app.app_context():
        with unit_of_work(writes=False):
            due = list(jobs.registered()["audit.prune"].due())
        jobs.run("audit.prune", due[0])
    assert [one.action for one in world.all(AuditEntry)] == ["trial.later"]
    with app.app_context(), unit_of_work():
        record(SYSTEM, "trial.last", world.leeds)
    with app.app_context():
        jobs.run("audit.seal", world.leeds.id)
    assert sorted(one.number for one in world.all(AuditSeal)) == [entries + 1, entries + 2]
    assert app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0


def test_RT32_the_database_lets_nothing_go_that_no_anchor_stands_for(
    app: Flask, entries: int, world: World, clock: Clock
) -> None:
    clock.forward(days=800)
    with app.app_context(), unit_of_work():
        record(SYSTEM, "trial.later", world.leeds)
    with app.app_context():
        jobs.run("audit.seal", world.leeds.id)
        jobs.run("audit.prune", world.leeds.id)
    for statement in (
        "delete from audit_seal",
        "delete from audit_entry",
        "delete from audit_anchor",
        "update audit_anchor set number = 99",
        "update audit_entry set action = 'x'",
    ):
        with (
            app.app_context(),
            pytest.raises(DatabaseError, match="append-only"),
            db.engine.begin() as connection,
        ):
            connection.execute(text(statement))
