"""How long a sign-in lives, what a password must be, how long links are good."""

from schoollink.accounts.rules.invitations import (
    INVITATION_LIFE,
    RENEWABLE_FOR,
    SET_UP,
    SET_UP_LIFE,
    Opening,
    Purpose,
    opens,
    purposes,
    state_of,
)
from schoollink.accounts.rules.lives import (
    FACTOR_LIFE,
    RESET_LIFE,
    SHARED_DEVICE,
    STAFF_KEPT_FOR,
    Life,
    life_of,
    shown_device,
)
from schoollink.accounts.rules.names import normal_name, own_words
from schoollink.accounts.rules.passwords import (
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
    SHORTEST_WITH_FACTOR,
    password_problem,
)

__all__ = [
    "FACTOR_LIFE",
    "INVITATION_LIFE",
    "LONGEST_PASSWORD",
    "RENEWABLE_FOR",
    "RESET_LIFE",
    "SET_UP",
    "SET_UP_LIFE",
    "SHARED_DEVICE",
    "SHORTEST_PASSWORD",
    "SHORTEST_WITH_FACTOR",
    "STAFF_KEPT_FOR",
    "Life",
    "Opening",
    "Purpose",
    "life_of",
    "normal_name",
    "opens",
    "own_words",
    "password_problem",
    "purposes",
    "shown_device",
    "state_of",
]
