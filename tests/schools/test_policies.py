"""Who may do what at a school: every permission for the whole cast, and its three shapes."""

from typing import Any

import pytest

from schoollink.core.clock import now
from schoollink.core.database import db, unit_of_work
from schoollink.core.policy import can
from schoollink.schools.models import (
    Acquaintance,
    Door,
    DoorKnock,
    Membership,
    Pupil,
    School,
    SchoolState,
)
from schoollink.schools.policies import (
    SchoolPermission,
    readers_of,
    readers_of_class,
    visible_classes,
    visible_schools,
)
from tests.world import World

P = SchoolPermission
LEEDS_LEADS = {"meera", "tom"}
LEEDS = {"meera", "tom", "sarah", "ben"}
STAFF = LEEDS | {"daniel", "rose", "grace", "peter", "layla", "huda", "samira"}

ABOUT_LEEDS = {
    P.VIEW: STAFF | {"ines", "sam"},
    P.WORK: LEEDS,
    P.EDIT: LEEDS_LEADS,
    P.INVITE: LEEDS_LEADS,
    P.MAKE_CLASS: LEEDS,
    P.VERIFY: {"ines", "sam"},
    P.CHECK: set(),
    P.ADVISE: {"ines", "sam"},
    P.REGISTER: {"sam"},
}
ABOUT_BEN = {
    P.VIEW_MEMBER: LEEDS,
    P.GIVE_ROLES: {"meera"},
    P.VET: {"meera", "tom", "sarah"},
    P.SUSPEND: {"meera", "sarah"},
    P.END_MEMBERSHIP: {"meera"},
    P.HELP_SIGN_IN: {"meera", "tom", "sarah"},
}
ABOUT_YEAR5 = {
    P.KNOW_CLASS: LEEDS,
    P.VIEW_CLASS: LEEDS,
    P.TEACH_CLASS: {"meera", "tom", "ben"},
    P.END_CLASS: LEEDS_LEADS,
}
ABOUT_AVA = {
    P.VIEW_PUPIL: LEEDS,
    P.TEACH_PUPIL: {"meera", "tom", "ben", "sarah"},
    P.SUSPEND_PUPIL: {"meera", "tom", "sarah"},
}


def _membership(world: World, who: str) -> Membership:
    found: Membership = world.all(Membership, person_id=world.people[who].id)[0]
    return found


@pytest.mark.parametrize("permission", ABOUT_LEEDS)
def test_who_may_do_what_with_a_school(world: World, permission: P) -> None:
    assert world.who_can(permission, world.leeds) == ABOUT_LEEDS[permission]


@pytest.mark.parametrize("permission", ABOUT_BEN)
def test_RP2_who_may_do_what_with_a_colleague(world: World, permission: P) -> None:
    assert world.who_can(permission, _membership(world, "ben")) == ABOUT_BEN[permission]


@pytest.mark.parametrize("permission", ABOUT_YEAR5)
def test_who_may_do_what_with_a_class(world: World, permission: P) -> None:
    assert world.who_can(permission, world.year5) == ABOUT_YEAR5[permission]


@pytest.mark.parametrize("permission", ABOUT_AVA)
def test_SG42_who_may_do_what_with_a_pupil(world: World, permission: P) -> None:
    pupil = world.all(Pupil, person_id=world.ava.id)[0]
    assert world.who_can(permission, pupil) == ABOUT_AVA[permission]


def test_who_answers_a_knock(world: World) -> None:
    door = world.put(
        Door.of(
            class_id=world.year5.id,
            code="123456",
            opened_by_id=world.ben.id,
            opened_at=now(),
            closes_at=now(),
        )
    )
    knock = world.put(
        DoorKnock.of(door_id=door.id, pupil_id=world.ava.id, device_hash="x" * 64, knocked_at=now())
    )
    assert world.who_can(P.ANSWER_KNOCK, knock) == {"meera", "tom", "ben"}
    assert world.who_can(P.VIEW_KNOCK, knock) == LEEDS


def test_nobody_suspends_themselves(world: World) -> None:
    assert "meera" not in world.who_can(P.SUSPEND, _membership(world, "meera"))


def test_nobody_helps_themselves_to_a_new_password(world: World) -> None:
    assert world.who_can(P.HELP_SIGN_IN, _membership(world, "meera")) == {"tom", "sarah"}


def test_every_permission_of_schools_stands_in_a_table_here() -> None:
    tables = [ABOUT_LEEDS, ABOUT_BEN, ABOUT_YEAR5, ABOUT_AVA]
    tested = {one for table in tables for one in table} | {P.ANSWER_KNOCK, P.VIEW_KNOCK}
    assert {*SchoolPermission} - tested == {P.VIEW_INVITATION, P.WITHDRAW}


def test_SG45_an_invited_school_is_seen_by_those_who_invited_it_alone(world: World) -> None:
    found = _invited_school(world)
    assert world.who_can(P.VIEW, found) == LEEDS | {"ines", "sam"}
    assert world.who_can(P.CHECK, found) == LEEDS_LEADS


def _invited_school(world: World) -> School:
    made: School = world.put(
        School.of(
            name="Harbour School",
            place="Mombasa",
            country="KE",
            zone="Africa/Nairobi",
            weekend=["6", "7"],
            languages=["en"],
            youngest=6,
            oldest=12,
            crest="anchor",
            state=SchoolState.INVITED,
            created_at=now(),
        )
    )
    world.put(Acquaintance(school_id=world.leeds.id, other_id=made.id, made_at=now()))
    return made


def test_the_three_shapes_of_seeing_a_school_agree(world: World) -> None:
    _invited_school(world)
    _agree(world, P.VIEW, School, visible_schools, readers_of)


def test_the_three_shapes_of_seeing_a_class_agree(world: World) -> None:
    _agree(world, P.VIEW_CLASS, type(world.year5), visible_classes, readers_of_class)


def _agree(world: World, permission: P, model: Any, visible: Any, readers: Any) -> None:
    with world.app.app_context(), unit_of_work(writes=False):
        things = list(db.session.scalars(db.select(model)))
        assert things
        for who in [*world.people, "visitor"]:
            actor = world.actor(who)
            seen = {one.id for one in db.session.scalars(visible(actor))}
            assert seen == {one.id for one in things if can(actor, permission, one)}, who
        for thing in things:
            people = {*db.session.scalars(readers(thing))}
            expected = {
                p.id for k, p in world.people.items() if can(world.actor(k), permission, thing)
            }
            assert people == expected, thing.name
