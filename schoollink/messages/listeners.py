"""Rooms come with links and projects, and hear who comes, goes, and may still write."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import url_for

from schoollink.accounts.models import Person
from schoollink.accounts.signals import on_person_erased
from schoollink.core.i18n import ngettext
from schoollink.core.policy import Actor
from schoollink.links.models import Link
from schoollink.links.signals import (
    Turn,
    link_accepted,
    link_ended,
    link_forgotten,
    link_frozen,
    link_paused,
    link_proposed,
    link_unfrozen,
    overview_shown,
    turns_asked,
)
from schoollink.messages import actions
from schoollink.messages.models import MessageKind
from schoollink.messages.queries import (
    room_of_project,
    rooms_of_class,
    rooms_of_link,
    waiting_by_side,
)
from schoollink.projects.models import Project
from schoollink.projects.signals import (
    project_closed,
    project_opened,
    project_reopened,
    teacher_joined,
    teacher_left,
)
from schoollink.schools.models import Pupil
from schoollink.schools.signals import pupil_left


@link_proposed.connect
@link_accepted.connect
def open_staff_room(link: Link, **_: Any) -> None:
    """From the proposal on the contacts of the schools can talk."""
    actions.room_of_link(link)


@project_opened.connect
def open_project_room(project: Project, **_: Any) -> None:
    """Each project has its room from the first moment."""
    actions.room_of_project(project)


@link_frozen.connect
@link_unfrozen.connect
@link_paused.connect
@link_ended.connect
def say_who_may_write(link: Link, **_: Any) -> None:
    """In the same transaction: no message is accepted after its commit (SG-12, AT-135)."""
    actions.tell_of_mode(rooms_of_link(link))


@pupil_left.connect
def take_from_sight(pupil: Pupil, **_: Any) -> None:
    """Open rooms are read anew when a pupil may be seen by the own school only (SG-59)."""
    if pupil.school_only:
        actions.tell_of_mode(rooms_of_class(pupil.class_id))


@link_forgotten.connect
def forget_talk(link: Link, **_: Any) -> None:
    """Twelve months after the end nothing of what was said is left."""
    actions.forget_rooms([room.id for room in rooms_of_link(link)])


@on_person_erased
def forget_places(person: Person) -> None:
    """Somebody who is erased is in no room, and has read nothing."""
    actions.forget_member(person.id)


@project_closed.connect
@project_reopened.connect
def say_that_a_project_closed(project: Project, **_: Any) -> None:
    """The same for one project."""
    room = room_of_project(project.id)
    if room is not None:
        actions.tell_of_mode([room])


@teacher_joined.connect
def say_who_joined(project: Project, *, person_id: UUID, school_id: UUID, **_: Any) -> None:
    """Everybody in the room sees who looks after it now."""
    actions.say_who_came(project, MessageKind.JOINED, person_id, school_id)


@teacher_left.connect
def say_who_left(project: Project, *, person_id: UUID, school_id: UUID, **_: Any) -> None:
    """And who does not any more."""
    actions.say_who_came(project, MessageKind.LEFT, person_id, school_id)


@overview_shown.connect
def whose_turn(link: Link, *, actor: Actor, **_: object) -> list[Turn]:
    """What waits for the staff of the reader's own school; the partner's is not said (C20)."""
    return _turns([link], actor)


@turns_asked.connect
def whose_turns(_: object, *, links: Sequence[Link], actor: Actor) -> list[Turn]:
    """The same for all links of the reader."""
    return _turns(links, actor)


def _turns(links: Sequence[Link], actor: Actor) -> list[Turn]:
    found = waiting_by_side(links, actor)
    return [
        Turn(
            link.id,
            school_id,
            str(
                ngettext(
                    "%(num)s message of your pupils waits to be read first.",
                    "%(num)s messages of your pupils wait to be read first.",
                    count,
                )
            ),
            url_for("messages.check"),
            is_pressing=True,
        )
        for link in links
        for school_id in link.school_ids & actor.place_ids
        if (count := found.get((link.id, school_id), 0))
    ]
