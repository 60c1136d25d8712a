"""Talk in Chromium: the outbox, the live region, the shared tablet, without JavaScript."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect

from schoollink.accounts.models import SignIn
from schoollink.core.clock import now
from schoollink.core.database import db, unit_of_work
from schoollink.core.realtime.door import PATH
from schoollink.links.actions import stop_pupil_writing
from schoollink.messages import actions
from schoollink.messages.models import Message, MessageState, Room
from tests.house.test_browser import tab_faults
from tests.live import Server, context_of
from tests.messages import cast, stage
from tests.messages.cast import say
from tests.messages.talker import Talker, until
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Open = Callable[..., Any]

SHOWN = """() => [...document.querySelectorAll('#talk > .msg:not(.removed) .bub p:not([hidden])')]
  .map(p => p.textContent).filter(text => text.trim())"""
WRITE = """words => {
  const form = document.querySelector('[data-compose]');
  for (const body of words) { form.elements.body.value = body; form.requestSubmit(); }
}"""
ALL_WAIT = "count => document.querySelectorAll('#talk > .waiting').length === count"
SAID = "() => [...document.querySelectorAll('#talk-say p')].map(p => p.textContent)"
LIVE = "() => document.querySelector('[data-talk]').dataset.line === 'live'"


@pytest.fixture
def quick(app: Flask, world: World) -> Iterator[Server]:
    """A real server that counts nobody's messages."""
    made = Server(app, world, limits=False).start()
    yield made
    made.kill()


@pytest.fixture
def enter(browser: Any, quick: Server) -> Open:
    """Opens a room in a window of its own."""

    def make(who: str, room: Room, **more: Any) -> Any:
        page = context_of(browser, quick, who, width=more.pop("width", 375), **more).new_page()
        page.goto(f"{quick.url}/rooms/{room.id}")
        if more.get("javascript", True):
            page.wait_for_function(LIVE, timeout=60_000)
        return page

    return make


KEPT = """() => new Promise(done => {
  const open = indexedDB.open('schoollink-outbox');
  open.onupgradeneeded = () => open.transaction.abort();
  open.onerror = () => done(0);
  open.onsuccess = () => {
    const all = open.result.transaction('kept').objectStore('kept').getAllKeys();
    all.onsuccess = () => {
      open.result.close();
      done(all.result.length);
    };
  };
})"""
"""How many typed and waiting words the browser keeps. It makes no store where there is none."""


def lose_the_line(page: Any) -> None:
    """The window is offline, and its page knows: until then an open socket still carries words."""
    page.context.set_offline(True)
    page.wait_for_function("() => !navigator.onLine")


def shown(page: Any) -> list[str]:
    """The words in the list, in order."""
    return list(page.evaluate(SHOWN))


def test_three_browsers_end_with_the_same_200_messages(
    world: World, room: Room, quick: Server, enter: Open
) -> None:
    """One loses its line and its tab, the server is killed, one message is removed meanwhile."""
    unwanted = say(world, room, "meera", "To be removed")
    meera, daniel, grace = (enter(who, room) for who in ("meera", "daniel", "grace"))
    meera.evaluate(WRITE, [f"meera {i}" for i in range(70)])
    daniel.evaluate(WRITE, [f"daniel {i}" for i in range(70)])
    until(lambda: len(world.all(Message)) > 30, "the first messages")

    lose_the_line(grace)
    grace.evaluate(WRITE, [f"grace {i}" for i in range(60)])
    grace.wait_for_function(ALL_WAIT, arg=60)
    context = grace.context
    grace.close()
    world.do(actions.remove_message, room, unwanted.id, by="meera")
    until(lambda: len(world.all(Message)) > 80, "more messages")
    quick.kill()
    quick.start()
    until(lambda: len(world.all(Message)) == 141, "everything of two browsers")

    context.set_offline(False)
    grace = context.new_page()
    grace.goto(f"{quick.url}/rooms/{room.id}")
    until(lambda: len(world.all(Message)) == 201, "what waited in a closed tab")
    for page in (meera, daniel):
        page.wait_for_function(f"() => ({SHOWN})().length === 200", timeout=120_000)
    assert shown(meera) == shown(daniel)
    assert len(set(shown(meera))) == 200
    grace.wait_for_function(f"() => ({SHOWN})().includes('grace 59')")
    own = [words for words in shown(meera) if words.startswith("grace")]
    assert own == [f"grace {i}" for i in range(60)]
    assert shown(grace)[-40:] == shown(meera)[-40:]
    assert "To be removed" not in shown(meera) + shown(grace)


