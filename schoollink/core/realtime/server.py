"""The Socket.IO server: made, limited, swept and closed.

The sign-in is asked at the door, again for every message, and a sweep hangs up what is left over.
"""

import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI
from flask import Flask, request
from flask_socketio import ConnectionRefusedError as Refused
from flask_socketio import SocketIO, join_room

from schoollink.core.database import unit_of_work
from schoollink.core.realtime import wire
from schoollink.core.realtime.door import OWNER, Connections, Door, connections
from schoollink.core.security import behind_proxies, load_actor, sign_in_key
from schoollink.core.settings import Settings

log = structlog.get_logger()

FRAME_BYTES = 64 * 1024
SECONDS_BETWEEN_SWEEPS = 15


def init_app(app: Flask) -> None:
    """Make the server, put the door in front, and our proxies' word before both."""
    settings: Settings = app.extensions["settings"]
    socketio = SocketIO(
        app,
        async_mode="threading",
        async_handlers=False,
        manage_session=False,
        cookie=None,
        cors_allowed_origins=[],  # the door checks Origin, before anything is allocated
        max_http_buffer_size=FRAME_BYTES,
        http_compression=False,
        ping_interval=25,
        ping_timeout=20,
        always_connect=False,
        message_queue=settings.redis_url or None,
        logger=False,
        engineio_logger=False,
    )
    _limit_frames(socketio)
    _close_at_once(socketio)
    app.extensions["connections"] = Connections(socketio)
    app.wsgi_app = Door(app, app.wsgi_app)  # type: ignore[method-assign]  # how Flask documents middleware; mypy takes it for a new method
    behind_proxies(app)
    socketio.on_event("connect", _connect)


def _limit_frames(socketio: SocketIO) -> None:
    """Refuse a frame by its header: Engine.IO looks only once it is whole in memory."""
    engine = socketio.server.eio
    drivers: dict[str, Any] = engine._async  # noqa: SLF001 - Engine.IO has no option for it; the check below sees when this moves
    if drivers["websocket"] is not SimpleWebSocketWSGI:
        raise RuntimeError("the WebSocket transport is not the one whose frames we can limit")
    limited = partial(SimpleWebSocketWSGI, max_message_size=FRAME_BYTES)
    engine._async = drivers | {"websocket": limited}  # noqa: SLF001 - as above; replaced, since all servers share the dict


def _close_at_once(socketio: SocketIO) -> None:
    """Hang up without waiting: Engine.IO would hold a thread until a misuser has read all."""
    engine = socketio.server.eio

    def disconnect(key: str | None = None) -> None:
        for one in [key] if key is not None else list(engine.sockets):
            transport = engine.sockets.pop(one, None)
            if transport is not None:
                transport.close(wait=False)

    engine.disconnect = disconnect


def answer_messages(app: Flask) -> None:
    """Answer every registered message; anything else is refused in words."""
    socketio: SocketIO = app.extensions["socketio"]
    for message in wire.registered().values():
        socketio.on_event(message.name, partial(_answer, message))
    socketio.on_event("*", _answer_unknown)


def _connect(auth: object = None) -> None:
    with unit_of_work(writes=False):
        actor = load_actor()
    if actor.sign_in_id is None or actor.sign_in_id != request.environ.get(OWNER):
        raise Refused("signed_out")
    key = sign_in_key(actor.sign_in_id)
    if isinstance(auth, dict) and auth.get("sign_in", key) != key:
        raise Refused("signed_out")  # the page of somebody who was here before
    join_room(wire.room_of(actor.sign_in_id))


def _answer(message: wire.Message, payload: object = None, *rest: object) -> wire.Answer:
    return wire.answer(message, payload, whose=str(request.environ.get(OWNER)))


def _answer_unknown(name: object, *rest: object) -> wire.Answer:
    return wire.answer(None, None, whose=str(request.environ.get(OWNER)))


def hang_up(sign_in_id: UUID) -> None:
    """Close this process's connections of a sign-in now; other processes' sweeps follow."""
    found = connections()
    for key, owner in found.owners().items():
        if owner == sign_in_id:
            found.close(key)


def sweep(app: Flask, alive: Callable[[Iterable[UUID]], set[UUID]]) -> None:
    """Hang up whatever belongs to a sign-in that is not alive any more."""
    with app.app_context():
        owners = set(connections().owners().values())
        if not owners:
            return
        with unit_of_work(writes=False):
            living = alive(owners)
        for sign_in_id in owners - living:
            hang_up(sign_in_id)


def start_sweeping(app: Flask, alive: Callable[[Iterable[UUID]], set[UUID]]) -> Callable[[], None]:
    """Sweep every 15 s in a thread of the server; gives the function that stops it."""
    stop = threading.Event()

    def run() -> None:
        while not stop.wait(SECONDS_BETWEEN_SWEEPS):
            try:
                sweep(app, alive)
            except Exception:
                log.exception("socket_sweep_failed")

    threading.Thread(target=run, daemon=True, name="socket-sweep").start()
    return stop.set


def close_all(app: Flask) -> None:
    """Close every connection, so that the server can stop at once."""
    app.extensions["connections"].close_all()
