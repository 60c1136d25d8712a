"""Whoever lacks a check for work with children reads so where they meet it, and whom to ask."""

from datetime import timedelta

import pytest

from schoollink.core.clock import today
from schoollink.messages.models import Room
from schoollink.schools.models import Membership
from tests.messages import cast
from tests.page import Page
from tests.world import World

ENDED = "Your check for work with children has ended."
MISSING = "Your check for work with children is not noted yet."
WHO = "Meera Patel, Sarah Cole and Tom Hurst can note it."


@pytest.fixture
def room(world: World) -> Room:
    """A room in which something of Leeds waits; Ben takes part, and his check has ended."""
    room = cast.project_room(world, teachers=("meera", "ben", "daniel"))
    cast.say(world, room, "ava", "We have a river.")
    ends(world, "ben", -2)
    return room


def ends(world: World, who: str, days: int | None) -> None:
    """Let somebody's check end so many days from now; never noted with None."""
    member = world.all(Membership, person_id=world.people[who].id)[0]
    member.vetted_until = None if days is None else today("UTC") + timedelta(days=days)
    world.put(member)


@pytest.mark.parametrize(("days", "words"), [(-2, ENDED), (None, MISSING)])
def test_SG07_a_room_and_a_project_say_which_check_is_missing(
    page: Page, world: World, room: Room, days: int | None, words: str
) -> None:
    ends(world, "ben", days)
    page.as_("ben").get("messages.show", room_id=room.id, status=403)
    assert f"{words} {WHO}" in page.words
    page.get("projects.show", project_id=room.project_id)
    assert f"{words} {WHO}" in page.words
    assert "Take part to read it." not in page.words
    page.get("messages.check")
    assert f"{words} {WHO}" in page.words


def test_nobody_is_asked_to_take_part_whose_check_is_missing(
    page: Page, world: World, room: Room
) -> None:
    ends(world, "tom", None)
    page.as_("tom").get("projects.show", project_id=room.project_id)
    assert f"{MISSING} Meera Patel and Sarah Cole can note it." in page.words
    assert "Take part" not in page.words
    page.post("projects.join", status=409, project_id=room.project_id)
    assert MISSING in page.words


def test_home_asks_nobody_for_what_they_can_not_do(page: Page, world: World, room: Room) -> None:
    page.as_("meera").get("home.index")
    assert "1 message of your pupils waits to be read first." in page.words
    page.as_("ben").get("home.index")
    assert "waits to be read first" not in page.words


def test_what_is_refused_for_another_reason_does_not_speak_of_the_check(
    page: Page, world: World, room: Room
) -> None:
    page.as_("ben").get("schools.edit", status=403, school_id=world.leeds.id)
    assert "check" not in page.words
    assert "You did nothing wrong." in page.words
