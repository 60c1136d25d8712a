"""Posting, and the counter that every change takes its number from."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import update

from schoollink.core.clock import now
from schoollink.core.database import db
from schoollink.core.errors import RuleBroken
from schoollink.core.i18n import _l
from schoollink.core.policy import Actor
from schoollink.core.realtime import tell
from schoollink.messages.models import (
    Change,
    Message,
    MessageKind,
    MessageState,
    Room,
    RoomLog,
)
from schoollink.messages.policies import audience_of, first_readers_of
from schoollink.messages.presenters import HELD, push
from schoollink.messages.queries import message_with_key, schools_unsupervised, silence
from schoollink.notifications.actions import announce
from schoollink.schools.models import Pupil, SchoolClass
from schoollink.supervision.rules import Silenced, goes_to_hold


@dataclass(frozen=True)
class NewMessage:
    """What somebody sends: a key of their own making, words, and the class that says them."""

    key: UUID
    body: str
    class_id: UUID | None = None


def post_message(room: Room, new: NewMessage, *, actor: Actor) -> Message:
    """Write into a room; the same key gives the first result again (RL-02).

    Raises Silenced when the person may not write now, RuleBroken for a class that is not theirs.
    """
    earlier = message_with_key(actor.person_id, new.key)
    if earlier is not None:
        return _same_room(earlier, room)
    missing = schools_unsupervised(room) if actor.is_pupil else frozenset()
    reason = silence(room, actor, missing)
    if reason is not None:
        raise Silenced(reason, is_pupil=actor.is_pupil)
    message = _written(room, new, actor)
    number(room, message, Change.POSTED)
    db.session.add(message)
    db.session.flush()
    if message.state is MessageState.HELD:
        announce(HELD, room, first_readers_of(room, message.school_id), actor=actor)
    tell(audience_of(message, room), "messages:new", push(message))
    return message


def _same_room(earlier: Message, room: Room) -> Message:
    if earlier.room_id != room.id:
        raise RuleBroken(_l("This was sent in another room already."), field="key")
    return earlier


def _written(room: Room, new: NewMessage, actor: Actor) -> Message:
    typed_for = _class_of(room, new.class_id, actor)
    pupil = db.session.get(Pupil, actor.person_id) if actor.is_pupil else None
    held = goes_to_hold(is_pupil=actor.is_pupil, ages=pupil.school_class.ages if pupil else None)
    return Message.of(
        room_id=room.id,
        key=new.key,
        author_id=actor.person_id,
        school_id=own_school(room, actor),
        class_id=typed_for.id if typed_for else None,
        kind=MessageKind.TEXT,
        body=new.body,
        state=MessageState.HELD if held else MessageState.VISIBLE,
        posted_at=now(),
        shown_at=None if held else now(),
    )


def _class_of(room: Room, class_id: UUID | None, actor: Actor) -> SchoolClass | None:
    if class_id is None:
        return None
    found = db.session.get(SchoolClass, class_id)
    is_theirs = (
        found is not None
        and not actor.is_pupil
        and found.id in room.class_ids
        and found.school_id in actor.place_ids
    )
    if not is_theirs:
        raise RuleBroken(_l("Choose a class of your school."), field="class_id")
    return found


def system_line(room: Room, kind: MessageKind, *, person_id: UUID, school_id: UUID) -> Message:
    """Write down who came or went; the sentence is made when somebody reads it (SG-06)."""
    line = Message.of(
        room_id=room.id,
        key=uuid4(),
        author_id=person_id,
        school_id=school_id,
        kind=kind,
        body="",
        state=MessageState.VISIBLE,
        posted_at=now(),
        shown_at=now(),
    )
    number(room, line, Change.POSTED)
    db.session.add(line)
    db.session.flush()
    tell(audience_of(line, room), "messages:new", push(line))
    return line


def own_school(room: Room, actor: Actor) -> UUID:
    """The school of the link for which somebody speaks."""
    return min(room.link.school_ids & actor.place_ids, key=str)


def number(room: Room, message: Message | None, what: Change) -> int:
    """Give a change the room's next number and its row in the log (RL-03, RL-04).

    A message that is posted or shown to everyone takes its place in the room there.
    """
    seq = next_seq(room)
    if message is not None:
        message.changed_seq = seq
        if what in {Change.POSTED, Change.RELEASED}:
            message.seq = seq
    key = message.id if message is not None else None
    db.session.add(RoomLog(room_id=room.id, seq=seq, message_id=key, what=what, at=now()))
    return seq


def next_seq(room: Room) -> int:
    """The next number of a room; whoever takes it is alone until the end of the unit."""
    seq = db.session.scalar(
        update(Room)
        .where(Room.id == room.id)
        .values(seq=Room.seq + 1)
        .returning(Room.seq)
        .execution_options(synchronize_session=False)
    )
    if seq is None:
        raise LookupError("the room is gone")
    return seq
