"""The unit of work."""

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from schoollink.core.database import (
    after_commit,
    current_unit,
    db,
    outside_any_unit,
    step,
    unit_of_work,
)
from schoollink.core.errors import Busy, Stale
from schoollink.links.models import Link, LinkState
from schoollink.schools.models import School
from tests.world import World


def _fail() -> None:
    raise ZeroDivisionError


def test_what_a_unit_wrote_is_there_afterwards(app: Flask, world: World) -> None:
    with app.app_context(), unit_of_work():
        school = db.session.get(School, world.leeds.id)
        assert school is not None
        school.name = "Aireside Academy"
    assert world.fresh(world.leeds).name == "Aireside Academy"


def test_an_exception_rolls_everything_back_and_runs_no_callback(app: Flask, world: World) -> None:
    ran = []
    with app.app_context(), pytest.raises(ZeroDivisionError), unit_of_work():
        school = db.session.get(School, world.leeds.id)
        assert school is not None
        school.name = "Gone"
        db.session.flush()
        after_commit(lambda: ran.append(1))
        raise ZeroDivisionError
    assert world.fresh(world.leeds).name == "Aireside Primary"
    assert ran == []


def test_a_refused_unit_rolls_back(app: Flask, world: World) -> None:
    with app.app_context(), unit_of_work() as unit:
        school = db.session.get(School, world.leeds.id)
        assert school is not None
        school.name = "Gone"
        unit.refuse()
    assert world.fresh(world.leeds).name == "Aireside Primary"


def test_callbacks_run_after_the_commit_and_their_failure_changes_nothing(
    app: Flask, world: World
) -> None:
    seen = []
    with app.app_context():
        with unit_of_work():
            school = db.session.get(School, world.leeds.id)
            assert school is not None
            school.name = "Aireside Academy"
            after_commit(_fail)
            after_commit(lambda: seen.append(current_unit()))
        assert seen == [None]
    assert world.fresh(world.leeds).name == "Aireside Academy"


def test_units_never_nest(app: Flask) -> None:
    with app.app_context(), unit_of_work(), pytest.raises(RuntimeError, match="never nest"):
        with unit_of_work():
            pass


@pytest.mark.parametrize("how", ["flush", "statement"])
def test_a_reading_unit_can_not_write(app: Flask, world: World, how: str) -> None:
    with app.app_context(), unit_of_work(writes=False):
        school = db.session.get(School, world.leeds.id)
        assert school is not None
        with pytest.raises(RuntimeError, match="a read wrote"):
            if how == "flush":
                school.name = "Written by a read"
                db.session.flush()
            else:
                db.session.execute(update(School).values(name="Written by a read"))
    assert world.fresh(world.leeds).name == "Aireside Primary"


def test_slow_work_is_refused_inside_a_unit(app: Flask) -> None:
    with app.app_context():
        outside_any_unit("hashing")
        with unit_of_work(writes=False), pytest.raises(RuntimeError, match="hashing"):
            outside_any_unit("hashing")


def test_a_step_that_somebody_took_first_is_stale(app: Flask, world: World) -> None:
    with app.app_context():
        with unit_of_work():
            link = db.session.get(Link, world.link.id)
            assert link is not None
        with unit_of_work():
            step(db.session.merge(link, load=False), "state", LinkState.ENDED)
        with unit_of_work(), pytest.raises(Stale):
            old = db.session.merge(world.link, load=False)
            step(old, "state", LinkState.ACTIVE)
    assert world.fresh(world.link).state is LinkState.ENDED


def test_a_writer_that_gets_no_turn_says_busy(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite only makes writers take turns; PostgreSQL lets both in."""
    monkeypatch.setattr("schoollink.core.database.engines.SECONDS_TO_WAIT_FOR_A_TURN", 0.05)
    inside, done = threading.Event(), threading.Event()

    def hold() -> None:
        with app.app_context(), unit_of_work():
            inside.set()
            done.wait(5)

    thread = threading.Thread(target=hold)
    thread.start()
    inside.wait(5)
    outcome: Any = None
    try:
        with app.app_context(), unit_of_work():
            outcome = "written"
    except Busy as busy:
        outcome = busy.status
    finally:
        done.set()
        thread.join()
    with app.app_context():
        expected = 503 if db.engine.dialect.name == "sqlite" else "written"
    assert outcome == expected
