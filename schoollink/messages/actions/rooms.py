"""Rooms, cover teachers, read marks, and the news that who may write was changed."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import CursorResult, case, update
from sqlalchemy.exc import IntegrityError

from schoollink.audit.actions import record
from schoollink.core.clock import now
from schoollink.core.database import db, locked
from schoollink.core.policy import Actor
from schoollink.core.realtime import tell
from schoollink.links.models import Link
from schoollink.messages import queries
from schoollink.messages.actions.writing import number, own_school, system_line
from schoollink.messages.models import Change, MessageKind, Room, RoomAdult, RoomKind, RoomRead
from schoollink.messages.policies import readers_of
from schoollink.messages.presenters import room_push
from schoollink.projects.models import Project
from schoollink.supervision.queries import schools_with_pupils, supervised_schools
from schoollink.supervision.rules import check_may_go


def room_of_link(link: Link) -> Room:
    """The staff room of a link, made when it is not there yet."""
    return queries.room_of_link(link.id) or _opened(RoomKind.STAFF, link_id=link.id)


def room_of_project(project: Project) -> Room:
    """The room of a project, made when it is not there yet."""
    found = queries.room_of_project(project.id)
    return found or _opened(RoomKind.PROJECT, project_id=project.id)


def open_rooms(link: Link) -> None:
    """Make the rooms of a link and its projects that are not there yet."""
    room_of_link(link)
    for project in queries.projects_without_room(link):
        room_of_project(project)


def _opened(kind: RoomKind, **owner: UUID) -> Room:
    """Make a room; when somebody was quicker by a moment, theirs."""
    room = Room.of(kind=kind, seq=0, created_at=now(), **owner)
    try:
        with db.session.begin_nested():
            db.session.add(room)
    except IntegrityError:
        (column, value), *_ = owner.items()
        return db.session.query(Room).filter_by(**{column: value}).one()
    return room


def join_room(room: Room, *, actor: Actor) -> None:
    """Join a project room as cover, at once, with a line that says so (SG-06)."""
    school_id = own_school(room, actor)
    room.covers.append(
        RoomAdult(room_id=room.id, person_id=actor.me, school_id=school_id, joined_at=now())
    )
    db.session.flush()
    system_line(room, MessageKind.JOINED, person_id=actor.me, school_id=school_id)
    record(actor, "room.joined", room, place_id=school_id)


def leave_room(room: Room, *, actor: Actor) -> None:
    """Stop covering. Raises RuleBroken for the last supervisor of pupils (SG-02)."""
    cover = next(one for one in room.covers if one.person_id == actor.person_id)
    left = supervised_schools(_adults_without(room, cover), room.link.schools, hold=True)
    check_may_go(cover.school_id, schools_with_pupils(room.class_ids), left)
    system_line(room, MessageKind.LEFT, person_id=actor.me, school_id=cover.school_id)
    room.covers.remove(cover)
    record(actor, "room.left", room, place_id=cover.school_id)


def _adults_without(room: Room, cover: RoomAdult) -> set[UUID]:
    teachers = {one.person_id for one in room.project.teachers} if room.project else set()
    return teachers | {one.person_id for one in room.covers if one is not cover}


def mark_read(room_id: UUID, person_id: UUID, seq: int) -> None:
    """Remember how far somebody has read; it never goes back."""
    moved = db.session.execute(
        update(RoomRead)
        .where(RoomRead.room_id == room_id, RoomRead.person_id == person_id)
        .values(seq=case((RoomRead.seq < seq, seq), else_=RoomRead.seq))
        .execution_options(synchronize_session=False)
    )
    if isinstance(moved, CursorResult) and moved.rowcount:
        return
    try:
        with db.session.begin_nested():
            db.session.add(RoomRead(room_id=room_id, person_id=person_id, seq=seq))
    except IntegrityError:
        return  # another tab of the same person was quicker; the next read moves it


def say_who_came(project: Project, kind: MessageKind, person_id: UUID, school_id: UUID) -> None:
    """A line in the room of a project when a teacher joins or leaves it."""
    room = locked(Room, room_of_project(project).id)
    if room is not None:
        system_line(room, kind, person_id=person_id, school_id=school_id)


def tell_of_mode(rooms: Iterable[Room]) -> None:
    """Say in rooms that who may write was changed: the stop button, an end (SG-12).

    Rooms are taken one after the other, so a message that is being written comes first and none
    is accepted after the commit.
    """
    for room_id in sorted((room.id for room in rooms), key=str):
        room = locked(Room, room_id)
        if room is not None:
            seq = number(room, None, Change.MODE)
            tell(readers_of(room), "messages:changed", room_push(room, seq))
