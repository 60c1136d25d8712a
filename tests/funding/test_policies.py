"""Who may do what with applications; the three shapes of the permission to view agree."""

import pytest

from schoollink.core.database import db, unit_of_work
from schoollink.funding.models import Application
from schoollink.funding.policies import FundingPermission, readers_of, visible_applications
from tests.funding.cast import added, tasked
from tests.world import World

LEADS = {"meera", "tom", "daniel", "rose"}
TEACHERS = {"ben", "peter"}


@pytest.mark.parametrize(
    ("permission", "who"),
    [
        (FundingPermission.VIEW, LEADS | {"ben"}),
        (FundingPermission.EDIT, LEADS),
    ],
)
def test_link_teachers_see_all_and_others_what_they_are_named_in(
    world: World, permission: FundingPermission, who: set[str]
) -> None:
    application = added(world)
    tasked(world, application, "ben")
    assert world.who_can(permission, application) == who


def test_a_task_is_done_by_its_person_or_a_link_teacher(world: World) -> None:
    application = added(world)
    tasked(world, application, "peter")
    task = tasked(world, application, "ben")
    assert world.who_can(FundingPermission.DO_TASK, task) == LEADS | {"ben"}


def test_the_list_is_for_teachers_and_adding_for_link_teachers(world: World) -> None:
    assert world.who_can(FundingPermission.LIST, world.link) == LEADS | TEACHERS
    assert world.who_can(FundingPermission.ADD, world.link) == LEADS


@pytest.mark.parametrize("named", [None, "ben", "peter"])
def test_the_list_the_readers_and_the_predicate_agree(world: World, named: str | None) -> None:
    application = added(world)
    if named:
        tasked(world, application, named)
    seen = world.who_can(FundingPermission.VIEW, application)
    assert seen == LEADS | ({named} if named else set())
    with world.app.app_context(), unit_of_work(writes=False):
        row = db.session.get(Application, application.id)
        assert row is not None
        readers = {world.name_of(key) for key in db.session.scalars(readers_of(row))}
        lists = {
            who
            for who in [*world.people, "visitor"]
            if db.session.scalars(visible_applications(world.actor(who))).all()
        }
    assert readers == lists == seen