def test_the_live_region_says_what_is_new_and_only_that(
    world: World, room: Room, enter: Open
) -> None:
    """Opening says nothing; one is one line; four at once are one number; own words are silent."""
    for number in range(5):
        say(world, room, "daniel", f"Old {number}")
    page = enter("ava", room)
    page.clock.install()
    assert page.evaluate(SAID) == []
    cast_through_server(page, world, room, "daniel", ["One"])
    expect(page.locator("#talk-say p")).to_have_text(["Daniel Ochieng, Kisumu: One"])
    page.clock.fast_forward(6_000)
    cast_through_server(page, world, room, "daniel", ["Two", "Three"])
    page.wait_for_function(f"() => ({SHOWN})().includes('Three')")
    page.clock.fast_forward(6_000)
    assert page.evaluate(SAID)[1:] == ["Daniel Ochieng, Kisumu: Two", "1 new message"]
    cast_through_server(page, world, room, "daniel", ["a", "b", "c", "d"])
    page.wait_for_function(f"() => ({SAID})().some(text => text.includes('4 new messages'))")
    before = page.evaluate(SAID)
    page.evaluate(WRITE, ["My own words"])
    page.get_by_text("will read this first.").last.wait_for()
    assert page.evaluate(SAID) == before
    expect(page.locator("[data-status]")).to_have_text("Sent")


def cast_through_server(page: Any, world: World, room: Room, who: str, words: list[str]) -> None:
    """Somebody else writes; the page hears of it by its next look."""
    for body in words:
        say(world, room, who, body)
    page.evaluate("() => window.dispatchEvent(new Event('focus'))")


def test_new_messages_move_nobody_who_reads_further_up(
    world: World, room: Room, enter: Open
) -> None:
    for number in range(30):
        say(world, room, "daniel", f"Old {number}")
    page = enter("ava", room)
    page.evaluate("() => window.scrollTo(0, 0)")
    page.wait_for_function("() => window.scrollY === 0")
    cast_through_server(page, world, room, "daniel", ["New 1", "New 2"])
    button = page.locator("[data-fresh-button]")
    expect(button).to_have_text("New messages: 2")
    assert page.evaluate("() => window.scrollY") == 0
    button.click()
    button.wait_for(state="hidden")


def test_two_pupils_on_one_tablet_never_send_for_each_other(
    world: World, room: Room, quick: Server, enter: Open
) -> None:
    """What waits is named after the sign-in, and gone when somebody else comes."""
    page = enter("ava", room)
    quick.kill()  # a page that is only offline may send while it closes
    page.evaluate(WRITE, ["Only Ava's words"])
    page.wait_for_function(ALL_WAIT, arg=1)
    context = page.context
    page.close()
    context.add_cookies([quick.cookie("noah")])
    quick.start()
    page = context.new_page()
    page.goto(f"{quick.url}/rooms/{room.id}")
    page.wait_for_function(LIVE)
    page.evaluate(WRITE, ["Noah's words"])
    until(lambda: bool(world.all(Message, author_id=world.noah.id)), "Noah's message")
    assert [(m.body, m.author_id) for m in world.all(Message)] == [("Noah's words", world.noah.id)]


def test_what_the_server_refuses_stays_with_the_reason_until_it_is_taken_back(
    world: World, room: Room, enter: Open
) -> None:
    """Words that were refused and words that are typed never replace each other."""
    page = enter("ava", room)
    page.evaluate(WRITE, ["far too long " * 800])
    refused = page.locator("#talk > .failed")
    expect(refused).to_contain_text("characters")
    page.fill("#body", "Half a sentence")
    until(lambda: page.evaluate(KEPT) == 2, "both kept")
    page.reload()
    expect(refused).to_contain_text("characters")
    expect(page.locator("#body")).to_have_value("Half a sentence")
    refused.get_by_role("button", name="Try again").click()
    expect(page.locator("#body")).to_have_value(re.compile("^Half a sentence\nfar too long"))
    expect(refused).to_have_count(0)
    page.fill("#body", "Short")
    page.get_by_role("button", name="Send").click()
    until(lambda: [one.body for one in world.all(Message)] == ["Short"], "the short one")


