"""What people send about applications."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import Any, cast

from schoollink.core.clock import instant_of, now
from schoollink.core.errors import RuleBroken
from schoollink.core.forms import Amount, Choice, Day, Form, Long, Text, Time, Upload, Version, Yes
from schoollink.core.i18n import _l, gettext
from schoollink.core.money import currencies_for, major_text
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
PASSED = _l("This deadline has passed. Is that right? Then tick the box below and save again.")
NEAR_YEARS = range(2000, 2100)


def _zones(link: Link, *others: str) -> list[tuple[str, str]]:
    zones = [school.zone for school in link.schools]
    return [(zone, zone_name(zone)) for zone in dict.fromkeys([*zones, *others, *FUNDERS_ZONES])]


def _currencies(link: Link) -> list[tuple[str, str]]:
    return currencies_for(school.country for school in link.schools)


class ApplicationFields:
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
    saved: tuple[date, time, str] | None = None
    """The deadline as it is saved, about which nobody is asked again."""

    @property
    def asks_if_passed(self) -> bool:
        """Whether the deadline is new and lies in the past."""
        form = cast("Form[NewApplication]", self)
        parts = ("deadline_day", "deadline_time", "deadline_zone")
        if not all(form.are_fine(one) or form[one].errors == [PASSED] for one in parts):
            return False
        day, at, zone = (form[one].data for one in parts)
        return (day, at, zone) != self.saved and instant_of(day, at, zone) < now()

    def check(self, value: NewApplication) -> None:
        """The year can be right, and a deadline in the past may be a slip: ask once."""
        self.say_more()

    def say_more(self) -> None:
        """The same, also while something else is wrong."""
        form = cast("Form[NewApplication]", self)
        if form.are_fine("deadline_day") and form["deadline_day"].data.year not in NEAR_YEARS:
            form.blame_too("deadline_day", _l("This year is far away. Is it right?"))
        if self.asks_if_passed and not form["passed"].data:
            form.blame_too("deadline_day", PASSED)


class ApplicationForm(ApplicationFields, Form[NewApplication]):
    """A new application."""

    def offer(self, *, link: Link, **_: Any) -> None:
        """Zones and currencies, those of the schools first."""
        self.deadline_zone.offer_names(_zones(link))
        self.currency.offer_names(_currencies(link))
        self.show(deadline_time=NOON)


class ApplicationEditForm(ApplicationFields, Form[ChangedApplication]):
    """An application, changed."""

    version = Version()

    def offer(self, *, application: Application, **_: Any) -> None:
        """The application as it is."""
        self.deadline_zone.offer_names(_zones(application.link, application.deadline_zone))
        self.currency.offer_names(_currencies(application.link))
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


class TaskForm(Form[Task]):
    """Who does what by when."""

    what = Text(_l("What is to do?"), max_length=200)
    who = Choice(_l("Who does it?"), hint=_l("They will see this application."))
    by_day = Day(_l("By when?"), required=False)

    def offer(self, *, application: Application, **_: Any) -> None:
        """The staff of both schools; child-safety leads take no part in money."""
        self.who.options = [
            (
                f"{one.school_id}.{one.person_id}",
                gettext("%(name)s, %(school)s", name=one.person.name, school=one.school.name),
            )
            for one in staff_of(application.link)
            if Role.SAFETY not in one.roles or one.roles & {Role.LEAD, Role.SECOND}
        ]


class LineForm(Form[Line]):
    """Something that is spent."""

    what = Text(_l("What is it for?"), max_length=120)
    kind = Choice(_l("Kind"), options=[(kind.value, kind.label) for kind in BudgetKind])
    amount = Amount(_l("How much?"))
    currency = Choice(_l("Currency"))
    spender = Choice(_l("Who spends it?"))

    def offer(self, *, application: Application, **_: Any) -> None:
        """The schools, and both together."""
        self.currency.offer_names(_currencies(application.link))
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

    def offer(self, *, application: Application, **_: Any) -> None:
        """The schools, or somebody else."""
        self.currency.offer_names(_currencies(application.link))
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
