"""The first page for a visitor and the first page after signing in."""

from collections.abc import Sequence
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from schoollink.core.clock import today
from schoollink.core.gate import public, signed_in
from schoollink.core.pages import page
from schoollink.core.policy import Actor
from schoollink.core.security import current_actor
from schoollink.home import presenters, rules
from schoollink.home.queries import first_facts, schools_of_staff
from schoollink.home.views.blueprint import bp, url_known
from schoollink.links.models import Link
from schoollink.links.presenters import our_side, partner_names, turns
from schoollink.links.queries import (
    Contacts,
    contacts_of,
    live_links,
    open_invitations,
    schools_led,
)
from schoollink.links.views.overview import link_card, overview_page
from schoollink.safeguarding.queries import count_open
from schoollink.schools.models import School

PUPILS_START = "/my"


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


def ours_to_do(links: Sequence[Link], actor: Actor) -> list[dict[str, Any]]:
    """What waits for the reader's schools in all their links, each with the partner's name."""
    contacts = contacts_of({key for link in links for key in link.school_ids})
    return [
        row | {"whose": partner_names(link, actor)}
        for link in links
        for row in turns(link, actor, contacts, today(our_side(link, actor).school.zone))
        if row["side"] == "us"
    ]


def first_steps_of(school: School, contacts: Contacts, actor: Actor) -> dict[str, Any] | None:
    """The first steps of a school for one reader; none once all are done."""
    facts = first_facts(school, contacts)
    if rules.is_finished(facts):
        return None
    steps = presenters.first_steps(school, facts, contacts, actor, url_known)
    return {"school": school, **steps}
