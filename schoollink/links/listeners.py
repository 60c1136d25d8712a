"""What links do when a school comes that was invited by one that is here."""

from typing import Any

from schoollink.accounts.models import Invitation
from schoollink.core.policy import Actor
from schoollink.links.actions import take_up_invitation
from schoollink.links.queries import invitation_behind
from schoollink.schools.models import School
from schoollink.schools.signals import school_registered


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