def test_signing_out_deletes_what_waits_and_what_was_typed(
    world: World, room: Room, quick: Server, enter: Open
) -> None:
    page = enter("ava", room)
    page.fill("#body", "Half a sentence")
    until(lambda: page.evaluate(KEPT) == 1, "the draft kept")
    page.reload()
    page.wait_for_function("() => document.querySelector('#body').value === 'Half a sentence'")
    page.get_by_role("button", name="I'm finished").click()
    page.wait_for_url(lambda url: "/rooms/" not in url)
    assert page.evaluate(KEPT) == 0


def test_signing_out_deletes_both_also_where_the_browser_is_told_nothing(
    room: Room, enter: Open
) -> None:
    """Over plain http, say, or in a Safari of before 2023, which do not know Clear-Site-Data."""
    page = enter("meera", room)
    page.fill("#body", "Half a sentence")
    until(lambda: page.evaluate(KEPT) == 1, "the draft kept")
    page.route("**/sign-out", _without_clearing)
    page.locator("details:has([action='/sign-out']) > summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "/rooms/" not in url)
    until(lambda: page.evaluate(KEPT) == 0, "nothing kept", seconds=20)


def _without_clearing(route: Any) -> None:
    answer = route.fetch(max_redirects=0)
    headers = {name: text for name, text in answer.headers.items() if name != "clear-site-data"}
    assert len(headers) < len(answer.headers)
    route.fulfill(response=answer, headers=headers)


def come_in_anew(world: World, quick: Server, page: Any, who: str) -> None:
    """The sign-in of a page ends; the same person is in again, in another tab."""
    with world.app.app_context(), unit_of_work():
        for row in db.session.query(SignIn).filter_by(person_id=world.people[who].id):
            row.ended_at = now()
    page.context.add_cookies([quick.cookie(who)])


def test_who_came_in_anew_elsewhere_is_told_so_with_each_message_until_the_page_is_left(
    world: World, staff: Room, quick: Server, enter: Open
) -> None:
    """The words are lost with the page: whatever leads away from it asks first."""
    sent = say(world, staff, "meera", "An older one")
    page = enter("meera", staff)
    come_in_anew(world, quick, page, "meera")
    for number, words in enumerate(["First", "Second"], 1):
        page.fill("#body", words)
        page.get_by_role("button", name="Send").click()
        expect(page.locator("#talk > .waiting")).to_have_count(number)
        expect(page.locator("[data-status]")).to_contain_text("signed out meanwhile")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator(f"#m-{sent.id}").get_by_role("button", name="Remove").click()
    expect(page.locator("#talk > .waiting")).to_have_count(2)
    until(lambda: asked == ["beforeunload"], "the question")
    assert [one.state for one in world.all(Message)] == [MessageState.VISIBLE]


def test_check_for_new_loads_the_page_again_where_nothing_else_comes(
    world: World, staff: Room, quick: Server, enter: Open
) -> None:
    page = enter("meera", staff)
    come_in_anew(world, quick, page, "meera")
    page.fill("#body", "Never sent")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-status]")).to_contain_text("signed out meanwhile")
    say(world, staff, "daniel", "Meanwhile")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("link", name="Check for new").click()
    expect(page.locator("#talk")).to_contain_text("Meanwhile")
    expect(page.locator("#talk > .waiting")).to_have_count(0)
    page.wait_for_function(LIVE)


