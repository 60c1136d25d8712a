"""The demo: loaded once, the same each time, never over other data."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from schoollink import create_app
from schoollink.core.database import Base, db, unit_of_work
from schoollink.core.settings import Settings
from schoollink.resources.models import Resource
from schoollink.visits.models import Visit, VisitState
from tests.databases import scratch_database
from tests.world import World


@pytest.fixture
def loaded(tmp_path: Path) -> Iterator[tuple[Flask, dict[str, Any]]]:
    """Another server with the demo, and what the command printed."""
    with scratch_database(tmp_path) as url:
        app = create_app(Settings(instance=tmp_path, database_url=url, testing=True).complete())
        yield app, told(app)
        with app.app_context():
            db.engine.dispose()


def told(app: Flask) -> dict[str, Any]:
    """What `flask demo load --json` prints."""
    result = app.test_cli_runner().invoke(args=["demo", "load", "--json"])
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.output.strip().splitlines()[-1]))


def counted(app: Flask) -> dict[str, int]:
    with app.app_context(), unit_of_work(writes=False):
        return {
            table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def test_a_second_call_prints_the_same_and_adds_nothing(
    loaded: tuple[Flask, dict[str, Any]],
) -> None:
    app, first = loaded
    before = counted(app)
    assert told(app) == first
    assert counted(app) == before
    assert {"sign_ins", "link", "project", "room"} <= set(first)


def test_somebody_of_the_demo_signs_in_and_sees_the_link(
    loaded: tuple[Flask, dict[str, Any]], world: World
) -> None:
    app, guide = loaded
    person = guide["sign_ins"][0]
    from tests.page import Page

    page = Page(app, world)
    page.get("/sign-in").post("/sign-in", {"name": person["name"], "password": person["password"]})
    page.get(f"/links/{guide['link']}")
    for name in ("Lakeview Primary", "Water in our world", "Lakeview teachers come to Leeds"):
        assert name in page.words


def test_the_demo_has_all_that_it_promises(loaded: tuple[Flask, dict[str, Any]]) -> None:
    app, _ = loaded
    with app.app_context(), unit_of_work(writes=False):
        assert db.session.scalar(select(func.count()).select_from(Resource)) == 5
        states = set(db.session.scalars(select(Visit.state)))
    assert states == {VisitState.CLOSED, VisitState.PLANNING}


def test_a_database_with_other_people_is_left_alone(app: Flask, world: World) -> None:
    before = counted(app)
    result = app.test_cli_runner().invoke(args=["demo", "load"])
    assert result.exit_code == 1
    assert "other data" in result.output
    assert counted(app) == before


def test_the_demo_is_refused_for_a_public_address(tmp_path: Path) -> None:
    settings = Settings(instance=tmp_path, public_url="https://links.example.org").complete()
    result = create_app(settings).test_cli_runner().invoke(args=["demo", "load"])
    assert result.exit_code == 1
    assert "known passwords" in result.output
