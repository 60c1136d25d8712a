"""What every test may ask for: the app on the engine under test, the cast, a page client."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from flask import Flask

from schoollink import create_app
from schoollink.core.clock import Clock
from schoollink.core.clock import clock as the_clock
from schoollink.core.database import db, migrating, unit_of_work
from schoollink.core.settings import Settings
from tests.databases import ENGINE, Rows, no_order_by_chance, rows_of, scratch_database
from tests.live import CHROMIUM, Server, chromium
from tests.page import Page
from tests.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Browser


hypothesis.settings.register_profile("here", deadline=None)  # times are for benchmarks
hypothesis.settings.load_profile("here")

MORNING = datetime.now(UTC).replace(hour=10, minute=0, second=0, microsecond=0)
MORNING -= timedelta(days=1) if datetime.now(UTC) < MORNING else timedelta()
"""The last time it was 10:00 UTC, when the schools of the cast have the same day."""


def run_from(moment: datetime) -> None:
    """Let the clock of the product run on from a moment."""
    the_clock.restart()
    the_clock.forward(seconds=(moment - the_clock.now()).total_seconds())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what another engine cannot change, and begin with what takes long, so that no
    process works alone at the end."""
    left_out = [
        one for one in items if ENGINE != "sqlite" and one.get_closest_marker("sqlite_only")
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
    items[:] = sorted(
        (one for one in items if one not in left_out),
        key=lambda one: [not one.get_closest_marker(mark) for mark in ("sqlite_only", "slow")],
    )


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    folder = tmp_path_factory.mktemp("instance")
    with scratch_database(folder) as url:
        yield Settings(
            instance=folder,
            database_url=url,
            public_url="http://localhost",
            languages=("en", "en-XA", "ar-XB"),
            testing=True,
        ).complete()


@pytest.fixture(scope="session")
def _app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    with app.app_context():
        no_order_by_chance(db.engine)
        migrating.upgrade()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def _world(_app: Flask) -> World:
    run_from(MORNING - timedelta(hours=1))
    with _app.app_context(), unit_of_work():
        made = World.made()
    the_clock.restart()
    return made


@pytest.fixture(scope="session")
def _rows(_app: Flask, _world: World) -> Iterator[Rows]:
    rows = rows_of(_app)
    rows.remember()
    yield rows
    rows.close()


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> Iterator[Clock]:
    """The clock of the product: `clock.stop(at)`, `clock.forward(days=1)`.

    It begins in the morning, so that nothing depends on when the tests run; only the slow tests,
    whose servers have a clock of their own, begin with real time.
    """
    if request.node.get_closest_marker("slow") is None:
        run_from(MORNING)
    yield the_clock
    the_clock.restart()


@pytest.fixture
def app(_app: Flask, _rows: Rows, clock: Clock) -> Flask:
    """The app, with nothing in its database but the cast, and no limit used up."""
    _rows.bring_back()
    _app.extensions["limiter"].storage.reset()
    return _app


@pytest.fixture
def rows(_rows: Rows) -> Rows:
    """For tests that bring the cast back between two of their steps."""
    return _rows


@pytest.fixture
def world(app: Flask, _world: World) -> World:
    """The cast that every test shares."""
    _world.app = app
    return _world


@pytest.fixture
def page(app: Flask, world: World) -> Page:
    """A client that checks every page that it sees."""
    return Page(app, world)


@pytest.fixture
def new_page(app: Flask, world: World) -> Callable[[], Page]:
    """Makes further clients: one for each person at the same time."""
    return lambda: Page(app, world)


@pytest.fixture
def repository() -> Path:
    """The root of the repository."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture
def server(app: Flask, world: World) -> Iterator[Server]:
    """The product served by gunicorn in a process of its own, on the database of this test."""
    made = Server(app, world).start()
    yield made
    made.kill()


@pytest.fixture(scope="session")
def _browser() -> Iterator["Browser"]:
    if not CHROMIUM:
        pytest.skip("Chromium is not installed")
    with chromium() as made:
        yield made


@pytest.fixture
def browser(_browser: "Browser") -> Iterator["Browser"]:
    """Chromium, whose windows close after each test; where it is not installed, the tests that
    need it are skipped (a fault in CI)."""
    yield _browser
    for context in _browser.contexts:
        context.close()
