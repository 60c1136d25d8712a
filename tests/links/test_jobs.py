"""What happens by itself: reminded at ten school days, lapsed after twenty, rested after 90."""

from datetime import UTC, datetime

import pytest

from schoollink.core import jobs
from schoollink.core.clock import Clock
from schoollink.links.actions import accept_link, decline_link
from schoollink.links.models import LinkState
from schoollink.notifications.models import Notice
from tests.links.places import asked
from tests.world import World

MONDAY = datetime(2026, 9, 7, 10, tzinfo=UTC)


def sweep(world: World) -> None:
    with world.app.app_context():
        jobs.sweep()


def test_C2_a_proposal_is_remembered_once_after_ten_school_days(world: World, clock: Clock) -> None:
    clock.stop(MONDAY)
    link = asked(world)
    clock.stop(datetime(2026, 9, 20, 20, tzinfo=UTC))
    sweep(world)
    assert world.fresh(link).reminded_at is None
    clock.stop(datetime(2026, 9, 21, 7, tzinfo=UTC))
    sweep(world)
    first = world.fresh(link).reminded_at
    assert first is not None
    assert {one.at for one in world.all(Notice, kind="links.proposed")} == {first}
    clock.forward(days=1)
    sweep(world)
    assert world.fresh(link).reminded_at == first


def test_C2_a_proposal_lapses_after_twenty_school_days(world: World, clock: Clock) -> None:
    clock.stop(MONDAY)
    link = asked(world)
    clock.stop(datetime(2026, 10, 5, 22, 59, tzinfo=UTC))
    sweep(world)
    assert world.fresh(link).state is LinkState.PROPOSED
    clock.stop(datetime(2026, 10, 5, 23, 1, tzinfo=UTC))
    sweep(world)
    assert world.fresh(link).state is LinkState.LAPSED
    assert len(world.all(Notice, kind="links.lapsed")) == 2


@pytest.mark.parametrize("answer", [accept_link, decline_link])
def test_an_answered_proposal_neither_reminds_nor_lapses(
    world: World, clock: Clock, answer: object
) -> None:
    clock.stop(MONDAY)
    link = asked(world)
    world.do(answer, link, by="meera")
    state = world.fresh(link).state
    clock.stop(datetime(2026, 10, 20, tzinfo=UTC))
    sweep(world)
    assert (world.fresh(link).state, world.fresh(link).reminded_at) == (state, None)


def test_a_link_rests_when_trying_out_is_over_in_both_places(world: World, clock: Clock) -> None:
    until = world.link.trying_until
    assert until is not None
    clock.stop(datetime(until.year, until.month, until.day, 22, tzinfo=UTC))
    sweep(world)
    assert world.fresh(world.link).state is LinkState.TRYING
    clock.forward(hours=3)
    sweep(world)
    assert world.fresh(world.link).state is LinkState.PAUSED
