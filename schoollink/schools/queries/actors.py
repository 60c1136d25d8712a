"""Who a person is at which place."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from schoollink.accounts.models import Account, Person, SignIn
from schoollink.core.clock import today
from schoollink.core.database import db
from schoollink.core.policy import NOBODY, Actor
from schoollink.schools.models import (
    ADVISER_ROLE,
    PUPIL_ROLE,
    SCHOOL_ONLY,
    VETTED,
    ClassTeacher,
    HeldRole,
    Membership,
    NetworkAdviser,
    Pupil,
    Role,
    School,
    SchoolClass,
)
from schoollink.schools.queries.people import suspensions_of

Places = tuple[dict[UUID, frozenset[str]], frozenset[UUID]]


def actor_for(sign_in: SignIn) -> Actor:
    """Who asks, with every role held now. Half-way through the second factor it is nobody."""
    if sign_in.factor_due:
        return NOBODY
    return _actor(
        sign_in.person,
        sign_in_id=sign_in.id,
        is_shared_device=sign_in.ends_with is not None,
    )


def actor_of(person: Person) -> Actor:
    """The actor that a person would be now, for jobs and tests of policy."""
    return _actor(person)


def _actor(person: Person, **of_sign_in: Any) -> Actor:
    roles, classes = (_pupil_place if person.is_pupil else _staff_places)(person.id)
    return Actor(
        person_id=person.id,
        name=person.name,
        language=person.language,
        theme=person.theme.value,
        text_size=person.text_size.value,
        saves_data=person.saves_data,
        is_pupil=person.is_pupil,
        is_site_admin=not person.is_pupil and _is_site_admin(person.id),
        is_suspended=not roles and bool(suspensions_of(person.id)),
        roles=roles,
        class_ids=classes,
        **of_sign_in,
    )


def _is_site_admin(person_id: UUID) -> bool:
    found = db.session.scalar(select(Account.is_site_admin).where(Account.person_id == person_id))
    return bool(found)


def _staff_places(person_id: UUID) -> Places:
    """Roles at schools, and in networks, which are places too."""
    rows = db.session.execute(
        select(Membership.school_id, Membership.vetted_until, School.zone, HeldRole.role)
        .join(School, School.id == Membership.school_id)
        .outerjoin(HeldRole, HeldRole.membership_id == Membership.id)
        .where(
            Membership.person_id == person_id,
            Membership.ended_at.is_(None),
            Membership.barred_at.is_(None),
        )
    )
    roles: dict[UUID, set[str]] = {}
    for school_id, vetted_until, zone, role in rows:
        held = roles.setdefault(school_id, {Role.TEACHER.value})
        if role is not None:
            held.add(role.value)
        if vetted_until is not None and vetted_until >= today(zone):
            held.add(VETTED)
    classes = db.session.scalars(
        select(ClassTeacher.class_id).where(ClassTeacher.person_id == person_id)
    )
    taught = frozenset(classes) if roles else frozenset()
    advised = db.session.scalars(
        select(NetworkAdviser.network_id).where(NetworkAdviser.person_id == person_id)
    )
    places = {key: frozenset(held) for key, held in roles.items()}
    return places | {key: frozenset({ADVISER_ROLE}) for key in advised}, taught


def _pupil_place(person_id: UUID) -> Places:
    """The one class of a pupil, while it lasts."""
    found = db.session.execute(
        select(SchoolClass.school_id, Pupil.class_id, Pupil.school_only)
        .join(SchoolClass, SchoolClass.id == Pupil.class_id)
        .where(Pupil.person_id == person_id, SchoolClass.ended_at.is_(None))
    ).first()
    if found is None:
        return {}, frozenset()
    school_id, class_id, school_only = found
    roles = {PUPIL_ROLE, SCHOOL_ONLY} if school_only else {PUPIL_ROLE}
    return {school_id: frozenset(roles)}, frozenset({class_id})
