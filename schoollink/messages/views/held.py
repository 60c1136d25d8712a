"""What waits for a teacher: release one or all, or send back with a word."""

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from schoollink.core.gate import access
from schoollink.core.i18n import _l, ngettext
from schoollink.core.pages import key_of, page, say
from schoollink.core.security import current_actor
from schoollink.messages import actions, queries
from schoollink.messages.forms import PickForm, ReleaseAllForm, ReturnForm
from schoollink.messages.models import Room
from schoollink.messages.policies import RoomPermission
from schoollink.messages.views.blueprint import bp
from schoollink.messages.views.room import own_school, why_kept_back
from schoollink.supervision.queries import why_unchecked


@bp.get("/check")
@access(RoomPermission.CHECK)
def check() -> ResponseReturnValue:
    """Everything that waits for somebody, room by room."""
    actor = current_actor()
    waiting = queries.waiting_for(actor)
    rooms = [
        (room, [one for one in waiting if one.room_id == room.id], why_kept_back(room))
        for room in queries.rooms_with(waiting)
    ]
    unchecked = why_unchecked(actor, actor.place_ids)
    return page("messages/check.html", rooms=rooms, unchecked=unchecked)


@bp.get("/rooms/<uuid:room_id>/held")
@access(RoomPermission.RELEASE, room=Room, form=ReturnForm)
def held(room: Room, form: ReturnForm) -> ResponseReturnValue:
    """What waits in one room for the staff of the reader's school."""
    return _held_page(room, form)


def _held_page(room: Room, form: ReturnForm) -> ResponseReturnValue:
    actor = current_actor()
    return page(
        "messages/held.html",
        form.status,
        form=form,
        room=room,
        link=room.link,
        tab="messages",
        own=own_school(room, actor),
        messages=queries.waiting_in(room, actor),
        kept_back=why_kept_back(room),
        at=key_of(request.args.get("at", "")),
    )


@bp.post("/rooms/<uuid:room_id>/release")
@access(RoomPermission.RELEASE, room=Room, form=PickForm)
def release(room: Room, form: PickForm) -> ResponseReturnValue:
    """Show one message to everybody."""
    if form.value is None:
        if form.message.errors:
            say(form.message.errors[0], "warn")
        return _back(room, form.message.data)
    actor = current_actor()
    message = actions.release_message(room, form.value.message, actor=actor)
    if message.decided_by_id == actor.person_id:
        say(_l("Everybody in the room can see it now."))
    else:
        say(_l("A colleague was quicker: everybody in the room can see it already."), "info")
    return _back(room, message.id)


@bp.post("/rooms/<uuid:room_id>/release-all")
@access(RoomPermission.RELEASE, room=Room, form=ReleaseAllForm)
def release_all(room: Room, form: ReleaseAllForm) -> ResponseReturnValue:
    """Show everything that was read on the page."""
    if form.value is None:
        return _back(room)
    seen = {key for text in form.value.messages if (key := key_of(text))}
    count = actions.release_all(room, seen, actor=current_actor())
    say(
        ngettext(
            "Everybody can see %(num)s message now.",
            "Everybody can see %(num)s messages now.",
            count,
        )
    )
    return _back(room)


@bp.post("/rooms/<uuid:room_id>/return")
@access(RoomPermission.RELEASE, room=Room, form=ReturnForm)
def send_back(room: Room, form: ReturnForm) -> ResponseReturnValue:
    """Send one message back with a word."""
    if form.value is None:
        return _held_page(room, form)
    value = form.value
    actions.return_message(room, value.message, value.reason, actor=current_actor())
    say(_l("The message is back with the pupil."))
    return _back(room, value.message)


def _back(room: Room, message_id: UUID | None = None) -> ResponseReturnValue:
    """To the message in the room for whoever came from there, else to what still waits."""
    if message_id and "at" in request.args:
        return redirect(url_for("messages.show", room_id=room.id, _anchor=f"m-{message_id}"))
    actor = current_actor()
    is_more = bool(queries.waiting_in(room, actor))
    return redirect(
        url_for("messages.held" if is_more else "messages.show", room_id=room.id, _anchor="end")
    )
