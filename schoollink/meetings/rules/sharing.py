"""When schools see each other's years."""

from schoollink.links.models import LinkState
from schoollink.links.rules import MET

SHARES_YEARS: frozenset[LinkState] = MET
"""States of a link in which its schools read each other's calendars (R43): once both said yes."""


def shares_years(state: LinkState) -> bool:
    """Whether the schools of a link in this state read each other's calendars."""
    return state in SHARES_YEARS
