"""What every change of a calendar begins with."""

from datetime import datetime
from typing import Protocol

from schoollink.core.clock import now
from schoollink.core.database import locked
from schoollink.core.errors import NotFound, Stale
from schoollink.core.i18n import _l
from schoollink.schools.models import School


class Versioned(Protocol):
    """A row that several people edit."""

    version: int
    changed_at: datetime


def hold(school: School) -> None:
    """Lock the school: no two people change its calendar at the same instant."""
    if locked(School, school.id) is None:
        raise NotFound


def check_version(row: Versioned | None, version: int) -> None:
    """Raise Stale when somebody saved it since; no row is version 0."""
    if (row.version if row else 0) != version:
        raise Stale(_l("Somebody else changed this while you were typing."))


def change(row: Versioned, **values: object) -> None:
    """Set columns of a row, as its next version."""
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.changed_at = now()
