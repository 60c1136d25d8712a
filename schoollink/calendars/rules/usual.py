"""Guesses, shown as guesses: a usual day, a usual weekend, public holidays. A person decides."""

from collections.abc import Iterable
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


@dataclass(frozen=True)
class PublicHoliday:
    """A day that a country has off, by its name there."""

    day: date
    name: str


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
    country: str, dates: SchoolDates, first: date, last: date
) -> list[PublicHoliday]:
    """Public holidays of a country that fall on school days, so that somebody must say whether
    the school is closed. Nothing for a country that is not known."""
    if country not in holidays.list_supported_countries():
        return []
    known = holidays.country_holidays(country, years=range(first.year, last.year + 1))
    return [
        PublicHoliday(day, name)
        for day, name in sorted(known.items())
        if first <= day <= last and is_school_day(day, dates)
    ]