def test_C24_a_silent_line_keeps_typed_words_and_the_page_readable(
    world: World, room: Room, quick: Server, enter: Open
) -> None:
    say(world, room, "daniel", "Still readable")
    page = enter("meera", room)
    quick.kill()
    page.evaluate(WRITE, ["Typed while the server is gone"])
    page.locator("#talk > .waiting").last.wait_for()
    assert "Still readable" in shown(page)
    quick.start()
    until(lambda: len(world.all(Message)) == 2, "the message")
    page.wait_for_function("() => !document.querySelector('#talk > .waiting, #talk > .sending')")
    assert shown(page).count("Typed while the server is gone") == 1


def test_refused_sockets_leave_plain_http(
    world: World, room: Room, quick: Server, enter: Open
) -> None:
    """C41: a page behind a firewall that lets no socket through sends and hears all the same."""
    page = enter("meera", room)
    context = page.context
    context.route("**/socket.io/**", lambda route: route.abort())
    context.route_web_socket("**/socket.io/**", lambda socket: socket.close())
    page.close()
    page = context.new_page()
    page.goto(f"{quick.url}/rooms/{room.id}")
    page.wait_for_load_state()
    page.evaluate(WRITE, ["By plain HTTP"])
    until(lambda: len(world.all(Message)) == 1, "the message")
    say(world, room, "daniel", "Heard by asking")
    page.wait_for_function(f"() => ({SHOWN})().includes('Heard by asking')", timeout=60_000)


def test_without_javascript_a_pupil_talks_all_the_same(
    world: World, room: Room, enter: Open
) -> None:
    page = enter("ava", room, javascript=False)
    page.fill("#body", "No script needed")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#talk")).to_contain_text("No script needed")
    page.get_by_role("link", name="Check for new").click()
    assert len(world.all(Message)) == 1


def test_a_teacher_decides_on_what_comes_while_the_room_is_open(
    world: World, room: Room, enter: Open
) -> None:
    """Back in the room one is at the message, however long the talk is that follows it."""
    page = enter("meera", room)
    cast_through_server(page, world, room, "ava", ["My number is 0123"])
    (message,) = world.all(Message)
    for number in range(30):
        say(world, room, "daniel", f"Later {number}")
    row = page.locator(f"#m-{message.id}")
    expect(row.get_by_role("button", name="Show it to everybody")).to_be_visible()
    expect(row.get_by_role("button", name="Hide")).to_be_hidden()
    row.get_by_role("button", name="Send back with a word").click()
    page.wait_for_url(f"**/held?at={message.id}")
    box = page.get_by_label("A word to the pupil")
    expect(box).to_be_focused()
    box.fill("Keep numbers secret.")
    box.press("Enter")
    page.wait_for_url(f"**/rooms/{room.id}#m-{message.id}")
    page.wait_for_function(LIVE)
    expect(row).to_be_in_viewport(ratio=1)
    row.get_by_text("Keep numbers secret.").wait_for()


def test_what_somebody_typed_for_their_class_can_be_removed_at_once(
    world: World, room: Room, enter: Open
) -> None:
    page = enter("daniel", room)
    page.select_option("#class_id", label="Grade 5")
    page.evaluate(WRITE, ["We say hello"])
    row = page.locator("#talk > [data-seq]")
    expect(row).to_contain_text("typed by Daniel Ochieng")
    row.get_by_role("button", name="Remove").click()
    expect(page.locator("#talk")).to_contain_text("This message was removed.")


def test_SG27_the_number_of_readers_follows_who_comes(
    world: World, room: Room, enter: Open
) -> None:
    """Nothing else moves: no page is loaded anew under somebody who writes."""
    pupil, adult = enter("ava", room), enter("meera", room)
    for page in (pupil, adult):
        page.fill("#body", "Half a sentence")
        page.evaluate("() => { window.isSame = true; }")
    expect(pupil.locator("#readers")).to_contain_text("6 adults can read this.")
    world.do(actions.join_room, room, by="peter")
    for page, part in ((pupil, "#readers"), (pupil, "#who-reads"), (adult, "#who-reads")):
        page.evaluate("() => window.dispatchEvent(new Event('focus'))")
        expect(page.locator(part)).to_contain_text("7 adults can read this.")
        expect(page.locator("#body")).to_have_value("Half a sentence")
        assert page.evaluate("() => window.isSame")


