"""Eligible supervisors as SQL; the same decision as `rules.may_supervise`."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, or_, select

from schoollink.accounts.models import Person
from schoollink.core.clock import today
from schoollink.core.database import db
from schoollink.schools.models import Membership, Pupil, School, SchoolClass


def is_eligible(schools: Iterable[School]) -> ColumnElement[bool]:
    """Over Membership joined with Person: an eligible supervisor of one of the schools today."""
    vetted = (
        (Membership.school_id == school.id) & (Membership.vetted_until >= today(school.zone))
        for school in schools
    )
    return (
        Membership.ended_at.is_(None)
        & Membership.barred_at.is_(None)
        & Person.suspended_at.is_(None)
        & Person.ended_at.is_(None)
        & or_(false(), *vetted)
    )


def supervised_schools(
    people: Iterable[UUID], schools: Iterable[School], *, hold: bool = False
) -> frozenset[UUID]:
    """The schools that have an eligible supervisor among the people.

    With `hold` the rows that say so can't change before the end of the unit of work.
    """
    found = (
        select(Membership.school_id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.person_id.in_(list(people)), is_eligible(schools))
        .order_by(Membership.id)
    )
    if hold:
        found = found.with_for_update(read=True, of=[Membership, Person])
    return frozenset(db.session.scalars(found))


def pupils_of_classes(class_ids: Iterable[UUID]) -> Select[UUID]:
    """The pupils of some classes who may be in what leaves their school (SG-59)."""
    return (
        select(Pupil.person_id)
        .join(Person, Person.id == Pupil.person_id)
        .join(SchoolClass, SchoolClass.id == Pupil.class_id)
        .where(
            Pupil.class_id.in_(list(class_ids)),
            Pupil.school_only.is_(False),
            Person.suspended_at.is_(None),
            Person.ended_at.is_(None),
            SchoolClass.ended_at.is_(None),
        )
    )


def schools_with_pupils(class_ids: Iterable[UUID]) -> frozenset[UUID]:
    """The schools that have at least one such pupil in some classes."""
    return frozenset(
        db.session.scalars(
            select(SchoolClass.school_id)
            .distinct()
            .join(Pupil, Pupil.class_id == SchoolClass.id)
            .where(Pupil.person_id.in_(pupils_of_classes(class_ids)))
        )
    )
