"""Term dates to begin with: as last year, as published for a region, as at a school nearby. They
become lines in the box where people paste, so that somebody looks at them before they count."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

import holidays

from schoollink.calendars.rules.days import ONE_DAY, Span
from schoollink.calendars.rules.pasting import closure_kind

A_YEAR_OF_WEEKS = timedelta(weeks=52)
A_WEEKEND = timedelta(days=3)
SHORTEST_TERM = timedelta(days=14)
A_BREAK = timedelta(days=4)
"""What is longer parts two terms; what is not is closed days inside of one."""
FEWEST_DAYS = 10
"""Of fewer days off in a year the package knows single days only, and no breaks."""
SCHOOL = "school"
"""The category of the `holidays` package that holds school breaks."""


@dataclass(frozen=True)
class Break:
    """Days without school, by the name that they are published under."""

    name: str
    first_day: date
    last_day: date


def lines_of(terms: Iterable[Span], closures: Iterable[Span], *, moved: int = 0) -> list[str]:
    """Terms and closed days as lines, moved by some years of whole weeks."""
    shift = A_YEAR_OF_WEEKS * moved
    rows = [(one.first_day + shift, one.last_day + shift, _name(one)) for one in terms]
    rows += [(one.first_day + shift, one.last_day + shift, _closed(_name(one))) for one in closures]
    return [_line(name, first, last) for first, last, name in sorted(rows)]


def _name(span: Span) -> str:
    return str(getattr(span, "name", ""))


def _closed(name: str) -> str:
    return name if closure_kind(name) else f"{name} (closed)"


def _line(name: str, first: date, last: date) -> str:
    days = f"{first}" if first == last else f"{first} to {last}"
    return f"{name}: {days}"


@lru_cache(maxsize=64)
def regions_of(country: str, year: int) -> tuple[tuple[str, str], ...]:
    """The regions of a country whose school breaks of a year are known: code and own name."""
    entity = getattr(holidays, country, None)
    if entity is None or SCHOOL not in entity.supported_categories:
        return ()
    names: dict[str, str] = {}
    for alias, code in entity.subdivisions_aliases.items():
        names.setdefault(code, alias)
    return tuple(
        (code, names.get(code, code))
        for code in entity.subdivisions
        if len(entity(subdiv=code, categories=SCHOOL, years=year)) >= FEWEST_DAYS
    )


def published(country: str, region: str, first: date, last: date) -> list[Break]:
    """The school breaks of a region with a day between two days, by date."""
    entity = getattr(holidays, country)
    known = entity(subdiv=region, categories=SCHOOL, years=range(first.year, last.year + 1))
    runs: list[Break] = []
    for day, name in sorted(known.items()):
        if runs and runs[-1].name == name and day - runs[-1].last_day <= A_WEEKEND:
            runs[-1] = Break(name, runs[-1].first_day, day)
        else:
            runs.append(Break(name, day, day))
    return [one for one in runs if one.last_day >= first and one.first_day <= last]


def terms_between(breaks: Sequence[Break], name: str) -> Iterator[Break]:
    """What lies between breaks is term; a stretch under two weeks is none. `name` holds one `%s`
    for the number."""
    number = 0
    long = [one for one in breaks if one.last_day - one.first_day >= A_BREAK]
    for before, after in pairwise(long):
        first, last = before.last_day + ONE_DAY, after.first_day - ONE_DAY
        if last - first >= SHORTEST_TERM:
            number += 1
            yield Break(name % number, first, last)
