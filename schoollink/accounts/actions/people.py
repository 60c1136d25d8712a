"""People come, change what is theirs, and are kept out."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import delete

from schoollink.accounts.actions.keeping import keep
from schoollink.accounts.actions.sign_ins import end_all
from schoollink.accounts.models import (
    Account,
    OldAddress,
    PasswordReset,
    Person,
    PersonKind,
    TextSize,
    Theme,
)
from schoollink.accounts.queries import is_name_taken
from schoollink.accounts.rules import normal_name
from schoollink.accounts.signals import sign_in_matter
from schoollink.audit.actions import record
from schoollink.core.clock import now
from schoollink.core.database import db
from schoollink.core.errors import RuleBroken
from schoollink.core.i18n import _l
from schoollink.core.policy import Actor

NAME_TAKEN = _l("Somebody has this sign-in name already. Take another one.")


@dataclass(frozen=True)
class NewAdult:
    """What somebody typed to get an account. `password_hash` is filled in before any unit opens."""

    name: str
    sign_in: str
    """A mail address, or a sign-in name without @."""
    password: str = field(default="", repr=False)
    password_hash: str = field(default="", repr=False)


def add_adult(new: NewAdult, *, actor: Actor, language: str | None = None) -> Person:
    """Add an adult with an account. Two may share an address, never a sign-in name."""
    address, name = split_sign_in(new.sign_in)
    if name is not None and is_name_taken(name):
        raise RuleBroken(NAME_TAKEN, field="sign_in")
    person = Person.of(kind=PersonKind.ADULT, name=new.name, language=language, created_at=now())
    db.session.add(person)
    db.session.flush()
    db.session.add(
        Account(
            person_id=person.id,
            address=address,
            sign_in_name=name,
            password_hash=new.password_hash,
            password_changed_at=now(),
        )
    )
    db.session.flush()
    record(actor, "person.added", person)
    return person


def add_pupil_person(name: str, *, actor: Actor, language: str | None = None) -> Person:
    """Add the person behind a pupil: a first name and nothing else (SG-41)."""
    person = Person.of(kind=PersonKind.PUPIL, name=name, language=language, created_at=now())
    db.session.add(person)
    db.session.flush()
    record(actor, "person.added", person)
    return person


def make_site_admin(person: Person, *, actor: Actor) -> None:
    """Let somebody run this server."""
    account = db.session.get(Account, person.id)
    if account is None:
        raise RuleBroken(_l("Only adults can run SchoolLink."))
    account.is_site_admin = True
    keep(person.id)
    record(actor, "person.made_site_admin", person)


def suspend(person: Person, *, actor: Actor) -> None:
    """Keep somebody out from now on; all their sign-ins end."""
    person.suspended_at = person.suspended_at or now()
    end_all(person.id, actor=actor)
    record(actor, "person.suspended", person)


def split_sign_in(typed: str) -> tuple[str | None, str | None]:
    """(address, None) or (None, sign-in name) from what somebody typed."""
    name = normal_name(typed)
    return (name, None) if "@" in name else (None, name)


def change_settings(
    person: Person,
    *,
    actor: Actor,
    name: str | None,
    language: str | None,
    theme: Theme,
    text_size: TextSize,
    saves_data: bool,
) -> None:
    """Change one's own settings; a pupil's name stays as the school wrote it."""
    if name and not person.is_pupil:
        person.name = name
    person.language = language
    person.theme, person.text_size, person.saves_data = theme, text_size, saves_data
    record(actor, "person.settings_changed", person)


def change_names(
    account: Account, *, actor: Actor, address: str | None, sign_in_name: str | None
) -> None:
    """Change what somebody signs in with. A reset link to the old address opens nothing more,
    and that address is told: whoever lost an account reads it there.
    """
    new_address, new_name = normal_name(address or ""), normal_name(sign_in_name or "")
    if not new_address and not new_name:
        raise RuleBroken(_l("Keep one of the two, or you could not sign in."), field="sign_in_name")
    if new_name and is_name_taken(new_name, besides=account.person_id):
        raise RuleBroken(NAME_TAKEN, field="sign_in_name")
    if account.address and account.address != new_address:
        db.session.add(
            OldAddress.of(person_id=account.person_id, address=account.address, changed_at=now())
        )
    account.address, account.sign_in_name = new_address or None, new_name or None
    forget_resets(account.person_id)
    record(actor, "account.names_changed", account.person)
    sign_in_matter(account.person_id, "names_changed")


def forget_resets(person_id: UUID) -> None:
    """Make every reset link of a person worthless."""
    db.session.execute(delete(PasswordReset).where(PasswordReset.person_id == person_id))
