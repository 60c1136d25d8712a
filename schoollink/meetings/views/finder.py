"""When are both classes in lesson?"""

from flask import request
from flask.typing import ResponseReturnValue

from schoollink.core.clock import now
from schoollink.core.gate import access
from schoollink.core.pages import page
from schoollink.core.security import current_actor
from schoollink.links.models import Link
from schoollink.links.presenters import marks, own_first
from schoollink.meetings import presenters
from schoollink.meetings.forms import FinderForm
from schoollink.meetings.policies import MeetingPermission
from schoollink.meetings.queries import classes_to_choose, contact_names, found_times
from schoollink.meetings.rules.sharing import shares_years
from schoollink.meetings.views.blueprint import bp


@bp.get("/links/<uuid:link_id>/times")
@access(MeetingPermission.VIEW, link=Link)
def times(link: Link) -> ResponseReturnValue:
    """The lesson times that the schools of a link share, and why there are none."""
    if not shares_years(link.state):
        return page("meetings/waiting.html", link=link, tab="times")
    actor = current_actor()
    sides = own_first(link, actor)
    form = FinderForm()
    form.offer(sides=sides, classes=classes_to_choose(sides, actor))
    form.look(request.args)
    found = found_times(sides, form.asked, now(), form.classes)
    return page(
        "meetings/times.html",
        form.status,
        link=link,
        tab="times",
        form=form,
        pair=len(sides) == 2,
        contacts=contact_names(link),
        **presenters.finder_page(found, marks(link, actor)),
    )
