"""What is in a room for one reader: ordered, bounded, and never more than the policy shows."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, lazyload, selectinload

from schoollink.accounts.models import Person
from schoollink.core.clock import now
from schoollink.core.database import db
from schoollink.core.policy import Actor
from schoollink.links.models import Link
from schoollink.messages.models import (
    Message,
    MessageKind,
    MessageState,
    Room,
    RoomKind,
    RoomLog,
    RoomRead,
)
from schoollink.messages.policies import (
    is_visible_to,
    leaves_home,
    readers_of,
    visible_rooms,
)
from schoollink.messages.rules import is_over, silence_for_pupil
from schoollink.projects.models import Project, ProjectClass
from schoollink.schools.models import Membership, Pupil, SchoolClass
from schoollink.supervision.queries import schools_with_pupils, supervised_schools
from schoollink.supervision.rules import Silence, unsupervised

ON_A_PAGE = 50
AT_ONCE = 200


@dataclass(frozen=True)
class Page:
    """Messages in order, and whether there are older ones."""

    messages: Sequence[Message]
    has_older: bool


@dataclass(frozen=True)
class Changes:
    """What changed since, as it stands now; `upto` is where to go on, `more` whether at once."""

    messages: Sequence[Message]
    upto: int
    more: bool


@dataclass(frozen=True)
class Readers:
    """Who can read a room: adults by membership, pupils by class with their number."""

    adults: Sequence[Membership]
    classes: Sequence[tuple[SchoolClass, int]]


def room_of_link(link_id: UUID) -> Room | None:
    """The staff room of a link."""
    return db.session.scalar(select(Room).where(Room.link_id == link_id))


def room_of_project(project_id: UUID) -> Room | None:
    """The room of a project."""
    return db.session.scalar(select(Room).where(Room.project_id == project_id))


def rooms_of_link(link: Link) -> Sequence[Room]:
    """All rooms of a link, the staff room first."""
    projects = select(Project.id).where(Project.link_id == link.id)
    return db.session.scalars(
        select(Room)
        .where((Room.link_id == link.id) | Room.project_id.in_(projects))
        .order_by(Room.project_id.is_not(None), Room.created_at, Room.id)
        .options(*Room.loads())
    ).all()


def rooms_of_class(class_id: UUID) -> Sequence[Room]:
    """The rooms in which the pupils of a class talk."""
    return db.session.scalars(
        select(Room)
        .join(ProjectClass, ProjectClass.project_id == Room.project_id)
        .where(ProjectClass.class_id == class_id)
        .order_by(Room.id)
        .options(*Room.loads())
    ).all()


def projects_without_room(link: Link) -> Sequence[Project]:
    """Projects of a link that have no room yet."""
    with_room = select(Room.project_id).where(Room.project_id.is_not(None))
    return db.session.scalars(
        select(Project)
        .where(Project.link_id == link.id, Project.id.not_in(with_room))
        .order_by(Project.created_at)
    ).all()


def is_room_missing(link: Link) -> bool:
    """Whether the link or one of its projects has no room yet."""
    return room_of_link(link.id) is None or bool(projects_without_room(link))


def rooms_for(actor: Actor) -> Sequence[Room]:
    """The rooms that somebody may read, the newest first; fifty at most."""
    return db.session.scalars(
        visible_rooms(actor)
        .order_by(Room.created_at.desc(), Room.id)
        .limit(ON_A_PAGE)
        .options(*Room.loads())
    ).all()


# messages


def messages_of(room: Room, actor: Actor, *, before: int | None = None) -> Page:
    """The last messages that a reader may see, or those before a place in the room."""
    found = _seen_by(actor, room)
    if before is not None:
        found = found.where(Message.seq < before)
    rows = db.session.scalars(found.order_by(Message.seq.desc()).limit(ON_A_PAGE + 1)).all()
    return Page(list(reversed(rows[:ON_A_PAGE])), len(rows) > ON_A_PAGE)


def shown_in(room: Room, number: int) -> Sequence[Message]:
    """The last messages that everybody in a room may see, whoever asks."""
    rows = db.session.scalars(
        select(Message)
        .where(Message.room_id == room.id, Message.shown_at.is_not(None), leaves_home())
        .options(*Message.loads())
        .order_by(Message.seq.desc())
        .limit(number)
    ).all()
    return list(reversed(rows))


def changes_of(room: Room, actor: Actor, *, after: int) -> Changes:
    """The present state of what changed since `after`; all of it when `after` is not ours.

    The room's counter was read before the messages, so what is written in between comes again.
    """
    start = after if after <= room.seq else 0
    rows = db.session.scalars(
        _seen_by(actor, room)
        .where(Message.changed_seq > start)
        .order_by(Message.changed_seq)
        .limit(AT_ONCE + 1)
    ).all()
    more = len(rows) > AT_ONCE
    rows = rows[:AT_ONCE]
    return Changes(rows, rows[-1].changed_seq if more else room.seq, more)


def message_in(room: Room, message_id: UUID) -> Message | None:
    """A message of this very room, as the database has it now."""
    return db.session.scalar(
        select(Message)
        .where(Message.id == message_id, Message.room_id == room.id)
        .execution_options(populate_existing=True)
    )


def message_with_key(author_id: UUID | None, key: UUID) -> Message | None:
    """What an author sent under a key."""
    return db.session.scalar(
        select(Message).where(Message.author_id == author_id, Message.key == key)
    )


def waiting_in(room: Room, actor: Actor) -> Sequence[Message]:
    """What waits for somebody to read it first, of their own school, the oldest first."""
    return db.session.scalars(_waiting(actor).where(Message.room_id == room.id)).all()


def count_waiting(room: Room, actor: Actor) -> int:
    """How many messages of one's own school wait in a room."""
    if actor.is_pupil:
        return 0
    waiting = _waiting(actor).where(Message.room_id == room.id).subquery()
    return db.session.scalar(select(func.count()).select_from(waiting)) or 0


