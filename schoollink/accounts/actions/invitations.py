"""Invitations are sent, renewed, withdrawn and accepted. What they open, their purpose knows."""

from datetime import timedelta

from schoollink.accounts.models import Invitation, Person
from schoollink.accounts.queries import invitation_token, opening_of
from schoollink.accounts.rules import (
    INVITATION_LIFE,
    SET_UP,
    SET_UP_LIFE,
    Opening,
    normal_name,
    purposes,
)
from schoollink.audit.actions import record
from schoollink.core.clock import now
from schoollink.core.database import db, step
from schoollink.core.errors import RuleBroken
from schoollink.core.i18n import _l
from schoollink.core.policy import SYSTEM, Actor


def invite(
    purpose: str,
    *,
    actor: Actor,
    for_name: str = "",
    address: str | None = None,
    lasts: timedelta = INVITATION_LIFE,
) -> Invitation:
    """Make an invitation with a purpose that some feature has registered: 14 days, once."""
    if purpose not in purposes() and purpose != SET_UP:
        raise RuntimeError(f"nobody opens invitations for {purpose}")
    invitation = Invitation.of(
        purpose=purpose,
        for_name=for_name,
        address=normal_name(address or "") or None,
        invited_by_id=actor.person_id,
        created_at=now(),
        expires_at=now() + lasts,
        generation=1,
    )
    db.session.add(invitation)
    db.session.flush()
    record(actor, "invitation.sent", invitation, purpose=purpose)
    return invitation


def renew(invitation: Invitation, *, actor: Actor) -> None:
    """Make it good for another 14 days; the link stays. The invited person may do this too."""
    if opening_of(invitation) not in {Opening.OPEN, Opening.RENEWABLE}:
        raise _not_open()
    invitation.expires_at, invitation.renewed_at = now() + INVITATION_LIFE, now()
    record(actor, "invitation.renewed", invitation, purpose=invitation.purpose)


def replace_link(invitation: Invitation, *, actor: Actor) -> None:
    """Give it a new link, because the old one went to the wrong person; the old one is dead."""
    renew(invitation, actor=actor)
    invitation.generation += 1


def withdraw(invitation: Invitation, *, actor: Actor) -> None:
    """Take it back."""
    if invitation.accepted_at is not None:
        raise RuleBroken(_l("The invitation was accepted already."))
    if invitation.withdrawn_at is None:
        step(invitation, "withdrawn_at", now())
        record(actor, "invitation.withdrawn", invitation, purpose=invitation.purpose)


def accept(invitation: Invitation, person: Person, *, actor: Actor) -> None:
    """Use it up; raises when somebody did before, or it is not good any more."""
    if opening_of(invitation) is not Opening.OPEN:
        raise _not_open()
    step(invitation, "accepted_at", now(), accepted_by_id=person.id)
    record(actor, "invitation.accepted", invitation, purpose=invitation.purpose)


def _not_open() -> RuleBroken:
    return RuleBroken(
        _l("This invitation is not open any more. Ask the person who sent it for a new one.")
    )


def empty_invitation(invitation: Invitation) -> None:
    """Take name and address out of an invitation whose time is over."""
    invitation.for_name, invitation.address, invitation.emptied_at = "", None, now()


def setup_link(*, actor: Actor = SYSTEM) -> str:
    """The path of a page that makes a person who runs this server: 15 minutes, once."""
    invitation = invite(SET_UP, actor=actor, lasts=SET_UP_LIFE)
    return f"/set-up/{invitation_token(invitation)}"
