"""Our links, and one link: both clocks, whose turn it is, people, where we are."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask.typing import ResponseReturnValue

from schoollink.core.clock import now, today
from schoollink.core.gate import access, note
from schoollink.core.pages import by_key, page, public_url
from schoollink.core.policy import Actor
from schoollink.core.security import current_actor
from schoollink.links import presenters, rules, signals
from schoollink.links.actions import note_seen
from schoollink.links.forms import DeclineForm
from schoollink.links.models import Link, LinkState
from schoollink.links.policies import LinkPermission, visible_links
from schoollink.links.queries import Contacts, contacts_of, open_invitations, schools_led
from schoollink.links.views.blueprint import MORE, bp, url_inside, url_known
from schoollink.schools.queries import acquaintance


@bp.get("/links")
@access(LinkPermission.LIST)
def index() -> ResponseReturnValue:
    """The links of the reader's schools, newest first, and invitations that wait."""
    actor = current_actor()
    listing = by_key(visible_links(actor), Link.proposed_at, Link.id)
    led = [school.id for school in schools_led(actor)]
    return page(
        "links/index.html",
        listing=listing,
        cards=[link_card(link, actor) for link in listing.items],
        invitations=open_invitations(led) if led else [],
    )


def link_card(link: Link, actor: Actor) -> dict[str, Any]:
    """What a list says about one link."""
    return {
        "link": link,
        "partners": presenters.partners(link, actor),
        "names": presenters.partner_names(link, actor),
        "marks": presenters.marks(link, actor),
        "kind": _KINDS.get(link.state, ""),
        "is_asked": link.state is LinkState.PROPOSED
        and presenters.our_side(link, actor).position > 0,
    }


_KINDS = {
    LinkState.PROPOSED: "warn",
    LinkState.TRYING: "together",
    LinkState.ACTIVE: "ok",
    LinkState.PAUSED: "info",
}


@bp.get("/links/<uuid:link_id>")
@access(LinkPermission.VIEW, link=Link)
def show(link: Link) -> ResponseReturnValue:
    """The overview of a link."""
    return overview_page(link)


def overview_page(link: Link, status: int = 200, **forms: Any) -> ResponseReturnValue:
    """The overview of a link for whoever reads it now; `forms` are those that were refused."""
    actor = current_actor()
    contacts = contacts_of(link.school_ids)
    panels, turns = signals.parts_of_overview(link, actor, contacts)
    key, seen_by = link.id, link.school_ids & actor.place_ids
    note(lambda: note_seen(key, seen_by))
    return page(
        "links/show.html",
        status,
        link=link,
        tab="overview",
        panels_ahead=[panel for panel in panels if panel.ahead],
        panels=[panel for panel in panels if not panel.beside and not panel.ahead],
        panels_beside=[panel for panel in panels if panel.beside],
        turns=_turns(link, actor, contacts, turns),
        people=presenters.people_of(link, actor, contacts),
        needs=presenters.needs_of(link, actor, contacts),
        steps=presenters.steps(link),
        **_state(link, actor),
        **{"decline_form": DeclineForm()} | forms,
    )


def _state(link: Link, actor: Actor) -> dict[str, Any]:
    ours = presenters.our_side(link, actor)
    partners = presenters.partners(link, actor)
    asker = link.sides[0].school
    on = today(ours.school.zone)
    left = rules.days_left(link.trying_until, on)
    return {
        "ours": ours,
        "partners": partners,
        "names": presenters.partner_names(link, actor),
        "asker": link.sides[0],
        "is_asked": ours.position > 0,
        "asked_words": presenters.seen_words(link.sides[1]),
        "unverified": [
            {"school": school, "check": acquaintance(ours.school_id, school.id)}
            for school in presenters.unverified(partners)
        ],
        "asker_facts": {
            "place": presenters.place(asker),
            "ages": presenters.ages(asker),
            "languages": presenters.languages(asker.languages),
        },
        "left": left if link.state is LinkState.TRYING else None,
        "days": rules.TRYING_DAYS,
        "kept_until": link.ended_at and link.ended_at + rules.KEPT_AFTER_END,
        "may_renew": rules.is_time_to_renew(
            link.trying_until, on, renewed=link.renewed_at is not None
        ),
        "text": presenters.proposal_text(link, public_url(f"/links/{link.id}")),
        "people_url": url_known("schools.people", school_id=ours.school_id),
        "invite_url": url_known("schools.invite", school_id=ours.school_id),
    }


def _turns(
    link: Link, actor: Actor, contacts: Mapping[UUID, Contacts], more: list[signals.Turn]
) -> list[dict[str, Any]]:
    ours = presenters.our_side(link, actor)
    rows = presenters.turns(link, actor, contacts, today(ours.school.zone))
    rows += [
        presenters.turn(link, actor, one.school_id, one.text, one.url, one.hint) for one in more
    ]
    return sorted(rows, key=lambda row: row["side"] != "us")


@bp.get("/links/<uuid:link_id>/more")
@access(LinkPermission.VIEW, link=Link)
def more(link: Link) -> ResponseReturnValue:
    """Pages of a link that have no tab of their own, and what its teachers may decide."""
    return page(
        "links/more.html",
        link=link,
        tab="more",
        items=[
            {"label": label, "url": url, "icon": icon}
            for _, label, path, icon in MORE
            if (url := url_inside(link, path))
        ],
        at=now(),
    )
