"""Who is asking, and may they: one table of permissions, default deny.

A permission has three shapes that stand side by side in a feature's policies.py: predicates
(here, for one thing), `visible_*` (as SQL, for lists) and `readers_of` (as people, for sockets and
mail). One matrix test holds them equal.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

import structlog

from schoollink.core.errors import Forbidden, NotFound, NotSignedIn
from schoollink.core.i18n import Text

log = structlog.get_logger()


@dataclass(frozen=True)
class Actor:
    """A snapshot of who asks, made anew for every request, socket message and job.

    `roles` maps the id of a place (a school) to the roles held there. Nobody is signed in when
    `person_id` is None. Somebody `is_suspended` whom a place keeps out and no other has.
    """

    person_id: UUID | None = None
    sign_in_id: UUID | None = None
    name: str = ""
    language: str | None = None
    theme: str = "auto"
    text_size: str = "normal"
    saves_data: bool = False
    is_pupil: bool = False
    is_site_admin: bool = False
    is_suspended: bool = False
    roles: Mapping[UUID, frozenset[str]] = field(default_factory=dict)
    class_ids: frozenset[UUID] = frozenset()
    is_shared_device: bool = False

    @property
    def signed_in(self) -> bool:
        """Whether somebody is there."""
        return self.person_id is not None

    @property
    def me(self) -> UUID:
        """The person's key; raises NotSignedIn when nobody is there."""
        if self.person_id is None:
            raise NotSignedIn
        return self.person_id

    @property
    def place_ids(self) -> frozenset[UUID]:
        """The schools where this person holds any role."""
        return frozenset(self.roles)

    def holds(self, place_id: UUID | None, *roles: str) -> bool:
        """Whether one of the roles is held at the place."""
        return place_id is not None and not self.roles.get(place_id, frozenset()).isdisjoint(roles)

    def holds_anywhere(self, *roles: str) -> bool:
        """Whether one of the roles is held at any place."""
        return any(self.holds(place, *roles) for place in self.roles)


NOBODY = Actor()
SYSTEM = Actor(name="SchoolLink", is_site_admin=True)


Predicate = Callable[[Actor, Any], bool]


@dataclass(frozen=True)
class Rule:
    """Alternatives, each a row of predicates that must all hold."""

    alternatives: Sequence[Sequence[Predicate]]
    seen_through: StrEnum | None


_table: dict[StrEnum, Rule] = {}


def allow(
    permission: StrEnum, *alternatives: Sequence[Predicate], seen_through: StrEnum | None = None
) -> None:
    """Write one row of the table. Rows given are alternatives; predicates in a row must all hold.

    `seen_through` names the permission that decides between 404 (not even visible) and 403.
    """
    if permission in _table:
        raise RuntimeError(f"{permission} is decided twice")
    _table[permission] = Rule(alternatives, seen_through)


def allow_also(permission: StrEnum, *alternatives: Sequence[Predicate]) -> None:
    """Add alternatives to a row of a feature below, for what that feature can't know (a school
    does not know its links). `seen_through` stays as it was."""
    rule = _table[permission]
    _table[permission] = Rule([*rule.alternatives, *alternatives], rule.seen_through)


def permissions() -> Mapping[StrEnum, Rule]:
    """The whole table."""
    return _table


def can(actor: Actor, permission: StrEnum, subject: object = None) -> bool:
    """Whether the table says yes. An exception in a predicate is a no."""
    rule = _table.get(permission)
    if rule is None:
        return False
    try:
        return any(all(p(actor, subject) for p in row) for row in rule.alternatives)
    except Exception:
        log.exception("policy_failed", permission=str(permission))
        return False


def require(actor: Actor, permission: StrEnum, subject: object = None) -> None:
    """Raise NotSignedIn, NotFound (not visible) or Forbidden (visible, not allowed)."""
    if can(actor, permission, subject):
        return
    if not actor.signed_in:
        raise NotSignedIn(permission=str(permission))
    seen = _table[permission].seen_through if permission in _table else None
    if seen is not None and can(actor, seen, subject):
        raise Forbidden(_Lent.why_refused(actor, permission, subject), permission=str(permission))
    raise NotFound(permission=str(permission))


class _Lent:
    """What a feature lends: who knows why something is refused."""

    why_refused: Callable[[Actor, StrEnum, Any], Text | None] = staticmethod(lambda *_: None)


def use(*, why_refused: Callable[[Actor, StrEnum, Any], Text | None]) -> None:
    """Take the function that gives the sentence for a refusal, or None where it knows none."""
    _Lent.why_refused = staticmethod(why_refused)


def is_signed_in(actor: Actor, subject: object) -> bool:
    """Somebody is signed in."""
    return actor.signed_in


def is_adult(actor: Actor, subject: object) -> bool:
    """Somebody is signed in who is not a pupil."""
    return actor.signed_in and not actor.is_pupil


def is_at_work(actor: Actor, subject: object) -> bool:
    """An adult whom nobody keeps out."""
    return is_adult(actor, subject) and not actor.is_suspended


def is_site_admin(actor: Actor, subject: object) -> bool:
    """The person runs this server."""
    return actor.is_site_admin
