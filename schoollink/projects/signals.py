"""Facts about projects that features above react to, in the same transaction.

Each is sent with the project as sender and `actor`, who did it.
"""

from blinker import Namespace

_facts = Namespace()

project_opened = _facts.signal("project_opened")
project_closed = _facts.signal("project_closed")
project_reopened = _facts.signal("project_reopened")
teacher_joined = _facts.signal("teacher_joined")
"""With `person_id` and `school_id`."""
teacher_left = _facts.signal("teacher_left")
"""With `person_id` and `school_id`."""
