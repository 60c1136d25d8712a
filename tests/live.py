"""A real server in a process of its own, and Chromium, for what a test client can't show."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from flask import Flask

if TYPE_CHECKING:
    from playwright._impl._api_structures import SetCookieParam
    from playwright.sync_api import Browser, BrowserContext

    from tests.world import World

Theme = Literal["light", "dark"]
CHROMIUM = os.environ.get("SCHOOLLINK_TEST_CHROMIUM") or shutil.which("chromium") or ""
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SECONDS_TO_START = 30
PATIENCE = 60_000
"""Milliseconds that a browser test waits for what must come; more only makes failing slower."""

SERVE = """
import sys
from schoollink import create_app
from schoollink.core.realtime.serving import Serving
from schoollink.core.settings import Settings
from pathlib import Path
folder, url, public, redis, port, languages, limits, sockets = sys.argv[1:]
settings = Settings(instance=Path(folder), database_url=url, public_url=public, redis_url=redis,
                    languages=tuple(languages.split(",")), jobs="separate", sockets=int(sockets),
                    limits=limits == "on").complete()
Serving(lambda: create_app(settings), settings, [f"127.0.0.1:{port}"]).run()
"""


def free_port() -> int:
    """A port of this machine that nobody uses now, and that no connection gets meanwhile.

    The system gives those from 32768 on to connections (ip(7)).
    """
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Server:
    """The product, served by gunicorn on the database of the test's app."""

    def __init__(
        self,
        app: Flask,
        world: World | None = None,
        *,
        port: int = 0,
        redis_url: str = "",
        limits: bool = True,
        sockets: int = 60,
    ) -> None:
        self.app, self._world, self.limits, self.sockets = app, world, limits, sockets
        self.port = port or free_port()
        self.redis_url = redis_url
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def world(self) -> World:
        """The cast, where the database has one."""
        assert self._world is not None, "nobody is on this server"
        return self._world

    @property
    def url(self) -> str:
        """Where it answers, without a path."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Server:
        """Start it and wait until it answers."""
        settings = self.app.extensions["settings"]
        arguments = [
            str(settings.instance),
            settings.database_url,
            self.url,
            self.redis_url,
            str(self.port),
            ",".join(settings.languages),
            "on" if self.limits else "off",
            str(self.sockets),
        ]
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE, *arguments],
            cwd=Path(__file__).resolve().parent.parent,
            start_new_session=True,
            stderr=subprocess.DEVNULL,
        )
        self._wait()
        return self

    def _wait(self) -> None:
        end = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < end:
            assert self.process is not None
            assert self.process.poll() is None, "the server ended while starting"
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=2).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError("the server does not answer")

    def kill(self) -> None:
        """`kill -9` of every process of it."""
        self._signal(signal.SIGKILL)

    def stop(self) -> float:
        """Ask it to stop; gives the seconds that it took."""
        begun = time.monotonic()
        self._signal(signal.SIGTERM, all_of_it=False)
        return time.monotonic() - begun

    def _signal(self, number: signal.Signals, *, all_of_it: bool = True) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        send = os.killpg if all_of_it else os.kill
        send(self.process.pid, number)
        self.process.wait(timeout=20)

    def cookie(self, who: str) -> SetCookieParam:
        """The cookie of a fresh sign-in of somebody of the cast."""
        return self.cookie_of({"_user_id": self.world.sign_in(who), "_fresh": True})

    def cookie_of(self, session: dict[str, Any]) -> SetCookieParam:
        """A session cookie with these values."""
        interface: Any = self.app.session_interface
        signed = interface.get_signing_serializer(self.app).dumps(session)
        return {"name": "sl_dev", "value": str(signed), "url": self.url}


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a screen."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


def context_of(
    browser: Browser,
    server: Server,
    who: str = "visitor",
    *,
    language: str = "en",
    theme: Theme = "light",
    width: int = 1280,
    javascript: bool = True,
    more: dict[str, Any] | None = None,
) -> BrowserContext:
    """A window of its own: who looks, in which language and light, how wide."""
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=theme,
        java_script_enabled=javascript,
        has_touch=width < 600,
        reduced_motion="reduce",
    )
    session: dict[str, Any] = {"lang": language}
    if who != "visitor":
        session |= {"_user_id": server.world.sign_in(who), "_fresh": True}
    session |= more or {}
    context.add_cookies([server.cookie_of(session)])
    context.set_default_timeout(PATIENCE)
    return context
