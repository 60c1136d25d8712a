"""Talk in Chromium: the outbox, the live region, the shared tablet, without JavaScript."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from schoollink.messages import actions
from schoollink.messages.models import Message, Room
from tests.live import Server, context_of
from tests.messages import cast
from tests.messages.cast import say
from tests.messages.talker import until
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
def enter(browser: Any, quick: Server) -> Iterator[Open]:
    """Opens a room in a window of its own."""
    contexts: list[Any] = []

    def make(who: str, room: Room, **more: Any) -> Any:
        contexts.append(context_of(browser, quick, who, width=more.pop("width", 375), **more))
        page = contexts[-1].new_page()
        page.goto(f"{quick.url}/rooms/{room.id}")
        if more.get("javascript", True):
            page.wait_for_function(LIVE, timeout=20_000)
        return page

    yield make
    for context in contexts:
        context.close()


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
    grace.close()
    world.do(actions.remove_message, room, unwanted.id, by="meera")
    until(lambda: len(world.all(Message)) > 80, "more messages")
    quick.kill()
    quick.start()
    until(lambda: len(world.all(Message)) == 141, "everything of two browsers")

    context = daniel.context.browser.contexts[2]
    context.set_offline(False)
    grace = context.new_page()
    grace.goto(f"{quick.url}/rooms/{room.id}")
    until(lambda: len(world.all(Message)) == 201, "what waited in a closed tab")
    for page in (meera, daniel):
        page.wait_for_function(f"() => ({SHOWN})().length === 200", timeout=60_000)
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
    assert page.evaluate(SAID) == []
    cast_through_server(page, world, room, "daniel", ["One"])
    page.wait_for_function("() => document.querySelectorAll('#talk-say p').length === 1")
    assert page.evaluate(SAID) == ["Daniel Ochieng, Kisumu: One"]
    page.wait_for_timeout(5200)
    cast_through_server(page, world, room, "daniel", ["a", "b", "c", "d"])
    page.wait_for_function(f"() => ({SAID})().some(text => text.includes('4 new messages'))")
    before = page.evaluate(SAID)
    page.evaluate(WRITE, ["My own words"])
    page.get_by_text("will read this first.").last.wait_for()
    assert page.evaluate(SAID) == before
    assert page.locator("[data-status]").inner_text() == "Sent"


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
    button.wait_for(state="visible")
    assert button.inner_text() == "2 new"
    assert page.evaluate("() => window.scrollY") == 0
    button.click()
    button.wait_for(state="hidden")


def test_two_pupils_on_one_tablet_never_send_for_each_other(
    world: World, room: Room, quick: Server, enter: Open
) -> None:
    """What waits is named after the sign-in, and gone when somebody else comes."""
    page = enter("ava", room)
    lose_the_line(page)
    page.evaluate(WRITE, ["Only Ava's words"])
    page.wait_for_function(ALL_WAIT, arg=1)
    context = page.context
    page.close()
    context.add_cookies([quick.cookie("noah")])
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"{quick.url}/rooms/{room.id}")
    page.wait_for_function(LIVE)
    page.evaluate(WRITE, ["Noah's words"])
    until(lambda: bool(world.all(Message, author_id=world.noah.id)), "Noah's message")
    assert [(m.body, m.author_id) for m in world.all(Message)] == [("Noah's words", world.noah.id)]


def test_signing_out_deletes_what_waits_and_what_was_typed(
    world: World, room: Room, quick: Server, enter: Open
) -> None:
    page = enter("ava", room)
    page.fill("#body", "Half a sentence")
    page.wait_for_timeout(100)
    page.reload()
    page.wait_for_function("() => document.querySelector('#body').value === 'Half a sentence'")
    page.get_by_role("button", name="I'm finished").click()
    page.wait_for_url(lambda url: "/rooms/" not in url)
    left = page.evaluate(
        """() => new Promise(done => {
          const open = indexedDB.open('schoollink-outbox');
          open.onsuccess = () => {
            if (!open.result.objectStoreNames.contains('kept')) return done(0);
            const all = open.result.transaction('kept').objectStore('kept').getAllKeys();
            all.onsuccess = () => done(all.result.length);
          };
        })"""
    )
    assert left == 0


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
    page.wait_for_function(f"() => ({SHOWN})().includes('Heard by asking')", timeout=30_000)


def test_without_javascript_a_pupil_talks_all_the_same(
    world: World, room: Room, enter: Open
) -> None:
    page = enter("ava", room, javascript=False)
    page.fill("#body", "No script needed")
    page.get_by_role("button", name="Send").click()
    assert "No script needed" in page.locator("#talk").inner_text()
    page.get_by_role("link", name="Check for new").click()
    assert len(world.all(Message)) == 1


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
