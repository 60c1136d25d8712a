"""Facts that features above act on, in the same transaction."""

from uuid import UUID

from blinker import Signal

from schoollink.accounts.models import Person

_matter = Signal("sign_in_matter")


def sign_in_matter(person_id: UUID, kind: str) -> None:
    """Something about somebody's sign-in changes that they should hear of.

    Kinds: `new_device`, `password_changed`, `password_reset`, `names_changed`, `factor_on`,
    `factor_off`, `code_used`, `sheet_printed`, `reset_made`.
    """
    _matter.send(None, person_id=person_id, kind=kind)


on_sign_in_matter = _matter.connect

_erased = Signal("person_erased")


def person_erased(person: Person) -> None:
    """Somebody's name is taken out: what a feature keeps about them alone goes now."""
    _erased.send(person)


on_person_erased = _erased.connect
