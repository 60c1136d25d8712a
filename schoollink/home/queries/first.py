"""What the first page needs to know of many features."""

from uuid import UUID

from sqlalchemy import exists, select

from schoollink.accounts.models import Person
from schoollink.core.clock import today
from schoollink.core.database import db
from schoollink.core.policy import Actor
from schoollink.home.rules import Facts
from schoollink.links.models import Link, LinkSide, LinkState
from schoollink.links.presenters import is_vetted
from schoollink.links.queries import Contacts, open_invitations
from schoollink.links.rules import LIVE, MET
from schoollink.messages.models import Message, MessageKind
from schoollink.projects.models import Project, ProjectClass, ProjectState
from schoollink.schools.models import Pupil, School, SchoolClass
from schoollink.schools.queries import active_count


def schools_of_staff(actor: Actor) -> list[School]:
    """The schools on whose staff somebody is, by name."""
    return list(
        db.session.scalars(
            select(School).where(School.id.in_(actor.place_ids)).order_by(School.name, School.id)
        )
    )


def first_facts(school: School, contacts: Contacts) -> Facts:
    """What is known of a school for its first steps."""
    staffing, on = contacts.staffing, today(school.zone)
    links = _links_of(school)
    met = [key for key, state in links.items() if state in MET]
    asked = [key for key in links if key not in met]
    has_project = _takes_part(school, met)
    unvetted = frozenset(one.person_id for one in contacts.members if not is_vetted(one, on))
    return Facts(
        is_confirmed=school.weekend_confirmed_at is not None,
        has_second=staffing.second,
        has_safety=staffing.safety,
        unvetted=unvetted,
        is_alone=len(contacts.members) == 1 and active_count(school) == 1,
        has_pupils=_has_pupils(school),
        has_asked=bool(links) or bool(open_invitations([school.id])),
        is_met=bool(met),
        has_written=_has_written(school),
        has_project=has_project,
        link_id=next(iter(met or asked), None),
        project_id=None if has_project else _open_project(met),
    )


def _links_of(school: School) -> dict[UUID, LinkState]:
    found = db.session.execute(
        select(Link.id, Link.state)
        .join(LinkSide, LinkSide.link_id == Link.id)
        .where(LinkSide.school_id == school.id, Link.state.in_(LIVE))
        .order_by(Link.proposed_at.desc(), Link.id)
    )
    return {row.id: row.state for row in found}


def _has_pupils(school: School) -> bool:
    found = (
        select(Pupil.person_id)
        .join(SchoolClass, SchoolClass.id == Pupil.class_id)
        .join(Person, Person.id == Pupil.person_id)
        .where(
            SchoolClass.school_id == school.id,
            SchoolClass.ended_at.is_(None),
            Person.ended_at.is_(None),
        )
    )
    return bool(db.session.scalar(select(exists(found))))


def _has_written(school: School) -> bool:
    written = exists().where(Message.school_id == school.id, Message.kind == MessageKind.TEXT)
    return bool(db.session.scalar(select(written)))


def _takes_part(school: School, link_ids: list[UUID]) -> bool:
    """Whether a class of the school takes part in a project of these links."""
    found = (
        select(ProjectClass.class_id)
        .join(Project, Project.id == ProjectClass.project_id)
        .join(SchoolClass, SchoolClass.id == ProjectClass.class_id)
        .where(Project.link_id.in_(link_ids), SchoolClass.school_id == school.id)
    )
    return bool(db.session.scalar(select(exists(found))))


def _open_project(link_ids: list[UUID]) -> UUID | None:
    """The newest project under way in these links."""
    return db.session.scalar(
        select(Project.id)
        .where(Project.link_id.in_(link_ids), Project.state == ProjectState.OPEN)
        .order_by(Project.created_at.desc(), Project.id)
        .limit(1)
    )
