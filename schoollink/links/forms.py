"""What people send about links."""

from dataclasses import dataclass
from typing import Any

from schoollink.core.forms import Choice, Email, Form, Long, Name, Radio
from schoollink.core.i18n import _l, bdi
from schoollink.core.policy import Actor
from schoollink.links.models import DeclineWords, EndWords, Link, LinkSide
from schoollink.links.policies import LEADS
from schoollink.links.queries import leads_of, schools_led

PURPOSE_LENGTH = 300
PURPOSE_LABEL = _l("What would your pupils do together?")
PURPOSE_HINT = _l("One sentence, such as: Our pupils compare the water they drink.")


def led_side(link: Link, actor: Actor) -> LinkSide:
    """The side for which an actor may speak."""
    return next(one for one in link.sides if actor.holds(one.school_id, *LEADS))


def _options(kind: Any) -> list[tuple[str, Any]]:
    return [(member.value, member.label) for member in kind]


@dataclass(frozen=True)
class NewProposal:
    """A question to a school that is here. `ours` is the key of the school that asks."""

    purpose: str
    ours: str


class ProposalForm(Form[NewProposal]):
    """One sentence, and for whom it is said."""

    purpose = Long(PURPOSE_LABEL, hint=PURPOSE_HINT, max_length=PURPOSE_LENGTH, rows=3)
    ours = Choice(_l("Your school"))

    def offer(self, **subjects: Any) -> None:
        """Choose among the schools that the actor leads; with one there is nothing to choose."""
        led = schools_led(subjects["actor"])
        self.ours.options = [(str(one.id), bdi(one.name)) for one in led]
        self.show(ours=str(led[0].id) if led else "")


@dataclass(frozen=True)
class NewInvitation:
    """A proposal to a school that is not here yet."""

    purpose: str
    for_name: str
    address: str


class InvitationForm(Form[NewInvitation]):
    """A purpose, and if you like whom it is for."""

    purpose = Long(PURPOSE_LABEL, hint=PURPOSE_HINT, max_length=PURPOSE_LENGTH, rows=3)
    for_name = Name(
        _l("Who is it for?"),
        required=False,
        max_length=80,
        hint=_l("A teacher or a school. You see the name in your list."),
    )
    address = Email(
        _l("Their mail address"),
        required=False,
        hint=_l("It is filled in for them when they open the link. We send nothing to it."),
    )


@dataclass(frozen=True)
class Declining:
    """Kind words, or none."""

    words: str


class DeclineForm(Form[Declining]):
    """A no needs one press; ready sentences make it kind."""

    words = Radio(_l("Say it with"), required=False, options=_options(DeclineWords))


@dataclass(frozen=True)
class Ending:
    """How a school says goodbye."""

    words: str


class EndForm(Form[Ending]):
    """A goodbye with one of the ready sentences."""

    words = Radio(_l("What shall the partner school read?"), options=_options(EndWords))

    def offer(self, **subjects: Any) -> None:
        """Thanks stand first."""
        self.show(words=EndWords.THANKS.value)


@dataclass(frozen=True)
class NewContact:
    """The key of the person who leads."""

    person: str


class ContactForm(Form[NewContact]):
    """Which link teacher of the own school leads in this link."""

    person = Radio(_l("Who leads for your school?"))

    def offer(self, **subjects: Any) -> None:
        """Choose among the link teachers of the actor's school."""
        side = led_side(subjects["link"], subjects["actor"])
        self.person.options = [
            (str(one.person_id), bdi(one.person.name)) for one in leads_of(side.school_id)
        ]
        self.show(person=str(side.contact_id or ""))
