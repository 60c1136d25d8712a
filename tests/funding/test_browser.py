"""What of an application goes on paper, in Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.funding.cast import whole
from tests.live import Server, context_of
from tests.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.sqlite_only]


def test_only_what_can_be_read_of_an_application_is_printed(
    browser: Browser, server: Server, world: World
) -> None:
    application = whole(world)
    page = context_of(browser, server, "meera").new_page()
    page.goto(f"{server.url}/applications/{application.id}")
    pressed = page.locator("main :is(button, .btn, .round)")
    page.emulate_media(media="print")
    assert page.get_by_role("heading", name="Who does what").is_visible()
    assert page.get_by_text("Ask for two prices").is_visible()
    assert not page.get_by_text("What is next").is_visible()
    assert pressed.count() > 4
    assert not [one for one in pressed.all() if one.is_visible()]
