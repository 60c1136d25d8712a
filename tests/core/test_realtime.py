"""The door before Engine.IO, the answers to messages, and who is hung up."""

import http.client
import json
from collections.abc import Callable
from http.client import HTTPResponse
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from schoollink import create_app
from schoollink.accounts.models import SignIn
from schoollink.core.clock import now
from schoollink.core.realtime import registered, wire
from schoollink.core.settings import Settings
from tests.live import Server
from tests.page import Page
from tests.world import World

HANDSHAKE = "/socket.io/?EIO=4&transport=polling"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://localhost"}, 401),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 401),
        ({"Referer": "http://localhost/rooms/1"}, 401),
        ({"Referer": "http://localhost.evil.example/"}, 403),
        (
            {
                "Origin": "https://evil.example",
                "X-Forwarded-Host": "evil.example",
                "X-Forwarded-Proto": "https",
            },
            403,
        ),
        ({"Origin": "http://evil.example", "Host": "evil.example"}, 403),
    ],
)
def test_AT061_AT062_AT063_the_door_asks_for_our_origin_and_a_sign_in(
    app: Flask, headers: dict[str, str], status: int
) -> None:
    answer = app.test_client().get(HANDSHAKE, headers=headers)
    assert answer.status_code == status
    assert len(app.extensions["connections"]) == 0


def test_a_websocket_without_an_origin_is_refused(app: Flask) -> None:
    headers = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-Fetch-Site": "same-origin"}
    url = "/socket.io/?EIO=4&transport=websocket"
    assert app.test_client().get(url, headers=headers).status_code == 403


def test_half_way_through_the_second_factor_the_door_stays_closed(
    app: Flask, page: Page, world: World
) -> None:
    page.as_("tom", factor_due=True)
    answer = page.client.get(HANDSHAKE, headers={"Origin": "http://localhost"})
    assert answer.status_code == 401


def test_behind_a_proxy_the_door_knows_its_own_https_origin(settings: Settings) -> None:
    from dataclasses import replace

    behind = replace(settings, public_url="https://links.example.org", proxy_hops=1)
    client = create_app(behind).test_client()
    headers = {
        "Host": "links.example.org",
        "Origin": "https://links.example.org",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "10.0.0.1",
    }
    assert client.get(HANDSHAKE, headers=headers).status_code == 401
    headers["X-Forwarded-Proto"] = "http"
    assert client.get(HANDSHAKE, headers=headers).status_code == 403


# answers


@pytest.fixture
def answer(app: Flask, page: Page) -> Callable[..., Any]:
    """Ask the wire as somebody, without a line in between."""

    def ask(who: str, name: str | None, payload: object) -> Any:
        page.as_(who)
        page.client.get("/healthz")
        cookie = page.client.get_cookie("sl_dev")
        headers = {"Cookie": f"sl_dev={cookie.value}"} if cookie else {}
        with app.test_request_context(headers=headers):
            message = registered()[name] if name else None
            return wire.answer(message, payload, whose=who)

    return ask


@pytest.mark.parametrize(
    "payload",
    [None, "text", 7, [], b"bytes", {"room": 5}, {"room": "x"}, {"room": None}, {"room": {}}],
)
def test_AT075_a_wrong_payload_is_answered_in_words(
    answer: Callable[..., Any], payload: object
) -> None:
    said = answer("meera", "messages:send", payload)
    assert said["ok"] is False
    assert said["error"]["code"] in {"bad_payload", "not_found"}
    assert "Traceback" not in json.dumps(said)


def test_a_message_that_nobody_answers_is_not_found(answer: Callable[..., Any]) -> None:
    said = answer("meera", None, {})
    assert (said["ok"], said["error"]["code"]) == (False, "not_found")


def test_SEC12_a_hundred_messages_a_minute_are_enough(answer: Callable[..., Any]) -> None:
    """AT-072: counted before anything is read."""
    codes = [answer("meera", None, {})["error"]["code"] for _ in range(102)]
    assert codes[:100] == ["not_found"] * 100
    assert codes[100:] == ["slow_down"] * 2


