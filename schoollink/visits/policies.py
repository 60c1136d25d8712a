"""Who may see a visit and what they may do with it (safety 2.2, SG-58)."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from schoollink.core.policy import Actor, allow
from schoollink.links import policies as links
from schoollink.links.models import Link
from schoollink.links.policies import LinkPermission
from schoollink.schools.models import Role
from schoollink.visits.models import Visit


class VisitPermission(StrEnum):
    """What one may do with visits."""

    VIEW = "visits:view"
    PLAN = "visits:plan"
    EDIT = "visits:edit"
    DECIDE = "visits:decide"


def _visit(thing: Any) -> Visit:
    """A visit, or the visit that a part belongs to."""
    visit: Visit = thing if isinstance(thing, Visit) else thing.visit
    return visit


def on_staff(actor: Actor, thing: Any) -> bool:
    """An adult on the staff of one of the link's schools. Nobody else sees days and places."""
    return links.on_staff_of_link(actor, _visit(thing).link)


def leads(actor: Actor, thing: Any) -> bool:
    """A link teacher of one of the link's schools."""
    return links.leads_in_link(actor, _visit(thing).link)


def is_open(actor: Actor, thing: Any) -> bool:
    """The schools work together now."""
    return links.link_is_open(actor, _visit(thing).link)


def works_in_link(actor: Actor, link: Link) -> bool:
    """On the staff, and more than a child-safety lead, who reads only."""
    return links.leads_in_link(actor, link) or (
        links.on_staff_of_link(actor, link)
        and not all(
            actor.holds(key, Role.SAFETY.value) for key in actor.place_ids & link.school_ids
        )
    )


def works_on_it(actor: Actor, thing: Any) -> bool:
    """One of those who plan and write visits of the link."""
    return works_in_link(actor, _visit(thing).link)


allow(VisitPermission.VIEW, [on_staff])
allow(VisitPermission.PLAN, [works_in_link, links.link_is_open], seen_through=LinkPermission.VIEW)
allow(VisitPermission.EDIT, [works_on_it, is_open], seen_through=VisitPermission.VIEW)
allow(VisitPermission.DECIDE, [leads, is_open], seen_through=VisitPermission.VIEW)


def visible_visits(actor: Actor) -> Select[Visit]:
    """The visits that an actor may view, as SQL."""
    ids = links.visible_links(actor).with_only_columns(Link.id)
    return select(Visit).where(Visit.link_id.in_(ids))


def readers_of(visit: Visit) -> Select[UUID]:
    """The people who may view a visit."""
    return links.readers_of(visit.link)
