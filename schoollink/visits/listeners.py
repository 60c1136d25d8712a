"""What visits add to the pages of a link, and that they go with it."""

from typing import Any

from schoollink.links.models import Link
from schoollink.links.signals import link_forgotten, tabs_shown
from schoollink.visits.actions import forget_visits
from schoollink.visits.queries import has_visits


@tabs_shown.connect
def show_tab(link: Link, **_: Any) -> str | None:
    """Visits stand among the tabs once there is one."""
    return "visits" if has_visits(link) else None


@link_forgotten.connect
def forget(link: Link, **_: Any) -> None:
    """Twelve months after the end nobody needs to know who travelled."""
    forget_visits(link.id)
