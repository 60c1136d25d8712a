"""Colleagues who forgot their password and have no mail address: what was asked, who may agree.

What was asked for stands in the audit trail, which nobody can change, and nowhere else.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select

from schoollink.accounts.models import Account, PasswordReset, Person
from schoollink.accounts.queries import account_of
from schoollink.accounts.rules import RESET_LIFE
from schoollink.audit.models import AuditEntry
from schoollink.core.clock import now
from schoollink.core.database import db
from schoollink.core.policy import Actor
from schoollink.schools.models import Membership, NetworkAdviser
from schoollink.schools.rules.new_passwords import SETTLED_IN, Case, Colleague, Wish

ASKED = "staff.password_asked"
MADE = "staff.password_link_made"
STOPPED = "staff.password_stopped"


def case_of(member: Membership, actor: Actor) -> Case:
    """How it stands with a colleague's forgotten password for one helper."""
    moment = now()
    account = account_of(member.person_id)
    staff = _staff(member, moment)
    return Case(
        about=member.person_id,
        me=actor.me,
        is_reachable=account is not None and _is_ours_alone(member, account),
        has_mail=account is not None and account.address is not None,
        staff=staff,
        wish=_wish(member, staff),
        moment=moment,
    )


def _staff(member: Membership, moment: datetime) -> list[Colleague]:
    """Everybody on the staff, suspended ones too, and who left it a few days ago; by name."""
    rows = db.session.scalars(
        select(Membership)
        .join(Membership.person)
        .where(
            Membership.school_id == member.school_id,
            or_(Membership.ended_at.is_(None), Membership.ended_at > moment - SETTLED_IN),
        )
        .order_by(Person.name, Membership.id)
    )
    return [
        Colleague(one.person_id, one.created_at, one.is_active and one.person.is_active, one.roles)
        for one in rows
    ]


def _is_ours_alone(member: Membership, account: Account) -> bool:
    """Whether nobody else than this school has given the account anything."""
    elsewhere = select(Membership.id).where(
        Membership.person_id == member.person_id,
        Membership.school_id != member.school_id,
        Membership.ended_at.is_(None),
    )
    advises = select(NetworkAdviser.person_id).where(NetworkAdviser.person_id == member.person_id)
    return (
        member.is_active
        and member.person.is_active
        and not account.is_site_admin
        and db.session.scalar(elsewhere.limit(1)) is None
        and db.session.scalar(advises.limit(1)) is None
    )


def _wish(member: Membership, staff: Sequence[Colleague]) -> Wish | None:
    """What the last entry within the hour says, if it still holds."""
    last = db.session.scalar(
        select(AuditEntry)
        .where(
            AuditEntry.subject_kind == Membership.__tablename__,
            AuditEntry.subject_id == member.id,
            AuditEntry.action.in_([ASKED, MADE, STOPPED]),
            AuditEntry.at > now() - RESET_LIFE,
        )
        .order_by(AuditEntry.at.desc(), AuditEntry.id)
        .limit(1)
    )
    if last is None or last.action == STOPPED:
        return None
    if last.action == ASKED:
        still_helps = any(one.person_id == last.actor_id and one.helps(now()) for one in staff)
        return Wish(last.actor_id, last.at) if still_helps else None
    reset = db.session.get(PasswordReset, UUID(last.details["reset"]))
    return Wish(None, last.at, last.actor_id, reset.id) if reset is not None else None
