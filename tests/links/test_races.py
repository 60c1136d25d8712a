"""Two people at once, each with a connection of their own."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from schoollink.core.database import unit_of_work
from schoollink.core.errors import Refusal
from schoollink.links.actions import (
    accept_link,
    decline_link,
    propose_link,
    renew_trying,
    restart_pupil_writing,
    stop_pupil_writing,
)
from schoollink.links.models import Link, LinkState
from tests.links.places import IDEA, asked
from tests.world import World

Act = Callable[[], Any]


def race(world: World, *acts: tuple[str, Any, tuple[Any, ...]]) -> list[Any]:
    """Run actions at the same moment in units of their own; gives results or refusals."""
    together = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(place: int, who: str, action: Any, args: tuple[Any, ...]) -> None:
        with world.app.app_context():
            together.wait()
            try:
                with unit_of_work():
                    rows = [world._load(one) for one in args]
                    results[place] = action(*rows, actor=world.actor(who))
            except Refusal as refusal:
                results[place] = refusal

    threads = [threading.Thread(target=run, args=(n, *act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.parametrize("turn", range(5))
def test_yes_and_no_at_once_leave_one_answer(world: World, turn: int) -> None:
    link = asked(world)
    results = race(world, ("meera", accept_link, (link,)), ("tom", decline_link, (link,)))
    assert sum(isinstance(one, Refusal) for one in results) == 1
    expected = LinkState.DECLINED if isinstance(results[0], Refusal) else LinkState.TRYING
    assert world.fresh(link).state is expected


def test_two_schools_that_ask_each_other_at_once_get_one_link(world: World) -> None:
    results = race(
        world,
        ("layla", propose_link, (world.abu_dis, world.leeds, IDEA)),
        ("meera", propose_link, (world.leeds, world.abu_dis, IDEA)),
    )
    assert sum(isinstance(one, Refusal) for one in results) == 1
    assert len(world.all(Link, state=LinkState.PROPOSED)) == 1


def test_two_schools_that_go_on_at_once_both_count(world: World) -> None:
    results = race(
        world, ("meera", renew_trying, (world.link,)), ("daniel", renew_trying, (world.link,))
    )
    assert sorted(results) == [False, True]
    assert world.fresh(world.link).renewed_at is not None


def test_SG12_a_yes_never_undoes_a_stop_that_came_with_it(world: World) -> None:
    world.do(stop_pupil_writing, world.link, by="sarah")
    world.do(restart_pupil_writing, world.link, by="sarah")
    results = race(
        world,
        ("daniel", restart_pupil_writing, (world.link,)),
        ("grace", stop_pupil_writing, (world.link,)),
    )
    assert not any(isinstance(one, Refusal) for one in results)
    assert world.fresh(world.link).frozen_at is not None
