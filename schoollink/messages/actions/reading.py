"""What own-school staff decide, what staff hide, what authors take back."""

from collections.abc import Collection
from uuid import UUID

from schoollink.audit.actions import record
from schoollink.core.clock import now
from schoollink.core.database import step
from schoollink.core.errors import NotFound, RuleBroken, Stale
from schoollink.core.i18n import _l
from schoollink.core.policy import Actor, require
from schoollink.core.realtime import tell
from schoollink.messages.actions.writing import number
from schoollink.messages.models import Change, Message, MessageState, Room
from schoollink.messages.policies import MessagePermission, audience_of, is_own_staff
from schoollink.messages.presenters import HELD, push
from schoollink.messages.queries import is_waiting, message_in, waiting_in, what_holds_back
from schoollink.messages.rules import KEPT_BACK
from schoollink.notifications.actions import settle
from schoollink.schools.policies import staff_ids


def release_message(room: Room, message_id: UUID, *, actor: Actor) -> Message:
    """Show a held message to everybody; it takes its place in the room now. One that a colleague
    showed already stays as it is.

    Raises NotFound or Forbidden unless the actor is own-school staff, Stale when it waits no more,
    RuleBroken while pupils' writing is stopped, when all is over, or when it stays in the school.
    """
    message = _asked(room, message_id, MessagePermission.SEE, actor)
    if message.state is MessageState.VISIBLE and is_own_staff(actor, message):
        return message
    _check_waits(message, actor)
    _check_may_go_out(room)
    if message.stays_home:
        raise RuleBroken(_l("This pupil is in school only. The message stays in your school."))
    _released(room, message, actor)
    _settle(room, message.school_id)
    return message


def release_all(room: Room, seen: Collection[UUID], *, actor: Actor) -> int:
    """Show what waits for the actor's school and was `seen`, in its order; gives how many.

    What came since waits on, and what a pupil wrote who is in school only by now stays behind.
    """
    _check_may_go_out(room)
    waiting = [one for one in waiting_in(room, actor) if one.id in seen and not one.stays_home]
    for message in waiting:
        require(actor, MessagePermission.DECIDE, message)
    for message in waiting:
        _released(room, message, actor)
    for school_id in {message.school_id for message in waiting}:
        _settle(room, school_id)
    return len(waiting)


def _check_waits(message: Message, actor: Actor) -> None:
    """Staff whose school decides learn that a colleague or the author was quicker."""
    if message.state is not MessageState.HELD and is_own_staff(actor, message):
        raise Stale(_l("This does not wait any more. Look at how it stands now."), field="message")
    require(actor, MessagePermission.DECIDE, message)


def _check_may_go_out(room: Room) -> None:
    """What pupils wrote reaches nobody new once their writing is stopped or all is over (SG-12)."""
    reason = what_holds_back(room)
    if reason is not None:
        raise RuleBroken(KEPT_BACK[reason], silence=reason.value)


def _released(room: Room, message: Message, actor: Actor) -> Message:
    step(
        message,
        "state",
        MessageState.VISIBLE,
        shown_at=now(),
        decided_at=now(),
        decided_by_id=actor.person_id,
    )
    return _changed(room, message, Change.RELEASED, actor)


def _settle(room: Room, school_id: UUID) -> None:
    """Nobody of a school is asked to read any more, if nothing of its pupils waits."""
    if not is_waiting(room.id, school_id):
        settle(HELD, room.id, staff_ids(school_id))


def return_message(room: Room, message_id: UUID, reason: str, *, actor: Actor) -> Message:
    """Send a held message back to its author with a word. Nobody else hears of it.

    Raises Stale when it waits no more.
    """
    message = _asked(room, message_id, MessagePermission.SEE, actor)
    _check_waits(message, actor)
    step(
        message,
        "state",
        MessageState.RETURNED,
        reason=reason,
        decided_at=now(),
        decided_by_id=actor.person_id,
    )
    _settle(room, message.school_id)
    return _changed(room, message, Change.RETURNED, actor)


def remove_message(room: Room, message_id: UUID, *, actor: Actor) -> Message:
    """Take back one's own message: a tombstone stays, the words only for child safety (SG-14)."""
    message = _asked(room, message_id, MessagePermission.REMOVE, actor)
    was_held = message.state is MessageState.HELD
    step(message, "state", MessageState.REMOVED)
    if was_held:
        _settle(room, message.school_id)
    return _changed(room, message, Change.REMOVED, actor)


def hide_message(room: Room, message_id: UUID, *, actor: Actor) -> Message:
    """Hide one message in a room with pupils; its words stay for child safety (C30)."""
    message = _asked(room, message_id, MessagePermission.HIDE, actor)
    step(
        message,
        "state",
        MessageState.HIDDEN,
        decided_at=now(),
        decided_by_id=actor.person_id,
    )
    return _changed(room, message, Change.HIDDEN, actor)


def _asked(room: Room, message_id: UUID, permission: MessagePermission, actor: Actor) -> Message:
    message = message_in(room, message_id)
    if message is None:
        raise NotFound
    require(actor, permission, message)
    return message


def _changed(room: Room, message: Message, what: Change, actor: Actor) -> Message:
    number(room, message, what)
    record(actor, f"message.{what.value}", message, place_id=message.school_id, room=room.id)
    is_new = what is Change.RELEASED
    name = "messages:new" if is_new else "messages:changed"
    tell(audience_of(message, room), name, push(message))
    return message
