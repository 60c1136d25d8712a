"""What is said of a resource, what a version holds, and what somebody looks for."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from schoollink.core.database.base import Labelled
from schoollink.core.errors import Refusal, RuleBroken
from schoollink.core.forms import Choice, Form, Hidden, Long, Radio, Text, Upload, Whole
from schoollink.core.i18n import Text as Sentence
from schoollink.core.i18n import _l
from schoollink.core.policy import Actor
from schoollink.files import actions as files
from schoollink.files import rules as file_rules
from schoollink.files.models import Recognisable
from schoollink.links.models import Link
from schoollink.links.presenters import our_side
from schoollink.resources import rules
from schoollink.resources.actions import Content, Words
from schoollink.resources.models import Licence, Resource, ResourceKind, ResourceVersion, Subject
from schoollink.resources.presenters import language_words
from schoollink.resources.queries import Narrowing
from schoollink.schools.models import AgeBand, School
from schoollink.schools.rules.places import languages_to_choose

ANSWER_FIRST = _l("Please say whether a pupil can be recognised on this picture.")


def choices(kind: type[Labelled]) -> list[tuple[str, Sentence]]:
    """The members of an enum as options."""
    return [(one.value, one.label) for one in kind]


@dataclass(frozen=True)
class SaidOfResource:
    """The words of a resource as they were sent."""

    title: str
    description: str
    subject: str
    youngest: int
    oldest: int
    language: str
    licence: str

    @property
    def words(self) -> Words:
        """The same, understood."""
        return Words(
            self.title,
            self.description or "",
            Subject(self.subject),
            self.youngest,
            self.oldest,
            self.language,
            Licence(self.licence),
        )


@dataclass(frozen=True)
class NewFile(SaidOfResource):
    """A new resource that is a file."""

    file: Any
    recognisable: str | None

    @property
    def content(self) -> Content:
        """What its first version holds."""
        return content_of(self.file, self.recognisable)


@dataclass(frozen=True)
class NewAddress(SaidOfResource):
    """A new resource that is an address."""

    address: str

    @property
    def content(self) -> Content:
        """What its first version holds."""
        return Content(address=self.address)


@dataclass(frozen=True)
class ChangedWords(SaidOfResource):
    """Other words for a resource, and the version that they were written over."""

    version: str

    @property
    def seen(self) -> int:
        """The version as a number; what is none is no present version."""
        return int(self.version) if self.version.isdecimal() else 0


@dataclass(frozen=True)
class NewVersion:
    """A newer version: of a file or of an address, as the resource is."""

    file: Any = None
    recognisable: str | None = None
    address: str = ""
    note: str = ""

    @property
    def content(self) -> Content:
        """What it holds."""
        made = content_of(self.file, self.recognisable)
        return replace(made, address=self.address or "", note=self.note or "")


def content_of(taken: Any, recognisable: str | None) -> Content:
    """A version's content; only pictures carry an answer."""
    answer = Recognisable(recognisable) if recognisable and taken and taken.is_picture else None
    return Content(taken=taken, recognisable=answer)


W = TypeVar("W")


class _WordsForm(Form[W], Generic[W]):
    title = Text(_l("What is it called?"), max_length=120)
    description = Long(
        _l("What is it good for?"),
        max_length=2000,
        rows=3,
        required=False,
        hint=_l("One or two sentences: what pupils do with it, and how long it takes."),
    )
    subject = Choice(_l("Subject"))
    youngest = Whole(_l("From age"), low=rules.YOUNGEST, high=rules.OLDEST)
    oldest = Whole(_l("To age"), low=rules.YOUNGEST, high=rules.OLDEST)
    language = Choice(_l("Language"))
    licence = Choice(_l("Who may use it?"), options=choices(Licence))

    def fill(self, link: Link, school: School) -> None:
        """The options that depend on the schools."""
        spoken = [code for one in link.schools for code in one.languages]
        codes = languages_to_choose(school.country, spoken)
        self.subject.options = [("", _l("Please choose")), *choices(Subject)]
        self.language.options = [(code, language_words(code)) for code in [*codes, rules.NO_WORDS]]

    def first_values(self, school: School) -> dict[str, Any]:
        """What is likely, to be changed."""
        return {
            "youngest": school.youngest,
            "oldest": school.oldest,
            "language": next(iter(school.languages), "en"),
            "licence": Licence.OWN.value,
        }

    def offer(self, *, actor: Actor, link: Link, **_: Any) -> None:
        school = our_side(link, actor).school
        self.show(**self.first_values(school))
        self.fill(link, school)

    def check(self, value: Any) -> None:
        self.judge_ages()

    def say_more(self) -> None:
        self.judge_ages()

    def judge_ages(self) -> None:
        """The ages, judged whatever else is wrong."""
        if self.are_fine("youngest", "oldest") and not rules.ages_in_order(
            self.youngest.data, self.oldest.data
        ):
            self.blame_too("oldest", _l("The older age comes second."))


