"""Mails with reset links, and the end of what was kept long enough."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete

from schoollink.accounts.actions import empty_invitation, mark_mailed
from schoollink.accounts.actions import erase_person as erase
from schoollink.accounts.models import Invitation, OldAddress, PasswordReset, Person, SignIn
from schoollink.accounts.queries import (
    account_of,
    old_addresses,
    old_invitations,
    old_resets,
    old_sign_ins,
    people_to_erase,
    reset_token,
    resets_to_mail,
)
from schoollink.core.clock import now
from schoollink.core.database import db, locked, unit_of_work
from schoollink.core.i18n import _l, languages_on_offer
from schoollink.core.jobs import job
from schoollink.core.mail import Letter, send
from schoollink.core.pages import public_url

TELL_FOR = timedelta(days=1)


@job("accounts.mail_reset", due=resets_to_mail)
def mail_reset(reset_id: UUID) -> None:
    """Send one reset link. Sent twice at worst, never not at all."""
    with unit_of_work(writes=False):
        if reset_id not in resets_to_mail():
            return
        letter = _letter(reset_id)
    if letter is not None:
        send(letter)
    with unit_of_work():
        reset = locked(PasswordReset, reset_id)
        if reset is not None:
            mark_mailed(reset)


def _letter(reset_id: UUID) -> Letter | None:
    reset = db.session.get(PasswordReset, reset_id)
    account = account_of(reset.person_id) if reset else None
    if reset is None or account is None or account.address is None:
        return None
    return Letter(
        to=account.address,
        language=account.person.language or languages_on_offer()[0].tag,
        subject=_l("Your link for a new password"),
        template="reset",
        values={
            "name": account.person.name,
            "action_url": public_url(f"/reset/{reset_token(reset)}"),
        },
    )


@job("accounts.mail_old_address", due=old_addresses)
def mail_old_address(key: UUID) -> None:
    """Tell an address that it opens an account no more, then forget it; after a day untold too."""
    with unit_of_work(writes=False):
        old = db.session.get(OldAddress, key)
        if old is None:
            return
        person = db.session.get_one(Person, old.person_id)
        letter = Letter(
            to=old.address,
            language=person.language or languages_on_offer()[0].tag,
            subject=_l("Your mail address was changed"),
            template="address_changed",
            values={"name": person.name, "help_url": public_url("/help")},
        )
        is_late = old.changed_at < now() - TELL_FOR
    if not is_late:
        send(letter)
    with unit_of_work():
        db.session.execute(delete(OldAddress).where(OldAddress.id == key))


@job("accounts.end_reset", due=old_resets)
def end_reset(reset_id: UUID) -> None:
    """Delete one old reset."""
    with unit_of_work():
        db.session.execute(delete(PasswordReset).where(PasswordReset.id == reset_id))


@job("accounts.end_sign_in", due=old_sign_ins)
def end_sign_in(sign_in_id: UUID) -> None:
    """Delete one sign-in that ended 90 days ago."""
    with unit_of_work():
        db.session.execute(delete(SignIn).where(SignIn.id == sign_in_id))


@job("accounts.erase_person", due=people_to_erase)
def erase_person(person_id: UUID) -> None:
    """Take out everything that leads to one person whose time is over."""
    with unit_of_work():
        erase(person_id)


@job("accounts.empty_invitation", due=old_invitations)
def empty_old_invitation(invitation_id: UUID) -> None:
    """Take the name out of one invitation that is over."""
    with unit_of_work():
        invitation = locked(Invitation, invitation_id)
        if invitation is not None:
            empty_invitation(invitation)
