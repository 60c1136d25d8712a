"""Somebody is in: what every door does with a new sign-in."""

from schoollink.accounts.actions import end
from schoollink.accounts.models import SignIn
from schoollink.core.policy import Actor
from schoollink.core.security import begin_sign_in, current_sign_in, keep_step

SHARED = "shared"
"""The step that a device is at whose last sign-in went through a class door: it goes back there."""


def carry_in(row: SignIn) -> None:
    """Put a new sign-in into the cookie; the one before on this device ends (SEC-24)."""
    before = current_sign_in()
    if before is not None and before.id != row.id:
        end(before, actor=Actor(person_id=before.person_id, sign_in_id=before.id))
    begin_sign_in(row)
    if row.ends_with is not None:
        keep_step(SHARED, "yes")
