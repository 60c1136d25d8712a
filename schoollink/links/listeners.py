"""What links do when a school comes that was invited by one that is here, and when people go."""

from typing import Any

from sqlalchemy import update

from schoollink.accounts.models import Invitation, Person
from schoollink.accounts.signals import on_person_erased
from schoollink.core.database import db
from schoollink.core.policy import Actor
from schoollink.links.actions import take_up_invitation
from schoollink.links.models import LinkSide
from schoollink.links.queries import invitation_behind, is_still_asked
from schoollink.schools.models import School
from schoollink.schools.signals import school_invitation_opened, school_registered


@school_invitation_opened.connect
def say_what_is_asked(invitation: Invitation, **_: Any) -> str | None:
    """The sentence of the proposal that waits behind an invitation."""
    asked = invitation_behind(invitation.id)
    return asked.purpose if asked is not None and is_still_asked(asked) else None


@school_registered.connect
def find_waiting_proposal(
    school: School, *, invitation: Invitation | None, actor: Actor, **_: Any
) -> str | None:
    """Give the address of the proposal that waits for the new school, if one does."""
    asked = invitation_behind(invitation.id) if invitation is not None else None
    if asked is None or asked.link_id is not None:
        return None
    link = take_up_invitation(asked, school, actor=actor)
    return f"/links/{link.id}" if link is not None else None


@on_person_erased
def forget_contact(person: Person) -> None:
    """Nobody leads for a school who is not there any more."""
    db.session.execute(
        update(LinkSide).where(LinkSide.contact_id == person.id).values(contact_id=None)
    )
