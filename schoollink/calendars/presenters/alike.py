"""Dates to begin the quick start with, by the words of a link and the lines that it brings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from schoollink.calendars.queries import closures_of, dates_of, schools_nearby, terms_of
from schoollink.calendars.rules import alike, together
from schoollink.core.clock import today
from schoollink.core.i18n import Text, _l, bdi, gettext, with_names
from schoollink.schools.models import School

LAST_YEAR = "last-year"
REGION, NEAR = "region:", "near:"
BACK, AHEAD = timedelta(days=60), timedelta(days=420)


@dataclass(frozen=True)
class Alike:
    """Where dates may come from: how it is asked for, and in words."""

    key: str
    words: Text
    is_region: bool = False


def known(school: School) -> list[Alike]:
    """What this school can begin with: its last year, published breaks, a school nearby."""
    return [*_last_year(school), *_nearby(school), *_regions(school)]


def lines(school: School, key: str) -> list[str]:
    """The lines that a key brings; none for one that is not known."""
    if key not in {one.key for one in known(school)}:
        return []
    if key == LAST_YEAR:
        year = together.year_around(today(school.zone), [dates_of(school)])
        terms = [one for one in terms_of(school) if one.first_day in year]
        closed = [one for one in closures_of(school) if one.first_day in year]
        return alike.lines_of(terms, closed, moved=1)
    if key.startswith(NEAR):
        return _lines_nearby(school, int(key.removeprefix(NEAR)))
    return _published(school, key.removeprefix(REGION))


def _last_year(school: School) -> Iterator[Alike]:
    present = today(school.zone)
    year = together.year_around(present, [dates_of(school)])
    terms = terms_of(school)
    if any(one.first_day in year for one in terms) and all(
        one.first_day <= year.last_day for one in terms
    ):
        yield Alike(LAST_YEAR, _l("As this year, a year later"))


def _nearby(school: School) -> Iterator[Alike]:
    for number, _ in enumerate(schools_nearby(school)):
        words = with_names(gettext("As another school in %(place)s"), place=school.place)
        yield Alike(f"{NEAR}{number}", words)


def _lines_nearby(school: School, number: int) -> list[str]:
    other = schools_nearby(school)[number]
    first, last = _span(school)
    terms = [one for one in terms_of(other) if first <= one.last_day and one.first_day <= last]
    closed = [one for one in closures_of(other) if first <= one.last_day and one.first_day <= last]
    return alike.lines_of(terms, closed)


def _regions(school: School) -> Iterator[Alike]:
    for code, name in alike.regions_of(school.country, today(school.zone).year):
        yield Alike(f"{REGION}{code}", bdi(name), is_region=True)


def _published(school: School, region: str) -> list[str]:
    breaks = alike.published(school.country, region, *_span(school))
    terms = alike.terms_between(breaks, str(gettext("Term %(number)s", number="%s")))
    return alike.lines_of(terms, breaks)


def _span(school: School) -> tuple[date, date]:
    present = today(school.zone)
    return present - BACK, present + AHEAD
