"""Notices as mails: their sentences and links, in the reader's language."""

from collections.abc import Sequence

from schoollink.accounts.models import Account
from schoollink.core.i18n import languages_on_offer, ngettext, speaking
from schoollink.core.mail import Letter
from schoollink.core.pages import public_url_of
from schoollink.notifications.queries import Told


def daily_letter(account: Account, waiting: Sequence[Told]) -> Letter:
    """Everything that is somebody's to do."""
    with speaking(_language(account)):
        count = len(waiting)
        subject = ngettext("%(num)s thing is yours to do", "%(num)s things are yours to do", count)
        return _letter(account, subject, "daily", waiting)


def urgent_letter(account: Account, told: Told) -> Letter:
    """One thing that can't wait."""
    with speaking(_language(account)):
        return _letter(account, str(told.kind.label), "urgent", [told])


def _letter(account: Account, subject: str, template: str, told: Sequence[Told]) -> Letter:
    return Letter(
        to=account.address or "",
        language=_language(account),
        subject=subject,
        template=template,
        values={
            "items": [
                (str(one.sentence), public_url_of(one.kind.endpoint, **one.values)) for one in told
            ],
            "is_todo": told[0].kind.is_todo,
            "settings_url": public_url_of("notifications.settings"),
        },
    )


def _language(account: Account) -> str:
    return account.person.language or languages_on_offer()[0].tag
