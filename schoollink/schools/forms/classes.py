"""Classes, pupils by their first names, and their cards."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from schoollink.core.errors import Stale
from schoollink.core.forms import Choice, Choices, Day, Form, Hidden, Lines, Name, Radio, Yes
from schoollink.core.hashing import hash_secret
from schoollink.core.i18n import _l, bdi
from schoollink.core.pages import key_of
from schoollink.core.policy import Actor
from schoollink.schools.actions.classes import CARDS_MADE, LARGEST_CLASS
from schoollink.schools.models import AgeBand, Pupil, School, SchoolClass, SecretKind
from schoollink.schools.queries import active_pupils, reserved_names, teachable_staff
from schoollink.schools.rules.names import (
    mistakes_in,
    names_in,
    normalised,
    told_apart,
    without_those_there,
)
from schoollink.schools.rules.places import AVATARS
from schoollink.schools.rules.secrets import PICTURES, as_typed, card_mark, needs_new, new_secret

LEAVE_OUT, ADD_TOO = "new", "all"
KINDS = [(kind.value, kind.label) for kind in SecretKind]


@dataclass(frozen=True)
class ClassValues:
    """What a class is called, how old its pupils are, who teaches it."""

    name: str
    ages: str
    teachers: list[str]
    year_ends: date | None = None

    @property
    def band(self) -> AgeBand:
        """The ages."""
        return AgeBand(self.ages)

    @property
    def teacher_ids(self) -> list[UUID]:
        """The people who teach."""
        return [key for key in map(key_of, self.teachers) if key]


class ClassForm(Form[ClassValues]):
    """A class, new or changed."""

    name = Name(_l("Name of the class"), max_length=60, hint=_l("As you say it: Grade 5, Year 4b."))
    ages = Radio(_l("Ages"), options=[(band.value, band.label) for band in AgeBand])
    teachers = Choices(_l("Teachers"), required=False)
    year_ends = Day(
        _l("Last day of this school year"),
        required=False,
        hint=_l("Then we ask whether the class goes on. 60 days later its pupils' names go."),
    )

    def offer(
        self,
        *_: Any,
        actor: Actor,
        school: School | None = None,
        school_class: SchoolClass | None = None,
        **subjects: Any,
    ) -> None:
        """The staff; for a new class its maker teaches it."""
        place = school_class.school if school_class else school
        if place is None:
            return
        self.teachers.options = [
            (str(one.person_id), bdi(one.person.name)) for one in teachable_staff(place)
        ]
        if school_class is None:
            self.show(teachers=[str(actor.person_id)])
        else:
            self.show(
                name=school_class.name,
                ages=school_class.ages.value,
                teachers=[str(one.person_id) for one in school_class.teaching],
                year_ends=None if school_class.year_told_at else school_class.ends_on,
            )


def default_kind(school_class: SchoolClass) -> SecretKind:
    """Pictures for the young, words from 13 on; a teacher may choose."""
    return SecretKind.PICTURES if school_class.ages.is_under_13 else SecretKind.WORDS


@dataclass(frozen=True)
class Names:
    """A pasted list. `listed` is what would be added; `secrets` is there once somebody saw it.

    `there` counts the names of the list that the class has already, when these are so many that
    the list may have been pasted before; then a person chooses what to add.
    """

    names: str
    kind: str
    seen: str = ""
    listed: tuple[str, ...] = ()
    there: int = 0
    secrets: dict[str, list[str]] = field(default_factory=dict, repr=False)
    hashes: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def is_confirmed(self) -> bool:
        """Whether a person saw exactly these names and said yes."""
        return bool(self.secrets)


class PupilsForm(Form[Names]):
    """First names, one a line. What will be added is shown before it is."""

    names = Lines(_l("First names"), max_length=4000, rows=10)
    kind = Radio(_l("They sign in with"), options=KINDS)
    those_there = Radio(
        _l("Which of them do you want to add?"),
        required=False,
        options=[
            (LEAVE_OUT, _l("Only the new names")),
            (ADD_TOO, _l("All of them: they are other children with the same names")),
        ],
    )
    seen = Hidden(_l("Seen"), max_length=4000, required=False)

    def offer(self, *_: Any, school_class: SchoolClass, **subjects: Any) -> None:
        """What new names must differ from."""
        self.present = [one.person.name for one in active_pupils(school_class)]
        self.reserved = reserved_names(school_class.school)
        self.show(kind=default_kind(school_class).value)

    def check(self, value: Names) -> None:
        """All names that can't be a pupil's, in one answer."""
        for mistake in mistakes_in(value.names, self.reserved):
            self.blame("names", mistake)

    def prepare(self, value: Names) -> Names:
        """Read the list; make and hash secrets once it was seen as it is."""
        found = names_in(value.names)
        new = without_those_there(found, self.present)
        there = len(found) - len(new)
        asks = self._may_be_the_same(there, len(found))
        leaves_out = asks and self.those_there.data != ADD_TOO
        listed = tuple(told_apart(new if leaves_out else found, self.present))
        self.names.data = "\n".join(found if leaves_out else listed)
        self.those_there.data = LEAVE_OUT
        value = replace(value, listed=listed, there=there if leaves_out else 0)
        self.seen.data = _mark(listed)
        if value.seen != _mark(listed) or not listed:
            return value
        kind = SecretKind(value.kind)
        secrets = {name: new_secret(kind) for name in listed}
        hashes = {name: hash_secret(as_typed(secret)) for name, secret in secrets.items()}
        return replace(value, secrets=secrets, hashes=hashes)

    def _may_be_the_same(self, there: int, found: int) -> bool:
        """Whether most of the list is in the class, or most of the class in the list."""
        return there * 2 > found or there * 2 > len(self.present)


def _mark(names: Sequence[str]) -> str:
    return " | ".join(names)


@dataclass(frozen=True)
class NewCards:
    """Who gets a new card, and the secrets on it."""

    pupils: list[str]
    kind: str
    seen: str = ""
    secrets: dict[UUID, list[str]] = field(default_factory=dict, repr=False)
    hashes: dict[UUID, tuple[SecretKind, str]] = field(default_factory=dict, repr=False)


class CardsForm(Form[NewCards]):
    """New cards for some pupils or all; the old ones are of no use then."""

    pupils = Choices(_l("For whom"))
    kind = Radio(_l("They sign in with"), options=KINDS)
    seen = Hidden("", max_length=LARGEST_CLASS * 13, required=False)

    def offer(self, *_: Any, school_class: SchoolClass, **subjects: Any) -> None:
        """Everybody in the class."""
        pupils = active_pupils(school_class)
        self.marks = {
            str(one.person_id): card_mark(one.person_id, one.secret_hash) for one in pupils
        }
        self.pupils.options = [(str(one.person_id), bdi(one.person.name)) for one in pupils]
        kinds = {one.secret_kind for one in pupils}
        kind = kinds.pop() if len(kinds) == 1 else default_kind(school_class)
        # who has a good card keeps it, unless the teacher says so
        without = [one for one in pupils if needs_new(one.secret_hash, one.secret_tries)]
        self.show(
            kind=kind.value,
            pupils=[str(one.person_id) for one in without],
            seen=" ".join(self.marks.values()),
        )

    @property
    def asks_again(self) -> bool:
        """Whether somebody must say whether cards that were just made shall end."""
        return self.status == Stale.status

    def say_known(self, *_: Any, school_class: SchoolClass, **subjects: Any) -> None:
        """Sent once more from the page that asks, it counts."""
        if self.asks_again:
            self.offer(school_class=school_class)
            self.seen.data = " ".join(self.marks.values())

    def prepare(self, value: NewCards) -> NewCards:
        """Make and hash the secrets, unless it is known already that they are not wanted."""
        if not {self.marks[key] for key in value.pupils} <= {*value.seen.split()}:
            raise Stale(CARDS_MADE, field="pupils")
        kind = SecretKind(value.kind)
        secrets = {UUID(key): new_secret(kind) for key in dict.fromkeys(value.pupils)}
        hashes = {key: (kind, hash_secret(as_typed(one))) for key, one in secrets.items()}
        return replace(value, secrets=secrets, hashes=hashes)


@dataclass(frozen=True)
class PupilValues:
    """What a teacher may change about a pupil."""

    name: str
    avatar: str
    school_only: bool


class PupilForm(Form[PupilValues]):
    """One pupil."""

    name = Name(_l("First name"), max_length=40)
    avatar = Choice(_l("Picture beside the name"))
    school_only = Yes(
        _l("School only"),
        hint=_l("Kept out of everything that leaves our school. No reason is written down."),
    )

    def offer(self, *_: Any, pupil: Pupil, **subjects: Any) -> None:
        """As it is now."""
        self.avatar.options = [(one, PICTURES[one]) for one in AVATARS]
        self.show(name=pupil.person.name, avatar=pupil.avatar, school_only=pupil.school_only)

    def check(self, value: PupilValues) -> None:
        """A first name, nothing more."""
        if not normalised(value.name):
            self.blame("name", _l("Please fill this in."))
