"""Who knows of a room, reads it, writes in it, and looks after what is written.

A staff room has the link teachers and child-safety leads of the link's schools. A project room has
the pupils of its classes and vetted adults: those who take part or joined as cover, and the link
teachers and child-safety leads. Nobody else reads anything.
"""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true

from schoollink.accounts.models import Person
from schoollink.core.policy import Actor, allow
from schoollink.links.models import LinkSide
from schoollink.links.policies import link_is_open, people_with_role
from schoollink.messages.models import Message, MessageKind, MessageState, Room, RoomAdult, RoomKind
from schoollink.messages.rules import can_be_hidden, can_be_removed, shows_body
from schoollink.projects.models import Project, ProjectClass, ProjectTeacher
from schoollink.schools.models import (
    SCHOOL_ONLY,
    VETTED,
    HeldRole,
    Membership,
    Pupil,
    Role,
    SchoolClass,
)
from schoollink.supervision.queries import is_eligible, pupils_of_classes

WATCHING = (Role.LEAD, Role.SECOND, Role.SAFETY)
_WATCHING = tuple(role.value for role in WATCHING)


class RoomPermission(StrEnum):
    """What one may do with a room."""

    KNOW = "messages:know"
    VIEW = "messages:view"
    POST = "messages:post"
    HIDE = "messages:hide"
    RELEASE = "messages:release"
    JOIN = "messages:join"
    LEAVE = "messages:leave"
    SCREEN = "messages:screen"
    CHECK = "messages:check"


class MessagePermission(StrEnum):
    """What one may do with a message."""

    SEE = "messages:see"
    READ_GONE = "messages:read-gone"
    REMOVE = "messages:remove"
    HIDE = "messages:hide-one"
    DECIDE = "messages:decide"


# facts about an actor and a room


def is_staff_room(actor: Actor, room: Room) -> bool:
    """A room of a link's staff."""
    return room.kind is RoomKind.STAFF


def is_project_room(actor: Actor, room: Room) -> bool:
    """A room with pupils."""
    return room.kind is RoomKind.PROJECT


def on_staff(actor: Actor, room: Room) -> bool:
    """An adult on the staff of one of the link's schools."""
    return not actor.is_pupil and not actor.place_ids.isdisjoint(room.link.school_ids)


def watches(actor: Actor, room: Room) -> bool:
    """A link teacher or child-safety lead of one of the link's schools."""
    return any(actor.holds(key, *_WATCHING) for key in room.link.school_ids)


def is_vetted(actor: Actor, room: Room) -> bool:
    """Vetting in date at one of the link's schools (SG-07)."""
    return any(actor.holds(key, VETTED) for key in room.link.school_ids)


def takes_part(actor: Actor, room: Room) -> bool:
    """An adult who takes part in the project or joined the room as cover."""
    adults = [*(room.project.teachers if room.project else ()), *room.covers]
    return any(
        one.person_id == actor.person_id and one.school_id in actor.place_ids for one in adults
    )


def is_pupil_here(actor: Actor, room: Room) -> bool:
    """A pupil of one of the classes, who may be in what leaves the school."""
    return (
        actor.is_pupil
        and not actor.class_ids.isdisjoint(room.class_ids)
        and not actor.holds_anywhere(SCHOOL_ONLY)
    )


def joined_as_cover(actor: Actor, room: Room) -> bool:
    """An adult who joined this room."""
    return any(one.person_id == actor.person_id for one in room.covers)


def is_not_in(actor: Actor, room: Room) -> bool:
    """Somebody who does not take part yet."""
    return not takes_part(actor, room)


def can_still_join(actor: Actor, room: Room) -> bool:
    """The link is open."""
    return link_is_open(actor, room.link)


def works_at_a_school(actor: Actor, subject: object) -> bool:
    """An adult on the staff of any school."""
    return not actor.is_pupil and bool(actor.place_ids)


