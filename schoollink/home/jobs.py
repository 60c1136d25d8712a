"""The mail of a school day's morning, and the mails that can't wait.

The mail of the day is claimed before it leaves: its notices are marked in a unit of their own,
under the lock of the account, so of two sweeps only one sends. When it can't be sent, the mark is
taken off again. A server that dies between the two loses one mail; the bell still says it. What
can't wait is marked after it left: sent twice at worst, never not at all.
"""

from uuid import UUID

from schoollink.accounts.models import Account
from schoollink.core.clock import now
from schoollink.core.database import db, locked, unit_of_work
from schoollink.core.jobs import job
from schoollink.core.mail import Letter, send
from schoollink.home.presenters.mails import daily_letter, urgent_letter
from schoollink.home.queries import people_to_mail, urgent_to_mail
from schoollink.notifications.actions import mark_mailed
from schoollink.notifications.models import Notice
from schoollink.notifications.queries import to_do, told
from schoollink.schools.queries import actor_of

MOST_NAMED = 20
"""In one mail; the list behind the bell has them all."""


@job("home.daily_mail", due=people_to_mail)
def mail_of_the_day(person_id: UUID) -> None:
    """Tell one person what is theirs to do; at most once a school day."""
    with unit_of_work():
        account = locked(Account, person_id)
        if account is None or person_id not in people_to_mail(person_id):
            return
        notices = db.session.scalars(to_do(person_id).order_by(Notice.at.desc(), Notice.id)).all()
        keys = [notice.id for notice in notices]
        waiting = told(notices[:MOST_NAMED], actor_of(account.person))
        letter = daily_letter(account, waiting) if waiting else None
        mark_mailed(keys, now())
    _send(letter, keys)


@job("home.urgent_mail", due=urgent_to_mail)
def mail_at_once(notice_id: UUID) -> None:
    """Tell one person one thing that can't wait."""
    with unit_of_work(writes=False):
        notice = db.session.get(Notice, notice_id)
        if notice is None or notice_id not in urgent_to_mail(notice.kind, notice.subject_id):
            return
        account = db.session.get_one(Account, notice.person_id)
        seen = told([notice], actor_of(account.person))
        letter = urgent_letter(account, seen[0]) if seen else None
    if letter is not None:
        send(letter)
    with unit_of_work():
        mark_mailed([notice_id], now())


def _send(letter: Letter | None, notice_ids: list[UUID]) -> None:
    if letter is None:
        return
    try:
        send(letter)
    except Exception:
        with unit_of_work():
            mark_mailed(notice_ids, None)
        raise
