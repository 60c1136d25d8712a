"""The blueprint, and the navigation that surrounds every page of staff."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, current_app, url_for

from schoollink.core import pages
from schoollink.core.i18n import _l
from schoollink.core.policy import Actor, can
from schoollink.links.policies import LinkPermission
from schoollink.safeguarding.policies import ReportPermission
from schoollink.schools.models import Role
from schoollink.schools.policies import SchoolPermission

bp = Blueprint("home", __name__)

INSIDE_LINKS = frozenset({"meetings", "projects", "visits", "messages", "funding"})
HOME = pages.NavItem(_l("Home"), "home.index", "house", "home")
LINKS = pages.NavItem(_l("Our links"), "links.index", "link-2", "links", INSIDE_LINKS)
FIND = pages.NavItem(_l("Find a partner"), "links.find", "search", "find")
RESOURCES = pages.NavItem(_l("Resources"), "resources.index", "library", "resources")
TOLD = pages.NavItem(_l("What pupils told"), "safeguarding.index", "shield-check", "safeguarding")
NETWORK = pages.NavItem(_l("Schools to verify"), "schools.advise", "landmark", "network")
HELP = pages.NavItem(_l("Help"), "home.help", "life-buoy", "help")

ROOM_IN_THE_BAR = 5
"""More entries do not fit into one line; the help stands in the menu then."""


def nav_items(actor: Actor) -> Sequence[pages.NavItem]:
    """The main navigation of staff; pupils, visitors and whoever is suspended have none."""
    if not actor.signed_in or actor.is_pupil or actor.is_suspended:
        return ()
    finds = [FIND] if can(actor, LinkPermission.FIND) else []
    told = [TOLD] if can(actor, ReportPermission.LIST) else []
    advises = [NETWORK] if can(actor, SchoolPermission.ADVISE) else []
    first = [HOME, LINKS, *finds, *told, RESOURCES, *advises]
    is_full = len(first) >= ROOM_IN_THE_BAR
    items = [*first, *_own_school(actor), replace(HELP, in_menu=is_full)]
    return [item for item in items if item.endpoint in current_app.view_functions]


def _own_school(actor: Actor) -> list[pages.NavItem]:
    """The way to the people, classes and dates of the own school; Home lists several of them."""
    schools = [place for place in actor.place_ids if actor.holds(place, Role.TEACHER)]
    if len(schools) != 1:
        return []
    own = {"school_id": schools[0]}
    also = frozenset({"calendars"})
    label = _l("Our school")
    return [pages.NavItem(label, "schools.show", "school", "schools", also, own, in_menu=True)]


pages.use(nav_items=nav_items)


def url_known(endpoint: str, **values: Any) -> str:
    """The address of an endpoint, or nothing while no feature serves it."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""
