"""Who may do what with visits; the three shapes of the permission to view agree."""

import pytest
from sqlalchemy import select

from schoollink.core.database import db, unit_of_work
from schoollink.links.models import LinkState
from schoollink.visits.models import Visit
from schoollink.visits.policies import VisitPermission, readers_of, visible_visits
from tests.visits.cast import planned, with_item
from tests.world import World

STAFF = {"meera", "tom", "sarah", "ben", "daniel", "rose", "grace", "peter"}
WRITERS = STAFF - {"sarah", "grace"}
LEADS = {"meera", "tom", "daniel", "rose"}


@pytest.mark.parametrize(
    ("permission", "who"),
    [
        (VisitPermission.VIEW, STAFF),
        (VisitPermission.EDIT, WRITERS),
        (VisitPermission.DECIDE, LEADS),
    ],
)
def test_SG58_only_staff_of_the_link_see_a_visit_and_its_parts(
    world: World, permission: VisitPermission, who: set[str]
) -> None:
    visit = planned(world)
    assert world.who_can(permission, visit) == who
    assert world.who_can(permission, with_item(world, visit)) == who


def test_those_who_work_in_a_link_plan_its_visits(world: World) -> None:
    assert world.who_can(VisitPermission.PLAN, world.link) == WRITERS


@pytest.mark.parametrize("state", [s for s in LinkState if s not in {"trying", "active"}])
def test_a_link_that_is_not_open_is_read_only(world: World, state: LinkState) -> None:
    visit = planned(world)
    _set_state(world, state)
    assert world.who_can(VisitPermission.VIEW, visit) == STAFF
    for permission in (VisitPermission.EDIT, VisitPermission.DECIDE):
        assert world.who_can(permission, visit) == set()
    assert world.who_can(VisitPermission.PLAN, world.link) == set()


def test_the_list_the_readers_and_the_predicate_agree(world: World) -> None:
    visit = planned(world)
    seen = world.who_can(VisitPermission.VIEW, visit)
    with world.app.app_context(), unit_of_work(writes=False):
        row = db.session.get(Visit, visit.id)
        assert row is not None
        readers = {world.name_of(key) for key in db.session.scalars(readers_of(row))}
        lists = {
            who
            for who in [*world.people, "visitor"]
            if db.session.scalars(visible_visits(world.actor(who))).all()
        }
    assert readers == lists == seen


def _set_state(world: World, state: LinkState) -> None:
    with world.app.app_context(), unit_of_work():
        link = db.session.scalars(select(type(world.link))).one()
        link.state = state
