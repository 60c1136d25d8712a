"""Who may do what in a room, and the three shapes of reading that agree."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from schoollink.core.clock import now, today
from schoollink.core.database import db, unit_of_work
from schoollink.messages import actions
from schoollink.messages.models import Message, Room, RoomAdult
from schoollink.messages.policies import (
    MessagePermission,
    RoomPermission,
    audience_of,
    is_visible_to,
    readers_of,
    visible_rooms,
)
from schoollink.projects.models import ProjectTeacher
from schoollink.schools.models import Membership, Pupil
from tests.messages import cast
from tests.world import World

LEADS = {"meera", "tom", "sarah", "daniel", "rose", "grace"}
PUPILS = {"ava", "noah", "achieng", "otieno"}
STAFF = LEADS | {"ben", "peter"}


@pytest.mark.parametrize(
    ("permission", "who"),
    [
        (RoomPermission.KNOW, LEADS),
        (RoomPermission.VIEW, LEADS),
        (RoomPermission.POST, LEADS),
        (RoomPermission.HIDE, set()),
        (RoomPermission.RELEASE, set()),
        (RoomPermission.SCREEN, set()),
        (RoomPermission.JOIN, set()),
        (RoomPermission.LEAVE, set()),
    ],
)
def test_who_may_what_in_a_staff_room(
    world: World, staff: Room, permission: RoomPermission, who: set[str]
) -> None:
    assert world.who_can(permission, staff) == who


@pytest.mark.parametrize(
    ("permission", "who"),
    [
        (RoomPermission.KNOW, STAFF | PUPILS),
        (RoomPermission.VIEW, LEADS | PUPILS),
        (RoomPermission.POST, LEADS | PUPILS),
        (RoomPermission.HIDE, LEADS),
        (RoomPermission.RELEASE, LEADS),
        (RoomPermission.SCREEN, LEADS),
        (RoomPermission.JOIN, STAFF - {"meera", "daniel"}),
        (RoomPermission.LEAVE, set()),
    ],
)
def test_who_may_what_in_a_project_room(
    world: World, room: Room, permission: RoomPermission, who: set[str]
) -> None:
    assert world.who_can(permission, room) == who


@pytest.mark.parametrize(
    ("permission", "of_pupil", "of_adult"),
    [
        (MessagePermission.SEE, {"ava", "meera", "tom", "sarah"}, LEADS | PUPILS),
        (MessagePermission.REMOVE, {"ava"}, {"daniel"}),
        (MessagePermission.HIDE, set(), LEADS),
        (MessagePermission.DECIDE, {"meera", "tom", "sarah"}, set()),
    ],
)
def test_who_may_what_with_a_held_message_and_with_an_open_one(
    world: World,
    room: Room,
    permission: MessagePermission,
    of_pupil: set[str],
    of_adult: set[str],
) -> None:
    assert world.who_can(permission, cast.say(world, room, "ava")) == of_pupil
    assert world.who_can(permission, cast.say(world, room, "daniel")) == of_adult


@pytest.mark.parametrize("act", [actions.remove_message, actions.hide_message])
def test_SG14_only_child_safety_leads_read_what_was_removed_or_hidden(
    world: World, room: Room, act: Callable[..., Message]
) -> None:
    shown = cast.say(world, room, "daniel")
    assert world.who_can(MessagePermission.READ_GONE, shown) == set(), "it is there for everybody"
    world.do(act, room, shown.id, by="daniel")
    assert world.who_can(MessagePermission.READ_GONE, shown) == {"sarah", "grace"}
    never_shown = cast.say(world, room, "ava")
    world.do(actions.remove_message, room, never_shown.id, by="ava")
    assert world.who_can(MessagePermission.READ_GONE, never_shown) == {"sarah"}


def _unvetted(world: World, room: Room) -> None:
    membership = world.all(Membership, person_id=world.daniel.id)[0]
    membership.vetted_until = today("Africa/Nairobi") - timedelta(days=1)
    world.put(membership)


def _gone(world: World, room: Room) -> None:
    membership = world.all(Membership, person_id=world.meera.id)[0]
    membership.ended_at = now()
    world.put(membership)


def _school_only(world: World, room: Room) -> None:
    pupil = world.all(Pupil, person_id=world.ava.id)[0]
    pupil.school_only = True
    world.put(pupil)


def _cover(world: World, room: Room) -> None:
    world.put(
        RoomAdult(
            room_id=room.id, person_id=world.ben.id, school_id=world.leeds.id, joined_at=now()
        )
    )


def _teacher_gone(world: World, room: Room) -> None:
    with world.app.app_context(), unit_of_work():
        assert room.project_id is not None
        row = db.session.get(ProjectTeacher, (room.project_id, world.meera.id))
        db.session.delete(row)


CHANGES: list[Callable[[World, Room], None]] = [
    lambda world, room: None, _unvetted, _gone, _school_only, _cover, _teacher_gone,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_who_reads_a_room_is_the_same_as_fact_as_rows_and_as_people(
    world: World, room: Room, staff: Room, change: Callable[[World, Room], None]
) -> None:
    change(world, room)
    for one in (room, staff):
        may = world.who_can(RoomPermission.VIEW, one)
        with world.app.app_context(), unit_of_work(writes=False):
            found = db.session.get(Room, one.id)
            assert found is not None
            people = {world.name_of(key) for key in db.session.scalars(readers_of(found))}
            listed = {
                who
                for who in [*world.people, "visitor"]
                if one.id in {r.id for r in db.session.scalars(visible_rooms(world.actor(who)))}
            }
        assert may == people == listed


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("author", ["ava", "otieno", "daniel"])
def test_SG03_who_sees_a_message_is_the_same_as_fact_as_rows_and_as_people(
    world: World, room: Room, author: str, change: Callable[[World, Room], None]
) -> None:
    message = cast.say(world, room, author)
    change(world, room)
    may = world.who_can(MessagePermission.SEE, message)
    with world.app.app_context(), unit_of_work(writes=False):
        found = db.session.get(Message, message.id)
        assert found is not None
        people = {world.name_of(k) for k in db.session.scalars(audience_of(found, found.room))}
        readers = world.who_can_now(RoomPermission.VIEW, found.room)
        listed = {
            who
            for who in readers
            if db.session.scalar(
                db.select(Message.id).where(
                    Message.id == message.id, is_visible_to(world.actor(who))
                )
            )
        }
    assert may == people == listed


def test_SG07_without_vetting_in_date_an_adult_gets_403_in_a_pupil_space(
    world: World, room: Room
) -> None:
    _unvetted(world, room)
    assert "daniel" in world.who_can(RoomPermission.KNOW, room)
    assert "daniel" not in world.who_can(RoomPermission.VIEW, room)


def test_SG59_a_pupil_who_stays_in_school_is_in_no_room(world: World, room: Room) -> None:
    _school_only(world, room)
    assert "ava" not in world.who_can(RoomPermission.KNOW, room)
