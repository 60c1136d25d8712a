"""A room as a page, its catch-up, and everything that is done in it by a plain form."""

from typing import Any
from uuid import UUID

from flask import jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from schoollink.core.clock import now, today
from schoollink.core.errors import wants_json
from schoollink.core.gate import access
from schoollink.core.i18n import Text, _l
from schoollink.core.pages import key_of, page, say
from schoollink.core.policy import Actor
from schoollink.core.security import current_actor, sign_in_key
from schoollink.messages import actions, queries
from schoollink.messages.forms import LARGEST_SEQ, PickForm, SendForm
from schoollink.messages.models import Message, MessageState, Room, RoomKind
from schoollink.messages.policies import RoomPermission
from schoollink.messages.presenters import catch_up, push
from schoollink.messages.rules import KEPT_BACK
from schoollink.messages.views.blueprint import bp
from schoollink.messages.views.remember import remember_activity, remember_read
from schoollink.schools.models import School
from schoollink.supervision.rules import FOR_ADULTS, FOR_PUPILS

ON_A_SCREEN = 12


@bp.get("/rooms/<uuid:room_id>")
@access(RoomPermission.VIEW, room=Room, form=SendForm)
def show(room: Room, form: SendForm) -> ResponseReturnValue:
    """The last messages with the box to write in; `?before=` shows older ones."""
    again = _own_returned(room, request.args.get("again", ""))
    if again is not None:
        form.show(key=form.key.data, body=again.body)
    return _room_page(room, form)


def _room_page(room: Room, form: SendForm) -> ResponseReturnValue:
    actor = current_actor()
    text = request.args.get("before", "")
    before = min(int(text), LARGEST_SEQ) if text.isdecimal() and len(text) < 20 else None
    found = queries.messages_of(room, actor, before=before)
    read_up_to = queries.read_up_to(room, actor.person_id)
    if before is None:
        remember_read(room, actor, room.seq, read_up_to)
    return page(
        "messages/pupil.html" if actor.is_pupil else "messages/show.html",
        form.status,
        form=form,
        room=room,
        messages=found.messages,
        older=found.messages[0].seq if found.has_older else None,
        is_newest=before is None,
        read_up_to=read_up_to,
        check_url=_check_url(room),
        **_frame(room, actor),
    )


def _check_url(room: Room) -> str:
    """The newest messages. No browser loads a page again for an address that only adds "#end",
    so each page gives another one."""
    at = int(now().timestamp() * 1000)
    return url_for("messages.show", room_id=room.id, at=at, _anchor="end")


def _frame(room: Room, actor: Actor) -> dict[str, Any]:
    """What every view of a room says about it and its reader."""
    own, readers = own_school(room, actor), queries.readers(room)
    missing = queries.schools_unsupervised_among(room, readers)
    silence = queries.silence(room, actor, missing)
    words = FOR_PUPILS if actor.is_pupil else FOR_ADULTS
    is_first_read = actor.is_pupil and room.kind is RoomKind.PROJECT
    return {
        "link": room.link,
        "tab": "messages",
        "own": own,
        "today_there": today(own.zone),
        "silence": words[silence] if silence else None,
        "unsupervised": missing,
        "readers": readers,
        "first_reader": queries.first_reader(readers, actor) if is_first_read else "",
        "waiting": queries.count_waiting(room, actor),
        "kept_back": why_kept_back(room),
        "own_classes": _own_classes(room, actor),
        "sign_in_key": sign_in_key(actor.sign_in_id),
    }


def why_kept_back(room: Room) -> Text | None:
    """The sentence that says why nothing that waits may go out now, or None."""
    reason = queries.what_holds_back(room)
    return KEPT_BACK[reason] if reason else None


def own_school(room: Room, actor: Actor) -> School:
    """The school from whose side somebody looks at a room."""
    schools = room.link.schools
    return next((one for one in schools if one.id in actor.place_ids), schools[0])


def _own_classes(room: Room, actor: Actor) -> list[tuple[UUID, str]]:
    """The classes for which an adult may type."""
    if actor.is_pupil or room.project is None:
        return []
    classes = (one.school_class for one in room.project.classes)
    return sorted(
        ((one.id, one.name) for one in classes if one.school_id in actor.place_ids),
        key=lambda pair: pair[1],
    )


def _own_returned(room: Room, key: str) -> Message | None:
    """A message that came back to this very person, to be changed and sent again."""
    message_id = key_of(key)
    found = queries.message_in(room, message_id) if message_id else None
    is_theirs = found is not None and found.author_id == current_actor().person_id
    return found if is_theirs and found and found.state is MessageState.RETURNED else None


@bp.get("/rooms/<uuid:room_id>/screen")
@access(RoomPermission.SCREEN, room=Room)
def screen(room: Room) -> ResponseReturnValue:
    """The last messages large, for a projector: only what everybody in the room may see."""
    actor = current_actor()
    found = queries.shown_in(room, ON_A_SCREEN)
    return page("messages/screen.html", room=room, messages=found, **_frame(room, actor))


@bp.get("/rooms/<uuid:room_id>/events")
@access(RoomPermission.VIEW, room=Room)
def events(room: Room) -> ResponseReturnValue:
    """What changed since `?after=`, as it stands now (HOUSE decision 6)."""
    text = request.args.get("after", "0")
    after = min(int(text), LARGEST_SEQ) if text.isdecimal() and len(text) < 20 else 0
    return jsonify(changes(room, after))


def changes(room: Room, after: int) -> dict[str, Any]:
    """Catch-up for the present reader, who has read what they ask not to get again."""
    actor = current_actor()
    remember_read(room, actor, min(after, room.seq), queries.read_up_to(room, actor.person_id))
    return catch_up(queries.changes_of(room, actor, after=after))


@bp.post("/rooms/<uuid:room_id>/messages")
@access(RoomPermission.POST, room=Room, form=SendForm)
def create(room: Room, form: SendForm) -> ResponseReturnValue:
    """Send a message; JSON for whoever asks for it, else back to the end of the room."""
    if form.value is None:
        if wants_json():
            error = {"code": "rule", "text": form.refused_text()}
            return jsonify(ok=False, error=error), form.status
        return _room_page(room, form)
    message = actions.post_message(room, form.value, actor=current_actor())
    remember_activity(room)
    if wants_json():
        return jsonify(ok=True, data=push(message))
    return _to_end(room)


@bp.post("/rooms/<uuid:room_id>/remove")
@access(RoomPermission.VIEW, room=Room, form=PickForm)
def remove(room: Room, form: PickForm) -> ResponseReturnValue:
    """Take back one's own message."""
    if form.value is not None:
        message = actions.remove_message(room, form.value.message, actor=current_actor())
        if wants_json():
            return jsonify(ok=True, data=push(message))
        say(_l("The message is removed."))
    return _to_end(room)


@bp.post("/rooms/<uuid:room_id>/hide")
@access(RoomPermission.HIDE, room=Room, form=PickForm)
def hide(room: Room, form: PickForm) -> ResponseReturnValue:
    """Hide one message from everybody but child safety."""
    if form.value is not None:
        actions.hide_message(room, form.value.message, actor=current_actor())
        say(_l("The message is hidden. It is kept for the child-safety leads."))
    return _to_end(room)


def _to_end(room: Room) -> ResponseReturnValue:
    return redirect(url_for("messages.show", room_id=room.id, _anchor="end"))
