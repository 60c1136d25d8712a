"""What several schools have in common: shared days, stretches, weeks, the year to show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from schoollink.calendars.rules.days import (
    ONE_DAY,
    SchoolDates,
    days_of,
    is_school_day,
    middle_of,
    school_days,
)

BREAK_DAYS = 3
A_LONG_HOLIDAY = timedelta(days=28)
HORIZON = timedelta(days=400)
OVER_THE_EDGE = timedelta(days=60)
SEPTEMBER = 9


@dataclass(frozen=True)
class Stretch:
    """A time in which all schools have lessons, and in how many weeks."""

    first_day: date
    last_day: date
    weeks: int
    days: int


@dataclass(frozen=True)
class Year:
    """The twelve months that a strip shows."""

    first_day: date
    last_day: date

    @property
    def number(self) -> int:
        """The year in which it begins; stands in `?year=`."""
        return self.first_day.year

    @property
    def name(self) -> str:
        """`2026`, or `2025/26` when it begins in September."""
        if self.first_day.month == 1:
            return str(self.number)
        return f"{self.number}/{self.last_day.year % 100:02}"

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def months(self) -> list[date]:
        """The first day of each month."""
        return [day for day in days_of(self.first_day, self.last_day) if day.day == 1]


def shared_days(first: date, last: date, schools: Sequence[SchoolDates]) -> list[date]:
    """The days from the first to the last on which every school has lessons."""
    if not schools:
        return []
    each = [set(school_days(first, last, dates)) for dates in schools]
    return sorted(each[0].intersection(*each[1:]))


def week_begins(schools: Iterable[SchoolDates]) -> int:
    """The ISO weekday after the weekend that the schools share; Monday when they share none."""
    weekends = [dates.weekend for dates in schools]
    common = frozenset.intersection(*weekends) if weekends else frozenset()
    last = next((day for day in (7, 6, 5) if day in common), 7)
    return last % 7 + 1


def week_of(day: date, begins: int) -> date:
    """The first day of the day's week."""
    return day - timedelta(days=(day.isoweekday() - begins) % 7)


def shared_weeks(days: Iterable[date], begins: int) -> int:
    """In how many weeks at least one of the days lies."""
    return len({week_of(day, begins) for day in days})


def shared_stretches(days: Sequence[date], schools: Sequence[SchoolDates]) -> list[Stretch]:
    """Shared days in order, as stretches whose weeks add up to the weeks of all.

    A stretch ends where a new week begins after a break: three days or more that would be school
    days by the week alone. So a long weekend breaks nothing, and half a week off does.
    """
    begins = week_begins(schools)
    weekend = frozenset().union(*(dates.weekend for dates in schools))
    runs: list[list[date]] = []
    for day in days:
        if runs and not _is_break(runs[-1][-1], day, weekend, begins):
            runs[-1].append(day)
        else:
            runs.append([day])
    return [Stretch(run[0], run[-1], shared_weeks(run, begins), len(run)) for run in runs]


def stretches_of(year: Year, schools: Sequence[SchoolDates]) -> list[Stretch]:
    """The stretches that belong to a year, with their real days on either side of its edge."""
    first, last = year.first_day - OVER_THE_EDGE, year.last_day + OVER_THE_EDGE
    found = shared_stretches(shared_days(first, last, schools), schools)
    return [stretch for stretch in found if middle_of(stretch) in year]


def _is_break(before: date, after: date, weekend: frozenset[int], begins: int) -> bool:
    if week_of(before, begins) == week_of(after, begins):
        return False
    missed = (before + timedelta(days=n) for n in range(1, (after - before).days))
    return sum(day.isoweekday() not in weekend for day in missed) >= BREAK_DAYS


def next_shared_day(day: date, schools: Sequence[SchoolDates]) -> date | None:
    """The first day, from the given one on, on which all have lessons; within 400 days."""
    last = min((dates.last_known or day - ONE_DAY for dates in schools), default=day - ONE_DAY)
    for candidate in days_of(day, min(last, day + HORIZON)):
        if all(is_school_day(candidate, dates) for dates in schools):
            return candidate
    return None


def begins_in(dates: SchoolDates) -> int | None:
    """The month in which a school's year begins: after its longest holiday, or with the first
    term when no holiday of four weeks is known. None without terms."""
    terms = sorted(dates.terms, key=lambda term: term.first_day)
    if not terms:
        return None
    gaps = [
        (after.first_day - before.last_day, after.first_day) for before, after in pairwise(terms)
    ]
    longest = max(gaps, default=None, key=lambda gap: gap[0])
    if longest is not None and longest[0] >= A_LONG_HOLIDAY:
        return longest[1].month
    return terms[0].first_day.month


def keeps_calendar_year(dates: SchoolDates) -> bool:
    """Whether the school's year begins in January, February or March."""
    return begins_in(dates) in {1, 2, 3}


def year_around(day: date, schools: Iterable[SchoolDates]) -> Year:
    """The year that holds the day: January to December when the year of every school with terms
    is a calendar year, else September to August."""
    known = [dates for dates in schools if dates.terms]
    if known and all(map(keeps_calendar_year, known)):
        return Year(date(day.year, 1, 1), date(day.year, 12, 31))
    start = day.year if day.month >= SEPTEMBER else day.year - 1
    return Year(date(start, SEPTEMBER, 1), date(start + 1, 8, 31))


def years_with_dates(schools: Sequence[SchoolDates]) -> list[Year]:
    """Every year to which a term of a school belongs, in order."""
    found = {year_around(middle_of(term), schools) for dates in schools for term in dates.terms}
    return sorted(found, key=lambda year: year.first_day)
