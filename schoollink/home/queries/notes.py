"""What the data note of a school says about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from schoollink.accounts.models import Person
from schoollink.core.database import db
from schoollink.links.models import Link, LinkSide
from schoollink.links.rules import MET
from schoollink.schools.models import Membership, Pupil, Role, School, SchoolClass
from schoollink.schools.queries import holders


@dataclass(frozen=True)
class NoteFacts:
    """A school's partners, the people who answer for it, and how many it has here."""

    partners: Sequence[School]
    leads: Sequence[Membership]
    safety: Sequence[Membership]
    staff: int
    pupils: int


def note_facts(school: School) -> NoteFacts:
    """What is true of a school today."""
    return NoteFacts(
        partners=partners_of(school),
        leads=holders(school, Role.LEAD),
        safety=holders(school, Role.SAFETY),
        staff=_count_staff(school),
        pupils=_count_pupils(school),
    )


def partners_of(school: School) -> Sequence[School]:
    """The schools with which a school works, by name."""
    ours = select(LinkSide.link_id).where(LinkSide.school_id == school.id)
    met = select(Link.id).where(Link.id.in_(ours), Link.state.in_(MET))
    theirs = select(LinkSide.school_id).where(LinkSide.link_id.in_(met))
    return db.session.scalars(
        select(School)
        .where(School.id.in_(theirs), School.id != school.id)
        .order_by(School.name, School.id)
        .limit(20)
    ).all()


def _count_staff(school: School) -> int:
    found = select(func.count(Membership.id)).where(
        Membership.school_id == school.id, Membership.ended_at.is_(None)
    )
    return db.session.scalar(found) or 0


def _count_pupils(school: School) -> int:
    found = (
        select(func.count(Pupil.person_id))
        .join(SchoolClass, SchoolClass.id == Pupil.class_id)
        .join(Person, Person.id == Pupil.person_id)
        .where(SchoolClass.school_id == school.id, Person.ended_at.is_(None))
    )
    return db.session.scalar(found) or 0
