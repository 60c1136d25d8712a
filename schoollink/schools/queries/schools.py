"""Schools as such."""

from uuid import UUID

from sqlalchemy import func, select

from schoollink.accounts.models import Invitation
from schoollink.core.database import db
from schoollink.core.policy import Actor
from schoollink.schools.models import (
    ADVISER_ROLE,
    Acquaintance,
    Network,
    School,
    SchoolInvitation,
    SchoolState,
)


def schools_of(actor: Actor) -> list[School]:
    """The schools on whose staff somebody is, or where a pupil goes, by name."""
    if not actor.place_ids:
        return []
    return list(
        db.session.scalars(
            select(School).where(School.id.in_(actor.place_ids)).order_by(School.name, School.id)
        )
    )


def school_named(name: str, place: str) -> School | None:
    """A school with this name in this place, however it is written."""
    return db.session.scalar(
        select(School).where(
            func.lower(School.name) == name.lower(),
            func.lower(School.place) == place.lower(),
            School.ended_at.is_(None),
        )
    )


def advised_schools(actor: Actor) -> list[tuple[School, str]]:
    """Schools of the networks that somebody advises, and those of no network yet that wait.

    Those that are not verified come first; at most 200, with the name of the network.
    """
    networks = [place for place in actor.place_ids if actor.holds(place, ADVISER_ROLE)]
    waiting = School.network_id.is_(None) & (School.state == SchoolState.INVITED)
    ours = School.network_id.in_(networks) | waiting
    query = (
        select(School, func.coalesce(Network.name, ""))
        .outerjoin(Network, Network.id == School.network_id)
        .where(School.ended_at.is_(None), *([] if actor.is_site_admin else [ours]))
        .order_by(School.state == SchoolState.VERIFIED, School.name, School.id)
        .limit(200)
    )
    return [(school, name) for school, name in db.session.execute(query)]


def right_to_register(person_id: UUID | None) -> SchoolInvitation | None:
    """The invitation with which somebody came and may register one school."""
    return db.session.scalar(
        select(SchoolInvitation)
        .join(Invitation, Invitation.id == SchoolInvitation.invitation_id)
        .where(
            Invitation.accepted_by_id == person_id,
            SchoolInvitation.registered_id.is_(None),
        )
        .order_by(Invitation.accepted_at.desc())
        .limit(1)
    )


def inviting_school(invitation: Invitation) -> School | None:
    """The school that invites another one; None when a network or the site admin does."""
    return db.session.scalar(
        select(School)
        .join(SchoolInvitation, SchoolInvitation.school_id == School.id)
        .where(SchoolInvitation.invitation_id == invitation.id)
    )


def open_school_invitations(school_id: UUID, sender_id: UUID) -> list[SchoolInvitation]:
    """What somebody sent for a school to other schools, and nobody has taken up or withdrawn."""
    return list(
        db.session.scalars(
            select(SchoolInvitation)
            .join(Invitation, Invitation.id == SchoolInvitation.invitation_id)
            .where(
                SchoolInvitation.school_id == school_id,
                Invitation.invited_by_id == sender_id,
                Invitation.accepted_at.is_(None),
                Invitation.withdrawn_at.is_(None),
            )
        )
    )


def acquaintance(school_id: UUID, other_id: UUID) -> Acquaintance | None:
    """How one school knows another, if one invited the other."""
    return db.session.get(Acquaintance, (school_id, other_id))


def acquaintances_of(school_id: UUID) -> list[Acquaintance]:
    """The schools that a school knows because one of them invited the other."""
    return list(db.session.scalars(select(Acquaintance).where(Acquaintance.school_id == school_id)))
