"""A sign-in that ends while its page is open: on a shared tablet nothing of it stays."""

import contextlib
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Error, expect

from schoollink.accounts.models import SignIn
from schoollink.core.clock import now
from schoollink.core.database import db, unit_of_work
from schoollink.messages.models import Message
from tests.live import Server, context_of
from tests.messages import cast
from tests.messages.talker import until
from tests.projects.cast import the_project
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.sqlite_only]

A_MINUTE = 61_000
KEPT = """async () => [sessionStorage.length,
  (await indexedDB.databases()).filter(one => one.name === 'schoollink-outbox').length]"""

CLOSED = "The page that was open here is closed."
WORDS = """() => new Promise(done => {
  const open = indexedDB.open('schoollink-outbox');
  open.onsuccess = () => {
    const all = open.result.transaction('kept').objectStore('kept').getAllKeys();
    all.onsuccess = () => {
      open.result.close();
      done(all.result.length);
    };
  };
})"""
"""How many typed and waiting words the rooms of this browser keep."""


def open_page(browser: Any, server: Server, who: str, path: str, **more: Any) -> Any:
    """A page of somebody on a tablet of a class, whose clock the test moves."""
    page = context_of(browser, server, who, more={"step:shared": "yes"}, **more).new_page()
    page.clock.install()
    page.goto(f"{server.url}{path}")
    return page


def change(world: World, who: str, **values: Any) -> None:
    """The sign-ins of somebody, as the server knows them."""
    with world.app.app_context(), unit_of_work():
        for row in db.session.query(SignIn).filter_by(person_id=world.people[who].id):
            for name, value in values.items():
                setattr(row, name, value)


def idle_since(world: World, who: str, minutes: float) -> None:
    change(world, who, idle_minutes=15, last_active_at=now() - timedelta(minutes=minutes))


def is_a_sign(response: Any) -> bool:
    """Whether a page said that somebody is there, and did not only ask."""
    return "/me/time-left" in response.url and "x-poll" not in response.request.headers


def words_page(world: World) -> str:
    return f"/projects/{the_project(world).id}/words"


def test_RP20_a_pupil_is_asked_two_minutes_before_and_one_press_loses_nothing(
    browser: Any, server: Server, world: World
) -> None:
    page = open_page(browser, server, "ava", words_page(world), width=375)
    page.fill("#words", "Half a sentence")
    warning = page.get_by_role("alert").get_by_text("Still here?")
    expect(warning).to_be_hidden()
    idle_since(world, "ava", 13.2)
    page.clock.fast_forward(A_MINUTE)
    expect(warning).to_be_visible()
    expect(warning).to_be_in_viewport()
    page.get_by_role("button", name="I'm still here").click()
    expect(warning).to_be_hidden()
    expect(page.locator("#words")).to_have_value("Half a sentence")
    (row,) = world.all(SignIn, person_id=world.ava.id)
    assert now() - row.last_active_at < timedelta(minutes=1)


def test_RP20_who_types_for_long_tells_the_server_that_somebody_is_there(
    browser: Any, server: Server, world: World
) -> None:
    page = open_page(browser, server, "ava", words_page(world))
    idle_since(world, "ava", 14)
    page.clock.fast_forward(A_MINUTE)
    with page.expect_response(is_a_sign):
        page.locator("#words").press_sequentially("a")
    expect(page.get_by_text("Still here?")).to_be_hidden()
    (row,) = world.all(SignIn, person_id=world.ava.id)
    assert now() - row.last_active_at < timedelta(minutes=1)


def test_RP25_a_sign_in_that_ended_leaves_nothing_on_the_tablet(
    browser: Any, server: Server, world: World
) -> None:
    page = open_page(browser, server, "ava", "/my")
    page.goto(server.url + words_page(world))
    page.fill("#words", "Only for my teacher")
    page.clock.run_for(1_000)
    assert page.evaluate(KEPT) == [1, 0]
    change(world, "ava", ended_at=now())
    page.clock.fast_forward(A_MINUTE)
    page.wait_for_url("**/class-door")
    assert page.evaluate(KEPT) == [0, 0]
    page.go_back()
    page.wait_for_url("**/class-door")


def test_RP25_the_clock_of_the_page_ends_it_where_the_line_is_gone(
    browser: Any, server: Server, world: World
) -> None:
    page = open_page(browser, server, "ava", words_page(world))
    page.fill("#words", "Only for my teacher")
    page.context.set_offline(True)
    with page.expect_event("requestfailed", lambda request: request.is_navigation_request()):
        page.clock.fast_forward(15 * 60_000)
    change(world, "ava", ended_at=now())
    page.context.set_offline(False)
    with contextlib.suppress(Error):  # the browser's own page about the lost line may come between
        page.goto(f"{server.url}/class-door")
    page.goto(f"{server.url}/class-door")
    until(lambda: page.evaluate(KEPT) == [0, 0], "nothing kept", seconds=20)


