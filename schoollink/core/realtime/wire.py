"""Messages in (`on`) and pushes out (`tell`), with the steps of the gate."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

import structlog
from flask import current_app, g
from sqlalchemy import Select

from schoollink.core.database import Base, after_commit, found, locked, unit_of_work
from schoollink.core.errors import BadRequest, NotFound, Refusal, answer_for
from schoollink.core.forms import Form
from schoollink.core.gate import limits, notes
from schoollink.core.pages import key_of
from schoollink.core.policy import require
from schoollink.core.security import load_actor

log = structlog.get_logger()

MESSAGES_A_MINUTE = "100/minute"

Answer = dict[str, Any]
Handler = Callable[..., Answer]


@dataclass(frozen=True)
class Message:
    """A message that clients may send: who may, about what, in which shape."""

    name: str
    handler: Handler
    permission: StrEnum
    subject: tuple[str, type[Base]]
    form: type[Form[Any]] | None
    writes: bool


_messages: dict[str, Message] = {}


class Audience:
    """The function that accounts lends: a query of person ids -> ids of their live sign-ins."""

    live_sign_ins: Callable[[Select[UUID]], list[UUID]] = staticmethod(lambda people: [])


def use(*, live_sign_ins: Callable[[Select[UUID]], list[UUID]]) -> None:
    """Take the function that turns people into live sign-ins in one query."""
    Audience.live_sign_ins = staticmethod(live_sign_ins)


def on(
    name: str,
    *,
    permission: StrEnum,
    form: type[Form[Any]] | None = None,
    writes: bool = True,
    **subject: type[Base],
) -> Callable[[Handler], Handler]:
    """Answer a socket message. `room=Room` loads the row whose id the payload names `room`."""
    if len(subject) != 1:
        raise TypeError("a message is about exactly one thing")

    def register(handler: Handler) -> Handler:
        if name in _messages:
            raise RuntimeError(f"message {name} is answered twice")
        ((what, model),) = subject.items()
        _messages[name] = Message(name, handler, permission, (what, model), form, writes)
        return handler

    return register


def registered() -> Mapping[str, Message]:
    """All messages that clients may send."""
    return _messages


def answer(message: Message | None, payload: object, *, whose: str) -> Answer:
    """Answer one message: `{"ok": true, "data": …}` or `{"ok": false, "error": {code, text}}`.

    `whose` counts against the limit, before anything else is done; None is a message that nobody
    answers.
    """
    try:
        limits.hit("sockets", MESSAGES_A_MINUTE, whose)
        if message is None:
            raise NotFound
        return {"ok": True, "data": _answer(message, payload)}
    except Exception as error:
        said = answer_for(error)
        if not isinstance(error, Refusal):
            log.exception("message_failed", message=message.name if message else "")
        return {"ok": False, "error": {"code": said.code, "text": said.text}}
    finally:
        notes.keep_notes()


def _answer(message: Message, payload: object) -> Answer:
    if not isinstance(payload, Mapping):
        raise BadRequest
    what, _ = message.subject
    key = key_of(str(payload.get(what, "")))
    if key is None:
        raise NotFound
    with unit_of_work(writes=False):
        thing = _look(message, key)
        form = _blank(message, thing)
        if not message.writes:
            _take(form, payload, what)
            return message.handler(**_arguments(message, thing, form))
    _take(form, payload, what)
    with unit_of_work():
        return message.handler(**_arguments(message, _look(message, key, hold=True), form))


def _look(message: Message, key: UUID, *, hold: bool = False) -> Base:
    """As the gate does: a thing to be held is waited for before anybody's rights are read."""
    model = message.subject[1]
    thing = locked(model, key) if hold else None
    actor = load_actor()
    thing = thing if hold else found(model, key)
    if thing is None:
        raise NotFound
    require(actor, message.permission, thing)
    return thing


def _blank(message: Message, thing: Base) -> Form[Any] | None:
    if message.form is None:
        return None
    form = message.form()
    form.offer(actor=g.actor, **{message.subject[0]: thing})
    return form


def _take(form: Form[Any] | None, payload: Mapping[Any, Any], what: str) -> None:
    rest = {key: value for key, value in payload.items() if key != what}
    if form is None:
        if rest:
            raise BadRequest(fields=sorted(map(str, rest)))
        return
    form.take_payload(rest)
    if form.value is None:
        raise BadRequest(form.refused_text() or None)


def _arguments(message: Message, thing: Base, form: Form[Any] | None) -> dict[str, Any]:
    arguments: dict[str, Any] = {message.subject[0]: thing}
    return arguments if form is None else arguments | {"value": form.value}


def tell(people: Select[UUID], name: str, body: Mapping[str, Any]) -> None:
    """After the commit, push to every live sign-in of the people that the query finds then."""
    socketio = current_app.extensions["socketio"]

    def push() -> None:
        with unit_of_work(writes=False):
            sign_ins = Audience.live_sign_ins(people)
        if not sign_ins:  # python-socketio takes an empty list for everybody
            return
        socketio.emit(name, dict(body), to=[room_of(key) for key in sign_ins])

    after_commit(push)


def room_of(sign_in_id: UUID) -> str:
    """The one room that a connection joins."""
    return f"s:{sign_in_id}"
