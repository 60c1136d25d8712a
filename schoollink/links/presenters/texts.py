"""A proposal and an invitation as plain text, to send by phone or mail."""

from schoollink.core.i18n import (
    gettext,
)
from schoollink.links.models import Link, LinkInvitation
from schoollink.schools.presenters import place


def proposal_text(link: Link, url: str) -> str:
    """A proposal as plain text to send by phone or mail."""
    asker = link.sides[0].school
    return "\n\n".join(
        [
            str(
                gettext(
                    "%(school)s in %(place)s asks you to be a partner school.",
                    school=asker.name,
                    place=place(asker),
                )
            ),
            link.purpose,
            str(gettext("Nothing is booked until both of you say yes.")),
            str(gettext("Read it and answer here: %(url)s", url=url)),
        ]
    )


def invitation_text(invitation: LinkInvitation) -> str:
    """An invitation to a school that is not here yet, as plain text; the address follows it."""
    return "\n\n".join(
        [
            str(
                gettext(
                    "%(school)s in %(place)s asks you to be a partner school.",
                    school=invitation.school.name,
                    place=place(invitation.school),
                )
            ),
            invitation.purpose,
            str(
                gettext(
                    "This link opens the question. You can add your school there, and then say "
                    "yes or no:"
                )
            ),
        ]
    )
