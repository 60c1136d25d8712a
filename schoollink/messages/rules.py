"""Pure decisions about rooms and messages."""

from datetime import datetime

from schoollink.core.i18n import _l
from schoollink.links.models import LinkState
from schoollink.messages.models import MessageState, RoomKind
from schoollink.projects.models import ProjectState
from schoollink.supervision.rules import Silence

TALKING = frozenset({LinkState.PROPOSED, LinkState.TRYING, LinkState.ACTIVE, LinkState.PAUSED})
WORKING = frozenset({LinkState.TRYING, LinkState.ACTIVE})


KEPT_BACK = {
    Silence.ENDED: _l("This is finished. What waits can't go out any more."),
    Silence.STOPPED: _l(
        "Pupils' writing is stopped in this link. What waits can go out once they may write again."
    ),
}
"""Why nothing that waits may go out of a school."""


def is_over(kind: RoomKind, link: LinkState, project: ProjectState | None) -> bool:
    """Whether nobody writes in a room any more: its link or project is not open."""
    if kind is RoomKind.STAFF:
        return link not in TALKING
    return link not in WORKING or project is not ProjectState.OPEN


def silence_for_pupil(
    *,
    is_stopped: bool,
    is_supervised: bool,
    paused_until: datetime | None,
    moment: datetime,
) -> Silence | None:
    """Why a pupil may not write in an open room at a moment, or None when they may."""
    if is_stopped:
        return Silence.STOPPED
    if not is_supervised:
        return Silence.UNSUPERVISED
    if paused_until is not None and moment < paused_until:
        return Silence.PAUSED
    return None


def can_be_hidden(state: MessageState) -> bool:
    """Whether there is still something to hide."""
    return state is MessageState.VISIBLE


def can_be_removed(state: MessageState) -> bool:
    """Whether the author may still take it away."""
    return state in {MessageState.VISIBLE, MessageState.HELD, MessageState.RETURNED}


def shows_body(state: MessageState) -> bool:
    """Whether those who may see a message may read its words; else only child safety may."""
    return state in {MessageState.VISIBLE, MessageState.HELD, MessageState.RETURNED}