# a real line


class Raw:
    """Engine.IO spoken by hand."""

    def __init__(self, server: Server, who: str) -> None:
        self.server, cookie = server, server.cookie(who)
        self.headers = {
            "Cookie": f"{cookie['name']}={cookie['value']}",
            "Origin": server.url,
        }

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        connection.request(method, path, body=body, headers=self.headers)
        answer: HTTPResponse = connection.getresponse()
        text, self.retry_after = answer.read().decode(), answer.headers["Retry-After"]
        connection.close()
        return answer.status, text

    def open(self) -> str:
        """A connection; gives its address."""
        status, text = self.ask("GET", HANDSHAKE)
        assert status == 200, (status, text)
        return f"{HANDSHAKE}&sid={json.loads(text[1:])['sid']}"


@pytest.mark.slow
def test_AT065_a_connection_is_used_by_the_sign_in_that_opened_it(server: Server) -> None:
    meera, daniel = Raw(server, "meera"), Raw(server, "daniel")
    line = meera.open()
    assert daniel.ask("POST", line, "40")[0] == 401
    assert daniel.ask("GET", line)[0] == 401
    assert meera.ask("POST", line, "40")[0] == 200
    assert meera.ask("GET", line)[1].startswith("40{")
    assert meera.ask("GET", f"{HANDSHAKE}&sid=nobody")[0] == 400


@pytest.mark.slow
def test_a_page_of_an_earlier_sign_in_gets_no_line(server: Server) -> None:
    """What waits in its outbox would leave in the name of whoever is signed in now."""
    meera = Raw(server, "meera")
    line = meera.open()
    assert meera.ask("POST", line, '40{"sign_in":"somebody else"}')[0] == 200
    assert "signed_out" in meera.ask("GET", line)[1]


@pytest.mark.slow
def test_SEC19_a_sign_in_has_five_connections_also_when_they_say_nothing(server: Server) -> None:
    meera = Raw(server, "meera")
    for _ in range(5):
        meera.open()
    assert meera.ask("GET", HANDSHAKE)[0] == 429
    assert Raw(server, "daniel").open()


@pytest.mark.slow
def test_SEC19_a_full_house_says_so_and_has_room_again(app: Flask, world: World) -> None:
    """Whoever finds no room is told when to try again, and reads and writes without a line."""
    server = Server(app, world, sockets=2).start()
    try:
        meera, daniel, rose = (Raw(server, who) for who in ("meera", "daniel", "rose"))
        line = meera.open()
        daniel.open()
        assert rose.ask("GET", HANDSHAKE)[0] == 503
        assert rose.retry_after == "30"
        assert rose.ask("GET", "/home")[0] == 200
        assert meera.ask("POST", line, "40")[0] == 200, "who is in stays in"
        assert meera.ask("POST", line, "1")[0] == 200, "and goes when they like"
        assert rose.open()
    finally:
        server.kill()


@pytest.mark.slow
def test_AT070_what_is_too_large_or_too_deep_harms_nobody(server: Server) -> None:
    meera = Raw(server, "meera")
    for body in ("4" + "x" * (64 * 1024 + 1), "42" + "[" * 60_000, "\x1e".join(["2"] * 10_000)):
        line = meera.open()
        meera.ask("POST", line, "40")
        meera.ask("POST", line, body)
    assert Raw(server, "daniel").open()


@pytest.mark.slow
def test_AT068_a_sign_in_that_ended_gets_nothing_through_its_old_connection(
    server: Server, world: World
) -> None:
    meera = Raw(server, "meera")
    line = meera.open()
    meera.ask("POST", line, "40")
    for row in world.all(SignIn, person_id=world.meera.id):
        row.ended_at = now()
        world.put(row)
    assert meera.ask("GET", line)[0] == 401
    assert meera.ask("POST", line, f'42["messages:open",{{"room":"{uuid4()}"}}]')[0] == 401
