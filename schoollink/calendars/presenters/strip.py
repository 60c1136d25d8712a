"""A school's year as strip, lists and lines to paste."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel import dates as babel_dates

from schoollink.calendars.models import ClosureKind
from schoollink.calendars.rules.days import SchoolDates, Span, clipped, middle_of, school_days
from schoollink.calendars.rules.together import Year
from schoollink.calendars.rules.written import number_order
from schoollink.core.i18n import current_language, gettext
from schoollink.schools.models import School

LETTERS_A_DAY = 0.26
"""How many letters of a strip's label fit on one day at its usual width."""


@dataclass(frozen=True)
class DatedRow:
    """A term or closed days in a list, with its school days."""

    row: Any
    school_days: int


@dataclass(frozen=True)
class YearLinks:
    """The years before and after the shown one that have dates in them; None where none has."""

    before: Year | None
    after: Year | None


def months_of(year: Year) -> list[dict[str, Any]]:
    """The months of a year for the strip, by their short names."""
    locale = current_language().locale
    return [
        {"day": day, "label": str(babel_dates.format_date(day, "LLL", locale=locale))}
        for day in year.months()
    ]


def strip_of(school: School, side: str, dates: SchoolDates, year: Year) -> dict[str, Any]:
    """One school's row of the strip: its terms, and over them the days when it is closed."""
    terms: list[Any] = clipped(dates.terms, year.first_day, year.last_day)
    closures: list[Any] = [
        closure
        for closure in clipped(dates.closures, year.first_day, year.last_day)
        if any(school_days(closure.first_day, closure.last_day, _open(dates)))
    ]
    return {
        "name": school.name,
        "symbol": school.crest,
        "side": side,
        "spans": [_span(term, "term", year) for term in terms]
        + [_span(closure, _LOOKS[closure.kind], year) for closure in closures],
    }


_LOOKS = {
    ClosureKind.HOLIDAY: "gap",
    ClosureKind.TRAINING: "closed",
    ClosureKind.EXAMS: "exam",
    ClosureKind.CLOSURE: "closed",
}


def _open(dates: SchoolDates) -> SchoolDates:
    return SchoolDates(dates.terms, (), dates.weekend)


def _span(span: Any, kind: str, year: Year) -> dict[str, Any]:
    """What belongs to another year is drawn as far as it reaches into this one, and not listed."""
    first, last = max(span.first_day, year.first_day), min(span.last_day, year.last_day)
    return {
        "first_day": span.first_day,
        "last_day": span.last_day,
        "label": span.name if middle_of(span) in year else "",
        "short": _fitting(span.name, (last - first).days) if kind == "term" else "",
        "kind": kind,
    }


def _fitting(name: str, days: int) -> str:
    """As many whole words of a name as fit on a bar of so many days."""
    room = days * LETTERS_A_DAY - 2
    words = name.split()
    while words and len(" ".join(words)) > room:
        words.pop()
    return " ".join(words).rstrip(" ,:;-–(")


def rows_in(spans: Iterable[Span], dates: SchoolDates, year: Year) -> list[DatedRow]:
    """Terms that belong to a year, with the number of their school days."""
    return [
        DatedRow(span, len(school_days(span.first_day, span.last_day, dates)))
        for span in spans
        if middle_of(span) in year
    ]


def year_links(shown: Year, years: Sequence[Year]) -> YearLinks:
    """The neighbours of the shown year among those that may be shown."""
    before = [year for year in years if year.first_day < shown.first_day]
    after = [year for year in years if year.first_day > shown.first_day]
    return YearLinks(before[-1] if before else None, after[0] if after else None)


def paste_examples(country: str, year: int) -> list[str]:
    """Lines that could be pasted: in words, in the numbers of the country, in ISO order."""
    first, last = date(year, 1, 12), date(year, 3, 27)
    locale = current_language().locale
    marks = {"d": "dd", "m": "MM", "y": "yyyy"}
    numbers = "/".join(marks[letter] for letter in number_order(country))
    in_words = [babel_dates.format_date(day, "long", locale=locale) for day in (first, last)]
    in_numbers = [babel_dates.format_date(day, numbers, locale="en") for day in (first, last)]
    name = gettext("Term %(number)s", number=1)
    return [
        f"{name}: {in_words[0]} – {in_words[1]}",
        f"{name} {in_numbers[0]} {in_numbers[1]}",
        f"{name} | {first} | {last}",
    ]


def is_in(day: date, year: Year) -> date | None:
    """The day when the year holds it, for the line that marks today."""
    return day if day in year else None
