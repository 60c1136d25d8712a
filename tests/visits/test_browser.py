"""What of a visit goes on paper, in Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.live import Server, context_of
from tests.visits.cast import planned, with_item
from tests.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.sqlite_only]


def test_the_sheet_of_a_visit_is_printed_without_ways_to_go(
    browser: Browser, server: Server, world: World
) -> None:
    visit = planned(world)
    with_item(world, visit)
    page = context_of(browser, server, "meera").new_page()
    page.goto(f"{server.url}/visits/{visit.id}/print")
    back = page.get_by_text("Back to the visit")
    assert back.is_visible()
    page.emulate_media(media="print")
    assert page.get_by_text("Watch a lesson in Year 5").is_visible()
    assert not [one for one in page.get_by_role("link").all() if one.is_visible()]
    assert not back.is_visible()
