"""Adding a picture to a page in a browser."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from schoollink.projects.models import Project, RevisionState, Section
from tests.files import hostile
from tests.live import Server, context_of
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.sqlite_only]


def form(browser: Any, server: Server, project: Project, **more: Any) -> Any:
    page = context_of(browser, server, "ava", width=375, **more).new_page()
    page.goto(f"{server.url}/projects/{project.id}/pictures")
    page.set_input_files(
        "#picture", {"name": "river.jpg", "mimeType": "", "buffer": hostile.picture()}
    )
    page.fill("#words", "Our river")
    page.get_by_role("button", name="Keep for later").click()
    page.wait_for_selector("#recognisable-error")
    return page


def test_a_refused_picture_stays_chosen_and_is_kept_as_it_was_asked(
    browser: Any, server: Server, world: World, project: Project
) -> None:
    page = form(browser, server, project)
    assert page.evaluate("document.querySelector('#picture').files[0].name") == "river.jpg"
    expect(page.get_by_text("Choose the picture again.")).to_have_count(0)
    page.check("input[name=recognisable][value=no]")
    page.get_by_role("button", name="Keep for later").click()
    page.wait_for_url(re.compile(rf"/projects/{project.id}#s-"))
    expect(page.get_by_text("Kept for later.")).to_be_visible()
    (section,) = world.all(Section)
    assert section.newest.state is RevisionState.DRAFT
    assert page.evaluate("sessionStorage.length") == 0


def test_without_javascript_it_is_said_that_the_picture_is_lost(
    browser: Any, server: Server, project: Project
) -> None:
    page = form(browser, server, project, javascript=False)
    expect(page.get_by_text("Choose the picture again.")).to_be_visible()
    expect(page.locator("#words")).to_have_value("Our river")
