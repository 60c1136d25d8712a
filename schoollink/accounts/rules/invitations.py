"""How long an invitation is good, and which feature opens which kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from schoollink.core.i18n import Text

INVITATION_LIFE = timedelta(days=14)
RENEWABLE_FOR = timedelta(days=90)
SET_UP_LIFE = timedelta(minutes=15)
SET_UP = "accounts.set-up"


class Opening(StrEnum):
    """What happens to whoever opens the link now."""

    OPEN = "open"
    RENEWABLE = "renewable"
    USED = "used"
    WITHDRAWN = "withdrawn"
    GONE = "gone"


@dataclass(frozen=True)
class Purpose:
    """A kind of invitation: the endpoint that greets the invited person, and what it opens."""

    name: str
    endpoint: str
    words: Text


_purposes: dict[str, Purpose] = {}


def opens(name: str, *, endpoint: str, words: Text) -> str:
    """Register what an invitation with this purpose leads to; gives the name back.

    `words` say what it opens, as in "Join the staff of a school". The endpoint takes no arguments
    and asks `accounts.queries.present_invitation(name)` whom it greets.
    """
    if name in _purposes:
        raise RuntimeError(f"the purpose {name} is registered twice")
    _purposes[name] = Purpose(name, endpoint, words)
    return name


def purposes() -> Mapping[str, Purpose]:
    """All purposes by name."""
    return _purposes


def state_of(
    *,
    expires_at: datetime,
    accepted_at: datetime | None,
    withdrawn_at: datetime | None,
    is_renewable: bool,
    moment: datetime,
) -> Opening:
    """Where an invitation stands at a moment."""
    if accepted_at is not None:
        return Opening.USED
    if withdrawn_at is not None:
        return Opening.WITHDRAWN
    if moment < expires_at:
        return Opening.OPEN
    if is_renewable and moment < expires_at + RENEWABLE_FOR:
        return Opening.RENEWABLE
    return Opening.GONE
