"""What visits add to the pages of a link."""

from typing import Any

from schoollink.links.models import Link
from schoollink.links.signals import tabs_shown
from schoollink.visits.queries import has_visits


@tabs_shown.connect
def show_tab(link: Link, **_: Any) -> str | None:
    """Visits stand among the tabs once there is one."""
    return "visits" if has_visits(link) else None
