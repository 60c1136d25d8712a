"""The library of a link goes when the link is forgotten."""

from typing import Any

from schoollink.links.models import Link
from schoollink.links.signals import link_forgotten
from schoollink.resources import actions


@link_forgotten.connect
def forget_library(link: Link, **_: Any) -> None:
    """Twelve months after the end nothing of what was shared is left."""
    actions.forget_library(link.id)
