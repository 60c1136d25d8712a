"""How long somebody is kept here, and what is left of them afterwards (HOUSE decision 13)."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete, update

from schoollink.accounts.actions.invitations import empty_invitation
from schoollink.accounts.actions.sign_ins import end_all
from schoollink.accounts.models import (
    Account,
    OldAddress,
    OneTimeCode,
    PasswordReset,
    Person,
    SignIn,
    TextSize,
    Theme,
)
from schoollink.accounts.queries import invitations_taken
from schoollink.accounts.rules import STAFF_KEPT_FOR
from schoollink.accounts.signals import person_erased
from schoollink.audit.actions import record
from schoollink.core.clock import now
from schoollink.core.database import db, locked
from schoollink.core.policy import SYSTEM, Actor


def keep(person_id: UUID) -> None:
    """Something ties this person to SchoolLink (again): there is no end in sight."""
    db.session.execute(update(Person).where(Person.id == person_id).values(kept_until=None))


def let_go(person: Person) -> None:
    """Nothing ties this person here any more: a pupil is erased at once, an adult in 30 days."""
    person.kept_until = now() if person.is_pupil else now() + STAFF_KEPT_FOR


def hold(people: Iterable[UUID]) -> None:
    """Erase nothing about these people while a report about them is kept (RT-22)."""
    _hold(people, held_at=now())


def release(people: Iterable[UUID]) -> None:
    """No report about these people is kept any more."""
    _hold(people, held_at=None)


def _hold(people: Iterable[UUID], **values: object) -> None:
    db.session.execute(update(Person).where(Person.id.in_(list(people))).values(**values))


def erase_person(person_id: UUID, *, actor: Actor = SYSTEM) -> bool:
    """Take out everything that leads to a person whose time is over; gives whether it was done.

    What they wrote stays without their name. A hold comes first, whoever asks.
    """
    person = locked(Person, person_id)
    if person is None or not is_due(person):
        return False
    end_all(person.id, actor=actor)
    person_erased(person)
    for model in (Account, OneTimeCode, PasswordReset, OldAddress, SignIn):
        db.session.execute(delete(model).where(model.person_id == person.id))
    for invitation in invitations_taken(person.id):
        empty_invitation(invitation)
    person.name, person.language = "", None
    person.theme, person.text_size, person.saves_data = Theme.AUTO, TextSize.NORMAL, False
    person.ended_at = person.ended_at or now()
    person.erased_at = now()
    record(actor, "person.erased", person)
    return True


def is_due(person: Person) -> bool:
    """Whether somebody's time is over and no report holds them."""
    return (
        person.kept_until is not None
        and person.kept_until <= now()
        and person.held_at is None
        and person.erased_at is None
    )
