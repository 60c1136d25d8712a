"""The staff of a school."""

from uuid import UUID

from sqlalchemy import select

from schoollink.accounts.models import Account, Invitation, Person
from schoollink.accounts.rules import STAFF_KEPT_FOR
from schoollink.core.clock import now
from schoollink.core.database import db
from schoollink.schools.models import (
    HeldRole,
    Membership,
    NetworkAdviser,
    Role,
    School,
    StaffInvitation,
)
from schoollink.schools.rules.roles import NEEDED, may_note_vetting


def staff_of(school: School) -> list[Membership]:
    """Everybody on the staff, suspended ones too, by name."""
    return list(
        db.session.scalars(
            select(Membership)
            .join(Person, Person.id == Membership.person_id)
            .where(Membership.school_id == school.id, Membership.ended_at.is_(None))
            .order_by(Person.name, Membership.id)
        )
    )


def active_count(school: School) -> int:
    """How many people are at work at a school now."""
    return sum(one.is_active for one in staff_of(school))


def membership_of(person_id: UUID | None, school_id: UUID) -> Membership | None:
    """The place of a person on the staff of a school, if it has not ended."""
    return db.session.scalar(
        select(Membership).where(
            Membership.person_id == person_id,
            Membership.school_id == school_id,
            Membership.ended_at.is_(None),
        )
    )


def suspensions_of(person_id: UUID) -> list[Membership]:
    """The places of a person on staffs from which they are suspended."""
    return list(
        db.session.scalars(
            select(Membership)
            .join(School, School.id == Membership.school_id)
            .where(
                Membership.person_id == person_id,
                Membership.barred_at.is_not(None),
                Membership.ended_at.is_(None),
            )
            .order_by(School.name, School.id)
        )
    )


def colleagues_with(school: School, *roles: Role) -> list[Membership]:
    """The people at work at a school who hold one of the roles, by name."""
    return [one for one in staff_of(school) if one.is_active and not one.roles.isdisjoint(roles)]


def noters_of(member: Membership) -> list[str]:
    """The names of those who may note somebody's check."""
    is_alone = active_count(member.school) <= 1
    return [
        one.person.name
        for one in colleagues_with(member.school, *NEEDED)
        if may_note_vetting(member.person_id, one.person_id, is_alone=is_alone)
    ]


def past_membership(person_id: UUID, school_id: UUID) -> Membership | None:
    """The place that a person had on the staff of a school and left."""
    return db.session.scalar(
        select(Membership).where(
            Membership.person_id == person_id,
            Membership.school_id == school_id,
            Membership.ended_at.is_not(None),
        )
    )


def memberships_to_forget() -> list[UUID]:
    """Places on a staff that ended 30 days ago, of people whom no report holds (RT-22)."""
    before = now() - STAFF_KEPT_FOR
    query = (
        select(Membership.id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.ended_at < before, Person.held_at.is_(None))
    )
    return list(db.session.scalars(query))


def is_tied(person: Person) -> bool:
    """Whether an adult still belongs to a school or a network, or runs this server."""
    ties = (
        select(Membership.id).where(
            Membership.person_id == person.id, Membership.ended_at.is_(None)
        ),
        select(NetworkAdviser.person_id).where(NetworkAdviser.person_id == person.id),
        select(Account.person_id).where(
            Account.person_id == person.id, Account.is_site_admin.is_(True)
        ),
    )
    return any(db.session.scalar(one.limit(1)) is not None for one in ties)


def holders(school: School, role: Role) -> list[Membership]:
    """The active people of a school who hold a role, longest first."""
    return list(
        db.session.scalars(
            select(Membership)
            .join(HeldRole, HeldRole.membership_id == Membership.id)
            .where(
                Membership.school_id == school.id,
                Membership.ended_at.is_(None),
                Membership.barred_at.is_(None),
                HeldRole.role == role,
            )
            .order_by(Membership.created_at, Membership.id)
        )
    )


def is_named(school: School, role: Role) -> bool:
    """Whether somebody holds a role, or is invited to it."""
    return bool(holders(school, role)) or any(
        role.value in one.roles and one.invitation.expires_at > now()
        for one in open_invitations(school)
    )


def open_invitations(school: School) -> list[StaffInvitation]:
    """Invitations to the staff that nobody has taken up or withdrawn, the newest first."""
    return list(
        db.session.scalars(
            select(StaffInvitation)
            .join(Invitation, Invitation.id == StaffInvitation.invitation_id)
            .where(
                StaffInvitation.school_id == school.id,
                Invitation.accepted_at.is_(None),
                Invitation.withdrawn_at.is_(None),
            )
            .order_by(Invitation.created_at.desc(), Invitation.id)
            .limit(50)
        )
    )


def is_over(invitation: Invitation) -> bool:
    """Whether an invitation is past its last day."""
    return invitation.expires_at <= now()
