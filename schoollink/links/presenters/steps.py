"""Where a link stands."""

from schoollink.core.i18n import gettext
from schoollink.links.models import Link, LinkState


def steps(link: Link) -> list[dict[str, str]]:
    """The life of the link as steps; later ones are still to come."""
    labels = [
        gettext("Say hello"),
        gettext("Plan together"),
        gettext("Sign agreement"),
        gettext("Work together"),
        gettext("Look back"),
        gettext("Renew or close"),
    ]
    at, state = _STANDS[link.state]
    if link.state is LinkState.PAUSED and link.active_on:
        at = 3
    shown = ["done"] * at + [state] + ["todo"] * (len(labels) - at - 1)
    return [{"label": label, "state": one} for label, one in zip(labels, shown, strict=True)]


_STANDS = {
    LinkState.PROPOSED: (0, "current"),
    LinkState.DECLINED: (0, "closed"),
    LinkState.LAPSED: (0, "closed"),
    LinkState.TRYING: (1, "current"),
    LinkState.PAUSED: (1, "paused"),
    LinkState.ACTIVE: (3, "current"),
    LinkState.ENDED: (5, "closed"),
}
