"""Writing, removing, reading first, rooms and who joins them.

Every action works on a room whose row is locked: the gate loads its subject so. What may be written
is decided under that lock, and whoever forbids it (the stop button, a closed project) bumps the
room, so no message is accepted after their commit.
"""

from schoollink.messages.actions.keeping import forget_member, forget_rooms
from schoollink.messages.actions.reading import (
    hide_message,
    release_all,
    release_message,
    remove_message,
    return_message,
)
from schoollink.messages.actions.rooms import (
    join_room,
    leave_room,
    mark_read,
    open_rooms,
    room_of_link,
    room_of_project,
    say_who_came,
    tell_of_mode,
)
from schoollink.messages.actions.writing import NewMessage, post_message

__all__ = [
    "NewMessage",
    "forget_member",
    "forget_rooms",
    "hide_message",
    "join_room",
    "leave_room",
    "mark_read",
    "open_rooms",
    "post_message",
    "release_all",
    "release_message",
    "remove_message",
    "return_message",
    "room_of_link",
    "room_of_project",
    "say_who_came",
    "tell_of_mode",
]
