"""Where a link stands, and good next steps after the first contact (R52)."""

from schoollink.core.i18n import (
    gettext,
)
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


def next_steps(link: Link) -> list[tuple[str, str, str, str]]:
    """Good next steps after the first contact: icon, path inside the link, title, sentence."""
    talk = (
        "message-circle",
        "/messages",
        gettext("Say hello"),
        gettext("Tell each other about your schools, and on which days you read messages."),
    )
    if link.state is LinkState.PROPOSED:
        return [talk]
    return [
        talk,
        (
            "calendar-days",
            "/calendar",
            gettext("Put in your term dates"),
            gettext("Then you both see the weeks when you are in school together."),
        ),
        (
            "sprout",
            "/projects",
            gettext("Choose a first project"),
            gettext("Start small. Four weeks and one page that both classes write are enough."),
        ),
        (
            "users",
            "/more",
            gettext("Share what you have"),
            gettext("A photo walk, a song or a lesson plan tells more than a long letter."),
        ),
    ]
