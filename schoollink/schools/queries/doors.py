"""Class doors: which is open, who is inside, who waits."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from schoollink.accounts.models import Person, SignIn
from schoollink.accounts.queries import is_alive
from schoollink.core.clock import now
from schoollink.core.database import db
from schoollink.schools.models import Door, DoorKnock, Pupil, SchoolClass
from schoollink.schools.rules.doors import KEPT_FOR
from schoollink.schools.rules.secrets import TRIES_BEFORE_RESET

_IS_OPEN = (Door.closed_at.is_(None), Door.locked_at.is_(None))


def door_of(school_class: SchoolClass) -> Door | None:
    """The door of a class that is open now, or was locked and has not been closed."""
    return db.session.scalar(
        select(Door)
        .where(
            Door.class_id == school_class.id,
            Door.closed_at.is_(None),
            Door.closes_at > now(),
        )
        .order_by(Door.opened_at.desc())
        .limit(1)
    )


def open_door_with(code: str) -> Door | None:
    """The open door that has these digits."""
    return db.session.scalar(
        select(Door).where(Door.code == code, Door.closes_at > now(), *_IS_OPEN)
    )


def door_by_id(door_id: UUID | None) -> Door | None:
    """A door by key, while it is open."""
    if door_id is None:
        return None
    return db.session.scalar(
        select(Door).where(Door.id == door_id, Door.closes_at > now(), *_IS_OPEN)
    )


def open_codes() -> set[str]:
    """The digits of all open doors."""
    return set(
        db.session.scalars(
            select(Door.code).where(Door.closed_at.is_(None), Door.closes_at > now())
        )
    )


def people_inside(door: Door) -> list[Person]:
    """The pupils who are signed in through a door now, by name."""
    rows = db.session.scalars(
        select(SignIn).where(SignIn.ends_with == door.id, SignIn.ended_at.is_(None))
    )
    inside = {row.person_id: row.person for row in rows if is_alive(row)}
    return sorted(inside.values(), key=lambda person: person.name.casefold())


def waiting_knocks(door: Door) -> list[DoorKnock]:
    """Knocks that a teacher has not answered, the oldest first; one for each pupil."""
    rows = db.session.scalars(
        select(DoorKnock)
        .where(DoorKnock.door_id == door.id, DoorKnock.answered_at.is_(None))
        .order_by(DoorKnock.knocked_at, DoorKnock.id)
        .limit(60)
    )
    return list(rows)


def knock_of(door: Door, pupil: Pupil, device_hash: str) -> DoorKnock | None:
    """The newest knock of a pupil on this device that was not used yet."""
    return db.session.scalar(
        select(DoorKnock)
        .where(
            DoorKnock.door_id == door.id,
            DoorKnock.pupil_id == pupil.person_id,
            DoorKnock.device_hash == device_hash,
            DoorKnock.used_at.is_(None),
        )
        .order_by(DoorKnock.knocked_at.desc())
        .limit(1)
    )


def stopped_pupils(door: Door) -> list[Pupil]:
    """Pupils of the class whose card rests now, or who need a new one."""
    return list(
        db.session.scalars(
            select(Pupil)
            .join(Person, Person.id == Pupil.person_id)
            .where(
                Pupil.class_id == door.class_id,
                Person.ended_at.is_(None),
                (Pupil.secret_paused_until > now()) | (Pupil.secret_tries >= TRIES_BEFORE_RESET),
            )
            .order_by(Person.name, Person.id)
        )
    )


def doors_to_forget() -> Iterable[UUID]:
    """Doors that closed more than 30 days ago."""
    return db.session.scalars(select(Door.id).where(Door.closes_at < now() - KEPT_FOR))
