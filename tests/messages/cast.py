"""Rooms for the tests: a project of the cast's link with its room, and the link's staff room."""

from typing import Any
from uuid import UUID, uuid4

from schoollink.core.clock import now
from schoollink.core.database import db, unit_of_work
from schoollink.messages.actions import NewMessage, post_message, room_of_link, room_of_project
from schoollink.messages.models import Message, Room
from schoollink.projects.models import Project, ProjectClass, ProjectTeacher
from tests.world import World


def project_room(world: World, *, teachers: tuple[str, ...] = ("meera", "daniel")) -> Room:
    """The room of a project of Year 5 and Grade 5."""
    project = Project.of(
        link_id=world.link.id,
        title="Water in our world",
        created_at=now(),
        teachers=[_teacher(world, key) for key in teachers],
        classes=[ProjectClass(class_id=one.id) for one in (world.year5, world.grade5)],
    )
    with world.app.app_context(), unit_of_work():
        db.session.add(project)
        db.session.flush()
        return room_of_project(project)


def staff_room(world: World) -> Room:
    """The staff room of the link."""
    with world.app.app_context(), unit_of_work():
        return room_of_link(world.link)


def _teacher(world: World, key: str) -> ProjectTeacher:
    with world.app.app_context(), unit_of_work(writes=False):
        school_id = next(iter(world.actor(key).place_ids))
    return ProjectTeacher(person_id=world.people[key].id, school_id=school_id, joined_at=now())


def new(
    body: str = "Hello", *, key: UUID | None = None, class_id: UUID | None = None
) -> NewMessage:
    """What somebody sends."""
    return NewMessage(key=key or uuid4(), body=body, class_id=class_id)


def every_message(world: World) -> set[UUID]:
    """The keys of all messages, as if all were on the screen."""
    return {one.id for one in world.all(Message)}


def say(world: World, room: Room, who: str, body: str = "Hello", **more: Any) -> Message:
    """Somebody writes into a room, through the action."""
    sent: Message = world.do(post_message, room, new(body, **more), by=who)
    return sent
