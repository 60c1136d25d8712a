"""Untrusted input about projects, as typed values."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from werkzeug.datastructures import MultiDict

from schoollink.core.forms import Choice, Choices, Form, Hidden, Long, Radio, Text, Upload
from schoollink.core.i18n import _l, bdi, gettext, language_name
from schoollink.core.pages import key_of
from schoollink.core.policy import Actor
from schoollink.files.actions import take
from schoollink.files.models import Recognisable
from schoollink.files.rules import ACCEPT_PICTURES, LARGEST, PICTURES_ARE
from schoollink.links.models import Link
from schoollink.projects.actions import NewProject, NewStep, NewVersion, ProjectWords
from schoollink.projects.models import Project, Section
from schoollink.projects.queries import classes_of, colleagues_of, waiting_for

ICONS = (
    ("droplets", _l("Water")),
    ("sprout", _l("Growing")),
    ("sun", _l("Weather")),
    ("globe", _l("World")),
    ("music", _l("Music")),
    ("palette", _l("Art")),
    ("book-open", _l("Stories")),
    ("utensils", _l("Food")),
    ("paw-print", _l("Animals")),
    ("house", _l("Home")),
    ("compass", _l("Places")),
    ("rocket", _l("Science")),
)
"""Pictures of projects. All are in static/img/icons.json, so the build carries them."""

MOST_WORDS = 2000
MOST_CAPTION = 300


class ProjectForm(Form[NewProject]):
    """Starting a project."""

    title = Text(_l("What is the project called?"), max_length=120)
    goal = Long(
        _l("What do you want to find out or make together?"),
        max_length=600,
        rows=3,
        hint=_l("One or two sentences. Pupils of both schools read this."),
    )
    icon = Radio(_l("Its picture"), options=ICONS)
    classes = Choices(
        _l("Which of your classes take part?"),
        required=False,
        hint=_l("The other school adds its own. You can add classes later, too."),
    )

    def offer(self, **subjects: Any) -> None:
        """The classes of the own school."""
        actor: Actor = subjects["actor"]
        link: Link = subjects["link"]
        own = next((key for key in link.school_ids if key in actor.place_ids), None)
        self.classes.options = [(str(c.id), bdi(c.name)) for c in classes_of([own] if own else [])]
        self.show(icon=ICONS[0][0], classes=_only(self.classes.options))


def _only(options: Sequence[tuple[str, Any]]) -> list[str]:
    """Where there is one class, it is the one that is meant."""
    return [options[0][0]] if len(options) == 1 else []


@dataclass(frozen=True)
class Described:
    """Title, goal and picture, and the version they were changed from."""

    title: str
    goal: str
    icon: str
    version: str

    @property
    def words(self) -> ProjectWords:
        """As the action takes them."""
        return ProjectWords(self.title, self.goal, self.icon, whole(self.version))


class EditForm(Form[Described]):
    """Title, goal and picture of a project."""

    title = Text(_l("What is the project called?"), max_length=120)
    goal = Long(
        _l("What do you want to find out or make together?"),
        max_length=600,
        rows=3,
        hint=_l("One or two sentences. Pupils of both schools read this."),
    )
    icon = Radio(_l("Its picture"), options=ICONS)
    version = Hidden("")

    def offer(self, **subjects: Any) -> None:
        project: Project = subjects["project"]
        self.show(
            title=project.title, goal=project.goal, icon=project.icon, version=project.version
        )


@dataclass(frozen=True)
class OwnClasses:
    """The classes of one school that take part."""

    classes: list[str] = field(default_factory=list)


class ClassesForm(Form[OwnClasses]):
    """Which of the own classes take part."""

    classes = Choices(_l("Your classes"), required=False)

    def offer(self, **subjects: Any) -> None:
        actor: Actor = subjects["actor"]
        project: Project = subjects["project"]
        own = [key for key in project.school_ids if key in actor.place_ids]
        self.classes.options = [(str(one.id), bdi(one.name)) for one in classes_of(own)]
        present = [str(key) for key in project.class_ids]
        ours = [key for key, _ in self.classes.options if key in present]
        self.show(classes=ours or _only(self.classes.options))


@dataclass(frozen=True)
class Colleague:
    """A person to bring in."""

    teacher: str


class TeacherForm(Form[Colleague]):
    """A colleague to bring in."""

    teacher = Choice(
        _l("A colleague"),
        hint=_l("Those whose check for work with children is in date are listed."),
    )

    def offer(self, **subjects: Any) -> None:
        actor: Actor = subjects["actor"]
        project: Project = subjects["project"]
        here = {one.person_id for one in project.teachers}
        own = [key for key in project.school_ids if key in actor.place_ids]
        self.teacher.options = [
            (str(one.person_id), bdi(one.person.name))
            for key in own
            for one in colleagues_of(key)
            if one.person_id not in here
        ]


class StepForm(Form[NewStep]):
    """One more step."""

    what = Text(_l("What is the next step?"), max_length=160)
    school = Choice(_l("Whose turn is it?"), required=False)

    def offer(self, **subjects: Any) -> None:
        project: Project = subjects["project"]
        self.school.options = [
            ("", gettext("Both schools") if len(project.school_ids) == 2 else gettext("All")),
            *((str(one.id), bdi(one.name)) for one in project.link.schools),
        ]


@dataclass(frozen=True)
class Written:
    """What came from a form of words or of a picture."""

    words: str
    language: str = ""
    by: str = ""
    then: str = ""
    version: str = ""
    picture: Any = None
    recognisable: str = ""

    @property
    def class_id(self) -> UUID | None:
        """The class that says it, when a teacher types for one."""
        return key_of(self.by or "")

    @property
    def based_on(self) -> int:
        """The version it was changed from."""
        return whole(self.version)

    def new_version(self, *, picture_id: UUID | None = None) -> NewVersion:
        """As an action takes it; without a new picture the one of `picture_id` stays."""
        return NewVersion(
            self.words,
            self.language or None,
            send=self.then != "keep",
            picture=self.picture,
            recognisable=Recognisable(self.recognisable) if self.recognisable else None,
            picture_id=None if self.picture else picture_id,
        )


def whole(text: str | None) -> int:
    """The number that a page sent along, or 0 when it is none."""
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0


THEN = (("send", _l("Send")), ("keep", _l("Keep for later")))


class WordsForm(Form[Written]):
    """Words for the page: new ones, or a new version of a section's."""

    words = Long(_l("Your words"), max_length=MOST_WORDS, rows=7)
    by = Choice(_l("Who says this?"), required=False)
    language = Choice(_l("In which language?"), required=False)
    version = Hidden("", required=False)
    then = Choice("", options=THEN, required=False)

    def offer(self, **subjects: Any) -> None:
        _offer(self, **subjects)


