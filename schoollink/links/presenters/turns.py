"""Whose turn it is, computed from the state of the link."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from schoollink.core.i18n import (
    bdi,
    day,
    gettext,
    in_zone,
    listed,
    ngettext,
    with_names,
)
from schoollink.core.policy import Actor
from schoollink.links.models import Link, LinkSide, LinkState
from schoollink.links.policies import LEADS
from schoollink.links.presenters.sides import marks, own_first
from schoollink.links.queries import Contacts
from schoollink.links.rules import LIVE, Need, days_left, is_time_to_renew, missing
from schoollink.schools.models import Membership, Role


def turns(
    link: Link, actor: Actor, contacts: Mapping[UUID, Contacts], on: date
) -> list[dict[str, Any]]:
    """What waits for which school, computed from the state; own school first."""
    rows: list[dict[str, Any]] = []
    for side in own_first(link, actor):
        ours = side.school_id in actor.place_ids
        things = [
            *_answer(link, side, ours),
            *(_naming(side, contacts[side.school_id], actor) if link.state in LIVE else ()),
            *(_vetting(side, contacts[side.school_id], on) if ours else ()),
            *_renewing(link, side, on),
            *_restarting(link, side),
        ]
        rows += [turn(link, actor, side.school_id, *thing) for thing in things]
    return rows


def turn(
    link: Link, actor: Actor, school_id: UUID, text: str, url: str = "", hint: str = ""
) -> dict[str, Any]:
    """One row of the panel "Whose turn?"; only what is the reader's own leads somewhere."""
    ours = school_id in actor.place_ids
    return {
        "symbol": link.side(school_id).school.crest,
        "side": marks(link, actor)[school_id],
        "whose": gettext("Yours") if ours else gettext("Theirs"),
        "text": text,
        "url": url if ours else "",
        "hint": hint,
    }


Thing = tuple[str, str, str]


def _answer(link: Link, side: LinkSide, ours: bool) -> list[Thing]:
    if link.state is not LinkState.PROPOSED or side.position == 0 or side.accepted_at:
        return []
    if ours:
        asker = link.sides[0].school.name
        return [
            (with_names(gettext("Answer %(school)s"), school=asker), f"/links/{link.id}#answer", "")
        ]
    return [(gettext("Answer your question"), "", seen_words(side))]


def seen_words(side: LinkSide) -> str:
    """When somebody of a school last looked."""
    if side.seen_at is None:
        return str(gettext("Not seen yet"))
    return str(gettext("Seen on %(day)s", day=day(in_zone(side.seen_at, side.school.zone).date())))


def _naming(side: LinkSide, contacts: Contacts, actor: Actor) -> list[Thing]:
    needs = missing(contacts.staffing)
    if not needs:
        return []
    text = gettext("Name %(what)s", what=listed([str(need.label) for need in needs]))
    who = listed([bdi(one.person.name) for one in contacts.with_role(Role.LEAD)])
    hint = with_names(gettext("%(who)s can do this"), who=who) if who else ""
    people = f"/schools/{side.school_id}/people"
    invites = Need.SECOND in needs and actor.holds(side.school_id, *LEADS)
    return [(text, f"{people}/invite" if invites else people, hint)]


def _vetting(side: LinkSide, contacts: Contacts, on: date) -> list[Thing]:
    open_ones = [bdi(one.person.name) for one in contacts.members if not is_vetted(one, on)]
    if not open_ones:
        return []
    text = with_names(gettext("Record the background check of %(who)s"), who=listed(open_ones))
    return [(text, f"/schools/{side.school_id}/people", gettext("Before pupils take part"))]


def is_vetted(member: Membership, on: date) -> bool:
    """Whether a background check that still holds was recorded (SG-07)."""
    return member.vetted_until is not None and member.vetted_until >= on


def _renewing(link: Link, side: LinkSide, on: date) -> list[Thing]:
    tries = link.state in {LinkState.TRYING, LinkState.PAUSED} and link.active_on is None
    if not tries or side.wants_renewal_at:
        return []
    if not is_time_to_renew(link.trying_until, on, renewed=link.renewed_at is not None):
        return []
    left = days_left(link.trying_until, on) or 0
    hint = ngettext("%(num)s day left", "%(num)s days left", left)
    return [(gettext("Say whether you want to go on"), f"/links/{link.id}#renew", hint)]


def _restarting(link: Link, side: LinkSide) -> list[Thing]:
    if link.frozen_at is None or side.restart_asked_at:
        return []
    return [(gettext("Say when pupils may write again"), f"/links/{link.id}/stop", "")]
