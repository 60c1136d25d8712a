"""The class door: opened by a teacher, found by its digits, closed on command (RP-10)."""

from uuid import UUID

from sqlalchemy import delete, select

from schoollink.accounts.actions import begin, end_with
from schoollink.accounts.models import Person, SignIn, SignInWay
from schoollink.audit.actions import record
from schoollink.core.clock import now
from schoollink.core.database import db, locked
from schoollink.core.errors import RuleBroken
from schoollink.core.i18n import _l
from schoollink.core.policy import NOBODY, Actor
from schoollink.schools.models import Door, DoorKnock, Pupil, SchoolClass
from schoollink.schools.queries import door_of, knock_of, open_codes
from schoollink.schools.rules.doors import OPEN_FOR, new_code
from schoollink.schools.rules.secrets import (
    PAUSE,
    TRIES_BEFORE_PAUSE,
    TRIES_BEFORE_RESET,
    needs_new,
)


def open_door(school_class: SchoolClass, *, actor: Actor, network_hash: str = "") -> Door:
    """Open the door of a class; an open one is left as it is, a locked one gets new digits."""
    present = door_of(school_class)
    if present is not None and present.locked_at is None:
        return present
    if present is not None:
        _close(present, actor)
    moment = now()
    door = Door.of(
        class_id=school_class.id,
        code=new_code(open_codes()),
        opened_by_id=actor.person_id,
        opened_at=moment,
        closes_at=moment + OPEN_FOR,
        network_hash=network_hash,
    )
    door.school_class = school_class
    db.session.add(door)
    record(actor, "door.opened", door, place_id=school_class.school_id)
    return door


def close_door(door: Door, *, actor: Actor) -> None:
    """Close a door: everybody who came in through it is signed out."""
    if door.closed_at is not None:
        return
    _close(door, actor)
    record(actor, "door.closed", door, place_id=door.school_class.school_id)


def close_doors_of(school_class: SchoolClass, *, actor: Actor) -> None:
    """Close whatever door of a class is open."""
    door = door_of(school_class)
    if door is not None:
        close_door(door, actor=actor)


def _close(door: Door, actor: Actor) -> None:
    door.closed_at = now()
    end_with(door.id, actor=actor)


def lock_doors(network_hash: str | None = None) -> None:
    """Too many wrong codes: lock the open doors of a network, or all; teachers see why.

    Who is inside stays inside; nobody else comes in until the door is opened anew.
    """
    query = select(Door).where(
        Door.closed_at.is_(None), Door.locked_at.is_(None), Door.closes_at > now()
    )
    if network_hash is not None:
        query = query.where(Door.network_hash == network_hash)
    for door in db.session.scalars(query):
        door.locked_at = now()
        record(NOBODY, "door.locked", door, place_id=door.school_class.school_id)


def knock(door: Door, pupil: Pupil, device_hash: str) -> DoorKnock:
    """A pupil asks the teacher to say yes; a second knock on the same device is the first."""
    waiting = knock_of(door, pupil, device_hash)
    if waiting is not None and waiting.answered_at is None:
        return waiting
    made = DoorKnock.of(
        door_id=door.id,
        pupil_id=pupil.person_id,
        device_hash=device_hash,
        knocked_at=now(),
    )
    db.session.add(made)
    return made


def admit(found: DoorKnock, *, actor: Actor) -> None:
    """The teacher sees the child and says yes; the device signs in by itself with one more tap."""
    _answer(found, is_admitted=True, actor=actor)
    record(actor, "door.admitted", found.pupil.person, place_id=found.pupil.school_class.school_id)


def turn_away(found: DoorKnock, *, actor: Actor) -> None:
    """The teacher says no."""
    _answer(found, is_admitted=False, actor=actor)
    record(actor, "door.refused", found.pupil.person, place_id=found.pupil.school_class.school_id)


def _answer(found: DoorKnock, *, is_admitted: bool, actor: Actor) -> None:
    if found.answered_at is not None:
        raise RuleBroken(_l("Somebody answered already."))
    found.answered_at, found.answered_by_id = now(), actor.person_id
    found.is_admitted = is_admitted


def take_back(found: DoorKnock) -> None:
    """It was not this pupil who knocked: nobody waits for an answer, and a yes opens nothing."""
    moment = now()
    found.answered_at, found.is_admitted = found.answered_at or moment, False
    found.used_at = moment


def try_secret(pupil: Pupil, *, is_right: bool) -> bool:
    """Count a try at a pupil's secret and say whether it opens. The row must be held.

    After five wrong ones the pictures rest for 15 minutes, after ten until a teacher gives new
    ones (RP-13). What is right while they rest opens nothing, and is not told to be right.
    """
    if needs_new(pupil.secret_hash, pupil.secret_tries) or is_paused(pupil):
        return False
    if is_right:
        pupil.secret_tries, pupil.secret_paused_until = 0, None
        return True
    pupil.secret_tries += 1
    if pupil.secret_tries in {TRIES_BEFORE_PAUSE, TRIES_BEFORE_RESET}:
        pupil.secret_paused_until = now() + PAUSE
        record(NOBODY, "pupil.secret_paused", pupil.person, tries=pupil.secret_tries)
    return False


def is_paused(pupil: Pupil) -> bool:
    """Whether the pupil's secret rests now."""
    return pupil.secret_paused_until is not None and pupil.secret_paused_until > now()


def come_in(
    door: Door, pupil: Pupil, way: SignInWay, *, device: str, used: DoorKnock | None = None
) -> SignIn:
    """A pupil comes in through a door. An earlier sign-in at it ends (RP-23); a yes is used up."""
    held = locked(Door, door.id)  # a door that closes meanwhile lets nobody in
    person = locked(Person, pupil.person_id)
    if held is None or not _is_open(held) or pupil.class_id != held.class_id:
        raise RuleBroken(_l("The door is closed. Ask your teacher for the numbers."))
    if person is None or not person.is_active:
        raise RuleBroken(_l("Ask your teacher."))
    if used is not None:
        used.used_at = now()
    return begin(person, way, device=device, ends_with=door.id, door_ends_at=door.closes_at)


def _is_open(door: Door) -> bool:
    return door.closed_at is None and door.locked_at is None and door.closes_at > now()


def forget_door(door_id: UUID) -> None:
    """Delete a door and its knocks."""
    db.session.execute(delete(DoorKnock).where(DoorKnock.door_id == door_id))
    db.session.execute(delete(Door).where(Door.id == door_id))
