"""Rows for pictures of talk."""

from typing import Any

from flask import Flask

from tests.messages import cast, stage
from tests.world import World


def setup(world: World, app: Flask) -> dict[str, Any]:
    """A lively project room, a staff room and a report."""
    room, staff = stage.room(world), cast.staff_room(world)
    cast.say(world, staff, "meera", "Hello Daniel, shall we start with the water project?")
    cast.say(world, staff, "daniel", "Yes. Our children are excited. Tuesday suits us best.")
    cast.say(world, staff, "meera", "Tuesday it is. I will tell Sarah and Tom.")
    return {"room": room.id, "staff": staff.id, "report": stage.report(world).id}
