"""Who may change what about accounts: everybody their own, nobody another's."""

from enum import StrEnum

from sqlalchemy import Select, select

from schoollink.accounts.models import SignIn
from schoollink.core.policy import Actor, allow, is_adult, is_signed_in


class AccountPermission(StrEnum):
    """What can be asked about accounts."""

    OWN = "accounts:own"
    """One's own address, password and second step. Pupils have none."""
    END_SIGN_IN = "accounts:end_sign_in"


def is_own(actor: Actor, sign_in: SignIn) -> bool:
    """It is a sign-in of the person who asks."""
    return sign_in.person_id == actor.person_id


allow(AccountPermission.OWN, [is_adult])
allow(
    AccountPermission.END_SIGN_IN,
    [is_signed_in, is_own],
    seen_through=AccountPermission.END_SIGN_IN,
)


def own_sign_ins(actor: Actor) -> Select[SignIn]:
    """The sign-ins that somebody may end."""
    return select(SignIn).where(SignIn.person_id == actor.person_id)
