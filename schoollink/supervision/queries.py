"""Eligible supervisors as SQL, the same decision as `rules.may_supervise`; who is none, and why."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, or_, select

from schoollink.accounts.models import Person
from schoollink.core.clock import today
from schoollink.core.database import db
from schoollink.core.i18n import Text, listed
from schoollink.core.policy import Actor, can
from schoollink.schools.models import VETTED, Membership, Pupil, Role, School, SchoolClass
from schoollink.schools.queries import membership_of, noters_of
from schoollink.schools.rules.roles import missing_check, vetting_on


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


def why_unchecked(actor: Actor, school_ids: Collection[UUID]) -> Text | None:
    """What an adult reads whose check does not hold at one of these schools, or None."""
    for key in school_ids:
        if actor.holds(key, Role.TEACHER) and not actor.holds(key, VETTED):
            member = membership_of(actor.person_id, key)
            if member is not None:
                worth = vetting_on(today(member.school.zone), member.vetted_until)
                return missing_check(worth, listed(noters_of(member)))
    return None


def why_refused(actor: Actor, permission: StrEnum, subject: Any) -> Text | None:
    """The same, where nothing but the check stands in the way."""
    places = [key for key in actor.roles if can(_checked(actor, key), permission, subject)]
    return why_unchecked(actor, places)


def _checked(actor: Actor, school_id: UUID) -> Actor:
    """Who somebody would be if their check held at a school."""
    return replace(actor, roles={**actor.roles, school_id: actor.roles[school_id] | {VETTED}})
