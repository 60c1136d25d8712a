"""Adding a file in a browser: how far it is, what is asked, and what comes back."""

import re

import pytest
from playwright.sync_api import expect

from schoollink.resources.models import Resource
from tests.files import hostile
from tests.live import context_of

ITS_PAGE = re.compile(r"/resources/[0-9a-f-]{36}$")
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.sqlite_only]


def form(browser, server, world, *, javascript=True):
    page = context_of(browser, server, "meera", javascript=javascript).new_page()
    page.goto(f"{server.url}/links/{world.link.id}/resources/new")
    return page


def choose(page, name, body):
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "", "buffer": body})


def test_only_pictures_are_asked_about_and_the_name_is_a_first_title(browser, server, world):
    page = form(browser, server, world)
    question = page.get_by_text("Can a pupil be recognised?")
    expect(question).to_be_hidden()

    choose(page, "Our river.jpg", hostile.picture())
    expect(question).to_be_visible()
    expect(page.locator("#title")).to_have_value("Our river")

    choose(page, "wells.txt", b"How deep?")
    expect(question).to_be_hidden()


def test_what_is_wrong_is_said_and_the_chosen_file_stays_chosen(browser, server, world):
    page = form(browser, server, world)
    choose(page, "Our river.jpg", hostile.picture())
    page.select_option("#subject", "science")
    page.click("button:has-text('Add to our library')")

    page.wait_for_selector("#recognisable-error")
    expect(page.locator(".errors")).to_be_focused()
    assert page.evaluate("document.querySelector('input[type=file]').files[0].name") == (
        "Our river.jpg"
    )

    page.check("input[name=recognisable][value=no]")
    page.click("button:has-text('Add to our library')")
    page.wait_for_url(ITS_PAGE)
    expect(page.get_by_text("It is in your library now.")).to_be_visible()
    expect(page.locator("img.pic")).to_be_visible()
    (made,) = world.all(Resource)
    assert made.title == "Our river"


def test_without_a_chosen_file_the_button_says_what_is_missing(browser, server, world):
    page = form(browser, server, world)
    page.fill("#title", "Our river")
    page.click("button:has-text('Add to our library')")
    page.wait_for_selector("#file-error")
    expect(page.locator("#title")).to_have_value("Our river")


def test_a_file_that_is_too_large_is_said_before_it_is_sent(browser, server, world, tmp_path):
    film = tmp_path / "film.mp4"
    film.write_bytes(bytes(25_000_001))
    page = form(browser, server, world)
    sent = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    page.set_input_files("input[type=file]", film)

    expect(page.get_by_role("status").get_by_text("too large")).to_be_visible()
    page.click("button:has-text('Add to our library')")
    assert not sent


def test_a_broken_line_loses_nothing(browser, server, world):
    page = form(browser, server, world)
    choose(page, "wells.txt", b"How deep?")
    page.select_option("#subject", "science")
    page.route("**/resources/new", lambda route: route.abort())
    page.click("button:has-text('Add to our library')")

    page.get_by_text("We could not send this.").wait_for()
    expect(page.locator("#title")).to_have_value("wells")

    page.unroute("**/resources/new")
    page.click("button:has-text('Add to our library')")
    page.wait_for_url(ITS_PAGE)


def test_without_javascript_the_same_form_works(browser, server, world):
    page = form(browser, server, world, javascript=False)
    expect(page.get_by_text("Can a pupil be recognised?")).to_be_visible()
    choose(page, "wells.txt", b"How deep?")
    page.fill("#title", "Wells")
    page.select_option("#subject", "science")
    page.click("button:has-text('Add to our library')")

    expect(page.get_by_text("It is in your library now.")).to_be_visible()
