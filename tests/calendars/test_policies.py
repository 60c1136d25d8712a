"""Who may see and change a calendar."""

from typing import Any

import pytest

from schoollink.calendars.policies import CalendarPermission as P
from schoollink.core.database import db, unit_of_work
from schoollink.links.models import Link, LinkState
from schoollink.meetings.policies import (
    MeetingPermission,
    readers_of_calendar,
    visible_calendars,
)
from schoollink.schools.models import School
from tests.calendars.years import put_years
from tests.world import World

LEEDS_STAFF = {"meera", "tom", "sarah", "ben"}
KISUMU_STAFF = {"daniel", "rose", "grace", "peter"}


@pytest.mark.parametrize(
    ("permission", "expected"),
    [
        (P.VIEW, LEEDS_STAFF | KISUMU_STAFF),
        (P.EDIT, LEEDS_STAFF),
        (P.REMOVE, {"meera", "tom"}),
    ],
)
def test_who_may_do_what_with_the_calendar_of_leeds(
    world: World, permission: P, expected: set[str]
) -> None:
    rows = put_years(world)
    for subject in (world.leeds, rows["term"], rows["closure"]):
        assert world.who_can(permission, subject) == expected


def test_a_school_without_a_link_shows_its_calendar_to_its_own_staff_only(world: World) -> None:
    assert world.who_can(P.VIEW, world.abu_dis) == {"layla", "huda", "samira"}


@pytest.mark.parametrize(
    ("state", "shares"),
    [
        (LinkState.PROPOSED, False),
        (LinkState.TRYING, True),
        (LinkState.ACTIVE, True),
        (LinkState.PAUSED, True),
        (LinkState.DECLINED, False),
        (LinkState.LAPSED, False),
        (LinkState.ENDED, False),
    ],
)
def test_R43_partners_read_each_others_dates_while_both_have_said_yes(
    world: World, state: LinkState, shares: bool
) -> None:
    _set_state(world, state)
    expected = LEEDS_STAFF | (KISUMU_STAFF if shares else set())
    assert world.who_can(P.VIEW, world.leeds) == expected
    _hold_the_shapes_equal(world)


def test_the_three_shapes_of_the_permission_agree(world: World) -> None:
    _hold_the_shapes_equal(world)


def test_the_year_of_a_link_is_for_its_staff(world: World) -> None:
    assert world.who_can(MeetingPermission.VIEW, world.link) == LEEDS_STAFF | KISUMU_STAFF


def _hold_the_shapes_equal(world: World) -> None:
    for school in (world.leeds, world.kisumu, world.abu_dis):
        by_predicate = world.who_can(P.VIEW, school)
        with world.app.app_context(), unit_of_work(writes=False):
            readers = set(db.session.scalars(readers_of_calendar(school)))
            by_people = {world.name_of(key) for key in readers}
            by_rows = {who for who in world.people if school.id in _visible(world, who)}
        assert by_predicate == by_people == by_rows


def _visible(world: World, who: str) -> set[Any]:
    schools: list[School] = list(db.session.scalars(visible_calendars(world.actor(who))))
    return {school.id for school in schools}


def _set_state(world: World, state: LinkState) -> None:
    with world.app.app_context(), unit_of_work():
        link = db.session.get(Link, world.link.id)
        assert link is not None
        link.state = state
