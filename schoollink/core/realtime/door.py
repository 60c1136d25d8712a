"""The door before Engine.IO: WSGI that refuses before anything is allocated (SEC-19).

Our own Origin, a live sign-in, room for one more; and who has a connection's id must also have the
sign-in that opened it.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from flask import Flask, Request, current_app, request
from flask_socketio import SocketIO
from werkzeug.exceptions import SecurityError

from schoollink.core.database import unit_of_work
from schoollink.core.errors import TooMany
from schoollink.core.gate import limits
from schoollink.core.security import load_actor
from schoollink.core.settings import Settings

log = structlog.get_logger()

PATH = "/socket.io/"
SOCKETS_A_SIGN_IN = 5
HANDSHAKES = "20/minute"
OWNER = "schoollink.sign_in"
"""Where the door leaves, in the environ of a handshake, the id of the sign-in that it saw."""

Verdict = tuple[str, list[tuple[str, str]]]
WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Connections:
    """The live connections of this process, from the moment that Engine.IO has one."""

    def __init__(self, socketio: SocketIO) -> None:
        self._server = socketio.server

    def owners(self) -> dict[str, UUID]:
        """Engine.IO id -> the sign-in that opened it."""
        return {
            key: environ[OWNER]
            for key, environ in list(self._server.environ.items())
            if OWNER in environ
        }

    def close(self, key: str) -> None:
        """Say goodbye and close, without waiting for the other end."""
        transport = self._server.eio.sockets.get(key)
        sid = self._server.manager.sid_from_eio_sid(key, "/")
        if sid is not None:
            self._server.disconnect(sid, namespace="/")
        if transport is not None:
            transport.close(wait=False)

    def close_all(self) -> None:
        """Close every connection, also those that never said who they are."""
        for key in list(self._server.eio.sockets):
            try:
                self.close(key)
            except Exception:
                log.exception("socket_close_failed")

    def __len__(self) -> int:
        """How many are open; one that said goodbye stays with Engine.IO for some seconds."""
        return sum(not one.closed for one in list(self._server.eio.sockets.values()))


def connections() -> Connections:
    """The live connections of this process."""
    found: Connections = current_app.extensions["connections"]
    return found


class Door:
    """WSGI in front of Engine.IO."""

    def __init__(self, app: Flask, inner: WSGI) -> None:
        self.app, self.inner = app, inner

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        if environ.get("PATH_INFO", "").startswith(PATH):
            status, headers = self._verdict(environ)
            if status:
                plain = [("Content-Type", "text/plain"), ("Content-Length", "0")]
                start_response(status, [*plain, *headers])
                return [b""]
        return self.inner(environ, start_response)

    def _verdict(self, environ: dict[str, Any]) -> Verdict:
        with self.app.request_context(environ):
            if not _is_ours(request):
                return "403 Forbidden", []
            try:
                with unit_of_work(writes=False):
                    sign_in_id = load_actor().sign_in_id
                if sign_in_id is None:
                    return "401 Unauthorized", []
                environ[OWNER] = sign_in_id
                known = request.args.get("sid")
                return _refuse_other(known, sign_in_id) if known else _refuse_more(sign_in_id)
            except TooMany as error:
                return "429 Too Many Requests", [("Retry-After", str(error.retry_after))]
            except Exception:
                log.exception("socket_door_failed")
                return "503 Service Unavailable", [("Retry-After", "5")]


def _refuse_other(key: str, sign_in_id: UUID) -> Verdict:
    """A connection is used by the sign-in that opened it; an id that nobody has is a 400."""
    owner = connections().owners().get(key)
    return ("", []) if owner in {None, sign_in_id} else ("401 Unauthorized", [])


def _refuse_more(sign_in_id: UUID) -> Verdict:
    """There is room for so many connections, and for so many of one sign-in."""
    settings: Settings = current_app.extensions["settings"]
    if len(connections()) >= settings.sockets:
        return "503 Service Unavailable", [("Retry-After", "30")]
    if Counter(connections().owners().values())[sign_in_id] >= SOCKETS_A_SIGN_IN:
        return "429 Too Many Requests", [("Retry-After", "30")]
    limits.hit("handshakes", HANDSHAKES, str(sign_in_id))
    return "", []


def _is_ours(asked: Request) -> bool:
    """Whether the request names our own origin; a poll may prove it by other headers.

    Browsers send no Origin with a GET of the same site, so a GET is also believed through
    Sec-Fetch-Site or, in older browsers, through the Referer.
    """
    try:
        own = f"{asked.scheme}://{asked.host}"
    except SecurityError:
        return False
    origin = asked.headers.get("Origin")
    if origin is not None:
        return origin == own
    if asked.method != "GET" or asked.headers.get("Upgrade"):
        return False
    site = asked.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    referer = urlsplit(asked.headers.get("Referer", ""))
    return f"{referer.scheme}://{referer.netloc}" == own
