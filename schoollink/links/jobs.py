"""What is done when its day has come: reminders, proposals that lapse, trials that are over."""

from collections.abc import Callable
from uuid import UUID

from schoollink.core.database import db, unit_of_work
from schoollink.core.jobs import job
from schoollink.links.actions import lapse, remind, rest
from schoollink.links.models import Link
from schoollink.links.queries import proposals_to_lapse, proposals_to_remind, trials_to_rest


def _still_owed(key: UUID, due: Callable[[], list[UUID]], act: Callable[[Link], None]) -> None:
    with unit_of_work():
        link = db.session.get(Link, key)
        if link is not None and key in due():
            act(link)


@job("links.remind", due=proposals_to_remind)
def remind_of_proposal(key: UUID) -> None:
    """Ten school days without an answer."""
    _still_owed(key, proposals_to_remind, remind)


@job("links.lapse", due=proposals_to_lapse)
def lapse_proposal(key: UUID) -> None:
    """Twenty school days without an answer."""
    _still_owed(key, proposals_to_lapse, lapse)


@job("links.rest", due=trials_to_rest)
def rest_link(key: UUID) -> None:
    """The time to try out is over."""
    _still_owed(key, trials_to_rest, rest)
