"""The year of a link."""

from flask import request
from flask.typing import ResponseReturnValue

from schoollink.calendars.presenters import is_in, months_of, year_links
from schoollink.core.clock import today
from schoollink.core.gate import access
from schoollink.core.pages import page
from schoollink.core.security import current_actor
from schoollink.links.models import Link
from schoollink.links.presenters import own_first
from schoollink.meetings import presenters
from schoollink.meetings.policies import MeetingPermission
from schoollink.meetings.queries import year_of
from schoollink.meetings.rules.sharing import shares_years
from schoollink.meetings.views.blueprint import bp


@bp.get("/links/<uuid:link_id>/calendar")
@access(MeetingPermission.VIEW, link=Link)
def year(link: Link) -> ResponseReturnValue:
    """Both schools' years beside each other, and what they share."""
    if not shares_years(link.state):
        return page("meetings/waiting.html", link=link, tab="calendar")
    actor = current_actor()
    sides = own_first(link, actor)
    now = today(sides[0].school.zone)
    shown = year_of(link, now, request.args.get("year", ""))
    return page(
        "meetings/year.html",
        link=link,
        tab="calendar",
        shown=shown,
        others=year_links(shown.year, shown.years),
        months=months_of(shown.year),
        strips=presenters.strips(link, shown, actor),
        weeks=presenters.weeks_text(link, shown),
        missing=presenters.missing(link, shown, actor),
        today=is_in(now, shown.year),
        sides=sides,
    )
