"""The kinds of notices. Features register theirs; this feature knows no subject."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from operator import attrgetter
from typing import Any
from uuid import UUID

from schoollink.core.database import Base
from schoollink.core.i18n import Text

SNOOZE = timedelta(days=30)
KEPT = timedelta(days=90)
MORNING = range(6, 10)
"""Local hours in which the daily mail leaves."""
URGENT_FOR = timedelta(days=1)
"""How long a mail about something that can't wait is still of use."""


@dataclass(frozen=True)
class Kind:
    """A kind of notice.

    `sentence(subject)` says it in the language that is spoken then; `endpoint` is a page about
    the subject, whose URL value `value` (if it has one) is `key(subject)`; who may not see the
    subject by `permission` is told nothing.
    """

    name: str
    label: Text
    model: type[Base]
    permission: StrEnum
    sentence: Callable[[Any], Text]
    endpoint: str
    value: str = ""
    is_todo: bool = False
    is_urgent: bool = False
    key: Callable[[Any], UUID] = attrgetter("id")

    def values(self, subject: Any) -> dict[str, UUID]:
        """What the URL of its page says."""
        return {self.value: self.key(subject)} if self.value else {}


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind known; gives it back."""
    if kind.name in _kinds:
        raise RuntimeError(f"notice kind {kind.name} is registered twice")
    _kinds[kind.name] = kind
    return kind


def kinds() -> Mapping[str, Kind]:
    """All kinds by name."""
    return _kinds


def is_morning(wall: datetime) -> bool:
    """Whether a wall time lies in the hours of the daily mail."""
    return wall.hour in MORNING


def is_snoozed(until: datetime | None, at: datetime) -> bool:
    """Whether a kind is unwanted at an instant."""
    return until is not None and at < until
