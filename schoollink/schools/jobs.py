"""What is done at a school while nobody waits: what was kept long enough ends."""

from uuid import UUID

from schoollink.core.database import db, locked, unit_of_work
from schoollink.core.jobs import job
from schoollink.core.policy import SYSTEM
from schoollink.schools.actions import (
    ask_whether_it_goes_on,
    end_class,
    forget_door,
    forget_membership,
)
from schoollink.schools.models import Membership, SchoolClass
from schoollink.schools.queries import (
    asks_now,
    classes_over,
    classes_to_ask,
    doors_to_forget,
    is_over_now,
    memberships_to_forget,
)


@job("schools.forget_door", due=doors_to_forget)
def forget(door_id: UUID) -> None:
    """Delete a class door and its knocks 30 days after it closed."""
    with unit_of_work():
        forget_door(door_id)


@job("schools.forget_membership", due=memberships_to_forget)
def forget_place(member_id: UUID) -> None:
    """Delete a place on a staff 30 days after somebody left it."""
    with unit_of_work():
        member = db.session.get(Membership, member_id)
        if member is not None and member_id in memberships_to_forget():
            forget_membership(member)


@job("schools.ask_class", due=classes_to_ask)
def ask_class(class_id: UUID) -> None:
    """The school year of a class is over: does it go on?"""
    with unit_of_work():
        found = locked(SchoolClass, class_id)
        if found is not None and asks_now(found):
            ask_whether_it_goes_on(found)


@job("schools.end_class", due=classes_over)
def end_class_year(class_id: UUID) -> None:
    """60 days after the school year of a class nobody said that it goes on: its pupils leave."""
    with unit_of_work():
        found = locked(SchoolClass, class_id)
        if found is not None and is_over_now(found):
            end_class(found, actor=SYSTEM)