def waiting_for(actor: Actor) -> Sequence[Message]:
    """What waits for somebody in all their rooms; two hundred at most."""
    rooms = visible_rooms(actor).with_only_columns(Room.id)
    return db.session.scalars(_waiting(actor).where(Message.room_id.in_(rooms))).all()


def rooms_with(messages: Sequence[Message]) -> Sequence[Room]:
    """The rooms of some messages."""
    keys = {message.room_id for message in messages}
    return db.session.scalars(
        select(Room).where(Room.id.in_(keys)).order_by(Room.created_at).options(*Room.loads())
    ).all()


def is_waiting(room_id: UUID, school_id: UUID) -> bool:
    """Whether something of a school's pupils waits in a room."""
    found = select(Message.id).where(
        Message.room_id == room_id,
        Message.school_id == school_id,
        Message.state == MessageState.HELD,
    )
    return db.session.scalar(found.limit(1)) is not None


def waiting_by_side(links: Sequence[Link], actor: Actor) -> dict[tuple[UUID, UUID], int]:
    """(link id, school id) -> how many messages in somebody's rooms of that link wait for the staff
    of that school.
    """
    rooms = visible_rooms(actor).with_only_columns(Room.id)
    rows = db.session.execute(
        select(Project.link_id, Message.school_id, func.count())
        .join(Room, Room.id == Message.room_id)
        .join(Project, Project.id == Room.project_id)
        .where(
            Message.state == MessageState.HELD,
            Message.room_id.in_(rooms),
            Project.link_id.in_([link.id for link in links]),
        )
        .group_by(Project.link_id, Message.school_id)
    )
    return {(link_id, school_id): count for link_id, school_id, count in rows}


def _waiting(actor: Actor) -> Select[Message]:
    return (
        select(Message)
        .where(Message.state == MessageState.HELD, Message.school_id.in_(_staff_places(actor)))
        .order_by(Message.posted_at, Message.id)
        .limit(AT_ONCE)
        .options(*Message.loads())
    )


def _staff_places(actor: Actor) -> frozenset[UUID]:
    return frozenset() if actor.is_pupil else actor.place_ids


def _seen_by(actor: Actor, room: Room) -> Select[Message]:
    return (
        select(Message)
        .where(Message.room_id == room.id, is_visible_to(actor))
        .options(*Message.loads())
    )


# reading


def read_up_to(room: Room, person_id: UUID | None) -> int:
    """How far somebody has read."""
    found = db.session.get(RoomRead, (room.id, person_id)) if person_id else None
    return found.seq if found else 0


