"""What a browser holds half-way: at a class door, or with an invitation in its hand."""

from collections.abc import Mapping
from typing import Any

from schoollink.accounts.models import Invitation
from schoollink.accounts.queries import invitation_token
from schoollink.core.security import hash_token
from schoollink.links.actions import propose_by_invitation
from schoollink.schools.actions import invite_staff, knock, open_door
from schoollink.schools.models import Door, Pupil
from tests.world import World

DEVICE = "a tablet of Year 5"


def at_the_door(world: World) -> Mapping[str, Any]:
    """The tablet knows an open door."""
    door: Door = world.do(open_door, world.year5, by="meera")
    return {"step:door": str(door.id), "step:device": DEVICE}


def waiting(world: World) -> Mapping[str, Any]:
    """Ava has asked the teacher to say yes."""
    found = at_the_door(world)
    door = world.all(Door, class_id=world.year5.id)[0]
    pupil = world.all(Pupil, person_id=world.ava.id)[0]

    def ask(door: Door, pupil: Pupil, *, actor: object) -> None:
        knock(door, pupil, hash_token(DEVICE))

    world.do(ask, door, pupil, by="meera")
    return {**found, "step:pupil": str(world.ava.id)}


def invited_to_staff(world: World) -> Mapping[str, Any]:
    """A colleague opened the link."""
    made = world.do(invite_staff, world.leeds, "Amina Diallo", by="meera")
    return _opened(world, made.invitation)


def invited_to_bring_a_school(world: World) -> Mapping[str, Any]:
    """Somebody of a school that is not here opened the link."""
    made = world.do(propose_by_invitation, world.leeds, "We compare our rivers.", by="meera")
    return _opened(world, made.invitation)


def _opened(world: World, invitation: Invitation) -> Mapping[str, Any]:
    with world.app.app_context():
        return {"step:invitation": invitation_token(invitation)}
