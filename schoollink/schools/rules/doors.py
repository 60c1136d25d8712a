"""A class door: how long it is open, and its six digits (RP-10, RP-20 to RP-23)."""

import secrets
from collections.abc import Container
from datetime import timedelta

OPEN_FOR = timedelta(minutes=90)
KEPT_FOR = timedelta(days=30)
CODES_A_DEVICE = "5/minute"
CODES_A_NETWORK = "60/minute"
CODES_ALL_TOGETHER = "600/minute"
KNOCKS_A_DEVICE = "10/minute"


def new_code(taken: Container[str]) -> str:
    """Six digits that no open door has."""
    while True:
        code = f"{secrets.randbelow(1_000_000):06d}"
        if code not in taken:
            return code


def spoken_code(code: str) -> str:
    """The digits in two groups, as one reads them out: 123 456."""
    return f"{code[:3]} {code[3:]}"
