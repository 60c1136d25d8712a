"""The blueprint, and the frame that all pages inside a link share."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask import Blueprint, current_app, url_for

from schoollink.calendars.queries import timetables_of
from schoollink.calendars.rules.lessons import Timetable
from schoollink.core.clock import now
from schoollink.core.i18n import Text, _l, gettext, in_zone
from schoollink.core.policy import Actor, can
from schoollink.core.security import current_actor
from schoollink.links import presenters, signals
from schoollink.links.models import Link, LinkState
from schoollink.schools.models import School

bp = Blueprint("links", __name__)

TABS: tuple[tuple[str, Text, str], ...] = (
    ("overview", _l("Overview"), ""),
    ("calendar", _l("Calendar"), "/calendar"),
    ("projects", _l("Projects"), "/projects"),
    ("visits", _l("Visits"), "/visits"),
    ("messages", _l("Messages"), "/messages"),
    ("funding", _l("Funding"), "/funding"),
    ("more", _l("More"), "/more"),
)
MORE: tuple[tuple[str, Text, str, str], ...] = (
    ("visits", _l("Visits"), "/visits", "plane"),
    ("funding", _l("Funding"), "/funding", "coins"),
    ("resources", _l("Resources"), "/resources", "library"),
    ("times", _l("Shared lesson times"), "/times", "clock"),
)
"""Name, label, path inside the link, icon. A page that the reader may not open is left out."""
ONCE_USED = frozenset({"visits", "funding"})
"""Tabs that stand under More until the link has one of them."""


@bp.app_template_global("link_frame")
def link_frame(link: Link, tab: str) -> dict[str, Any]:
    """What surrounds every page of a link: both schools, tabs, whether pupils may write."""
    actor = current_actor()
    shown = signals.tabs_in_use(link, actor) | {name for name, *_ in TABS} - ONCE_USED
    return {
        "schools": twin_schools(link, actor),
        "partners": presenters.partner_names(link, actor),
        "paused": paused_words(link),
        "tabs": [
            {"label": label, "url": url, "current": name == (tab if tab in shown else "more")}
            for name, label, path in TABS
            if name in shown and (url := url_inside(link, path))
        ],
    }


def url_inside(link: Link, path: str) -> str | None:
    """The address of a page inside a link; None where there is none that the reader may open."""
    pages, rule = _pages(), f"/links/<uuid:link_id>{path}"
    may_open = rule in pages and can(current_actor(), pages[rule], link)
    return f"/links/{link.id}{path}" if may_open else None


def _pages() -> Mapping[str, StrEnum]:
    """The pages inside a link, each with what one must be allowed to do for it."""
    known: dict[str, dict[str, StrEnum]] = current_app.extensions.setdefault("link_pages", {})
    if "all" not in known:
        marks = {
            rule.rule: getattr(current_app.view_functions[rule.endpoint], "__gate__", None)
            for rule in current_app.url_map.iter_rules()
            if rule.rule.startswith("/links/<uuid:link_id>") and "GET" in (rule.methods or ())
        }
        known["all"] = {rule: mark.permission for rule, mark in marks.items() if mark is not None}
    return known["all"]


def url_known(endpoint: str, **values: Any) -> str:
    """The address of an endpoint, or nothing while no feature serves it."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""


def twin_schools(link: Link, actor: Actor) -> list[dict[str, Any]]:
    """The halves of the two-school header with their clocks, own school first."""
    looks, days = presenters.marks(link, actor), timetables_of(link.schools)
    sides = presenters.own_first(link, actor)
    return [_half(side.school, looks[side.school_id], days[side.school_id]) for side in sides]


def _half(school: School, side: str, timetable: Timetable) -> dict[str, Any]:
    there = in_zone(now(), school.zone)
    return {
        "name": school.name,
        "place": presenters.place(school),
        "country": school.country,
        "symbol": school.crest,
        "side": side,
        "clock": there,
        "day_word": presenters.day_word(there, timetable),
        "url": url_known("schools.show", school_id=school.id),
    }


def paused_words(link: Link) -> str:
    """The sentence across the header while something rests, or nothing."""
    if link.frozen_at is not None:
        return str(gettext("Pupils' writing is stopped."))
    return {
        LinkState.PAUSED: str(gettext("This link has a break.")),
        LinkState.ENDED: str(gettext("This link has ended.")),
    }.get(link.state, "")
