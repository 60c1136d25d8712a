"""Good next steps after the first contact (R52)."""

from collections.abc import Collection

from schoollink.core.i18n import gettext
from schoollink.links.models import Link, LinkState

NextStep = tuple[str, str, str, str]
"""Icon, path inside the link, title, sentence."""


def next_steps(link: Link, used: Collection[str]) -> list[NextStep]:
    """What is good to do next, without what lies under the paths that a school has `used`; none
    once there is a project.
    """
    if "/projects" in used:
        return []
    steps = [
        (
            "message-circle",
            "/messages",
            gettext("Say hello"),
            gettext("Tell each other about your schools, and on which days you read messages."),
        ),
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
            "/resources",
            gettext("Share what you have"),
            gettext("A photo walk, a song or a lesson plan tells more than a long letter."),
        ),
    ]
    shown = steps[:1] if link.state is LinkState.PROPOSED else steps
    return [step for step in shown if step[1] not in used]
