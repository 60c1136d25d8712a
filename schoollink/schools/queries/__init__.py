"""What is known of schools and the people in them."""

from schoollink.schools.models import ADVISER_ROLE, PUPIL_ROLE, SCHOOL_ONLY, VETTED
from schoollink.schools.queries.actors import actor_for, actor_of
from schoollink.schools.queries.classes import (
    active_pupils,
    classes_of,
    pupil_in,
    reserved_names,
    teachable_staff,
)
from schoollink.schools.queries.doors import (
    door_by_id,
    door_of,
    doors_to_forget,
    knock_of,
    open_codes,
    open_door_with,
    people_inside,
    stopped_pupils,
    waiting_knocks,
)
from schoollink.schools.queries.people import (
    holders,
    is_named,
    membership_of,
    open_invitations,
    staff_of,
)
from schoollink.schools.queries.schools import (
    acquaintance,
    advised_schools,
    open_school_invitations,
    right_to_register,
    school_named,
    schools_of,
)

__all__ = [
    "ADVISER_ROLE",
    "PUPIL_ROLE",
    "SCHOOL_ONLY",
    "VETTED",
    "acquaintance",
    "active_pupils",
    "actor_for",
    "actor_of",
    "advised_schools",
    "classes_of",
    "door_by_id",
    "door_of",
    "doors_to_forget",
    "holders",
    "is_named",
    "knock_of",
    "membership_of",
    "open_codes",
    "open_door_with",
    "open_invitations",
    "open_school_invitations",
    "people_inside",
    "pupil_in",
    "reserved_names",
    "right_to_register",
    "school_named",
    "schools_of",
    "staff_of",
    "stopped_pupils",
    "teachable_staff",
    "waiting_knocks",
]
