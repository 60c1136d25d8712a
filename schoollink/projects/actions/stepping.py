"""The steps of a project."""

from dataclasses import dataclass

from schoollink.audit.actions import record
from schoollink.core.clock import now
from schoollink.core.database import db
from schoollink.core.errors import RuleBroken
from schoollink.core.i18n import _l
from schoollink.core.policy import Actor
from schoollink.projects.models import Project, ProjectStep
from schoollink.projects.queries import MOST_STEPS, steps_of


@dataclass(frozen=True)
class NewStep:
    """One thing to do; `school` is the key of a school, or empty for all together."""

    what: str
    school: str = ""


def add_step(project: Project, new: NewStep, *, actor: Actor) -> ProjectStep:
    """Write a step down, at the end."""
    if len(steps_of(project)) >= MOST_STEPS:
        raise RuleBroken(
            _l("There is room for 20 steps. Take one out first."),
            field="what",
        )
    school_id = next((key for key in project.school_ids if str(key) == new.school), None)
    added = ProjectStep.of(
        project_id=project.id, what=new.what, school_id=school_id, added_at=now()
    )
    db.session.add(added)
    record(actor, "project.step_added", project)
    return added


def tick_step(step: ProjectStep, *, actor: Actor) -> None:
    """Say that a step is done, or that it is not done after all."""
    step.done_at = None if step.done_at else now()
    record(actor, "project.step_ticked", step, done=step.done_at is not None)


def remove_step(step: ProjectStep, *, actor: Actor) -> None:
    """Take a step out."""
    record(actor, "project.step_removed", step)
    db.session.delete(step)
