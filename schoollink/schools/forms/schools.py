"""Who a school is."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from schoollink.core.clock import today
from schoollink.core.errors import RuleBroken
from schoollink.core.forms import (
    Choice,
    Choices,
    Day,
    Email,
    Form,
    Long,
    Name,
    Radio,
    Version,
    Whole,
    Yes,
)
from schoollink.core.i18n import _l, countries, language_name, week_day
from schoollink.core.policy import Actor
from schoollink.schools.actions import NewSchool, Profile
from schoollink.schools.actions.schools import HERE_ALREADY
from schoollink.schools.models import School
from schoollink.schools.queries import right_to_register, school_named
from schoollink.schools.rules.places import (
    CRESTS,
    EVERY_DAY,
    guess_zone,
    languages_to_choose,
    zones_by_country,
)
from schoollink.schools.rules.roles import check_vetting

YOUNGEST, OLDEST = 3, 21


def _check_ages(form: Form[Any]) -> None:
    if form.are_fine("youngest", "oldest") and form["oldest"].data < form["youngest"].data:
        form.blame_too("oldest", _l("This is less than the youngest age."))


def days_of_week() -> list[tuple[str, str]]:
    """(ISO weekday, its name) from Monday on, in the reader's language."""
    return [(day, week_day(date(2024, 1, int(day)))) for day in EVERY_DAY]  # a Monday came first


class RegisterForm(Form[NewSchool]):
    """A school comes here: five things that only a person knows."""

    name = Name(_l("Name of your school"), max_length=120)
    place = Name(_l("Town or village"), max_length=80)
    country = Choice(_l("Country"))
    youngest = Whole(_l("Age of your youngest pupils"), low=YOUNGEST, high=OLDEST)
    oldest = Whole(_l("Age of your oldest pupils"), low=YOUNGEST, high=OLDEST)
    crest = Radio(_l("A picture for your school"), options=list(CRESTS.items()), required=False)
    is_safety_lead = Yes(
        _l("I am also the child-safety lead for now"),
        hint=_l("Later, give this to a colleague who is not a link teacher."),
    )
    vetted_until = Day(
        _l("My check for work with children ends on"),
        required=False,
        hint=_l(
            "Needed before pupils can write here. Only the date is kept, never the certificate."
        ),
    )
    vetted_by = Name(_l("Who saw my certificate"), max_length=80, required=False)

    def offer(self, *_: Any, **subjects: Any) -> None:
        """Every country, and the picture that most schools begin with."""
        self.country.options = [("", _l("Choose your country")), *countries()]
        self.show(crest="sprout", is_safety_lead=True)

    def check(self, value: NewSchool) -> None:
        """Ages in order, and a check has both a day that can be right and somebody who saw it."""
        self.say_more()

    def say_more(self) -> None:
        """The same, also while something else is wrong."""
        _check_ages(self)
        if not self.are_fine("vetted_until"):
            return
        if not self.vetted_by.data:
            self.blame_too("vetted_by", _l("Write who saw the certificate."))
        day = today("UTC")
        try:
            check_vetting(day, self.vetted_until.data, present=day, field="vetted_until")
        except RuleBroken as broken:
            self.blame_too(broken.field, broken.text)

    def say_known(self, *_: Any, actor: Actor, **__: Any) -> None:
        """A school that is here already; said only to who may register one (SG-45)."""
        if not actor.is_site_admin and right_to_register(actor.person_id) is None:
            return
        if self.are_fine("name", "place") and school_named(self.name.data, self.place.data):
            self.blame_too("name", HERE_ALREADY)

    def prepare(self, value: NewSchool) -> NewSchool:
        """Nothing is empty that the rest counts on."""
        return NewSchool(
            **{
                **vars(value),
                "crest": value.crest or "sprout",
                "vetted_by": value.vetted_by or "",
            }
        )


class ProfileForm(Form[Profile]):
    """All that a school says of itself."""

    name = Name(_l("Name of your school"), max_length=120)
    place = Name(_l("Town or village"), max_length=80)
    country = Choice(_l("Country"))
    zone = Choice(_l("Time zone"))
    weekend = Choices(_l("Days of the weekend"))
    languages = Choices(_l("Languages that you teach in"))
    youngest = Whole(_l("Age of your youngest pupils"), low=YOUNGEST, high=OLDEST)
    oldest = Whole(_l("Age of your oldest pupils"), low=YOUNGEST, high=OLDEST)
    crest = Radio(_l("A picture for your school"), options=list(CRESTS.items()))
    welcome = Long(
        _l("A welcome sentence"),
        max_length=300,
        rows=3,
        required=False,
        hint=_l("Other schools read this first. What should they know about you?"),
    )
    head_contact = Email(
        _l("Mail address of the head"),
        required=False,
        hint=_l("Only for child-safety matters that nobody else has answered."),
    )
    version = Version()

    def offer(self, *_: Any, school: School, actor: Actor, **subjects: Any) -> None:
        """What the school says now."""
        self.country.options = countries()
        self.country_now = school.country
        zones = dict.fromkeys([school.zone, *zones_by_country().get(school.country, ())])
        self.zone.options = [(zone, zone.replace("_", " ")) for zone in zones]
        self.weekend.options = days_of_week()
        self.languages.options = [
            (tag, language_name(tag))
            for tag in languages_to_choose(school.country, school.languages)
        ]
        self.show(**values_of(school), version=school.version)

    def check(self, value: Profile) -> None:
        """Ages in order, and at least one day of school."""
        self.say_more()

    def say_more(self) -> None:
        """The same, also while something else is wrong."""
        _check_ages(self)
        if len(self.weekend.data or ()) == len(EVERY_DAY):
            self.blame_too("weekend", _l("Leave at least one school day."))

    def prepare(self, value: Profile) -> Profile:
        """Days in their order; in another country, its own time zone."""
        moved = value.country != self.country_now
        return Profile(
            **{
                **vars(value),
                "zone": guess_zone(value.country, value.place) if moved else value.zone,
                "weekend": sorted(value.weekend),
                "welcome": value.welcome or "",
                "head_contact": value.head_contact or None,
            }
        )


def values_of(school: School) -> dict[str, Any]:
    """What a school says of itself, in the fields of the form."""
    return {name: getattr(school, name) for name in Profile.__dataclass_fields__}


@dataclass(frozen=True)
class HowChecked:
    """How a school made sure that another is what it says."""

    how: str


class CheckForm(Form[HowChecked]):
    """One check of a partner school that no network has verified (SG-45)."""

    how = Long(
        _l("How did you make sure?"),
        max_length=200,
        rows=2,
        hint=_l("For example: I called the number on the town's list of schools."),
    )
