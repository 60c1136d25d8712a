"""Serving through gunicorn: one process, a thread for every socket and 24 more (decision 8)."""

import signal
import socket
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from schoollink.core import jobs
from schoollink.core.realtime import server
from schoollink.core.settings import Settings

SPARE_THREADS = 24
SECONDS_TO_STOP = 2


class Serving(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn with our settings; the application is made in the worker, not before the fork."""

    def __init__(self, make_app: Callable[[], Flask], settings: Settings, bind: list[str]) -> None:
        self._make_app, self._settings, self._bind = make_app, settings, bind
        super().__init__()

    def load_config(self) -> None:
        threads = self._settings.sockets + SPARE_THREADS
        decided: dict[str, Any] = {
            "bind": self._bind,
            "workers": 1,
            "worker_class": "gthread",
            "threads": threads,
            "worker_connections": threads + 500,
            "keepalive": 30,
            "timeout": 60,
            "graceful_timeout": SECONDS_TO_STOP,
            "control_socket_disable": True,
            "loglevel": "warning",
            "post_worker_init": _start_threads,
        }
        for key, value in decided.items():
            self.cfg.set(key, value)

    def load(self) -> Flask:
        return self._make_app()


def _start_threads(worker: Any) -> None:
    """In the worker: start jobs and the socket sweep; close sockets first when told to stop."""
    app: Flask = worker.wsgi
    settings: Settings = app.extensions["settings"]
    stops = [server.start_sweeping(app, app.extensions["alive_sign_ins"])]
    if settings.jobs == "embedded":
        stops.append(jobs.start_embedded(app))

    def close() -> None:
        for stop in stops:
            stop()
        server.close_all(app)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        _first(number, lambda: threading.Thread(target=close, daemon=True).start())


def _first(number: signal.Signals, act: Callable[[], object]) -> None:
    then = signal.getsignal(number)

    def handle(received: int, frame: FrameType | None) -> None:
        act()
        if callable(then):
            then(received, frame)

    signal.signal(number, handle)


def is_port_taken(host: str, port: int) -> bool:
    """Whether something answers or holds this port already."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def local_network_address() -> str | None:
    """The address under which this machine is known in its local network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # documentation address: nothing is sent
            return str(probe.getsockname()[0])
        except OSError:
            return None
