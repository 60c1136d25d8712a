"""Pages of rooms: lists, the room itself, what waits for a teacher, joining as cover."""

from schoollink.messages.views import held, joining, lists, room
from schoollink.messages.views.blueprint import bp

__all__ = ["bp", "held", "joining", "lists", "room"]
