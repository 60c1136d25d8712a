"""SG-01, SG-02: whatever people do, a pupil never talks without adults of each school."""

import contextlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from schoollink.accounts.models import Person
from schoollink.core.clock import now, today
from schoollink.core.database import db, unit_of_work
from schoollink.core.errors import Refusal
from schoollink.core.policy import can, require
from schoollink.messages.actions import join_room, leave_room
from schoollink.messages.models import Room, RoomKind
from schoollink.messages.policies import RoomPermission, readers_of, visible_rooms
from schoollink.projects.actions import join_project, leave_project
from schoollink.projects.models import Project
from schoollink.schools.models import HeldRole, Membership, Pupil
from tests.messages.cast import project_room, say
from tests.world import World

ADULTS = ("meera", "ben", "tom", "daniel", "peter", "rose")
PUPILS = ("ava", "noah", "achieng", "otieno")


def _membership(world: World, who: str, change: Callable[[Membership], None]) -> None:
    row = world.all(Membership, person_id=world.people[who].id)[0]
    change(row)
    world.put(row)


def _person(world: World, who: str, change: Callable[[Person], None]) -> None:
    row = world.fresh(world.people[who])
    change(row)
    world.put(row)


def _lapse(world: World, room: Room, who: str) -> None:
    _membership(world, who, lambda m: setattr(m, "vetted_until", today("UTC") - timedelta(days=2)))


def _renew(world: World, room: Room, who: str) -> None:
    _membership(world, who, lambda m: setattr(m, "vetted_until", today("UTC") + timedelta(days=9)))


def _bar(world: World, room: Room, who: str) -> None:
    _membership(world, who, lambda m: setattr(m, "barred_at", now()))


def _unbar(world: World, room: Room, who: str) -> None:
    _membership(world, who, lambda m: setattr(m, "barred_at", None))


def _suspend(world: World, room: Room, who: str) -> None:
    _person(world, who, lambda p: setattr(p, "suspended_at", now()))


def _unsuspend(world: World, room: Room, who: str) -> None:
    _person(world, who, lambda p: setattr(p, "suspended_at", None))


def _lose_roles(world: World, room: Room, who: str) -> None:
    key = world.all(Membership, person_id=world.people[who].id)[0].id
    with world.app.app_context(), unit_of_work():
        db.session.execute(delete(HeldRole).where(HeldRole.membership_id == key))


def _asked(permission: Any, action: Any, subject: str) -> Callable[[World, Room, str], None]:
    def act(world: World, room: Room, who: str) -> None:
        thing = room if subject == "room" else world.all(Project)[0]
        if subject == "room":
            with world.app.app_context(), unit_of_work(writes=False):
                require(world.actor(who), permission, world._load(thing))
        world.do(action, thing, by=who)

    return act


def _toggle_school_only(world: World, room: Room, who: str) -> None:
    key = PUPILS[ADULTS.index(who) % len(PUPILS)]
    row = world.all(Pupil, person_id=world.people[key].id)[0]
    row.school_only = not row.school_only
    world.put(row)


STEPS = {
    "lapse": _lapse,
    "renew": _renew,
    "bar": _bar,
    "unbar": _unbar,
    "suspend": _suspend,
    "unsuspend": _unsuspend,
    "lose roles": _lose_roles,
    "school only": _toggle_school_only,
    "join room": _asked(RoomPermission.JOIN, join_room, "room"),
    "leave room": _asked(RoomPermission.LEAVE, leave_room, "room"),
    "join project": _asked(None, join_project, "project"),
    "leave project": _asked(None, leave_project, "project"),
}


def supervised(world: World, room: Room) -> bool:
    """The same decision, made by hand from all rows. Needs an open unit of work."""
    project = db.session.scalars(select(Project)).one()
    taking_part = {one.person_id for one in (*project.teachers, *world._load(room).covers)}
    covered = {
        row.school_id
        for row in db.session.scalars(select(Membership))
        if row.person_id in taking_part
        and row.barred_at is None
        and row.ended_at is None
        and row.person.suspended_at is None
        and row.vetted_until is not None
        and row.vetted_until >= today(row.school.zone)
    }
    with_pupils = {
        row.school_class.school_id
        for row in db.session.scalars(select(Pupil))
        if row.class_id in project.class_ids and not row.school_only
    }
    return with_pupils <= covered


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.sampled_from(ADULTS)), max_size=10)
)
def test_SG01_SG02_no_pupil_writes_where_no_adult_of_each_school_looks_after_them(
    world: World, bring_back: Callable[[], None], steps: list[tuple[str, str]]
) -> None:
    bring_back()
    room = project_room(world)
    for what, who in steps:
        with contextlib.suppress(Refusal, StopIteration):
            STEPS[what](world, room, who)
        with world.app.app_context(), unit_of_work(writes=False):
            is_supervised = supervised(world, room)
            found = world._load(room)
            readers = set(db.session.scalars(readers_of(found)))
            pupils = {who for who in PUPILS if can(world.actor(who), RoomPermission.VIEW, found)}
            for pupil in PUPILS:
                rooms = db.session.scalars(visible_rooms(world.actor(pupil))).all()
                assert all(one.kind is RoomKind.PROJECT for one in rooms), "SG-01"
        for pupil in pupils & {"ava", "otieno"}:
            sent = None
            with contextlib.suppress(Refusal):
                sent = say(world, room, pupil)
            assert (sent is not None) is is_supervised, f"{pupil} after {what} by {who}"
            if sent is not None:
                adults = readers - {world.people[key].id for key in PUPILS}
                assert adults, "SG-01: somebody grown-up reads along"
