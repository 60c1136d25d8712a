"""What stays on the screen when a page goes on paper, in Chromium."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from schoollink.links.actions import propose_by_invitation
from schoollink.schools.actions import open_door
from tests.calendars.years import put_years
from tests.live import Server, context_of
from tests.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.sqlite_only]


def _two_calendars(world: World) -> str:
    put_years(world)
    return f"/links/{world.link.id}/calendar"


def _door(world: World) -> str:
    world.do(open_door, world.year5, by="meera")
    return f"/classes/{world.year5.id}/door"


def _invitation(world: World) -> str:
    made = world.do(propose_by_invitation, world.leeds, "We sing.", "Ms Silva", by="meera")
    return f"/link-invitations/{made.invitation_id}"


@pytest.mark.parametrize(
    ("address", "printed", "left_out"),
    [
        (_two_calendars, ["Each school's calendar"], ["Download"]),
        (_door, ["The numbers for the board"], ["In now: 0 of 2", "Nobody yet.", "Look again"]),
        (_invitation, ["For Ms Silva"], ["Scan it with a phone, or print it."]),
    ],
    ids=["two calendars", "class door", "invitation"],
)
def test_what_only_a_screen_can_do_stays_off_the_paper(
    browser: Browser,
    server: Server,
    world: World,
    address: Callable[[World], str],
    printed: list[str],
    left_out: list[str],
) -> None:
    page = context_of(browser, server, "meera").new_page()
    page.goto(server.url + address(world))
    for words in [*printed, *left_out]:
        assert page.get_by_text(words).first.is_visible(), words
    page.emulate_media(media="print")
    for words in printed:
        assert page.get_by_text(words).first.is_visible(), words
    for words in left_out:
        assert not page.get_by_text(words).first.is_visible(), words


def test_cards_side_by_side_stand_apart_on_paper(
    browser: Browser, server: Server, world: World
) -> None:
    page = context_of(browser, server, "meera").new_page()
    page.goto(f"{server.url}/links/{world.link.id}")
    page.emulate_media(media="print")
    gaps = page.evaluate(
        """() => [...document.querySelectorAll(".cols")].flatMap((cols) => {
            const boxes = [...cols.children].map((one) => one.getBoundingClientRect())
            return boxes.slice(1).map((box, n) => box.top - boxes[n].bottom)
        })"""
    )
    assert gaps
    assert min(gaps) > 0
