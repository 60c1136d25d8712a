"""Who is signed in, who a person is, and which invitation somebody opened."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select

from schoollink.accounts.models import (
    Account,
    Invitation,
    OldAddress,
    OneTimeCode,
    PasswordReset,
    Person,
    SignIn,
)
from schoollink.accounts.rules import (
    RENEWABLE_FOR,
    RESET_LIFE,
    SET_UP,
    Opening,
    normal_name,
    state_of,
)
from schoollink.audit.models import AuditEntry
from schoollink.core.clock import now
from schoollink.core.database import db
from schoollink.core.errors import NotFound
from schoollink.core.security import kept_step, link_token, read_link_token

LONGEST_IDLE = timedelta(minutes=60)
FAILURES_SHOWN = timedelta(days=30)
SIGN_IN_KEPT = timedelta(days=90)
RESET_KEPT = timedelta(days=1)


def _is_alive() -> ColumnElement[bool]:
    """The part of being alive that SQL can decide; the idle limit differs by row."""
    moment = now()
    return (
        SignIn.ended_at.is_(None)
        & (SignIn.ends_at > moment)
        & (SignIn.last_active_at > moment - LONGEST_IDLE)
    )


def over_at(sign_in: SignIn) -> datetime:
    """When a sign-in is over if nobody comes."""
    idle_until = sign_in.last_active_at + timedelta(minutes=sign_in.idle_minutes)
    return min(sign_in.ends_at, idle_until)


def is_alive(sign_in: SignIn) -> bool:
    """Not ended, not idle, within its limit, of a person who may come in."""
    return sign_in.ended_at is None and now() < over_at(sign_in) and sign_in.person.is_active


def sign_in_for(token_hash: str) -> SignIn | None:
    """The living sign-in behind a cookie."""
    found = db.session.scalar(select(SignIn).where(SignIn.token_hash == token_hash))
    return found if found is not None and is_alive(found) else None


def live_sign_ins(people: Select[UUID]) -> list[UUID]:
    """Ids of the living sign-ins of the people that a query finds, in one query."""
    rows = db.session.scalars(
        select(SignIn).where(
            _is_alive(), SignIn.factor_due.is_(False), SignIn.person_id.in_(people)
        )
    )
    return [row.id for row in rows if is_alive(row)]


def alive_sign_ins(ids: Iterable[UUID]) -> set[UUID]:
    """Which of these sign-ins are alive now."""
    rows = db.session.scalars(select(SignIn).where(SignIn.id.in_(list(ids)), _is_alive()))
    return {row.id for row in rows if is_alive(row)}


def account_of(person_id: UUID) -> Account | None:
    """The account of an adult."""
    return db.session.get(Account, person_id)


def has_accounts() -> bool:
    """Whether any adult has an account on this server."""
    return db.session.scalar(select(Account.person_id).limit(1)) is not None


def person(person_id: UUID) -> Person | None:
    """A person by key."""
    return db.session.get(Person, person_id)


def accounts_named(typed: str) -> Sequence[Account]:
    """The accounts of people who may come in, by sign-in name or by an address that many share."""
    name = normal_name(typed)
    found = db.session.scalars(
        select(Account)
        .join(Account.person)
        .where(
            or_(Account.sign_in_name == name, Account.address == name),
            Person.suspended_at.is_(None),
            Person.ended_at.is_(None),
        )
        .order_by(Person.created_at, Person.id)  # the first keep their place, whoever else comes
        .limit(5)
    )
    return found.all()


def is_name_taken(typed: str, *, besides: UUID | None = None) -> bool:
    """Whether another account has this sign-in name."""
    found = db.session.scalar(
        select(Account.person_id).where(Account.sign_in_name == normal_name(typed))
    )
    return found is not None and found != besides


def codes_left(person_id: UUID) -> int:
    """How many codes of the printed sheet are still good."""
    count = db.session.scalar(
        select(func.count()).where(
            OneTimeCode.person_id == person_id, OneTimeCode.used_at.is_(None)
        )
    )
    return count or 0


def has_factor(account: Account) -> bool:
    """Whether signing in takes a second step: an app is set up, or a sheet was printed."""
    if account.totp_confirmed_at is not None:
        return True
    printed = select(OneTimeCode.id).where(OneTimeCode.person_id == account.person_id).limit(1)
    return db.session.scalar(printed) is not None


def sign_ins_of(person_id: UUID) -> list[SignIn]:
    """The living sign-ins of a person, the newest first."""
    rows = db.session.scalars(
        select(SignIn)
        .where(SignIn.person_id == person_id, _is_alive(), SignIn.factor_due.is_(False))
        .order_by(SignIn.created_at.desc(), SignIn.id)
        .limit(50)
    )
    return [row for row in rows if is_alive(row)]


def failures_of(person_id: UUID) -> int:
    """How often somebody failed to sign in as this person in the last 30 days; stops at 100."""
    tried = (
        select(AuditEntry.id)
        .where(
            AuditEntry.action == "sign_in.failed",
            AuditEntry.subject_kind == Person.__tablename__,
            AuditEntry.subject_id == person_id,
            AuditEntry.at > now() - FAILURES_SHOWN,
        )
        .limit(100)
    )
    return len(db.session.scalars(tried).all())


def has_site_admin() -> bool:
    """Whether somebody runs this server already."""
    admin = select(Account.person_id).where(Account.is_site_admin.is_(True)).limit(1)
    return db.session.scalar(admin) is not None


def reset_behind(token: str) -> PasswordReset | None:
    """The reset that a link still opens: not used, not older than an hour."""
    named = read_link_token("reset", token)
    reset = db.session.get(PasswordReset, named[0]) if named else None
    if reset is None or reset.used_at is not None or now() >= reset.created_at + RESET_LIFE:
        return None
    return reset


def reset_token(reset: PasswordReset) -> str:
    """The secret part of the link in the mail."""
    return link_token("reset", reset.id)


def invitation_token(invitation: Invitation) -> str:
    """The secret part of the link; the sender may see it again while it is good."""
    return link_token("invitation", invitation.id, invitation.generation)


def opening_of(invitation: Invitation) -> Opening:
    """What happens to whoever opens this invitation now."""
    return state_of(
        expires_at=invitation.expires_at,
        accepted_at=invitation.accepted_at,
        withdrawn_at=invitation.withdrawn_at,
        is_renewable=invitation.purpose != SET_UP,
        moment=now(),
    )


def invitation_behind(token: str) -> Invitation | None:
    """The invitation that a link names, in any state; None when the link was replaced."""
    named = read_link_token("invitation", token)
    invitation = db.session.get(Invitation, named[0]) if named else None
    if invitation is None or named is None or invitation.generation != named[1]:
        return None
    return invitation


def present_invitation(purpose: str) -> Invitation:
    """The invitation that this visitor opened a moment ago; raises NotFound when there is none."""
    invitation = invitation_behind(kept_step("invitation") or "")
    if (
        invitation is None
        or invitation.purpose != purpose
        or opening_of(invitation) is not Opening.OPEN
    ):
        raise NotFound(purpose=purpose)
    return invitation


def invitations_taken(person_id: UUID) -> Sequence[Invitation]:
    """The invitations by which somebody came in."""
    return db.session.scalars(
        select(Invitation).where(Invitation.accepted_by_id == person_id)
    ).all()


# what is due


def resets_to_mail() -> Sequence[UUID]:
    """Resets whose mail has not left and whose link is still good."""
    return db.session.scalars(
        select(PasswordReset.id).where(
            PasswordReset.mailed_at.is_(None),
            PasswordReset.used_at.is_(None),
            PasswordReset.created_at > now() - RESET_LIFE,
        )
    ).all()


def old_addresses() -> Sequence[UUID]:
    """Addresses that were changed and are not told yet."""
    return db.session.scalars(select(OldAddress.id)).all()


def old_resets() -> Sequence[UUID]:
    """Resets that are over since a day."""
    over = now() - RESET_LIFE - RESET_KEPT
    return db.session.scalars(select(PasswordReset.id).where(PasswordReset.created_at < over)).all()


def old_sign_ins() -> Sequence[UUID]:
    """Sign-ins that ended, idled out or reached their limit 90 days ago."""
    over = now() - SIGN_IN_KEPT
    return db.session.scalars(
        select(SignIn.id).where(SignIn.last_active_at < over, SignIn.ends_at < over)
    ).all()


def people_to_erase() -> Sequence[UUID]:
    """People whose time is over and whom no report holds."""
    return db.session.scalars(
        select(Person.id).where(
            Person.kept_until <= now(), Person.held_at.is_(None), Person.erased_at.is_(None)
        )
    ).all()


def old_invitations() -> Sequence[UUID]:
    """Invitations that nobody can renew any more and that still hold a name."""
    return db.session.scalars(
        select(Invitation.id).where(
            Invitation.emptied_at.is_(None), Invitation.expires_at < now() - RENEWABLE_FOR
        )
    ).all()
