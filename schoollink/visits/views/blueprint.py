"""The blueprint, and what every page of one visit shows."""

from typing import Any

from flask import Blueprint

from schoollink.core.i18n import days
from schoollink.core.policy import can
from schoollink.core.security import current_actor
from schoollink.links.presenters import marks
from schoollink.visits import presenters
from schoollink.visits.models import Visit, VisitState
from schoollink.visits.policies import VisitPermission
from schoollink.visits.rules import OVER

bp = Blueprint("visits", __name__)


def head(visit: Visit) -> dict[str, Any]:
    """The values of `visits/_frame.html`."""
    actor = current_actor()
    return {
        "visit": visit,
        "link": visit.link,
        "title": presenters.title_of(visit),
        "span": days(visit.first_day, visit.last_day),
        "marks": marks(visit.link, actor),
        "tab": "visits",
        "tag_kind": presenters.TAGS[visit.state],
        "is_over": visit.state in OVER,
        "may_edit": visit.state is not VisitState.CANCELLED
        and can(actor, VisitPermission.EDIT, visit),
    }
