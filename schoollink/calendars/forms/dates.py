"""Forms of a term, a school year, closed days, a day with school, public holidays."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from schoollink.calendars.actions import NewClosure, NewExtraDay, NewSpan
from schoollink.calendars.forms.fields import Version
from schoollink.calendars.models import Closure, ClosureKind, ExtraDay, SchoolYear, Term
from schoollink.calendars.presenters import name_of
from schoollink.calendars.queries import dates_of, day_types_of, open_holidays_of
from schoollink.calendars.rules import days, usual
from schoollink.calendars.rules.pasting import LONGEST_NAME
from schoollink.calendars.rules.together import Year
from schoollink.core.clock import today
from schoollink.core.errors import RuleBroken
from schoollink.core.forms import Choice, Choices, Day, Form, Hidden, Text, Yes
from schoollink.core.i18n import _l, day, gettext
from schoollink.schools.models import School

SUGGESTED_DAYS = 400


@dataclass(frozen=True)
class SpanEntry:
    """What the form of a term or a school year yields."""

    name: str
    first_day: date
    last_day: date
    version: int

    @property
    def new(self) -> NewSpan:
        """The span, for the action."""
        return NewSpan(self.name, self.first_day, self.last_day)


class TermForm(Form[SpanEntry]):
    """A term."""

    name = Text(
        _l("Name"), max_length=LONGEST_NAME, hint=_l("As your school calls it: Autumn, Term 1.")
    )
    first_day = Day(_l("First day of lessons"))
    last_day = Day(_l("Last day of lessons"))
    version = Version()

    def offer(self, **subjects: Any) -> None:
        """The term as it is."""
        term: Term | None = subjects.get("term")
        if term is None:
            self.show(version=0)
        else:
            self.show(**values_of(term), version=term.version)

    def say_known(self, *_: Any, **subjects: Any) -> None:
        """Days that can't be those of a term."""
        _judge_span(self, subjects.get("school") or subjects["term"].school)


class SchoolYearForm(Form[SpanEntry]):
    """A school year."""

    name = Text(
        _l("Name"), max_length=LONGEST_NAME, hint=_l("As your school calls it: 2026/27, Year 2026.")
    )
    first_day = Day(_l("First day of the school year"))
    last_day = Day(_l("Last day of the school year"))
    version = Version()

    def offer(self, **subjects: Any) -> None:
        """The year as it is."""
        year: SchoolYear | None = subjects.get("year")
        if year is None:
            self.show(version=0)
        else:
            self.show(**values_of(year), version=year.version)

    def say_known(self, *_: Any, **subjects: Any) -> None:
        """Days that can't be those of a school year."""
        _judge_span(self, subjects.get("school") or subjects["year"].school)


@dataclass(frozen=True)
class ClosureEntry:
    """What the form of closed days yields."""

    name: str
    first_day: date
    last_day: date | None
    kind: str
    version: int

    @property
    def new(self) -> NewClosure:
        """The closed days, for the action; without a last day it is one day."""
        last = self.last_day or self.first_day
        return NewClosure(self.name, self.first_day, last, ClosureKind(self.kind))


class ClosureForm(Form[ClosureEntry]):
    """Days without lessons."""

    name = Text(_l("Name"), max_length=LONGEST_NAME, hint=_l("Such as: Half-term break, May Day."))
    first_day = Day(_l("First day without lessons"))
    last_day = Day(
        _l("Last day without lessons"), required=False, hint=_l("Leave it empty for a single day.")
    )
    kind = Choice(_l("Why"), options=[(kind.value, kind.label) for kind in ClosureKind])
    version = Version()

    def offer(self, **subjects: Any) -> None:
        """The closed days as they are."""
        closure: Closure | None = subjects.get("closure")
        if closure is None:
            self.show(kind=ClosureKind.HOLIDAY.value, version=0)
        else:
            self.show(**values_of(closure), version=closure.version)

    def say_known(self, *_: Any, **subjects: Any) -> None:
        """Days that can't be closed days."""
        _judge_span(self, subjects.get("school") or subjects["closure"].school)


def _judge_span(form: Form[Any], school: School) -> None:
    """A first and a last day, judged whatever else is wrong; without a last day it is one day."""
    if form.are_fine("first_day") and not form["last_day"].errors:
        first = form["first_day"].data
        try:
            days.check_span(first, form["last_day"].data or first, today(school.zone))
        except RuleBroken as broken:
            form.blame_too(broken.field, broken.text)