def test_RP25_a_room_that_the_teacher_closed_leaves_for_the_class_door(
    browser: Any, server: Server, world: World
) -> None:
    room = cast.project_room(world)
    page = open_page(browser, server, "ava", f"/rooms/{room.id}")
    page.fill("#body", "Half a sentence")
    until(lambda: page.evaluate(KEPT)[1] == 1, "the draft kept", seconds=20)
    change(world, "ava", ended_at=now())
    page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    page.wait_for_url("**/class-door")
    expect(page.get_by_text(CLOSED)).to_be_visible()
    until(lambda: page.evaluate(KEPT) == [0, 0], "nothing kept", seconds=20)


def change_pupil(world: World, server: Server, page: Any, who: str) -> Any:
    """In a second tab the pupil is finished, and somebody comes in; gives that tab, in the room."""
    tab = page.context.new_page()
    tab.goto(page.url)
    tab.get_by_role("button", name="I'm finished").click()
    tab.wait_for_url(lambda url: "/rooms/" not in url)
    tab.goto(f"{server.url}/class-door")
    session = {"_user_id": world.sign_in(who), "_fresh": True, "step:shared": "yes"}
    page.context.add_cookies([server.cookie_of(session)])
    tab.goto(page.url)
    tab.fill("#body", "A draft of the new tab")
    until(lambda: tab.evaluate(WORDS) == 1, "the draft kept", seconds=20)
    return tab


def write(page: Any) -> None:
    page.fill("#body", "Words of the old tab")
    page.get_by_role("button", name="Send").click()


def keeps_its_draft(tab: Any) -> None:
    tab.reload()
    expect(tab.locator("#body")).to_have_value("A draft of the new tab")


def test_RP25_a_pupil_who_came_in_anew_keeps_what_the_old_tab_could_not_send(
    browser: Any, server: Server, world: World
) -> None:
    page = open_page(browser, server, "ava", f"/rooms/{cast.project_room(world).id}")
    tab = change_pupil(world, server, page, "ava")
    for number in (1, 2):
        write(page)
        expect(page.locator("#talk > .waiting")).to_have_count(number)
        expect(page.locator("[data-status]")).to_contain_text("signed out meanwhile")
    keeps_its_draft(tab)
    change(world, "ava", ended_at=now())
    page.clock.fast_forward(A_MINUTE)
    page.wait_for_url("**/class-door")


def test_RP25_nothing_of_the_old_tab_stays_when_another_pupil_came_in(
    browser: Any, server: Server, world: World
) -> None:
    """Neither when something is sent from it nor when it is only looked at."""
    room = cast.project_room(world)
    for leave in (write, lambda page: page.clock.fast_forward(A_MINUTE)):
        page = open_page(browser, server, "ava", f"/rooms/{room.id}")
        tab = change_pupil(world, server, page, "noah")
        leave(page)
        page.wait_for_url("**/my")
        expect(page.get_by_text(CLOSED)).to_be_visible()
        expect(page.get_by_text("You are Noah")).to_be_visible()
        keeps_its_draft(tab)
    assert not world.all(Message)


def test_RP25_where_nobody_knows_whose_the_page_is_it_goes_and_that_is_said(
    browser: Any, server: Server, world: World
) -> None:
    page = open_page(browser, server, "ava", f"/rooms/{cast.project_room(world).id}")
    change_pupil(world, server, page, "ava")
    page.route("**/me/time-left", lambda route: route.abort())
    write(page)
    page.wait_for_url("**/my")
    expect(page.get_by_text(CLOSED)).to_be_visible()


def test_RP25_the_class_door_wipes_what_a_closed_tab_left(
    browser: Any, server: Server, world: World
) -> None:
    page = open_page(browser, server, "visitor", "/class-door/help")
    page.evaluate("() => sessionStorage.setItem('draft x', 'Words of somebody')")
    page.evaluate(
        "() => new Promise(done => { const one = indexedDB.open('schoollink-outbox');"
        " one.onsuccess = () => { one.result.close(); done(); }; })"
    )
    assert page.evaluate(KEPT) == [1, 1]
    page.reload()
    until(lambda: page.evaluate(KEPT) == [0, 0], "nothing kept", seconds=20)


def test_without_javascript_the_page_of_a_pupil_goes_by_itself(
    browser: Any, server: Server, world: World
) -> None:
    page = context_of(browser, server, "ava", javascript=False).new_page()
    page.goto(f"{server.url}/my")
    ending = page.locator("meta[http-equiv=refresh]")
    expect(ending).to_have_attribute("content", "900; url=/my")


def test_what_an_adult_typed_is_gone_when_somebody_else_comes(
    browser: Any, server: Server, world: World
) -> None:
    page = open_page(browser, server, "meera", words_page(world))
    page.fill("#words", "Between us")
    page.clock.run_for(1_000)
    page.context.add_cookies([server.cookie("meera")])
    page.goto(f"{server.url}/home")
    assert page.evaluate(KEPT)[0] == 1, "hers stays hers"
    page.context.add_cookies([server.cookie("ben")])
    page.goto(f"{server.url}/home")
    assert page.evaluate(KEPT)[0] == 0