def test_a_tombstone_that_comes_while_the_room_is_open_can_be_told_of(
    world: World, room: Room, enter: Open
) -> None:
    sent = say(world, room, "daniel", "Rude")
    page = enter("ava", room)
    world.do(actions.remove_message, room, sent.id, by="daniel")
    page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    row = page.locator(f"#m-{sent.id}.removed")
    expect(row.get_by_role("link", name="Tell of this")).to_be_visible()
    expect(row).not_to_contain_text("Rude")


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize(("width", "height"), [(1280, 900), (375, 700)])
def test_the_screen_ends_at_the_newest_also_when_more_come(
    world: World,
    room: Room,
    quick: Server,
    browser: Any,
    width: int,
    height: int,
    javascript: bool,
) -> None:
    for number in range(20):
        say(world, room, "daniel", f"Number {number}. {'Many words. ' * (number % 5)}")
    context = context_of(browser, quick, "meera", width=width, javascript=javascript)
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": height})
    if javascript:
        page.clock.install()
    page.goto(f"{quick.url}/rooms/{room.id}/screen")
    expect(page.locator("#screen > li").last).to_contain_text("Number 19.")
    expect(page.locator("#screen > li").last).to_be_in_viewport(ratio=1)
    expect(page.locator("h1")).to_be_in_viewport()
    say(world, room, "daniel", "The newest")
    if javascript:
        page.clock.fast_forward(6_000)
    else:
        page.reload()
    expect(page.locator("#screen > li").last).to_contain_text("The newest")
    expect(page.locator("#screen > li").last).to_be_in_viewport(ratio=1)


def test_a_phone_and_a_screen_in_both_directions_show_the_room(
    world: World, room: Room, enter: Open
) -> None:
    cast.say(world, room, "daniel", "Hello")
    for language in ("en", "ar-XB"):
        page = enter("ava", room, language=language)
        assert page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        ) <= 0  # fmt: skip
        page.evaluate(WRITE, ["مرحبا"])
        page.locator("#talk > .held").first.wait_for()


def test_why_nobody_may_write_stands_clear_of_the_edges_like_the_box_to_write_in(
    world: World, room: Room, enter: Open
) -> None:
    world.do(stop_pupil_writing, world.link, by="meera")
    for width in (375, 1280):
        page = enter("ava", room, width=width)
        note = page.locator(".bottom > .note").bounding_box()
        bottom = page.locator(".bottom").bounding_box()
        before, after = note["x"], bottom["width"] - note["x"] - note["width"]
        assert (before, note["width"]) == ((16, 343) if width == 375 else (before, 42 * 16))
        assert before == pytest.approx(after, abs=1)
        assert note["y"] >= bottom["y"] + 8


@pytest.mark.parametrize("who", ["ava", "meera"])
def test_the_box_covers_nothing_that_the_keyboard_reaches(
    world: World, room: Room, enter: Open, who: str
) -> None:
    stage.lively(world, room)
    assert tab_faults(enter(who, room)) == []


def test_SEC19_who_finds_no_room_for_a_line_talks_without_one(
    app: Flask, world: World, room: Room, browser: Any
) -> None:
    """The server holds one line and somebody has it: the page asks and sends by plain HTTP."""
    full = Server(app, world, limits=False, sockets=1).start()
    daniel = Talker(full, "daniel", room.id).arrive()
    try:
        page = context_of(browser, full, "meera", width=375).new_page()
        refused: list[int] = []
        page.on("response", lambda one: refused.append(one.status) if PATH in one.url else None)
        page.goto(f"{full.url}/rooms/{room.id}")
        page.wait_for_function(
            "() => document.querySelector('[data-talk]').dataset.line === 'gone'"
        )
        daniel.write("Can you read this?")
        page.wait_for_function(f"() => ({SHOWN})().includes('Can you read this?')", timeout=120_000)
        page.evaluate(WRITE, ["Yes, I can."])
        until(lambda: "Yes, I can." in {one.body for one in world.all(Message)}, "her answer")
        assert 503 in refused
        assert not page.evaluate(LIVE)
    finally:
        daniel.leave()
        full.kill()
