"""What links announce to the features above, and what they ask of them for one page.

Each fact is sent with the link and `actor`, inside the transaction that made it so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from blinker import signal
from markupsafe import Markup

from schoollink.core.policy import Actor
from schoollink.links.models import Link
from schoollink.links.queries import Contacts

link_proposed = signal("link_proposed")
link_accepted = signal("link_accepted")
link_declined = signal("link_declined")
link_lapsed = signal("link_lapsed")
link_paused = signal("link_paused")
link_ended = signal("link_ended")
link_frozen = signal("link_frozen")
link_unfrozen = signal("link_unfrozen")
link_forgotten = signal("link_forgotten")
"""Twelve months after the end: what people made in the link goes now."""

overview_shown = signal("overview_shown")
"""Asked while the overview of a link is read, with `actor` and the `contacts` of its schools; a
listener gives Panels and Turns, or nothing."""

turns_asked = signal("turns_asked")
"""Asked for Home with several `links` at once and `actor`; a listener gives the Turns of all of
them, in as many queries as for one. Whoever gives Turns to an overview gives them here too."""

tabs_shown = signal("tabs_shown")
"""Asked while the frame of a link is shown, with `actor`; a listener gives the name of the tab of
its feature once that is used in this link, else None."""


@dataclass(frozen=True)
class Panel:
    """A part of the overview: ready markup; low `order` first; `beside`: in the side column;
    `ahead`: before everything else, for what can't wait.
    """

    markup: Markup
    order: int = 50
    beside: bool = False
    ahead: bool = False


@dataclass(frozen=True)
class Turn:
    """Something that waits for one school of a link: a sentence, where it is done, a hint.

    It is pressing when somebody has done their part and waits.
    """

    link_id: UUID
    school_id: UUID
    text: str
    url: str = ""
    hint: str = ""
    is_pressing: bool = False


def tabs_in_use(link: Link, actor: Actor) -> set[str]:
    """The names of the tabs that this link has use for."""
    answers = (answer for _, answer in tabs_shown.send(link, actor=actor))
    return {name for name in answers if name}


def parts_of_overview(
    link: Link, actor: Actor, contacts: Mapping[UUID, Contacts]
) -> tuple[list[Panel], list[Turn]]:
    """What the features above have for the overview of a link that this reader may view."""
    answers: list[Any] = [
        answer for _, answer in overview_shown.send(link, actor=actor, contacts=contacts)
    ]
    parts = [
        part
        for answer in answers
        for part in (answer if isinstance(answer, Sequence) else [answer])
        if part is not None
    ]
    panels = sorted((p for p in parts if isinstance(p, Panel)), key=lambda panel: panel.order)
    return panels, [part for part in parts if isinstance(part, Turn)]


def turns_in(links: Sequence[Link], actor: Actor) -> list[Turn]:
    """What waits in these links in the features above."""
    answers = turns_asked.send(None, links=links, actor=actor)
    return [turn for _, answer in answers for turn in answer or ()]
