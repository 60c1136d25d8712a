"""RL-05, RL-06: whatever happened and wherever a reader stopped, catching up gives the same."""

import contextlib
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schoollink.core.database import unit_of_work
from schoollink.core.errors import Refusal
from schoollink.messages import actions
from schoollink.messages.models import Message, Room
from schoollink.messages.presenters import catch_up
from schoollink.messages.queries import changes_of
from tests.messages.cast import project_room, say
from tests.page import Page
from tests.world import World

READERS = ("ava", "noah", "otieno", "meera", "daniel", "grace")
WRITERS = ("ava", "noah", "otieno", "meera", "daniel")
STEPS = st.tuples(
    st.sampled_from(["post", "post", "post", "release", "return", "remove", "hide", "join"]),
    st.sampled_from(WRITERS),
    st.integers(0, 9),
    st.frozensets(st.sampled_from(READERS)),
)


def asked(world: World, room: Room, who: str, after: int) -> dict[str, Any]:
    with world.app.app_context(), unit_of_work(writes=False):
        found = world._load(room)
        return catch_up(changes_of(found, world.actor(who), after=after))


def act(world: World, room: Room, kind: str, who: str, which: int) -> None:
    messages = sorted(world.all(Message, room_id=room.id), key=lambda row: row.changed_seq)
    chosen = messages[which % len(messages)].id if messages else room.id
    match kind:
        case "post":
            say(world, room, who)
        case "release":
            world.do(actions.release_message, room, chosen, by=who)
        case "return":
            world.do(actions.return_message, room, chosen, "Again", by=who)
        case "remove":
            world.do(actions.remove_message, room, chosen, by=who)
        case "hide":
            world.do(actions.hide_message, room, chosen, by=who)
        case "join":
            if not world.fresh(room).covers:
                world.do(actions.join_room, room, by="peter")


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=st.lists(STEPS, max_size=14))
def test_RL06_state_at_any_cut_and_events_since_are_the_fresh_room(
    world: World, history: list[Any]
) -> None:
    room = project_room(world)
    known: dict[str, dict[str, Any]] = {who: {} for who in READERS}
    upto = dict.fromkeys(READERS, 0)

    def look(who: str) -> None:
        found = asked(world, room, who, upto[who])
        known[who] |= {item["id"]: item for item in found["items"]}
        upto[who] = found["upto"]

    for kind, who, which, lookers in history:
        with contextlib.suppress(Refusal):
            act(world, room, kind, who, which)
        for looker in lookers:
            look(looker)
    for who in READERS:
        look(who)
        fresh = asked(world, room, who, 0)
        assert known[who] == {item["id"]: item for item in fresh["items"]}
        assert upto[who] == fresh["upto"] == world.fresh(room).seq


def test_many_changes_come_in_parts_and_nothing_is_missed(world: World, room: Room) -> None:
    for number in range(205):
        say(world, room, "meera", str(number))
    first = asked(world, room, "ava", 0)
    assert (len(first["items"]), first["more"]) == (200, True)
    rest = asked(world, room, "ava", first["upto"])
    assert (len(rest["items"]), rest["more"], rest["upto"]) == (5, False, 205)


def test_a_number_from_before_a_restored_backup_gives_everything(world: World, room: Room) -> None:
    say(world, room, "meera")
    found = asked(world, room, "ava", 500)
    assert (len(found["items"]), found["upto"]) == (1, 1)


def test_the_events_of_a_room_are_its_catch_up(page: Page, world: World, room: Room) -> None:
    sent = say(world, room, "meera", "Hello")
    say(world, room, "otieno", "Held")
    found = page.as_("ava").json("messages.events", room_id=room.id, after=0)
    assert [item["body"] for item in found["items"]] == ["Hello"]
    assert (found["upto"], found["more"]) == (2, False)
    assert page.json("messages.events", room_id=room.id, after=2)["items"] == []
    assert page.json("messages.events", room_id=room.id, after="x")["upto"] == 2
    world.do(actions.remove_message, room, sent.id, by="meera")
    gone = page.json("messages.events", room_id=room.id, after=2)["items"]
    assert [(item["state"], item["body"]) for item in gone] == [("removed", None)]
    page.as_("layla").json("messages.events", status=404, room_id=room.id)
    page.as_("visitor").json("messages.events", status=401, room_id=room.id)
