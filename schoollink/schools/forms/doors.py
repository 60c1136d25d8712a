"""What a pupil types or taps at a class door."""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from schoollink.core.forms import Choices, Digits, Form, Text
from schoollink.core.hashing import is_secret
from schoollink.core.i18n import _l
from schoollink.core.pages import key_of
from schoollink.core.security import kept_step
from schoollink.schools.models import Pupil, SecretKind
from schoollink.schools.queries import door_by_id, pupil_in
from schoollink.schools.rules.secrets import PICTURES, PICTURES_WANTED, as_typed, read_words


@dataclass(frozen=True)
class Code:
    """The digits on the board."""

    code: str


class CodeForm(Form[Code]):
    """Six digits."""

    code = Digits(_l("The six numbers on the board"), length=6)


@dataclass(frozen=True)
class Secret:
    """What was tapped or typed; `is_right` is only looked at once it is whole."""

    pictures: list[str] = field(repr=False)
    words: str | None = field(repr=False)
    is_whole: bool = False
    is_right: bool = False


class Words(Text):
    """A pupil types them in sight; they are shown once, while they are typed."""

    def _value(self) -> str:
        return ""


class SecretForm(Form[Secret]):
    """Four pictures in order, or three words. No trace of them comes back to the page."""

    pictures = Choices(_l("Pictures"), required=False, options=list(PICTURES.items()))
    words = Words(_l("Your three words"), max_length=80, required=False)

    def offer(self, *_: Any, pupil_id: UUID, **subjects: Any) -> None:
        """Keep the hash of the pupil who stands at this door, for looking at the secret later."""
        door = door_by_id(key_of(kept_step("door") or ""))
        pupil: Pupil | None = pupil_in(door.class_id, pupil_id) if door else None
        self.kept = pupil.secret_hash if pupil else None
        self.kind = pupil.secret_kind if pupil else SecretKind.PICTURES

    def prepare(self, value: Secret) -> Secret:
        """See whether it is the secret, while nothing is held."""
        if self.kind is SecretKind.WORDS:
            typed = read_words(value.words or "")
            return replace(value, is_whole=True, is_right=self._is_right(typed))
        picked = value.pictures[-PICTURES_WANTED:]
        if len(picked) < PICTURES_WANTED:
            return replace(value, pictures=picked)
        return replace(value, is_whole=True, is_right=self._is_right(picked))

    def _is_right(self, typed: list[str]) -> bool:
        return is_secret(as_typed(typed), self.kept)
