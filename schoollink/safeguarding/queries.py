"""What a report can be about, and who reads it first."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, or_, select

from schoollink.accounts.models import Person
from schoollink.core.database import db
from schoollink.core.policy import Actor, can
from schoollink.links.models import Link
from schoollink.messages.models import Message, Room
from schoollink.messages.policies import MessagePermission, RoomPermission, visible_rooms
from schoollink.safeguarding.models import Report, ReportState
from schoollink.safeguarding.policies import keeps_children_safe, readers_of, visible_reports
from schoollink.schools.models import Membership, Pupil


@dataclass(frozen=True)
class About:
    """What somebody tells of: the link it happened in, and perhaps one message."""

    link: Link | None = None
    message: Message | None = None


def about(key: UUID | None, actor: Actor) -> About:
    """What a key on a page of the actor stands for: a message, a room, or nothing known.

    Without either it is the pupil's link when there is only one.
    """
    message = db.session.get(Message, key) if key else None
    if message is not None and can(actor, MessagePermission.SEE, message):
        return About(message.room.link, message)
    room = db.session.get(Room, key) if key else None
    if room is not None and can(actor, RoomPermission.VIEW, room):
        return About(room.link)
    links = {one.link.id: one.link for one in db.session.scalars(visible_rooms(actor).limit(20))}
    return About(next(iter(links.values())) if len(links) == 1 else None)


def is_school_only(person_id: UUID) -> bool:
    """Whether somebody is a pupil who may be in nothing that leaves the school (SG-59)."""
    pupil = db.session.get(Pupil, person_id)
    return pupil is not None and pupil.school_only


def reports_with(person_id: UUID) -> Sequence[Report]:
    """The reports that somebody told or is named by, and that a link shares."""
    return db.session.scalars(
        select(Report).where(
            or_(Report.reporter_id == person_id, Report.named_id == person_id),
            Report.link_id.is_not(None),
        )
    ).all()


def count_open(actor: Actor) -> int:
    """How many reports wait for somebody to look at them."""
    if not keeps_children_safe(actor, None):
        return 0
    waiting = visible_reports(actor).where(Report.state == ReportState.OPEN).subquery()
    return db.session.scalar(select(func.count()).select_from(waiting)) or 0


def first_reader_of(report: Report) -> str:
    """The name of a child-safety lead of the child's own school who reads it, or nothing."""
    found = db.session.scalar(
        select(Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Person.id.in_(readers_of(report)), Membership.school_id == report.school_id)
        .order_by(Person.name)
        .limit(1)
    )
    return found or ""
