"""What funding adds to the pages of a link."""

from typing import Any

from schoollink.core.policy import Actor
from schoollink.funding.queries import has_applications
from schoollink.links.models import Link
from schoollink.links.signals import tabs_shown


@tabs_shown.connect
def show_tab(link: Link, *, actor: Actor, **_: Any) -> str | None:
    """Funding stands among the tabs once there is an application that the reader may see."""
    return "funding" if has_applications(link, actor) else None
