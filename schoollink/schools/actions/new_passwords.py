"""A colleague without a mail address forgot the password: two people let a link be made."""

from schoollink.accounts.actions import forget_resets, make_reset
from schoollink.accounts.models import Account, PasswordReset
from schoollink.audit.actions import record
from schoollink.core.database import locked
from schoollink.core.errors import NotFound, RuleBroken
from schoollink.core.i18n import _l
from schoollink.core.policy import Actor
from schoollink.notifications.actions import announce, settle
from schoollink.schools.models import Membership
from schoollink.schools.presenters import PASSWORD_ASKED
from schoollink.schools.queries.new_passwords import ASKED, MADE, STOPPED, case_of
from schoollink.schools.rules.new_passwords import Now

MAKING = frozenset({Now.ALONE, Now.MAY_AGREE})
STOPPING = frozenset({Now.ASKED_BY_ME, Now.MAY_AGREE, Now.TOO_NEW, Now.MADE_BY_ME, Now.MADE})


def ask_for_password_link(member: Membership, *, actor: Actor) -> None:
    """Say that a colleague needs a new password; somebody else has to say yes to it."""
    case = case_of(member, actor)
    if case.now is not Now.MAY_ASK:
        raise _changed()
    record(actor, ASKED, member, place_id=member.school_id)
    announce(PASSWORD_ASKED, member, [one.person_id for one in case.others], actor=actor)


def make_password_link(member: Membership, *, actor: Actor) -> PasswordReset:
    """Say yes to what a colleague asked for another; on a staff of two, alone."""
    account = locked(Account, member.person_id)
    if account is None:
        raise NotFound
    if case_of(member, actor).now not in MAKING:
        raise _changed()
    reset = make_reset(account, actor=actor)
    record(actor, MADE, member, place_id=member.school_id, reset=reset.id)
    settle(PASSWORD_ASKED, member.id)
    return reset


def stop_password_link(member: Membership, *, actor: Actor) -> None:
    """Take back what was asked or made; a link that is out opens nothing more."""
    if case_of(member, actor).now not in STOPPING:
        raise _changed()
    forget_resets(member.person_id)
    record(actor, STOPPED, member, place_id=member.school_id)
    settle(PASSWORD_ASKED, member.id)


def _changed() -> RuleBroken:
    return RuleBroken(_l("Something has changed here. Open the page anew and look at it again."))
