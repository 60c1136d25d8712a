"""How long a sign-in lives (RP-20, RP-21) and how many one person has at once (RP-23)."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

RESET_LIFE = timedelta(minutes=60)
FACTOR_LIFE = timedelta(minutes=10)
"""How long somebody has for the second step."""
STAFF_KEPT_FOR = timedelta(days=30)
"""How long an adult is kept here after leaving."""

PLAIN_ROLES = frozenset({"teacher", "vetted"})
"""Roles that decide nothing for others; whoever holds another has the strict limits."""


@dataclass(frozen=True)
class Life:
    """The limits of one kind of sign-in."""

    idle: timedelta
    longest: timedelta
    at_once: int


SHARED_DEVICE = Life(timedelta(minutes=15), timedelta(hours=2), 1)
OWN_DEVICE = Life(timedelta(minutes=60), timedelta(hours=12), 3)
TEACHER = Life(timedelta(minutes=30), timedelta(hours=12), 5)
DECIDER = Life(timedelta(minutes=30), timedelta(hours=8), 3)


def life_of(
    *, is_pupil: bool, is_shared: bool, roles: Mapping[Any, Collection[str]], runs_server: bool
) -> Life:
    """The limits for a person; an adult who is not plainly a teacher has the strict ones."""
    if is_pupil:
        return SHARED_DEVICE if is_shared else OWN_DEVICE
    is_teacher = bool(roles) and all(PLAIN_ROLES.issuperset(held) for held in roles.values())
    return TEACHER if is_teacher and not runs_server else DECIDER


_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def shown_device(user_agent: str) -> str:
    """`Firefox · Windows`: enough to know one's own device, no more. Empty when unknown."""
    known = [
        next((name for mark, name in marks if re.search(rf"\b{mark}\b", user_agent[:400])), "")
        for marks in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(filter(None, known))
