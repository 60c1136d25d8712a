"""What is left of talk when its time is over."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete

from schoollink.core.database import db
from schoollink.messages.models import Message, RoomAdult, RoomLog, RoomRead


def forget_rooms(room_ids: Sequence[UUID]) -> None:
    """Delete all that was said in these rooms, and who was there; the empty rooms stay."""
    for model in (RoomLog, RoomRead, RoomAdult, Message):
        db.session.execute(delete(model).where(model.room_id.in_(room_ids)))


def forget_member(person_id: UUID) -> None:
    """Somebody is in no room any more, and has read nothing."""
    for model in (RoomRead, RoomAdult):
        db.session.execute(delete(model).where(model.person_id == person_id))
