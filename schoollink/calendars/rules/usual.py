"""Guesses, shown as guesses: a usual day, a usual weekend, public holidays. A person decides."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time

import holidays

from schoollink.calendars.rules.days import SchoolDates, is_school_day
from schoollink.calendars.rules.written import locale_of

USUAL_TIMES = {
    "first_lesson": time(8, 30),
    "last_lesson": time(15, 0),
    "lunch_from": time(12, 0),
    "lunch_to": time(13, 0),
}


ESTIMATED = " (estimated)"
A_LUNAR_YEAR = 354
"""Days of a year of the Islamic calendar."""


@dataclass(frozen=True)
class PublicHoliday:
    """A day that a country has off, by its name there. An estimated one follows the moon, and is
    announced shortly before."""

    day: date
    name: str
    is_estimate: bool = False


def usual_weekend(country: str) -> list[str]:
    """ISO weekdays that CLDR gives for a country. Often wrong for schools (finding 3)."""
    locale = locale_of(country)
    first, last = locale.weekend_start, locale.weekend_end
    count = (last - first) % 7 + 1
    return [str((first + n) % 7 + 1) for n in range(count)]


def still_guessed(
    values: dict[str, time | None], shown: dict[str, time | None], guesses: Iterable[str]
) -> list[str]:
    """Of the guesses that a person was shown, those that were left as they were."""
    return [name for name in guesses if values.get(name) == shown.get(name)]


def holidays_to_settle(
    country: str, dates: SchoolDates, first: date, last: date, settled: Container[date] = ()
) -> list[PublicHoliday]:
    """Public holidays of a country that fall on school days and are not settled, so that somebody
    must say whether the school is closed. Nothing for a country that is not known."""
    if country not in holidays.list_supported_countries():
        return []
    known = holidays.country_holidays(country, years=range(first.year - 1, last.year + 1))
    return [
        PublicHoliday(day, name.replace(ESTIMATED, ""), _follows_the_moon(day, name, known))
        for day, name in sorted(known.items())
        if first <= day <= last and day not in settled and is_school_day(day, dates)
    ]


def _follows_the_moon(day: date, name: str, known: Mapping[date, str]) -> bool:
    """The package marks estimates for some countries only, so the year before tells too."""
    if ESTIMATED in name:
        return True
    before = (other for other, named in known.items() if named == name and other < day)
    return any((day - other).days - A_LUNAR_YEAR in range(-2, 3) for other in before)
