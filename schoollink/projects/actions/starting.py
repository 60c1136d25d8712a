"""Starting, describing, finishing and reopening a project."""

from dataclasses import dataclass, field
from uuid import UUID

from schoollink.audit.actions import record
from schoollink.core.clock import now
from schoollink.core.database import db, locked, step
from schoollink.core.errors import RuleBroken, Stale
from schoollink.core.i18n import _l
from schoollink.core.policy import Actor
from schoollink.links.models import Link
from schoollink.links.rules import Doing, allows, most_projects
from schoollink.projects.actions.people import bring_classes
from schoollink.projects.actions.telling import settle_everything, tell_partners
from schoollink.projects.models import Project, ProjectState, ProjectTeacher
from schoollink.projects.queries import count_under_way
from schoollink.projects.signals import project_closed, project_opened, project_reopened


@dataclass(frozen=True)
class NewProject:
    """What a teacher gives to start a project."""

    title: str
    goal: str
    icon: str
    classes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ProjectWords:
    """Title, goal and picture of a project, and the version they were changed from."""

    title: str
    goal: str
    icon: str
    version: int


def start_project(link: Link, new: NewProject, *, actor: Actor) -> Project:
    """Open a project of a link with the actor and classes of their school in it.

    Raises RuleBroken when the link is not open, or only tries out and has its one project.
    """
    _check_link(link)
    _check_room(link)
    school_id = _own_school(link, actor)
    project = Project.of(
        link_id=link.id,
        link=link,
        title=new.title,
        goal=new.goal,
        icon=new.icon,
        created_at=now(),
        teachers=[],
        classes=[],
    )
    db.session.add(project)
    db.session.flush()
    project.teachers.append(
        ProjectTeacher(person_id=actor.person_id, school_id=school_id, joined_at=now())
    )
    db.session.flush()
    db.session.refresh(project)
    bring_classes(project, [UUID(key) for key in new.classes], actor=actor)
    record(actor, "project.opened", project, place_id=school_id)
    tell_partners(project, school_id, actor=actor)
    project_opened.send(project, actor=actor)
    return project


def edit_project(project: Project, words: ProjectWords, *, actor: Actor) -> None:
    """Change title, goal and picture; raises Stale when somebody changed them in between."""
    if project.version != words.version:
        raise Stale(
            _l("Somebody changed this a moment ago. Your words are still here."), field="goal"
        )
    project.title, project.goal, project.icon = words.title, words.goal, words.icon
    project.version += 1
    record(actor, "project.described", project)


def close_project(project: Project, *, actor: Actor) -> None:
    """Finish a project: its page stays readable, nobody writes."""
    if project.state is not ProjectState.OPEN:
        return
    step(project, "state", ProjectState.CLOSED, closed_at=now())
    record(actor, "project.closed", project)
    settle_everything(project)
    project_closed.send(project, actor=actor)


def reopen_project(project: Project, *, actor: Actor) -> None:
    """Go on with a finished project, while the link has room for it."""
    if project.state is not ProjectState.CLOSED:
        return
    link = locked(Link, project.link_id) or project.link
    _check_link(link)
    _check_room(link)
    step(project, "state", ProjectState.OPEN, closed_at=None)
    record(actor, "project.reopened", project)
    project_reopened.send(project, actor=actor)


def _check_link(link: Link) -> None:
    if not allows(link.state, Doing.PROJECT):
        raise RuleBroken(_l("Projects start once both schools said yes to the link."))


def _check_room(link: Link) -> None:
    most = most_projects(link.state)
    if most is not None and count_under_way(link) >= most:
        raise RuleBroken(
            _l(
                "While you try out the link, there is room for one project. "
                "Finish it, or go on to a partnership first."
            )
        )


def _own_school(link: Link, actor: Actor) -> UUID:
    return next(side.school_id for side in link.sides if side.school_id in actor.place_ids)
