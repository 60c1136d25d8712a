"""What people send about applications."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import time
from decimal import Decimal
from typing import Any, ClassVar, cast

from schoollink.core.clock import instant_of, now, today
from schoollink.core.errors import RuleBroken
from schoollink.core.forms import (
    Amount,
    Choice,
    Day,
    Form,
    Hidden,
    Long,
    Text,
    Time,
    Upload,
    Version,
    Yes,
)
from schoollink.core.i18n import Text as Words
from schoollink.core.i18n import _l, gettext
from schoollink.core.money import currencies_for, currency_of, major_text
from schoollink.core.policy import Actor
from schoollink.files import actions as files
from schoollink.files import rules as file_rules
from schoollink.funding.actions import (
    NO_SCHOOL,
    ChangedApplication,
    Document,
    Line,
    NewApplication,
    Source,
    Task,
)
from schoollink.funding.models import Application, BudgetKind
from schoollink.funding.presenters import school_names, zone_name
from schoollink.links.models import Link
from schoollink.links.presenters import our_side, own_first
from schoollink.schools.models import Role
from schoollink.visits.queries import staff_of

FUNDERS_ZONES = (
    "Europe/Brussels",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Paris",
    "Europe/Oslo",
    "Africa/Nairobi",
    "America/New_York",
    "Asia/Dubai",
    "Asia/Tokyo",
    "Australia/Sydney",
    "UTC",
)
NOON = time(12)


def _zones(link: Link, actor: Actor, *others: str) -> list[tuple[str, str]]:
    zones = [side.school.zone for side in own_first(link, actor)]
    return [(zone, zone_name(zone)) for zone in dict.fromkeys([*zones, *others, *FUNDERS_ZONES])]


def _currencies(link: Link, actor: Actor) -> list[tuple[str, str]]:
    return currencies_for(side.school.country for side in own_first(link, actor))


class DayToAskAbout:
    """A day that has passed may be right, and may be a slip: it is asked about once."""

    day_fields: ClassVar[tuple[str, ...]]
    """The field of the day, and those that one must know to tell whether it has passed."""
    passed_words: ClassVar[Words]
    has_passed: Callable[..., bool]
    """Whether what was given in those fields lies in the past."""
    saved: tuple[Any, ...] | None = None
    """What those fields say as it is saved, about which nobody is asked again."""

    @property
    def asks_if_passed(self) -> bool:
        """Whether the day is new and lies in the past."""
        form = cast("Form[Any]", self)
        if not all(
            form.are_fine(one) or form[one].errors == [self.passed_words] for one in self.day_fields
        ):
            return False
        given = tuple(form[one].data for one in self.day_fields)
        return given != self.saved and self.has_passed(*given)

    def check(self, value: Any) -> None:
        """Ask."""
        self.say_more()

    def say_more(self) -> None:
        """The same, also while something else is wrong."""
        form, day = cast("Form[Any]", self), self.day_fields[0]
        if self.asks_if_passed and not form["passed"].data:
            form.blame_too(day, self.passed_words)


class ApplicationFields(DayToAskAbout):
    """What is asked about an application."""

    funder = Text(_l("Who gives the money?"), max_length=120)
    programme = Text(_l("What is the programme called?"), max_length=160)
    deadline_day = Day(_l("Last day to apply"))
    deadline_time = Time(_l("Until what time?"))
    deadline_zone = Choice(
        _l("By the clock of which town?"), hint=_l("The funder's rules say it. Often Brussels.")
    )
    amount = Amount(_l("How much do you ask for?"), required=False)
    currency = Choice(_l("Currency"))
    passed = Yes(_l("The deadline has passed, and that is right"))
    notes = Long(
        _l("What should both schools know?"),
        required=False,
        hint=_l("What it is for, what it asks of you, where the call is."),
    )
    day_fields = ("deadline_day", "deadline_time", "deadline_zone")
    passed_words = _l(
        "This deadline has passed. Is that right? Then tick the box below and save again."
    )

    def has_passed(self, *given: Any) -> bool:
        """Whether the deadline lies in the past."""
        return instant_of(*given) < now()

    def say_more(self) -> None:
        """Besides the deadline: nobody asks for nothing."""
        super().say_more()
        form = cast("Form[NewApplication]", self)
        if form["amount"].data == 0:
            form.blame_too("amount", _l("If you don't know the amount yet, leave this empty."))


class ApplicationForm(ApplicationFields, Form[NewApplication]):
    """A new application."""

    def offer(self, *, actor: Actor, link: Link, **_: Any) -> None:
        """Zones and currencies, those of the own school first and chosen."""
        own = our_side(link, actor).school
        currency = currency_of(own.country)
        nothing = [] if currency else [("", gettext("Please choose"))]
        self.deadline_zone.offer_names(_zones(link, actor))
        self.currency.offer_names([*nothing, *_currencies(link, actor)])
        self.show(deadline_time=NOON, deadline_zone=own.zone, currency=currency)


class ApplicationEditForm(ApplicationFields, Form[ChangedApplication]):
    """An application, changed."""

    version = Version()

    def offer(self, *, actor: Actor, application: Application, **_: Any) -> None:
        """The application as it is."""
        self.deadline_zone.offer_names(_zones(application.link, actor, application.deadline_zone))
        self.currency.offer_names(_currencies(application.link, actor))
        self.saved = (
            application.deadline_day,
            application.deadline_time,
            application.deadline_zone,
        )
        self.show(**values_of(application), version=application.version)


def values_of(application: Application) -> dict[str, Any]:
    """An application in the fields of its form."""
    amount = application.amount
    text = None if amount is None else major_text(amount, application.currency)
    return {
        "funder": application.funder,
        "programme": application.programme,
        "deadline_day": application.deadline_day,
        "deadline_time": application.deadline_time,
        "deadline_zone": application.deadline_zone,
        "amount": None if text is None else Decimal(text),
        "currency": application.currency,
        "notes": application.notes,
    }


@dataclass(frozen=True)
class StepBack:
    """The state that the page showed."""

    state: str


class StepBackForm(Form[StepBack]):
    """The last step was a mistake; two who say so at once take one step back, not two."""

    state = Hidden("")


class TaskForm(DayToAskAbout, Form[Task]):
    """Who does what by when."""

    what = Text(_l("What is to do?"), max_length=200)
    who = Choice(_l("Who does it?"), hint=_l("They will see this application."))
    by_day = Day(_l("By when?"), required=False)
    passed = Yes(_l("The day has passed, and that is right"))
    day_fields = ("by_day", "who")
    passed_words = _l("This day has passed. Is that right? Then tick the box below and save again.")

    def has_passed(self, *given: Any) -> bool:
        """Whether the day is over where the task is done."""
        day, who = given
        return bool(day < today(self.zones[who.partition(".")[0]]))

    def offer(self, *, actor: Actor, application: Application, **_: Any) -> None:
        """The staff of both schools; child-safety leads take no part in money."""
        self.zones = {str(school.id): school.zone for school in application.link.schools}
        self.who.options = [
            (
                f"{one.school_id}.{one.person_id}",
                gettext("%(name)s, %(school)s", name=one.person.name, school=one.school.name),
            )
            for one in staff_of(application.link)
            if Role.SAFETY not in one.roles or one.roles & {Role.LEAD, Role.SECOND}
        ]
        own = our_side(application.link, actor)
        self.show(who=f"{own.school_id}.{actor.person_id}")


class LineForm(Form[Line]):
    """Something that is spent."""

    what = Text(_l("What is it for?"), max_length=120)
    kind = Choice(_l("Kind"), options=[(kind.value, kind.label) for kind in BudgetKind])
    amount = Amount(_l("How much?"))
    currency = Choice(_l("Currency"))
    spender = Choice(_l("Who spends it?"))

    def offer(self, *, actor: Actor, application: Application, **_: Any) -> None:
        """The schools, and both together."""
        self.currency.offer_names(_currencies(application.link, actor))
        self.spender.offer_names(
            [(str(key or NO_SCHOOL), name) for key, name in school_names(application.link).items()]
        )
        self.show(currency=application.currency)


class SourceForm(Form[Source]):
    """Where something comes from."""

    name = Text(
        _l("What is the source?"),
        max_length=120,
        hint=_l("For example this grant, the school's own money, a cake sale."),
    )
    amount = Amount(_l("How much?"))
    currency = Choice(_l("Currency"))
    giver = Choice(_l("Who gives it?"))
    is_in_kind = Yes(
        _l("It is time or things, not money"),
        hint=_l("Hosting and lessons count too: write what they would cost."),
    )
    is_confirmed = Yes(_l("It is certain"))

    def offer(self, *, actor: Actor, application: Application, **_: Any) -> None:
        """The schools, or somebody else."""
        self.currency.offer_names(_currencies(application.link, actor))
        schools = [(str(school.id), school.name) for school in application.link.schools]
        self.giver.offer_names([(NO_SCHOOL, gettext("A funder or somebody else")), *schools])
        self.show(currency=application.currency)


ACCEPT = ",".join(
    f".{one.ending}" for one in file_rules.TYPES.values() if one.family not in {"picture", "mp3"}
)


class DocumentForm(Form[Document]):
    """A file of an application."""

    title = Text(_l("What is it?"), required=False, max_length=120)
    file = Upload(
        _l("File"),
        accept=ACCEPT,
        max_bytes=file_rules.LARGEST,
        hint=_l("PDF, office or text file, up to 25 MB."),
    )

    def offer(self, *, actor: Actor, application: Application, **_: Any) -> None:
        """Nothing to offer."""

    def prepare(self, value: Document) -> Document:
        """Check and store the file, outside any transaction."""
        taken = files.take(value.file, field="file")
        if taken.is_picture:
            raise RuleBroken(_l("Please send a document, not a picture."), field="file")
        return replace(value, file=taken)