allow(
    RoomPermission.KNOW,
    [is_staff_room, on_staff, watches],
    [is_project_room, on_staff],
    [is_project_room, is_pupil_here],
)
allow(
    RoomPermission.VIEW,
    [is_staff_room, on_staff, watches],
    [is_project_room, on_staff, is_vetted, takes_part],
    [is_project_room, on_staff, is_vetted, watches],
    [is_project_room, is_pupil_here],
    seen_through=RoomPermission.KNOW,
)
allow(
    RoomPermission.POST,
    [is_staff_room, on_staff, watches],
    [is_project_room, on_staff, is_vetted, takes_part],
    [is_project_room, on_staff, is_vetted, watches],
    [is_project_room, is_pupil_here],
    seen_through=RoomPermission.KNOW,
)
for _permission in (RoomPermission.HIDE, RoomPermission.RELEASE, RoomPermission.SCREEN):
    allow(
        _permission,
        [is_project_room, on_staff, is_vetted, takes_part],
        [is_project_room, on_staff, is_vetted, watches],
        seen_through=RoomPermission.KNOW,
    )
allow(
    RoomPermission.JOIN,
    [is_project_room, on_staff, is_vetted, is_not_in, can_still_join],
    seen_through=RoomPermission.KNOW,
)
allow(RoomPermission.LEAVE, [joined_as_cover], seen_through=RoomPermission.KNOW)
allow(RoomPermission.CHECK, [works_at_a_school])


# facts about an actor and a message


def reads_room(actor: Actor, message: Message) -> bool:
    """Somebody who reads the room."""
    room = message.room
    if is_staff_room(actor, room):
        return on_staff(actor, room) and watches(actor, room)
    looks_after = on_staff(actor, room) and is_vetted(actor, room)
    return is_pupil_here(actor, room) or (
        looks_after and (takes_part(actor, room) or watches(actor, room))
    )


def is_shown(actor: Actor, message: Message) -> bool:
    """Everybody in the room may know of it; of a pupil in school only, just the own school."""
    at_home = message.school_id in actor.place_ids
    return message.shown_at is not None and (at_home or not message.stays_home)


def wrote_it(actor: Actor, message: Message) -> bool:
    """The author."""
    return actor.signed_in and message.author_id == actor.person_id


def is_own_staff(actor: Actor, message: Message) -> bool:
    """An adult of the school that the message comes from."""
    return not actor.is_pupil and message.school_id in actor.place_ids


def is_text(actor: Actor, message: Message) -> bool:
    """Something that somebody wrote."""
    return message.kind is MessageKind.TEXT


def is_held(actor: Actor, message: Message) -> bool:
    """It waits for own-school staff."""
    return message.state is MessageState.HELD


def is_adult_here(actor: Actor, message: Message) -> bool:
    """An adult in a room with pupils."""
    return not actor.is_pupil and is_project_room(actor, message.room)


def keeps_children_safe(actor: Actor, message: Message) -> bool:
    """A child-safety lead of one of the room's schools."""
    return any(actor.holds(key, Role.SAFETY.value) for key in message.room.link.school_ids)


def is_gone(actor: Actor, message: Message) -> bool:
    """It was removed or hidden: a tombstone for whoever may see it."""
    return not shows_body(message.state)


def is_still_there(actor: Actor, message: Message) -> bool:
    """Its words can still be taken away by the author."""
    return can_be_removed(message.state)


def is_in_sight(actor: Actor, message: Message) -> bool:
    """Its words can be read by everybody."""
    return can_be_hidden(message.state)


SEE = MessagePermission.SEE
allow(
    SEE,
    [reads_room, is_shown],
    [reads_room, wrote_it],
    [reads_room, is_own_staff],
)
allow(
    MessagePermission.READ_GONE,
    [reads_room, is_shown, keeps_children_safe, is_gone],
    [reads_room, is_own_staff, keeps_children_safe, is_gone],
    seen_through=SEE,
)
allow(
    MessagePermission.REMOVE,
    [reads_room, wrote_it, is_text, is_still_there],
    seen_through=SEE,
)
allow(
    MessagePermission.HIDE,
    [reads_room, is_adult_here, is_text, is_shown, is_in_sight],
    seen_through=SEE,
)
allow(
    MessagePermission.DECIDE,
    [reads_room, is_adult_here, is_own_staff, is_held],
    seen_through=SEE,
)


# the same as SQL


def visible_rooms(actor: Actor) -> Select[Room]:
    """The rooms that an actor may read."""
    if actor.is_pupil:
        return select(Room).where(_rooms_of_pupil(actor))
    return select(Room).where(or_(_staff_rooms(actor), _project_rooms(actor)))


