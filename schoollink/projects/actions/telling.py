"""Telling staff what is theirs to do in projects, and that it is done."""

from uuid import UUID

from schoollink.core.policy import Actor
from schoollink.links.policies import people_with_role
from schoollink.notifications.actions import announce, settle
from schoollink.projects.models import Project, Section
from schoollink.projects.policies import approvers_of
from schoollink.projects.presenters import OPENED, WAITING
from schoollink.projects.queries import is_waiting
from schoollink.schools.models import Membership, Role
from schoollink.schools.policies import staff_ids


def tell_partners(project: Project, our_id: UUID, *, actor: Actor) -> None:
    """Tell the link teachers of the other schools that a project begins."""
    leads = people_with_role(project.link, Role.LEAD, Role.SECOND)
    announce(OPENED, project, leads.where(Membership.school_id != our_id), actor=actor)


def tell_approvers(section: Section, *, actor: Actor) -> None:
    """Tell those who approve for the pupil's school that something waits."""
    people = approvers_of(section.project, section.school_id)
    announce(WAITING, section.project, people, actor=actor)


def settle_waiting(section: Section) -> None:
    """Nothing waits for the section's school any more, if that is so."""
    if not is_waiting(section.project_id, section.school_id):
        settle(WAITING, section.project_id, staff_ids(section.school_id))


def settle_opened(project: Project, school_id: UUID) -> None:
    """A school takes part: nobody of it is asked any more."""
    settle(OPENED, project.id, staff_ids(school_id))


def settle_everything(project: Project) -> None:
    """The project is finished."""
    for kind in (OPENED, WAITING):
        settle(kind, project.id)