class PictureForm(Form[Written]):
    """A picture for the page, such as a photo of handwriting, with what it shows."""

    picture = Upload(
        _l("The picture"), accept=ACCEPT_PICTURES, max_bytes=LARGEST, hint=PICTURES_ARE
    )
    words = Long(
        _l("What does it show?"),
        max_length=MOST_CAPTION,
        rows=3,
        hint=_l("Is it handwriting? Type what it says."),
    )
    recognisable = Radio(
        _l("Can a pupil be recognised?"),
        options=[(one.value, one.label) for one in Recognisable],
        hint=_l("With “yes” or “not sure” the picture stays in your school."),
    )
    by = Choice(_l("Who made this?"), required=False)
    language = Choice(_l("In which language?"), required=False)
    version = Hidden("", required=False)
    then = Choice("", options=THEN, required=False)

    def offer(self, **subjects: Any) -> None:
        _offer(self, **subjects)

    def prepare(self, value: Written) -> Written:
        """Check the picture and store its bytes."""
        return replace(value, picture=take(value.picture, field="picture", pictures_only=True))


class NewPictureForm(Form[Written]):
    """A new version of a picture: other words under it, another picture, or both."""

    words = Long(_l("What does it show?"), max_length=MOST_CAPTION, rows=3)
    picture = Upload(
        _l("Another picture"),
        accept=ACCEPT_PICTURES,
        max_bytes=LARGEST,
        hint=PICTURES_ARE,
        required=False,
    )
    recognisable = Radio(
        _l("Can a pupil be recognised in it?"),
        options=[(one.value, one.label) for one in Recognisable],
        required=False,
    )
    language = Choice(_l("In which language?"), required=False)
    version = Hidden("", required=False)
    then = Choice("", options=THEN, required=False)

    def offer(self, **subjects: Any) -> None:
        _offer(self, **subjects)

    def check(self, value: Written) -> None:
        """A new picture needs its own answer."""
        self.say_more()

    def say_more(self) -> None:
        """The same, also while something else is wrong."""
        if self.are_fine("picture") and not self.recognisable.data:
            self.blame_too("recognisable", gettext("Please choose one of these."))

    def prepare(self, value: Written) -> Written:
        """Check the picture and store its bytes."""
        if value.picture is None:
            return value
        return replace(value, picture=take(value.picture, field="picture", pictures_only=True))