def _rooms_of_pupil(actor: Actor) -> ColumnElement[bool]:
    if actor.holds_anywhere(SCHOOL_ONLY):
        return false()
    projects = select(ProjectClass.project_id).where(ProjectClass.class_id.in_(actor.class_ids))
    return Room.project_id.in_(projects)


def _staff_rooms(actor: Actor) -> ColumnElement[bool]:
    watched = [key for key in actor.place_ids if actor.holds(key, *_WATCHING)]
    links = select(LinkSide.link_id).where(LinkSide.school_id.in_(watched))
    return Room.link_id.in_(links)


def _project_rooms(actor: Actor) -> ColumnElement[bool]:
    vetted = [key for key in actor.place_ids if actor.holds(key, VETTED)]
    watched = [key for key in vetted if actor.holds(key, *_WATCHING)]
    linked = (
        select(Project.id)
        .join(LinkSide, LinkSide.link_id == Project.link_id)
        .where(LinkSide.school_id.in_(watched))
    )
    taught = select(ProjectTeacher.project_id).where(
        ProjectTeacher.person_id == actor.person_id, ProjectTeacher.school_id.in_(vetted)
    )
    covered = select(RoomAdult.room_id).where(
        RoomAdult.person_id == actor.person_id, RoomAdult.school_id.in_(vetted)
    )
    return or_(Room.project_id.in_(linked), Room.project_id.in_(taught), Room.id.in_(covered))


def is_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Over Message: what a reader of its room may see of it (C20)."""
    own_staff = and_(
        true() if not actor.is_pupil else false(), Message.school_id.in_(actor.place_ids)
    )
    return or_(
        and_(
            Message.shown_at.is_not(None),
            or_(Message.school_id.in_(actor.place_ids), leaves_home()),
        ),
        Message.author_id == actor.person_id,
        own_staff,
    )


def leaves_home() -> ColumnElement[bool]:
    """Over Message: it is not by a pupil who may be in nothing that leaves the school (SG-59)."""
    return ~exists().where(Pupil.person_id == Message.author_id, Pupil.school_only)


# the same as people


def readers_of(room: Room) -> Select[UUID]:
    """The people who may read a room."""
    if room.kind is RoomKind.STAFF:
        return people_with_role(room.link, *WATCHING)
    return select(Person.id).where(
        or_(Person.id.in_(_adults_of(room)), Person.id.in_(pupils_of_classes(room.class_ids)))
    )


def audience_of(message: Message, room: Room) -> Select[UUID]:
    """The people who may know of a message: all readers, or author and own-school staff.

    Of a pupil who is in school only by now they are the readers of the own school.
    """
    if message.shown_at is not None:
        return _readers_at(room, message.school_id) if message.stays_home else readers_of(room)
    return select(Person.id).where(
        Person.id.in_(readers_of(room)),
        or_(
            Person.id == message.author_id,
            Person.id.in_(first_readers_of(room, message.school_id)),
        ),
    )


def _readers_at(room: Room, school_id: UUID) -> Select[UUID]:
    """The readers of a project room who belong to one of its schools."""
    classes = select(SchoolClass.id).where(
        SchoolClass.id.in_(room.class_ids), SchoolClass.school_id == school_id
    )
    at_home = select(Pupil.person_id).where(Pupil.class_id.in_(classes))
    return select(Person.id).where(
        Person.id.in_(readers_of(room)),
        or_(Person.id.in_(first_readers_of(room, school_id)), Person.id.in_(at_home)),
    )


def first_readers_of(room: Room, school_id: UUID) -> Select[UUID]:
    """The adults of a school who read first what its pupils write in a room."""
    return _adults_of(room).where(Membership.school_id == school_id)


def _adults_of(room: Room) -> Select[UUID]:
    taking_part = select(ProjectTeacher.person_id).where(
        ProjectTeacher.project_id == room.project_id,
        ProjectTeacher.school_id == Membership.school_id,
    )
    covering = select(RoomAdult.person_id).where(
        RoomAdult.room_id == room.id, RoomAdult.school_id == Membership.school_id
    )
    watching = select(HeldRole.membership_id).where(HeldRole.role.in_(WATCHING))
    return (
        select(Membership.person_id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            is_eligible(room.link.schools),
            or_(
                Membership.person_id.in_(taking_part),
                Membership.person_id.in_(covering),
                Membership.id.in_(watching),
            ),
        )
    )
