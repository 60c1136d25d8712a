"""Reading: the visits of a link, and one visit on one page."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from babel import dates
from flask import request, url_for
from flask.typing import ResponseReturnValue

from schoollink.core.clock import today
from schoollink.core.gate import access
from schoollink.core.i18n import current_language, full_day
from schoollink.core.pages import by_key, page
from schoollink.core.security import current_actor
from schoollink.links.models import Link
from schoollink.links.policies import LinkPermission
from schoollink.links.presenters import marks, our_side
from schoollink.visits import presenters, queries, rules
from schoollink.visits.actions import standing
from schoollink.visits.models import ItineraryItem, Visit
from schoollink.visits.policies import VisitPermission
from schoollink.visits.views.blueprint import bp, head


@bp.get("/links/<uuid:link_id>/visits")
@access(LinkPermission.VIEW, link=Link)
def index(link: Link) -> ResponseReturnValue:
    """The visits of a link in both directions, with the balance of days."""
    own = our_side(link, current_actor()).school
    here = today(own.zone)
    return page(
        "visits/index.html",
        link=link,
        marks=marks(link, current_actor()),
        tab="visits",
        balance=rules.balance(queries.visits_of(link), own.id, here),
        upcoming=queries.upcoming_visits(link, here),
        past=by_key(queries.past_visits(link, here), Visit.first_day, Visit.id),
        show=presenters,
    )


@bp.get("/visits/<uuid:visit_id>")
@access(VisitPermission.VIEW, visit=Visit)
def show(visit: Visit) -> ResponseReturnValue:
    """One visit: where it stands, one of its days, what is to do, who and what it costs."""
    items = queries.itinerary(visit)
    checks = queries.checks(visit)
    chosen, days = _days(visit, items)
    of_day = [item for item in items if item.day == chosen]
    minutes = rules.programme_minutes(of_day)
    state = standing(visit)
    sides = marks(visit.link, current_actor())
    return page(
        "visits/show.html",
        **head(visit),
        chosen=chosen,
        days=days,
        outside=len({item.day for item in items if not visit.has_day(item.day)}),
        items=presenters.items_of(visit, of_day),
        minutes=minutes if minutes > rules.FULL_DAY else 0,
        checks=presenters.checks_of(visit, checks),
        open_checks=presenters.open_checks(visit, checks),
        people=presenters.people_of(visit, queries.people(visit), sides),
        bars=presenters.budget_of(visit, queries.costs(visit), sides),
        steps=presenters.steps_of(visit),
        offers=[(new, rules.hindrance(state, new)) for new in rules.next_steps(state)],
    )


def _days(visit: Visit, items: Sequence[ItineraryItem]) -> tuple[date, list[dict[str, Any]]]:
    """The day that is looked at, and the links to all."""
    shown = rules.days_shown(visit.first_day, visit.last_day, {item.day for item in items})
    asked = request.args.get("day", "")
    now_there = today(visit.host_school.zone)
    filled = (item.day for item in items if item.day in shown)
    first = now_there if now_there in shown else min(filled, default=shown[0])
    chosen = next((day for day in shown if day.isoformat() == asked), first)
    locale = current_language().locale
    return chosen, [
        {
            "url": url_for("visits.show", visit_id=visit.id, day=day.isoformat()),
            "week_day": dates.format_date(day, "EEE", locale=locale),
            "number": day.day,
            "name": full_day(day),
            "current": day == chosen,
        }
        for day in shown
    ]
