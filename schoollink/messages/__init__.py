"""Rooms and the messages in them: one staff room a link, one room a project.

Who is in a room follows from its owner; only cover teachers are written down. A message is visible,
held until own-school staff release it, returned to its author, removed by its author or hidden by
staff. Every change that readers can see takes the room's next `seq`. docs/realtime.md is the wire.
"""
