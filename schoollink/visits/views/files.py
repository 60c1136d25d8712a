"""A visit to take along: on paper and in a calendar."""

from flask.typing import ResponseReturnValue

from schoollink.core.gate import access
from schoollink.core.ics import calendar_file
from schoollink.core.pages import download, page
from schoollink.core.security import current_actor
from schoollink.links.presenters import marks
from schoollink.visits import presenters, queries
from schoollink.visits.models import ItineraryItem, Visit
from schoollink.visits.policies import VisitPermission
from schoollink.visits.views.blueprint import bp, head


@bp.get("/visits/<uuid:visit_id>/print")
@access(VisitPermission.VIEW, visit=Visit)
def sheet(visit: Visit) -> ResponseReturnValue:
    """Everything on one sheet."""
    by_day: dict[object, list[ItineraryItem]] = {}
    for item in queries.itinerary(visit):
        by_day.setdefault(item.day, []).append(item)
    own = marks(visit.link, current_actor())
    return page(
        "visits/sheet.html",
        **head(visit),
        days=[(day, presenters.items_of(visit, items)) for day, items in by_day.items()],
        checks=presenters.checks_of(visit, queries.checks(visit)),
        people=presenters.people_of(visit, queries.people(visit), own),
    )


@bp.get("/visits/<uuid:visit_id>.ics")
@access(VisitPermission.VIEW, visit=Visit)
def calendar(visit: Visit) -> ResponseReturnValue:
    """The span and the itinerary as a calendar file."""
    whole = presenters.calendar_entries([visit])
    parts = presenters.itinerary_entries(visit, queries.itinerary(visit))
    body = calendar_file(presenters.title_of(visit), [*whole, *parts])
    return download(body, "visit.ics", "text/calendar")
