"""Secrets that people type, kept as Argon2id (ASVS 11.4.2). Slow on purpose, so never in a unit."""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from schoollink.core.database import outside_any_unit

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash_secret(secret: str) -> str:
    """The form in which a typed secret is stored. Raises when a unit of work is open."""
    outside_any_unit("hashing a password")
    return _hasher.hash(_composed(secret))


def is_secret(secret: str, kept: str | None) -> bool:
    """Whether this is the secret behind a stored hash; nothing stored takes just as long."""
    outside_any_unit("checking a password")
    try:
        _hasher.verify(kept or _nobodys(), _composed(secret))
    except (Argon2Error, InvalidHashError):
        return False
    return kept is not None


def _composed(secret: str) -> str:
    """The same bytes from every keyboard (NIST 800-63B)."""
    return unicodedata.normalize("NFKC", secret)


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody has this password")
