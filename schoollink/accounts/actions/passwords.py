"""Passwords are changed, and set anew through a link."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select

from schoollink.accounts.actions.people import forget_resets
from schoollink.accounts.actions.sign_ins import end_all
from schoollink.accounts.models import Account, PasswordReset
from schoollink.accounts.rules import RESET_LIFE
from schoollink.accounts.signals import sign_in_matter
from schoollink.audit.actions import record
from schoollink.core.clock import now
from schoollink.core.database import db
from schoollink.core.jobs import later
from schoollink.core.policy import NOBODY, Actor

OPEN_RESETS = 3


def change_password(account: Account, password_hash: str, *, actor: Actor) -> None:
    """Set a new password; every other sign-in and every reset link ends (SEC-25)."""
    _set(account, password_hash)
    end_all(account.person_id, actor=actor, besides=actor.sign_in_id)
    record(actor, "account.password_changed", account.person)
    sign_in_matter(account.person_id, "password_changed")


def request_reset(accounts: Iterable[Account]) -> None:
    """Owe each account with an address a mail with a link; at most three in an hour."""
    for account in accounts:
        if not account.address or _open_resets(account.person_id) >= OPEN_RESETS:
            continue
        reset = PasswordReset.of(person_id=account.person_id, created_at=now())
        db.session.add(reset)
        db.session.flush()
        record(NOBODY, "account.reset_requested", account.person)
        later("accounts.mail_reset", reset.id)


def _open_resets(person_id: UUID) -> int:
    since = now() - RESET_LIFE
    count = db.session.scalar(
        select(func.count()).where(
            PasswordReset.person_id == person_id, PasswordReset.created_at > since
        )
    )
    return count or 0


def mark_mailed(reset: PasswordReset) -> None:
    """The mail with the link has left."""
    reset.mailed_at = now()


def make_reset(account: Account, *, actor: Actor) -> PasswordReset:
    """A link that is handed over by a person, not mailed; whoever owns the account is told.

    A link made before opens nothing more.
    """
    forget_resets(account.person_id)
    reset = PasswordReset.of(person_id=account.person_id, created_at=now(), mailed_at=now())
    db.session.add(reset)
    db.session.flush()
    record(actor, "account.reset_made", account.person)
    sign_in_matter(account.person_id, "reset_made")
    return reset


def set_new_password(account: Account, password_hash: str) -> None:
    """Use a reset link: a new password, and every sign-in ends. The second step stays."""
    actor = Actor(person_id=account.person_id)
    _set(account, password_hash)
    end_all(account.person_id, actor=actor)
    record(actor, "account.password_reset", account.person)
    sign_in_matter(account.person_id, "password_reset")


def _set(account: Account, password_hash: str) -> None:
    account.password_hash, account.password_changed_at = password_hash, now()
    forget_resets(account.person_id)
