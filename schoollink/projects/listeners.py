"""Pages go when their link is forgotten, and whoever is erased takes part in nothing."""

from typing import Any

from schoollink.accounts.models import Person
from schoollink.accounts.signals import on_person_erased
from schoollink.links.models import Link
from schoollink.links.signals import link_forgotten
from schoollink.projects import actions


@link_forgotten.connect
def forget_pages(link: Link, **_: Any) -> None:
    """Twelve months after the end nothing is left of what pupils wrote."""
    actions.forget_pages(link.id)


@on_person_erased
def forget_teacher(person: Person) -> None:
    """Nobody without a name looks after pupils."""
    actions.forget_teacher(person.id)