def _offer(
    form: Form[Any],
    *,
    actor: Actor,
    project: Project | None = None,
    section: Section | None = None,
) -> None:
    here = section.project if section is not None else project
    if here is None:
        raise TypeError("a section or a project is wanted")
    schools = here.link.schools
    spoken = list(dict.fromkeys(tag for one in schools for tag in one.languages))
    language: Any = form["language"]
    language.options = [
        ("", gettext("Not said")),
        *((tag, language_name(tag)) for tag in spoken),
    ]
    if "by" in form and (actor.is_pupil or section is not None):
        del form["by"]
    if "by" in form:
        by: Any = form["by"]
        by.options = [("", gettext("I say it")), *_own_classes(here, actor)]
    if section is not None:
        newest = section.newest
        form.show(words=newest.words, language=newest.language or "", version=section.version)
    else:
        own = next((one for one in schools if one.id in actor.place_ids), None)
        form.show(language=own.languages[0] if own and own.languages else "")


def _own_classes(project: Project, actor: Actor) -> list[tuple[str, str]]:
    return [
        (str(one.class_id), bdi(one.school_class.name))
        for one in project.classes
        if one.school_class.school_id in actor.place_ids
    ]


@dataclass(frozen=True)
class Numbers:
    """The number of the version that is meant, and of the newest one that was on the screen."""

    number: str
    version: str = ""


class ApproveForm(Form[Numbers]):
    """Approving exactly the version that was read."""

    number = Hidden("")


class RestoreForm(Form[Numbers]):
    """An old version to be the newest again."""

    number = Hidden("")
    version = Hidden("")


@dataclass(frozen=True)
class Advice:
    """A version that goes back, with a word."""

    number: str
    advice: str


class SendBackForm(Form[Advice]):
    """Sending the version that was read back, with a word for the pupil."""

    number = Hidden("")
    advice = Text(
        _l("A word for the pupil"),
        max_length=300,
        hint=_l("Say what is good, and one thing to change."),
    )

    def offer(self, **subjects: Any) -> None:
        section: Section = subjects["section"]
        self.show(number=section.version)


@dataclass(frozen=True)
class Shown:
    """The keys of the versions that were on the screen."""

    versions: list[str]


class ApproveAllForm(Form[Shown]):
    """Approving all that was on the screen."""

    versions = Choices("")

    def offer(self, **subjects: Any) -> None:
        actor: Actor = subjects["actor"]
        project: Project = subjects["project"]
        waiting = waiting_for(project, actor)
        self.versions.options = [(str(one.newest.id), "") for one in waiting]

    def take(self, sent: MultiDict[str, Any]) -> None:
        """What somebody else decided in between is no mistake of the sender's."""
        self.versions.options = [(key, "") for key in sent.getlist("versions") if key_of(key)]
        super().take(sent)


@dataclass(frozen=True)
class Move:
    """A section and where to."""

    section: str
    to: str


class MoveForm(Form[Move]):
    """One place up or down."""

    section = Hidden("")
    to = Choice("", options=(("up", _l("Up")), ("down", _l("Down"))))
