"""docs/realtime.md says what the code does."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from schoollink.core import errors
from schoollink.core.database import unit_of_work
from schoollink.core.forms import ALWAYS_ALLOWED
from schoollink.core.realtime import registered, wire
from schoollink.core.realtime.door import HANDSHAKES, SOCKETS_A_SIGN_IN
from schoollink.messages.forms import BY_PUPILS, BY_STAFF
from schoollink.messages.models import Message, MessageKind, MessageState, Room
from schoollink.messages.presenters import catch_up, push, room_push
from schoollink.messages.queries import changes_of
from tests.messages.cast import say
from tests.world import World


@pytest.fixture
def text(repository: Path) -> str:
    return (repository / "docs" / "realtime.md").read_text()


def part(text: str, title: str) -> str:
    """What stands under a heading of the third level."""
    return re.split(r"\n##+ ", text.split(f"### `{title}`\n")[1])[0]


def examples(text: str) -> list[Any]:
    return [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.S)]


def test_every_message_is_described_with_its_fields(app: Flask, text: str) -> None:
    for name, message in registered().items():
        payload = examples(part(text, name))[0]
        fields = set(message.form()._fields) if message.form else set()
        known = fields | {message.subject[0]} | ALWAYS_ALLOWED
        assert set(payload) <= known, name
        assert all(field in part(text, name) for field in fields), name
        assert "Errors: " in part(text, name)
    described = set(re.findall(r"### `(\w+:\w+)`", text))
    assert described == set(registered()) | {"messages:new", "messages:changed"}


def test_every_code_is_described(text: str) -> None:
    table = set(re.findall(r"\| `(\w+)` \|", text.split("## Answers")[1].split("## A message")[0]))
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    codes = {kind.code for kind in kinds if issubclass(kind, errors.Refusal)} | {"broken"}
    assert codes - table <= {"too_large", "no_room", "gone"}, "what only pages answer"
    assert table <= codes


def test_a_message_is_described_field_by_field(text: str, world: World, room: Room) -> None:
    sent = say(world, room, "otieno", "Our lake is as big as the sea!")
    with world.app.app_context(), unit_of_work(writes=False):
        found: Message = world._load(sent)
        told = push(found)
        caught = catch_up(changes_of(found.room, world.actor("ava"), after=0))
        about_room = room_push(found.room, 45)
    described = text.split("## A message")[1].split("## What one may send")[0]
    rows = "".join(re.findall(r"^\| (`.+?) \|", described, re.M))
    assert set(re.findall(r"`(\w+)`", rows)) == set(told["message"])
    answer = examples(part(text, "messages:send"))[1]["data"]
    assert set(answer) == set(told)
    assert set(answer["message"]) == set(told["message"])
    assert set(examples(part(text, "messages:open"))[1]["data"]) == set(caught)
    assert set(examples(part(text, "messages:changed"))[0]) == set(about_room)
    for value in (*MessageKind, *MessageState):
        assert f"`{value.value}`" in described


def test_the_limits_are_those_of_the_code(text: str) -> None:
    words = " ".join(text.split())
    assert f"at most {SOCKETS_A_SIGN_IN} connections of a sign-in" in words
    assert f"{HANDSHAKES.split('/')[0]} handshakes a minute" in words
    assert f"at most {wire.MESSAGES_A_MINUTE.split('/')[0]} messages a minute" in words
    assert f"a pupil posts {BY_PUPILS.split('/')[0]} a minute" in words
    assert f"an adult {BY_STAFF.split('/')[0]}" in words
