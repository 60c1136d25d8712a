"""What is done when its day has come: reminders, proposals that lapse, trials that are over, and
the end of what was kept.
"""

from collections.abc import Callable
from uuid import UUID

from schoollink.core.database import locked, unit_of_work
from schoollink.core.jobs import job
from schoollink.links.actions import (
    end_resting,
    forget_checks_of,
    forget_link,
    lapse,
    remind,
    rest,
)
from schoollink.links.models import Link
from schoollink.links.queries import (
    checks_to_forget,
    links_to_end,
    links_to_forget,
    proposals_to_lapse,
    proposals_to_remind,
    trials_to_rest,
)


def _still_owed(key: UUID, due: Callable[[], list[UUID]], act: Callable[[Link], None]) -> None:
    with unit_of_work():
        link = locked(Link, key)
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


@job("links.end", due=links_to_end)
def end_resting_link(key: UUID) -> None:
    """A year of rest."""
    _still_owed(key, links_to_end, end_resting)


@job("links.forget", due=links_to_forget)
def forget_what_was_made(key: UUID) -> None:
    """A year after the end."""
    _still_owed(key, links_to_forget, forget_link)


@job("links.forget_checks", due=checks_to_forget)
def forget_checks(school_id: UUID) -> None:
    """A year after a school made sure of another, if nothing of a link with it is kept."""
    with unit_of_work():
        forget_checks_of(school_id)