def _file_field() -> Upload:
    field: Upload = Upload(
        _l("The file"),
        accept=file_rules.ACCEPT_ALL,
        max_bytes=file_rules.LARGEST,
        hint=file_rules.FILES_ARE,
    )
    return field


def _question() -> Radio:
    field: Radio = Radio(
        _l("Can a pupil be recognised?"),
        options=choices(Recognisable),
        required=False,
        hint=_l("Only for pictures. With Yes or Not sure the picture stays in your own school."),
    )
    return field


class NewFileForm(_WordsForm[NewFile], Form[NewFile]):
    """Add a file to a library."""

    file = _file_field()
    recognisable = _question()

    def check(self, value: NewFile) -> None:
        super().check(value)
        judge_answer(self)

    def say_more(self) -> None:
        super().say_more()
        judge_answer(self)
        judge_file(self)

    def prepare(self, value: NewFile) -> NewFile:
        return replace(value, file=files.take(value.file))


class NewAddressForm(_WordsForm[NewAddress], Form[NewAddress]):
    """Add an address to a library."""

    address = Text(
        _l("The address"),
        max_length=500,
        hint=_l("Copy it from the top line of your browser. It begins with https://"),
    )

    def say_more(self) -> None:
        super().say_more()
        judge_address(self)

    def prepare(self, value: NewAddress) -> NewAddress:
        return replace(value, address=rules.check_address(value.address))


class WordsForm(_WordsForm[ChangedWords], Form[ChangedWords]):
    """Change what is said of a resource."""

    version = Hidden(_l("Version"))

    def offer(self, *, actor: Actor, resource: Resource, **_: Any) -> None:  # type: ignore[override]  # the base takes any
        self.show(
            **{name: getattr(resource, name) for name in Words.__dataclass_fields__},
            version=resource.version,
        )
        self.fill(resource.link, resource.school)


class VersionForm(Form[NewVersion]):
    """Add a newer version."""

    file = _file_field()
    recognisable = _question()
    address = Text(_l("The address"), max_length=500)
    note = Text(
        _l("What is new?"),
        max_length=300,
        required=False,
        hint=_l("For example: with the answers, or with pictures from Kisumu."),
    )

    def offer(self, *, resource: Resource, **_: Any) -> None:
        unused = ("address",) if resource.kind is ResourceKind.FILE else ("file", "recognisable")
        for name in unused:
            del self[name]

    def check(self, value: NewVersion) -> None:
        if "file" in self:
            judge_answer(self)

    def say_more(self) -> None:
        if "file" in self:
            judge_answer(self)
            judge_file(self)
        else:
            judge_address(self)

    def prepare(self, value: NewVersion) -> NewVersion:
        if "file" in self:
            return replace(value, file=files.take(value.file))
        return replace(value, address=rules.check_address(value.address))


@dataclass(frozen=True)
class Answer:
    """The answer for one picture."""

    recognisable: str


class AnswerForm(Form[Answer]):
    """Say again whether a pupil can be recognised."""

    recognisable = Radio(
        _l("Can a pupil be recognised?"),
        options=choices(Recognisable),
        hint=_l("With Yes or Not sure the picture stays in your own school."),
    )

    def offer(self, *, version: ResourceVersion, **_: Any) -> None:
        self.show(recognisable=version.file.recognisable if version.file else None)


def judge_answer(form: Form[Any]) -> None:
    """Every picture needs an answer."""
    if (
        form.are_fine("file")
        and file_rules.is_picture_name(form["file"].data.filename or "")
        and not form["recognisable"].data
    ):
        form.blame_too("recognisable", ANSWER_FIRST)


def judge_file(form: Form[Any]) -> None:
    """A file that can't be taken is said beside what else is wrong; what this stores is swept."""
    if form.are_fine("file"):
        try:
            files.take(form["file"].data)
        except Refusal as refused:
            form.blames(refused)


def judge_address(form: Form[Any]) -> None:
    """The same of an address."""
    if form.are_fine("address"):
        try:
            rules.check_address(form["address"].data)
        except RuleBroken as refused:
            form.blames(refused)


class NarrowingForm(Form[Narrowing]):
    """Look for something in a library; sent by GET, so nothing in it is ever wrong."""

    words = Text(_l("Words in it"), required=False, max_length=60)
    subject = Choice(_l("Subject"), required=False)
    ages = Choice(_l("Ages"), required=False)
    language = Choice(_l("Language"), required=False)
    kind = Choice(_l("Kind"), required=False)

    def look_for(self, asked: Narrowing, languages: Iterable[str]) -> None:
        """Show what was asked, with all options."""
        self.show(**vars(asked))
        self.subject.options = [("", _l("All subjects")), *choices(Subject)]
        self.ages.options = [("", _l("All ages")), *choices(AgeBand)]
        self.language.options = [
            ("", _l("All languages")),
            *((code, language_words(code)) for code in languages),
        ]
        self.kind.options = [("", _l("Files and addresses")), *choices(ResourceKind)]
