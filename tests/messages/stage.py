"""One room with some of everything, for the tests that open every page."""

from typing import Any

from sqlalchemy import select

from schoollink.core.database import db, unit_of_work
from schoollink.messages import actions
from schoollink.messages.models import Room, RoomKind
from schoollink.safeguarding.actions import NewReport, tell_a_grown_up
from schoollink.safeguarding.models import Report, Why
from tests.messages import cast
from tests.world import World


def _one(world: World, kept: Any) -> Any:
    with world.app.app_context(), unit_of_work(writes=False):
        return db.session.scalars(kept).first()


def room(world: World) -> Room:
    """A project room in which every state of a message can be seen; the same at each call."""
    found: Room | None = _one(world, select(Room).where(Room.kind == RoomKind.PROJECT))
    return found or lively(world, cast.project_room(world))


def lively(world: World, room: Room) -> Room:
    """A morning of talk."""
    cast.say(world, room, "meera", "Good morning everybody. What do you see from your window?")
    first = cast.say(world, room, "otieno", "Our lake is as big as the sea!")
    world.do(actions.release_message, room, first.id, by="daniel")
    world.do(actions.join_room, room, by="rose")
    cast.say(world, room, "daniel", "Grade 5 says hello.", class_id=world.grade5.id)
    mine = cast.say(world, room, "ava", "Wow! Our tap is 12 steps from my bed.")
    world.do(actions.release_message, room, mine.id, by="meera")
    hidden = cast.say(world, room, "daniel", "Oh, that was the wrong room.")
    world.do(actions.hide_message, room, hidden.id, by="meera")
    removed = cast.say(world, room, "daniel", "And again")
    world.do(actions.remove_message, room, removed.id, by="daniel")
    back = cast.say(world, room, "ava", "Call me: 0123 456")
    world.do(actions.return_message, room, back.id, "Keep numbers secret.", by="meera")
    cast.say(world, room, "achieng", "What do you eat for lunch?")
    cast.say(world, room, "ava", "It rains nearly every day here ☔")
    cast.say(world, room, "noah", "I like your lake.")
    return room


def report(world: World) -> Report:
    """What Ava told about a message of Otieno."""
    found: Report | None = _one(world, select(Report))
    if found is not None:
        return found
    told = room(world)
    message = cast.say(world, told, "meera", "Who is there?")
    made: Report = world.do(tell_a_grown_up, NewReport(Why.WORRIED, message.id), by="ava")
    return made
