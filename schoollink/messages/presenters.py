"""Rows to what travels: the same for every reader, ids and states, no HTML and no sentence."""

from typing import Any

from schoollink.core.i18n import _l, gettext
from schoollink.messages.models import Message, Room
from schoollink.messages.policies import RoomPermission
from schoollink.messages.queries import Changes
from schoollink.messages.rules import shows_body
from schoollink.notifications.rules import Kind, register


def message_card(message: Message) -> dict[str, Any]:
    """One message for socket and JSON. A tombstone has no body."""
    author, typed_for = message.author, message.school_class
    return {
        "id": str(message.id),
        "key": str(message.key),
        "seq": message.seq,
        "changed": message.changed_seq,
        "kind": message.kind.value,
        "state": message.state.value,
        "author": str(message.author_id) if message.author_id else None,
        "name": author.name if author else "",
        "class": typed_for.name if typed_for else None,
        "school": str(message.school_id),
        "school_name": message.school.name,
        "place": message.school.place,
        "zone": message.school.zone,
        "avatar": message.pupil.avatar if message.pupil else None,
        "body": message.body if shows_body(message.state) else None,
        "reason": message.reason or None,
        "at": message.at.isoformat(timespec="seconds"),
    }


def push(message: Message) -> dict[str, Any]:
    """What `messages:new` and `messages:changed` carry, and the answer to what was sent."""
    return {
        "room": str(message.room_id),
        "seq": message.changed_seq,
        "message": message_card(message),
    }


def room_push(room: Room, seq: int) -> dict[str, Any]:
    """A change of the room itself: who may write has to be asked anew."""
    return {"room": str(room.id), "seq": seq, "message": None}


def catch_up(changes: Changes) -> dict[str, Any]:
    """The answer of `GET /rooms/<id>/events` and of `messages:open`."""
    return {
        "items": [message_card(message) for message in changes.messages],
        "upto": changes.upto,
        "more": changes.more,
    }


HELD = register(
    Kind(
        "messages.held",
        label=_l("Your pupils' messages wait"),
        model=Room,
        permission=RoomPermission.RELEASE,
        sentence=lambda room: gettext(
            "Messages of your pupils wait to be read first: %(project)s.",
            project=room.project.title if room.project else "",
        ),
        endpoint="messages.held",
        value="room_id",
        is_todo=True,
    )
)
"""What own-school staff are told while something waits for them."""
