"""What funding adds to the pages of a link, and what of it goes with the link."""

from typing import Any

from schoollink.core.policy import Actor
from schoollink.funding.actions import forget_people
from schoollink.funding.queries import has_applications
from schoollink.links.models import Link
from schoollink.links.signals import link_forgotten, tabs_shown


@tabs_shown.connect
def show_tab(link: Link, *, actor: Actor, **_: Any) -> str | None:
    """Funding stands among the tabs once there is an application that the reader may see."""
    return "funding" if has_applications(link, actor) else None


@link_forgotten.connect
def forget(link: Link, **_: Any) -> None:
    """Twelve months after the end nobody needs to know who did what."""
    forget_people(link.id)
