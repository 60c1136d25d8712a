"""Who may hold which roles together, and whose vetting is in date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from schoollink.core.database.base import Labelled
from schoollink.core.errors import Forbidden, RuleBroken
from schoollink.core.i18n import Text, _l
from schoollink.schools.models import Role

SMALL_STAFF = 2
LONGEST_VETTING = timedelta(days=5 * 366)
EXPIRES_SOON = timedelta(days=30)
NEEDED = (Role.LEAD, Role.SECOND, Role.SAFETY)


class Vetting(Labelled):
    """Whether the check for work with children holds."""

    MISSING = "missing", _l("No check noted")
    IN_DATE = "in_date", _l("Check in date")
    SOON = "soon", _l("Check ends soon")
    EXPIRED = "expired", _l("Check has ended")


def vetting_on(day: date, until: date | None) -> Vetting:
    """What a vetting that holds until a day (that day included) is worth on a day."""
    if until is None:
        return Vetting.MISSING
    if until < day:
        return Vetting.EXPIRED
    return Vetting.SOON if until - day <= EXPIRES_SOON else Vetting.IN_DATE


@dataclass(frozen=True)
class Gift:
    """A change of the roles of one person on a staff of so many active people."""

    before: frozenset[Role]
    after: frozenset[Role]
    is_own: bool
    staff_count: int

    @property
    def gained(self) -> frozenset[Role]:
        """Roles that the person does not hold yet."""
        return self.after - self.before

    @property
    def lost(self) -> frozenset[Role]:
        """Roles that the person would hold no more."""
        return self.before - self.after


def check_gift(gift: Gift) -> None:
    """Raise Forbidden where somebody raises themselves (RP-2), RuleBroken where roles clash (RP-3).

    On a staff of one or two the child-safety lead may be somebody who also holds another role.
    """
    if gift.is_own and gift.gained:
        allowed = {Role.SAFETY} if gift.staff_count <= SMALL_STAFF else set()
        if gift.gained - allowed:
            raise Forbidden(_l("Nobody gives a role to themselves. Ask another link teacher."))
    if {Role.LEAD, Role.SECOND} <= gift.after:
        raise RuleBroken(
            _l("The second link teacher is another person than the link teacher."), field="roles"
        )
    if Role.SAFETY in gift.gained | (gift.after if gift.gained else frozenset()):
        _check_safety(gift)


def _check_safety(gift: Gift) -> None:
    if Role.SAFETY not in gift.after:
        return
    if gift.staff_count > SMALL_STAFF and {Role.LEAD, Role.SECOND} & gift.after:
        raise RuleBroken(
            _l(
                "With three or more people here, the child-safety lead is somebody who is not a"
                " link teacher too."
            ),
            field="roles",
        )
    if gift.staff_count == SMALL_STAFF and Role.LEAD in gift.after:
        raise RuleBroken(
            _l("With two people here, the second link teacher can be the child-safety lead."),
            field="roles",
        )


def check_still_held(lost: Iterable[Role], held_by_others: frozenset[Role]) -> None:
    """Raise RuleBroken when the last link teacher, second or safety lead would go (RP-4)."""
    for role in lost:
        if role in NEEDED and role not in held_by_others:
            raise RuleBroken(_LAST[role], field="roles")


_LAST = {
    Role.LEAD: _l("The school needs a link teacher. Give the role to somebody else first."),
    Role.SECOND: _l(
        "The school needs a second link teacher. Give the role to somebody else first."
    ),
    Role.SAFETY: _l("The school needs a child-safety lead. Give the role to somebody else first."),
}


def check_vetting(seen_on: date, until: date, *, present: date, field: str = "until") -> None:
    """Raise RuleBroken when the days of a vetting can't be right."""
    if seen_on > present:
        raise RuleBroken(_l("This day is still to come."), field="seen_on")
    if until < present:
        raise RuleBroken(_l("This check has already ended."), field=field)
    if until - seen_on > LONGEST_VETTING:
        raise RuleBroken(_l("A check is looked at again after five years at most."), field=field)


def may_note_vetting(of: UUID, by: UUID | None, *, is_alone: bool) -> bool:
    """Whether somebody may note a check: nobody their own, but who is alone at a school."""
    return of != by or is_alone


def who_can_note(names: str) -> Text:
    """Whom to ask to note a check; the names in a row, or nothing."""
    if names:
        return _l("%(names)s can note it.", names=names)
    return _l("A second link teacher or a child-safety lead can note it, once you have one.")


def missing_check(worth: Vetting, names: str) -> Text:
    """What an adult reads whose check does not hold, with those who can note it."""
    who = who_can_note(names)
    if worth is Vetting.EXPIRED:
        return _l("Your check for work with children has ended. %(who)s", who=who)
    return _l("Your check for work with children is not noted yet. %(who)s", who=who)


def doubled_roles(holders: Iterable[frozenset[Role]]) -> bool:
    """Whether a link teacher is the child-safety lead too, which the pages say (RP-3)."""
    return any(Role.SAFETY in held and held & {Role.LEAD, Role.SECOND} for held in holders)
