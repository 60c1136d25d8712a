"""The first page for a visitor and the first page after signing in."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from schoollink.core.clock import today
from schoollink.core.gate import public, signed_in
from schoollink.core.i18n import bdi, listed
from schoollink.core.pages import page
from schoollink.core.policy import Actor
from schoollink.core.security import current_actor
from schoollink.home import presenters, rules
from schoollink.home.queries import first_facts, schools_of_staff
from schoollink.home.views.blueprint import bp, url_known
from schoollink.links.models import Link
from schoollink.links.presenters import our_side, partner_names, turn, turns
from schoollink.links.queries import (
    Contacts,
    contacts_of,
    live_links,
    open_invitations,
    schools_led,
)
from schoollink.links.signals import Turn, turns_in
from schoollink.links.views.overview import link_card, overview_page
from schoollink.safeguarding.queries import count_open
from schoollink.schools.models import Role, School
from schoollink.schools.queries import colleagues_with, suspensions_of

PUPILS_START = "/my"
UNDOING = (Role.LEAD, Role.SAFETY)


@bp.get("/")
@public
def welcome() -> ResponseReturnValue:
    """What SchoolLink is, and the way in."""
    if current_actor().signed_in:
        return redirect(url_for("home.index"))
    return page("home/welcome.html")


@bp.get("/home")
@signed_in
def index() -> ResponseReturnValue:
    """Home of staff: with one link it is that link's overview, else first steps and links."""
    actor = current_actor()
    if actor.is_pupil:
        return redirect(PUPILS_START)
    if actor.is_suspended:
        return page("home/suspended.html", suspensions=_suspensions(actor))
    links = live_links(actor)
    if len(links) == 1:
        return overview_page(links[0])
    schools = schools_of_staff(actor)
    contacts = contacts_of(school.id for school in schools)
    lists = [first_steps_of(school, contacts[school.id], actor) for school in schools]
    return page(
        "home/index.html",
        cards=[link_card(link, actor) for link in links],
        waiting=ours_to_do(links, actor),
        asking=count_open(actor),
        lists=[one for one in lists if one],
        invitations=open_invitations([one.id for one in schools_led(actor)]),
        schools=schools,
    )


def _suspensions(actor: Actor) -> list[tuple[School, list[str]]]:
    """The schools that suspended somebody, and who there can undo it."""
    return [
        (one.school, [bdi(each.person.name) for each in colleagues_with(one.school, *UNDOING)])
        for one in suspensions_of(actor.me)
    ]


def ours_to_do(links: Sequence[Link], actor: Actor) -> list[dict[str, Any]]:
    """What waits for the reader's schools in all their links, each with the partner's name.

    First what others wait for, then what the links ask, then what is still to be prepared.
    """
    contacts = contacts_of({key for link in links for key in link.school_ids})
    ours = [one for one in turns_in(links, actor) if one.school_id in actor.place_ids]
    known = {link.id: link for link in links}
    return [
        *(_row(known[one.link_id], one, actor) for one in ours if one.is_pressing),
        *_asked_by_links(links, actor, contacts),
        *(_row(known[one.link_id], one, actor) for one in ours if not one.is_pressing),
    ]


def _row(link: Link, one: Turn, actor: Actor) -> dict[str, Any]:
    row = turn(link, actor, one.school_id, one.text, one.url, one.hint)
    return row | {"whose": partner_names(link, actor)}


def _asked_by_links(
    links: Sequence[Link], actor: Actor, contacts: Mapping[UUID, Contacts]
) -> list[dict[str, Any]]:
    """What the links themselves ask. What the own school does once for all is one row."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    partners: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for link in links:
        for row in turns(link, actor, contacts, today(our_side(link, actor).school.zone)):
            if row["side"] == "us":
                key = (str(row["text"]), row["url"])
                rows.setdefault(key, row)
                partners[key].append(partner_names(link, actor))
    return [row | {"whose": listed(partners[key])} for key, row in rows.items()]


def first_steps_of(school: School, contacts: Contacts, actor: Actor) -> dict[str, Any] | None:
    """The first steps of a school for one reader; none once all are done."""
    facts = first_facts(school, contacts)
    if rules.is_finished(facts):
        return None
    steps = presenters.first_steps(school, facts, contacts, actor, url_known)
    return {"school": school, **steps}
