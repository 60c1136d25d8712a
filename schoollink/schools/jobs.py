"""What is done at a school while nobody waits."""

from uuid import UUID

from schoollink.core.database import unit_of_work
from schoollink.core.jobs import job
from schoollink.schools.actions import forget_door
from schoollink.schools.queries import doors_to_forget


@job("schools.forget_door", due=doors_to_forget)
def forget(door_id: UUID) -> None:
    """Delete a class door and its knocks 30 days after it closed."""
    with unit_of_work():
        forget_door(door_id)
