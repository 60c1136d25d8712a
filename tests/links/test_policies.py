"""Who may do what with links, in all three shapes."""

import pytest

from schoollink.core.database import db, unit_of_work
from schoollink.core.policy import can
from schoollink.links.actions import propose_by_invitation
from schoollink.links.models import LinkState
from schoollink.links.policies import (
    LinkPermission,
    askers_of,
    readers_of,
    schools_to_ask,
    visible_links,
)
from schoollink.schools.models import School
from tests.links.places import asked, in_state, unverified
from tests.world import World

LEEDS, KISUMU = {"meera", "tom", "sarah", "ben"}, {"daniel", "rose", "grace", "peter"}
LEADS = {"meera", "tom", "daniel", "rose"}
SAFETY = {"sarah", "grace"}
WADI_LEADS = {"layla", "huda"}
ADULTS = {*LEEDS, *KISUMU, *WADI_LEADS, "samira", "ines", "sam"}
P = LinkPermission
S = LinkState


@pytest.mark.parametrize(
    ("permission", "state", "who"),
    [
        (P.VIEW, S.TRYING, LEEDS | KISUMU),
        (P.VIEW, S.ENDED, LEEDS | KISUMU),
        (P.WORK, S.TRYING, LEEDS | KISUMU),
        (P.WORK, S.ACTIVE, LEEDS | KISUMU),
        (P.WORK, S.PROPOSED, set()),
        (P.WORK, S.PAUSED, set()),
        (P.WORK, S.ENDED, set()),
        (P.LEAD, S.TRYING, LEADS),
        (P.ANSWER, S.TRYING, set()),
        (P.RENEW, S.TRYING, LEADS),
        (P.RENEW, S.PAUSED, LEADS),
        (P.RENEW, S.ENDED, set()),
        (P.END, S.TRYING, LEADS),
        (P.END, S.PAUSED, LEADS),
        (P.END, S.PROPOSED, set()),
        (P.END, S.ENDED, set()),
        (P.FREEZE, S.TRYING, LEADS | SAFETY),
        (P.FREEZE, S.ACTIVE, LEADS | SAFETY),
        (P.FREEZE, S.ENDED, set()),
    ],
)
def test_who_may_what_with_a_link(
    world: World, permission: LinkPermission, state: LinkState, who: set[str]
) -> None:
    assert world.who_can(permission, in_state(world, state)) == who


def test_only_the_asked_school_answers(world: World) -> None:
    assert world.who_can(P.ANSWER, asked(world)) == {"meera", "tom"}


@pytest.mark.parametrize(
    ("permission", "who"),
    [(P.FIND, LEADS | WADI_LEADS), (P.LIST, ADULTS)],
)
def test_who_may_what_without_a_subject(
    world: World, permission: LinkPermission, who: set[str]
) -> None:
    assert world.who_can(permission) == who


def test_link_teachers_invite_and_see_the_invitations_of_their_school(world: World) -> None:
    assert world.who_can(P.INVITE, world.leeds) == {"meera", "tom"}
    made = world.do(propose_by_invitation, world.leeds, "We sing.", by="meera")
    assert world.who_can(P.SEE_INVITATION, made) == {"meera", "tom"}
    assert world.who_can(P.WITHDRAW, made) == {"meera", "tom"}


def test_SG45_who_may_ask_a_verified_school(world: World) -> None:
    assert world.who_can(P.PROPOSE, world.abu_dis) == LEADS


def test_SG45_an_unverified_school_is_asked_only_by_those_who_know_it(world: World) -> None:
    unverified(world, world.abu_dis, world.kisumu)
    assert world.who_can(P.PROPOSE, world.abu_dis) == {"daniel", "rose"}


def test_RP05_the_three_shapes_of_viewing_a_link_are_equal(world: World) -> None:
    asked(world)
    with world.app.app_context(), unit_of_work(writes=False):
        for link in db.session.scalars(visible_links(world.actor("meera"))):
            people = {world.name_of(key) for key in db.session.scalars(readers_of(link))}
            assert people == {who for who in world.people if _may(world, who, P.VIEW, link)}
            for who in world.people:
                listed = link in set(db.session.scalars(visible_links(world.actor(who))))
                assert listed is (who in people), who


def test_RP05_the_three_shapes_of_asking_a_school_are_equal(world: World) -> None:
    unverified(world, world.abu_dis, world.kisumu)
    with world.app.app_context(), unit_of_work(writes=False):
        for school in db.session.query(School):
            people = {world.name_of(key) for key in db.session.scalars(askers_of(school))}
            assert people == {who for who in world.people if _may(world, who, P.PROPOSE, school)}
            for who in world.people:
                listed = school in set(db.session.scalars(schools_to_ask(world.actor(who))))
                assert listed is (who in people), (who, school.name)


def _may(world: World, who: str, permission: LinkPermission, thing: object) -> bool:
    return can(world.actor(who), permission, thing)
