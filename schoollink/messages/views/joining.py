"""A cover teacher comes and goes."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from schoollink.core.gate import access
from schoollink.core.i18n import _l
from schoollink.core.pages import page, say
from schoollink.core.security import current_actor
from schoollink.messages import actions, queries
from schoollink.messages.models import Room
from schoollink.messages.policies import RoomPermission
from schoollink.messages.views.blueprint import bp
from schoollink.messages.views.room import own_school


@bp.get("/rooms/<uuid:room_id>/join")
@access(RoomPermission.JOIN, room=Room)
def join(room: Room) -> ResponseReturnValue:
    """Who is in the room and what joining means, before anything can be read."""
    return page(
        "messages/join.html",
        room=room,
        link=room.link,
        tab="messages",
        own=own_school(room, current_actor()),
        readers=queries.readers(room),
    )


@bp.post("/rooms/<uuid:room_id>/join")
@access(RoomPermission.JOIN, room=Room)
def enter(room: Room) -> ResponseReturnValue:
    """Join at once, with a line that says so."""
    actions.join_room(room, actor=current_actor())
    say(_l("You are in. Everybody in the room sees that you joined."))
    return redirect(url_for("messages.show", room_id=room.id, _anchor="end"))


@bp.post("/rooms/<uuid:room_id>/leave")
@access(RoomPermission.LEAVE, room=Room)
def leave(room: Room) -> ResponseReturnValue:
    """Stop covering."""
    actions.leave_room(room, actor=current_actor())
    say(_l("You have left the room."))
    return redirect(url_for("messages.index", link_id=room.link.id))
