"""What people send into rooms, by form and by socket alike."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from werkzeug.datastructures import MultiDict

from schoollink.core.forms import Choices, Form, Key, Long, Text, Whole
from schoollink.core.gate import hit
from schoollink.core.i18n import _l
from schoollink.core.pages import key_of
from schoollink.core.security import current_actor
from schoollink.messages.actions import NewMessage
from schoollink.messages.models import BODY_LENGTH, REASON_LENGTH

BY_PUPILS, BY_STAFF = "20/minute", "60/minute"
LARGEST_SEQ = 10**12 - 1


class SendForm(Form[NewMessage]):
    """A message: the key that makes a resend the same message, words, perhaps a class."""

    key = Key(_l("Key"))
    body = Long(_l("Message"), max_length=BODY_LENGTH, rows=1)
    class_id = Key(_l("Who says this"), required=False)

    def offer(self, **subjects: Any) -> None:
        """A form that nobody sent yet gets a key, so that a double press sends one message."""
        self.show(key=uuid4())

    def prepare(self, value: NewMessage) -> NewMessage:
        """Count it: a pupil writes 20 a minute, an adult 60 (SEC-12)."""
        actor = current_actor()
        hit("messages", BY_PUPILS if actor.is_pupil else BY_STAFF, str(actor.person_id))
        return NewMessage(value.key, value.body, value.class_id or None)


@dataclass(frozen=True)
class Picked:
    """One message of a room."""

    message: UUID


class PickForm(Form[Picked]):
    """Which message is meant."""

    message = Key(_l("Message"))


@dataclass(frozen=True)
class Shown:
    """The keys of the messages that were on the screen."""

    messages: list[str]


class ReleaseAllForm(Form[Shown]):
    """Showing all that was read."""

    messages = Choices("")

    def take(self, sent: MultiDict[str, Any]) -> None:
        """What somebody else decided in between is no mistake of the sender's."""
        self.messages.options = [(key, "") for key in sent.getlist("messages") if key_of(key)]
        super().take(sent)


@dataclass(frozen=True)
class Returned:
    """One message of a room, and a word for its author."""

    message: UUID
    reason: str


class ReturnForm(Form[Returned]):
    """Why a message comes back."""

    message = Key(_l("Message"))
    reason = Text(
        _l("A word to the pupil"),
        max_length=REASON_LENGTH,
        hint=_l("Say what to change. Only this pupil and your school read it."),
    )


@dataclass(frozen=True)
class Since:
    """What a reader has already."""

    after: int


class SinceForm(Form[Since]):
    """The number of the last change that a reader knows."""

    after = Whole(_l("After"), low=0, high=LARGEST_SEQ, required=False)