def unread_counts(rooms: Sequence[Room], actor: Actor) -> dict[UUID, int]:
    """Room id -> how many messages of others are new to somebody, in one query."""
    read = (
        select(RoomRead.seq)
        .where(RoomRead.room_id == Message.room_id, RoomRead.person_id == actor.person_id)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Message.room_id, func.count())
        .where(
            Message.room_id.in_([room.id for room in rooms]),
            is_visible_to(actor),
            Message.kind == MessageKind.TEXT,
            Message.state.in_((MessageState.VISIBLE, MessageState.HELD)),
            Message.author_id != actor.person_id,
            Message.seq > func.coalesce(read, 0),
        )
        .group_by(Message.room_id)
    )
    return dict(rows.all())


# who is there


def readers(room: Room) -> Readers:
    """Who can read a room, from the policy itself (SG-27)."""
    people = readers_of(room)
    adults = db.session.scalars(
        select(Membership)
        .join(Membership.person)
        .where(Membership.person_id.in_(people), Membership.school_id.in_(room.link.school_ids))
        .order_by(Person.name, Membership.id)
        .options(lazyload("*"), contains_eager(Membership.person), selectinload(Membership.held))
    ).all()
    counts = db.session.execute(
        select(Pupil.class_id, func.count())
        .where(Pupil.person_id.in_(people))
        .group_by(Pupil.class_id)
    )
    number = dict(counts.all())
    classes = [one.school_class for one in room.project.classes] if room.project else []
    return Readers(
        adults,
        [(one, number[one.id]) for one in sorted(classes, key=_name_of) if one.id in number],
    )


def _name_of(school_class: SchoolClass) -> str:
    return school_class.name


def first_reader(found: Readers, actor: Actor) -> str:
    """The name of the teacher who reads a pupil's messages first, or nothing.

    A teacher of the pupil's class comes before others of the school.
    """
    pupil = db.session.get(Pupil, actor.person_id)
    teaching = {one.person_id for one in pupil.school_class.teaching} if pupil else set()
    own = [one for one in found.adults if one.school_id in actor.place_ids]
    own.sort(key=lambda one: one.person_id not in teaching)
    return own[0].person.name if own else ""


def adults_taking_part(room: Room) -> frozenset[UUID]:
    """Adults who look after a project room: those who take part and cover teachers."""
    teachers = room.project.teachers if room.project else ()
    return frozenset(one.person_id for one in (*teachers, *room.covers))


def what_holds_back(room: Room) -> Silence | None:
    """Why nothing that waits may go out of a school now: all is over, or writing was stopped."""
    project = room.project
    if is_over(room.kind, room.link.state, project.state if project else None):
        return Silence.ENDED
    return Silence.STOPPED if room.link.frozen_at is not None else None


def silence(room: Room, actor: Actor, missing: AbstractSet[UUID]) -> Silence | None:
    """Why somebody may not write in a room now; `missing` are the schools without a supervisor."""
    project = room.project
    if is_over(room.kind, room.link.state, project.state if project else None):
        return Silence.ENDED
    if not actor.is_pupil:
        return None
    pupil = db.session.get(Pupil, actor.person_id)
    return silence_for_pupil(
        is_stopped=room.link.frozen_at is not None,
        is_supervised=not missing,
        paused_until=pupil.paused_until if pupil else None,
        moment=now(),
    )


def schools_unsupervised(room: Room) -> frozenset[UUID]:
    """The schools with pupils in a room that have no eligible supervisor in it.

    It stays so until the end of the unit of work: the rows that say so are held.
    """
    if room.kind is RoomKind.STAFF:
        return frozenset()
    supervised = supervised_schools(adults_taking_part(room), room.link.schools, hold=True)
    return unsupervised(schools_with_pupils(room.class_ids), supervised)


def schools_unsupervised_among(room: Room, found: Readers) -> frozenset[UUID]:
    """The same from readers that are known already, for showing it."""
    taking_part = adults_taking_part(room)
    supervised = {one.school_id for one in found.adults if one.person_id in taking_part}
    return unsupervised({one.school_id for one, _ in found.classes}, supervised)


def log_of(room: Room) -> Sequence[RoomLog]:
    """Every change of a room in order."""
    return db.session.scalars(
        select(RoomLog).where(RoomLog.room_id == room.id).order_by(RoomLog.seq)
    ).all()
