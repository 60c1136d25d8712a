"""Two new schools, from a link to set up to the first message read by the other school's pupil."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from schoollink import create_app
from schoollink.core.database import db, migrating
from schoollink.core.settings import Settings
from tests.databases import scratch_database
from tests.journeys import first, later
from tests.journeys.schools import KISUMU, LEEDS, PURPOSE, Journey, Look
from tests.live import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIRST_WORDS = "Our tap is 12 steps from my bed."
MOST_PAGES, MOST_FIELDS = 6, 20
LOOKS = [Look("en", "light", 1280, javascript=True), Look("ar-XB", "dark", 375, javascript=False)]


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Flask]:
    """A server that nobody has set up yet."""
    with scratch_database(tmp_path) as url:
        app = create_app(
            Settings(
                instance=tmp_path,
                database_url=url,
                languages=("en", "ar-XB"),
                testing=True,
            ).complete()
        )
        with app.app_context():
            migrating.upgrade()
        yield app
        with app.app_context():
            db.engine.dispose()


def set_up_link(app: Flask) -> str:
    """What the command prints."""
    printed = app.test_cli_runner().invoke(args=["accounts", "setup-link"]).output
    return "/set-up/" + printed.strip().split("/set-up/")[1]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A small photo."""
    path = tmp_path / "photo.png"
    Image.effect_noise((640, 480), 60).convert("RGB").save(path)
    return path


@pytest.fixture
def journey(empty: Flask, browser: Any, look: Look) -> Iterator[Journey]:
    """Two schools that nobody has heard of yet."""
    server = Server(empty).start()
    yield Journey(server, browser, look)
    server.kill()


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_two_schools_come_from_a_link_to_each_others_words(
    empty: Flask, journey: Journey, photo: Path
) -> None:
    ours, theirs = journey.side(LEEDS), journey.side(KISUMU)
    meera, daniel = ours.walker, theirs.walker

    meera.open(set_up_link(empty))
    first.account(meera, "/set-up/.+", "Meera")
    first.register(ours)
    assert first.steps_left(ours) == [
        "profile",
        "second",
        "class",
        "partner",
        "answer",
        "message",
        "project",
    ]
    first.confirm_guesses(ours)
    to_tom = first.invite_second(ours)
    first.make_class(ours)
    to_kisumu = first.propose(ours)
    assert first.steps_left(ours) == ["answer", "message", "project"]

    daniel.open(to_kisumu)
    first.account(daniel, "/join-school", "Daniel")
    first.register(theirs)
    assert daniel.sees(PURPOSE)
    assert first.steps_left(theirs) == [
        "profile",
        "second",
        "class",
        "answer",
        "message",
        "project",
    ]
    first.confirm_guesses(theirs)
    first.invite_second(theirs)
    first.make_class(theirs)
    first.accept(theirs)
    assert first.steps_left(theirs) == ["message", "project"]

    first.start_project(ours)
    assert first.steps_left(ours) == ["message"]
    first.bring_class(theirs)
    assert first.steps_left(theirs) == ["message"]

    ava, achieng = journey.pupil(ours, "Ava"), journey.pupil(theirs, "Achieng")
    first.go_to_talk(ava)
    first.go_to_talk(achieng)
    first.say(ava, FIRST_WORDS)
    assert not achieng.sees(FIRST_WORDS), "a teacher reads it first"
    first.release(meera)
    first.read(achieng, FIRST_WORDS)

    for side in (ours, theirs):
        assert 4 < len(side.tally.pages) <= MOST_PAGES, str(side.tally)
        assert 12 < side.tally.fields <= MOST_FIELDS, str(side.tally)

    journey.turn()
    later.say_hello(meera)
    later.say_hello(daniel)
    assert first.steps_left(ours) == first.steps_left(theirs) == []
    later.come_to_the_staff(journey, to_tom)
    assert first.steps_left(ours) == ["vetting"]
    later.share_a_picture(ours, photo)
    later.add_picture(ava, photo, "Our rain gauge")
    later.approve(meera)
    later.on_the_page(achieng, "Our rain gauge")
    later.plan_a_visit(theirs)
    later.apply_for_money(ours)
    journey.check()
