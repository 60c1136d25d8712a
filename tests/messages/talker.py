"""Somebody at a device: the protocol of docs/realtime.md with an outbox, spoken by python-socketio.

What they write waits in the outbox and is sent, with the same key, until the server answers. What
they see is what `/events` and pushes told them, by id, in the order of `seq`.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import requests
import socketio
from socketio.exceptions import SocketIOError

from tests.live import Server

PATIENCE = 180.0


def until(is_so: Callable[[], bool], what: str = "it", *, seconds: float = PATIENCE) -> None:
    """Wait for a real server to come to something; fails after three minutes."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(0.02)


class Talker:
    """One device in one room."""

    def __init__(self, server: Server, who: str, room_id: UUID, *, polling: bool = False) -> None:
        self.server, self.who, self.room = server, who, str(room_id)
        self.cookie = server.cookie(who)
        self.transports = ["polling"] if polling else ["websocket"]
        self.messages: dict[str, dict[str, Any]] = {}
        self.pushes: list[tuple[str, dict[str, Any]]] = []
        self.outbox: list[dict[str, str]] = []
        self.answers: list[dict[str, Any]] = []
        self.upto = 0
        self._lock = threading.Lock()
        self._ends = threading.Event()
        self._sender = threading.Thread(target=self._send_all, daemon=True)
        self.socket = self._new_socket()

    def _new_socket(self) -> Any:
        session = requests.Session() if self.transports == ["polling"] else None
        if session is not None:
            session.headers.update(self.headers)
        socket = socketio.Client(
            reconnection_delay=0.05,
            reconnection_delay_max=0.3,
            request_timeout=3,
            http_session=session,
        )
        socket.on("connect", lambda: None)
        for name in ("messages:new", "messages:changed"):
            socket.on(name, lambda body, name=name: self._pushed(name, body))
        return socket

    @property
    def headers(self) -> dict[str, str]:
        """What a browser sends along."""
        return {
            "Cookie": f"{self.cookie['name']}={self.cookie['value']}",
            "Origin": self.server.url,
            "Accept": "application/json",
        }

    def arrive(self) -> Talker:
        """Connect, and catch up."""
        self._connect()
        self.catch_up()
        if not self._sender.is_alive():
            self._sender.start()
        return self

    def _connect(self) -> None:
        headers = dict(self.headers)
        if self.transports == ["websocket"]:
            headers.pop("Origin")  # the WebSocket library sends its own
        self.socket.connect(
            self.server.url, headers=headers, transports=self.transports, wait_timeout=10
        )

    def lose_the_line(self) -> None:
        """Nothing goes out and nothing comes in until `come_back`."""
        self.socket.disconnect()
        until(lambda: not self.socket.connected, "the line to be gone")

    def come_back(self) -> None:
        """A line again."""
        self.socket = self._new_socket()
        self._connect()
        self.catch_up()

    def leave(self) -> None:
        """Close the device."""
        self._ends.set()
        with contextlib.suppress(Exception):
            self.socket.disconnect()
        self._sender.join(timeout=10) if self._sender.is_alive() else None

    # writing

    def write(self, *bodies: str) -> None:
        """Put words into the outbox."""
        self.outbox += [{"room": self.room, "key": str(uuid4()), "body": one} for one in bodies]

    def _send_all(self) -> None:
        while not self._ends.is_set():
            if not self.outbox or not self.socket.connected:
                time.sleep(0.01)
                continue
            try:
                answer = self.socket.call("messages:send", self.outbox[0], timeout=5)
            except (SocketIOError, OSError, KeyError, ValueError):
                time.sleep(0.02)  # the line went, perhaps before the answer: the same key again
                continue
            self.answers.append(answer)
            if answer.get("ok"):
                self._take(answer["data"]["message"])
                self.outbox.pop(0)
            else:
                time.sleep(0.05)

    def ask(self, name: str, **payload: Any) -> dict[str, Any]:
        """Send any message and wait for its answer."""
        answer: dict[str, Any] = self.socket.call(name, payload, timeout=10)
        return answer

    def is_done(self) -> bool:
        """Everything that was written was answered."""
        return not self.outbox

    # reading

    def _pushed(self, name: str, body: dict[str, Any]) -> None:
        self.pushes.append((name, body))
        if body["message"]:
            self._take(body["message"])

    def _take(self, message: dict[str, Any]) -> None:
        with self._lock:
            before = self.messages.get(message["id"])
            if before is None or before["changed"] <= message["changed"]:
                self.messages[message["id"]] = message

    def catch_up(self) -> None:
        """Ask what changed since, until there is no more."""
        more = True
        while more:
            found = self.get(f"/rooms/{self.room}/events?after={self.upto}")
            for message in found["items"]:
                self._take(message)
            self.upto, more = found["upto"], found["more"]

    def get(self, path: str) -> Any:
        """Open an address as JSON; raises HTTPError."""
        request = urllib.request.Request(self.server.url + path, headers=self.headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def sees(self) -> list[str]:
        """The words on the screen, in order."""
        shown = sorted(self.messages.values(), key=lambda message: message["seq"])
        return [message["body"] for message in shown if message["body"] is not None]
