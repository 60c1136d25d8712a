"""What a reader or writer leaves behind in a second short unit, by page and by socket."""

from datetime import timedelta

from schoollink.core.clock import now
from schoollink.core.gate import note
from schoollink.core.policy import Actor
from schoollink.links.actions import note_activity
from schoollink.messages import actions
from schoollink.messages.models import Room

AN_HOUR = timedelta(hours=1)


def remember_read(room: Room, actor: Actor, seq: int, before: int) -> None:
    """Note how far somebody has read, when that is further than before."""
    room_id, person_id = room.id, actor.me
    if seq > before:
        note(lambda: actions.mark_read(room_id, person_id, seq))


def remember_activity(room: Room) -> None:
    """Note that something happened in the link, when nothing did for an hour."""
    link_id, last = room.link.id, room.link.last_activity_at
    if last is None or last < now() - AN_HOUR:
        note(lambda: note_activity(link_id))
