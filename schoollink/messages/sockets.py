"""Talk by socket: what plain forms do too, through the same forms, policies and actions."""

from typing import Any

from schoollink.core.realtime import on
from schoollink.core.security import current_actor
from schoollink.messages import actions
from schoollink.messages.forms import Picked, PickForm, SendForm, Since, SinceForm
from schoollink.messages.models import Room
from schoollink.messages.policies import RoomPermission
from schoollink.messages.presenters import catch_up, push
from schoollink.messages.queries import changes_of
from schoollink.messages.views.remember import remember_activity


@on("messages:open", permission=RoomPermission.VIEW, room=Room, form=SinceForm, writes=False)
def open_(room: Room, value: Since) -> dict[str, Any]:
    """What changed in a room since `after`, as it stands now; the same as its events."""
    return catch_up(changes_of(room, current_actor(), after=value.after or 0))


@on("messages:send", permission=RoomPermission.POST, room=Room, form=SendForm)
def send(room: Room, value: actions.NewMessage) -> dict[str, Any]:
    """Write a message; answered once it is stored."""
    message = actions.post_message(room, value, actor=current_actor())
    remember_activity(room)
    return push(message)


@on("messages:remove", permission=RoomPermission.VIEW, room=Room, form=PickForm)
def remove(room: Room, value: Picked) -> dict[str, Any]:
    """Take back one's own message."""
    return push(actions.remove_message(room, value.message, actor=current_actor()))
