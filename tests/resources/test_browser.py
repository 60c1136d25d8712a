"""Adding a file in a browser: how far it is, what is asked, and what comes back."""

import re

import pytest
from playwright.sync_api import expect

from schoollink.accounts.models import SignIn
from schoollink.core.clock import now
from schoollink.core.database import db, unit_of_work
from schoollink.resources.models import Resource
from tests.files import hostile
from tests.live import context_of
from tests.world import PASSWORD

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

    expect_blamed(page, "too large")
    page.locator("#title").focus()
    page.click("button:has-text('Add to our library')")
    expect_blamed(page, "too large")
    assert not sent

    choose(page, "wells.txt", b"How deep?")
    expect(page.locator(".err")).to_have_count(0)
    expect(page.locator("#file")).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("#file")).to_have_attribute("aria-describedby", "file-hint")


def expect_blamed(page, words):
    """The sentence stands at the file, alone, tied to it, and the file has the focus."""
    file = page.locator("#file")
    said = page.locator(".field", has=file).locator(".err")
    expect(said).to_have_count(1)
    expect(said).to_contain_text(words)
    expect(said).to_have_role("alert")
    expect(file).to_have_attribute("aria-invalid", "true")
    assert said.get_attribute("id") in file.get_attribute("aria-describedby").split()
    expect(file).to_be_focused()


def test_a_sentence_about_a_file_takes_the_place_of_the_one_before(
    browser, server, world, tmp_path
):
    film = tmp_path / "film.mp4"
    film.write_bytes(bytes(25_000_001))
    page = form(browser, server, world)
    choose(page, "wells.exe", b"MZ")
    page.click("button:has-text('Add to our library')")
    page.wait_for_selector("#file-error")
    refused = page.locator("#file-error").inner_text()
    page.set_input_files("#file", film)
    expect_blamed(page, "too large")
    expect(page.locator(".field", has_text=refused)).to_have_count(0)


def test_who_is_signed_out_signs_in_beside_the_form_and_loses_nothing(browser, server, world):
    page = form(browser, server, world)
    choose(page, "wells.txt", b"How deep?")
    page.select_option("#subject", "science")
    with world.app.app_context(), unit_of_work():
        for row in db.session.query(SignIn).filter_by(person_id=world.meera.id):
            row.ended_at = now()
    page.click("button:has-text('Add to our library')")
    expect_blamed(page, "You are signed out.")

    with page.expect_popup() as opened:
        page.get_by_role("link", name="Sign in on a new page").click()
    opened.value.fill("#name", "meera")
    opened.value.fill("#password", PASSWORD)
    opened.value.press("#password", "Enter")
    opened.value.wait_for_url("**/home")

    page.click("button:has-text('Add to our library')")
    expect(page.get_by_text("the page was too old")).to_be_in_viewport()
    expect(page.locator(".err")).to_have_count(0)
    page.click("button:has-text('Add to our library')")
    page.wait_for_url(ITS_PAGE)
    (made,) = world.all(Resource)
    assert made.title == "wells"


def test_a_page_of_somebody_else_is_too_old_and_asks_nobody_to_sign_in(browser, server, world):
    """Who is in now is in: another sign-in would lead back to the same answer."""
    page = form(browser, server, world)
    choose(page, "wells.txt", b"How deep?")
    page.select_option("#subject", "science")
    page.context.add_cookies([server.cookie("tom")])
    page.click("button:has-text('Add to our library')")
    expect_blamed(page, "the page was too old")
    expect(page.get_by_role("link", name="Sign in on a new page")).to_have_count(0)
    assert not world.all(Resource)


def test_a_broken_line_loses_nothing(browser, server, world):
    page = form(browser, server, world)
    choose(page, "wells.txt", b"How deep?")
    page.select_option("#subject", "science")
    page.route("**/resources/new", lambda route: route.abort())
    page.click("button:has-text('Add to our library')")

    expect_blamed(page, "We could not send this.")
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
