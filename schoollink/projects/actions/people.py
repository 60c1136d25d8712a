"""Who takes part: each school brings its own classes and teachers."""

from collections.abc import Sequence
from uuid import UUID

from schoollink.audit.actions import record
from schoollink.core.clock import now
from schoollink.core.database import db
from schoollink.core.errors import RuleBroken
from schoollink.core.i18n import _l
from schoollink.core.policy import Actor
from schoollink.projects.actions.telling import settle_opened
from schoollink.projects.models import Project, ProjectClass, ProjectTeacher
from schoollink.projects.queries import classes_of, colleagues_of
from schoollink.projects.rules import may_leave, supervisors
from schoollink.projects.rules.taking_part import is_under_way
from schoollink.projects.signals import teacher_joined, teacher_left
from schoollink.schools.models import VETTED
from schoollink.supervision.queries import why_unchecked


def bring_classes(project: Project, class_ids: Sequence[UUID], *, actor: Actor) -> None:
    """Let exactly these classes of the actor's school take part.

    Where no adult of that school takes part yet, a vetted actor does from now on.
    Raises RuleBroken when no adult of that school takes part who may look after pupils (SG-02).
    """
    school_id = own_school(project, actor)
    allowed = {one.id for one in classes_of([school_id])}
    kept = [one for one in project.classes if one.school_class.school_id == school_id]
    wanted = {key for key in class_ids if key in allowed}
    if wanted and not supervisors(project, school_id, now()) and actor.holds(school_id, VETTED):
        join_project(project, actor=actor)
    if wanted and not supervisors(project, school_id, now()):
        raise RuleBroken(
            _l(
                "A teacher whose check is in date must take part before a class does. %(why)s",
                why=why_unchecked(actor, [school_id]),
            ),
            field="classes",
        )
    for one in kept:
        if one.class_id not in wanted:
            project.classes.remove(one)
            record(actor, "project.class_left", project, place_id=school_id, of=one.class_id)
    for key in sorted(wanted - {one.class_id for one in kept}, key=str):
        project.classes.append(ProjectClass(project_id=project.id, class_id=key))
        record(actor, "project.class_joined", project, place_id=school_id, of=key)
    db.session.flush()
    if wanted:
        settle_opened(project, school_id)


def join_project(project: Project, *, actor: Actor) -> None:
    """Take part as a teacher of one's own school, at once (SG-06)."""
    school_id = own_school(project, actor)
    if not is_under_way(project):
        raise RuleBroken(_l("This project is finished."))
    if unchecked := why_unchecked(actor, [school_id]):
        raise RuleBroken(unchecked)
    if actor.person_id is not None:
        _take_in(project, actor.person_id, school_id, actor)


def bring_teacher(project: Project, person_id: UUID, *, actor: Actor) -> None:
    """Let a vetted colleague of one's own school take part."""
    school_id = own_school(project, actor)
    if not is_under_way(project):
        raise RuleBroken(_l("This project is finished."), field="teacher")
    if person_id not in {one.person_id for one in colleagues_of(school_id)}:
        raise RuleBroken(
            _l("Choose somebody whose check for work with children is in date."), field="teacher"
        )
    _take_in(project, person_id, school_id, actor)


def leave_project(project: Project, *, actor: Actor) -> None:
    """Take part no more; refused to the last who looks after pupils of the school (SG-02)."""
    mine = next((one for one in project.teachers if one.person_id == actor.person_id), None)
    if mine is None:
        return
    if not may_leave(project, mine.person_id, now()):
        raise RuleBroken(
            _l(
                "You are the last teacher of your school here, and pupils write here. "
                "Bring a colleague first, or take your classes out."
            )
        )
    project.teachers.remove(mine)
    db.session.flush()
    record(actor, "project.left", project, place_id=mine.school_id)
    teacher_left.send(project, actor=actor, person_id=mine.person_id, school_id=mine.school_id)


def own_school(project: Project, actor: Actor) -> UUID:
    """The school of the link that the actor works at."""
    return next(side.school_id for side in project.link.sides if side.school_id in actor.place_ids)


def _take_in(project: Project, person_id: UUID, school_id: UUID, actor: Actor) -> None:
    if any(one.person_id == person_id for one in project.teachers):
        return
    project.teachers.append(
        ProjectTeacher(person_id=person_id, school_id=school_id, joined_at=now())
    )
    db.session.flush()
    record(actor, "project.joined", project, place_id=school_id, of=person_id)
    settle_opened(project, school_id)
    teacher_joined.send(project, actor=actor, person_id=person_id, school_id=school_id)
