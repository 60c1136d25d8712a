"""Whose yes a new password for a colleague takes: two people's, so that nobody can come into
another's account alone (RP-18)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from schoollink.schools.models import Role
from schoollink.schools.rules.roles import SMALL_STAFF

HELPERS = frozenset({Role.LEAD, Role.SECOND, Role.SAFETY})
SETTLED_IN = timedelta(days=7)
"""Whoever came later is no second person, and whoever left later counts: neither inviting somebody
nor taking somebody off the staff leaves one person alone with an account."""


class Now(StrEnum):
    """What stands between somebody who wants to help and the link."""

    OUT_OF_REACH = "out_of_reach"
    HAS_MAIL = "has_mail"
    ALONE = "alone"
    NOBODY_ELSE = "nobody_else"
    MAY_ASK = "may_ask"
    ASKED_BY_ME = "asked_by_me"
    MAY_AGREE = "may_agree"
    TOO_NEW = "too_new"
    MADE_BY_ME = "made_by_me"
    MADE = "made"


@dataclass(frozen=True)
class Colleague:
    """Somebody of the staff, or who was until a few days ago."""

    person_id: UUID
    joined_at: datetime
    is_active: bool
    roles: frozenset[Role]

    def helps(self, moment: datetime) -> bool:
        """Whether this one's yes counts beside another's."""
        return (
            self.is_active
            and not HELPERS.isdisjoint(self.roles)
            and self.joined_at <= moment - SETTLED_IN
        )


@dataclass(frozen=True)
class Wish:
    """What was asked for last and still holds: by whom, and who made the link, if it is made."""

    asked_by: UUID | None
    at: datetime
    made_by: UUID | None = None
    reset_id: UUID | None = None


@dataclass(frozen=True)
class Case:
    """A colleague who forgot the password, as one helper finds it."""

    about: UUID
    me: UUID
    is_reachable: bool
    has_mail: bool
    staff: Collection[Colleague]
    wish: Wish | None
    moment: datetime

    @property
    def others(self) -> list[Colleague]:
        """Who may be the second person beside whoever looks."""
        return [
            one
            for one in self.staff
            if one.person_id not in {self.me, self.about} and one.helps(self.moment)
        ]

    @property
    def now(self) -> Now:
        """Where it stands for whoever looks."""
        if not self.is_reachable:
            return Now.OUT_OF_REACH
        if self.has_mail:
            return Now.HAS_MAIL
        if self.wish is None:
            return self._unasked()
        if self.wish.made_by is not None:
            return Now.MADE_BY_ME if self.wish.made_by == self.me else Now.MADE
        if self.wish.asked_by == self.me:
            return Now.ASKED_BY_ME
        return Now.MAY_AGREE if self._counts(self.me) else Now.TOO_NEW

    def _unasked(self) -> Now:
        if len(self.staff) <= SMALL_STAFF:
            return Now.ALONE
        if not self._counts(self.me):
            return Now.TOO_NEW
        return Now.MAY_ASK if self.others else Now.NOBODY_ELSE

    def _counts(self, person_id: UUID) -> bool:
        return any(one.person_id == person_id and one.helps(self.moment) for one in self.staff)