def values_of(row: Term | SchoolYear | Closure) -> dict[str, Any]:
    """A row in the fields of its form."""
    values = {"name": row.name, "first_day": row.first_day, "last_day": row.last_day}
    return values | ({"kind": row.kind.value} if isinstance(row, Closure) else {})


@dataclass(frozen=True)
class ExtraDayEntry:
    """What the form of a day with school yields."""

    name: str
    day: date
    day_type_id: str | None
    version: int

    @property
    def new(self) -> NewExtraDay:
        """The day, for the action."""
        return NewExtraDay(
            self.name, self.day, UUID(self.day_type_id) if self.day_type_id else None
        )


class ExtraDayForm(Form[ExtraDayEntry]):
    """A day with school on a weekend, on closed days or outside of term."""

    name = Text(
        _l("Name"), max_length=LONGEST_NAME, hint=_l("Such as: Make-up day, Open Saturday.")
    )
    day = Day(_l("Day with school"))
    day_type_id = Choice(_l("Lesson times"), required=False)
    version = Version()

    def offer(self, **subjects: Any) -> None:
        """The day as it is, and the lesson times that it can have."""
        extra: ExtraDay | None = subjects.get("extra")
        school: School = extra.school if extra else subjects["school"]
        kinds = [one for one in day_types_of(school) if not one.is_beyond]
        named = [(str(one.id), name_of(one)) for one in kinds]
        self.day_type_id.offer_names([("", _l("As on any such day")), *named])
        if extra is None:
            self.show(version=0, day_type_id="")
        else:
            self.show(**values_of_extra(extra), version=extra.version)


def values_of_extra(extra: ExtraDay) -> dict[str, Any]:
    """A day with school in the fields of its form."""
    kind = str(extra.day_type_id or "")
    return {"name": extra.name, "day": extra.day, "day_type_id": kind}


@dataclass(frozen=True)
class ClosedOn:
    """The public holidays on which the school is closed, and whether it is open on the others."""

    days: list[str]
    rest: bool
    shown: str | None
    opened: Sequence[date] = ()
    closures: Sequence[NewClosure] = ()


class HolidaysForm(Form[ClosedOn]):
    """Public holidays on school days: suggestions that a person confirms."""

    days = Choices(_l("Your school is closed on"), required=False)
    rest = Yes(_l("We have school on the others. Do not ask again."))
    shown = Hidden("", required=False, max_length=2000)
    """The days that stood on the page."""

    def offer(self, **subjects: Any) -> None:
        """The holidays that nobody has settled."""
        school: School = subjects["school"]
        first = today(school.zone)
        dates = dates_of(school)
        last = dates.last_known or first
        self.found = {
            one.day.isoformat(): one
            for one in usual.holidays_to_settle(
                school.country, dates, first, last, open_holidays_of(school)
            )
            if (one.day - first).days <= SUGGESTED_DAYS
        }
        self.days.options = [(key, _holiday_words(one)) for key, one in self.found.items()]

    def keep_to(self, year: Year) -> None:
        """Leave out what falls into other school years."""
        self.days.options = [one for one in self.days.options if self.found[one[0]].day in year]
        self.shown.data = " ".join(key for key, _ in self.days.options)

    def check(self, value: ClosedOn) -> None:
        """Something must be said."""
        if not value.days and not value.rest:
            self.blame("days", _l("Tick the days when your school is closed, or the line below."))

    def prepare(self, value: ClosedOn) -> ClosedOn:
        """Hand on the chosen days with their names, and the others that were on the page."""
        chosen = [self.found[key] for key in value.days]
        closures = [
            NewClosure(one.name[:LONGEST_NAME], one.day, one.day, ClosureKind.HOLIDAY)
            for one in chosen
        ]
        shown = set((value.shown or "").split()) & set(self.found)
        others = [self.found[key].day for key in sorted(shown - set(value.days))]
        return replace(value, closures=closures, opened=others if value.rest else ())


def _holiday_words(one: usual.PublicHoliday) -> str:
    if one.is_estimate:
        words = gettext(
            "%(day)s: %(name)s. Estimated: it follows the moon.", day=day(one.day), name=one.name
        )
    else:
        words = gettext("%(day)s: %(name)s", day=day(one.day), name=one.name)
    return str(words)
