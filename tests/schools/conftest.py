"""What the tests of schools share: a class with secrets, a door, a tablet."""

from collections.abc import Callable

import pytest

from schoollink.core.hashing import hash_secret
from schoollink.schools.actions import open_door
from schoollink.schools.models import Door, Pupil, SecretKind
from tests.page import Page
from tests.world import World

SECRET = ["cat", "sun", "sun", "bus"]
WORDS = "apple tiger moon"


@pytest.fixture(scope="session")
def _hashes() -> dict[SecretKind, str]:
    return {
        SecretKind.PICTURES: hash_secret(" ".join(SECRET)),
        SecretKind.WORDS: hash_secret(WORDS),
    }


@pytest.fixture
def give_card(world: World, _hashes: dict[SecretKind, str]) -> Callable[..., None]:
    """Give a pupil of the cast the known pictures or words."""

    def give(who: str, kind: SecretKind = SecretKind.PICTURES) -> None:
        def write(pupil: Pupil, *, actor: object) -> None:
            pupil.secret_kind, pupil.secret_hash = kind, _hashes[kind]

        pupil = world.all(Pupil, person_id=world.people[who].id)[0]
        world.do(write, pupil, by="meera")

    return give


@pytest.fixture
def door(world: World, give_card: Callable[..., None]) -> Door:
    """The open door of Year 5 in Leeds; Ava and Noah have cards."""
    give_card("ava")
    give_card("noah")
    made: Door = world.do(open_door, world.year5, by="meera")
    return made


@pytest.fixture
def tablet(new_page: Callable[[], Page], door: Door) -> Page:
    """A device that has typed the numbers."""
    page = new_page().as_("visitor")
    page.post("schools.enter", {"code": door.code})
    return page
