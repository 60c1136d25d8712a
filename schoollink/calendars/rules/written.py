"""Dates as people write them: `1 September 2025`, `01/09/2025`, `Sept 1st`, `1-24 Oct`.

Day and month of numbers stand in the order of the school's country; nothing is turned round to
make it fit, a date that does not exist in that order is reported as wrong.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages

DASHES = "‐‑‒–—―−"


@dataclass(frozen=True)
class Written:
    """A date found in a text; the year may be missing, `exists` says whether there is such a day.

    `joined` is true when it was written together with the one before: `1-24 October`.
    """

    start: int
    end: int
    day: int
    month: int
    year: int | None
    joined: bool = False

    @property
    def exists(self) -> bool:
        """Whether a calendar has this day (29 February without a year counts)."""
        return self.on(self.year or 2024) is not None

    def on(self, year: int) -> date | None:
        """The date in a year, or None when that year has no such day."""
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None


def plain(text: str) -> str:
    """The text with ASCII digits, hyphens and spaces, each character in its old place."""
    return "".join(map(_plain_character, text))


def _plain_character(character: str) -> str:
    if character in DASHES:
        return "-"
    if character.isdigit() and not character.isascii():
        return str(unicodedata.digit(character))
    if character != "\t" and character.isspace():
        return " "
    return character


class DateReader:
    """Finds dates in the words of some languages and the number order of a country."""

    def __init__(self, languages: Sequence[str], country: str) -> None:
        locales = _locales(("en", *languages))
        self.months = _names(locales, "months")
        self.weekdays = _names(locales, "days")
        self.order = number_order(country)
        self._pattern = _pattern(tuple(self.months))

    def find(self, text: str) -> list[Written]:
        """The dates of one line, in order. `text` is plain."""
        return [written for match in self._pattern.finditer(text) for written in self._read(match)]

    def _read(self, match: re.Match[str]) -> Iterator[Written]:
        got = {name: value for name, value in match.groupdict().items() if value is not None}
        form = next(iter(got)).partition("_")[0]
        value = {name.partition("_")[2]: text for name, text in got.items()}
        start, end = match.span()
        year = _year(value.get("y"))
        if form in {"iso", "num", "short"}:
            day, month = self._numbers(form, value)
        else:
            day, month = int(value["d"]), self.months[_key(value["m"])]
        if "until" in value:
            yield Written(start, end, day, month, year)
            yield Written(start, end, int(value["until"]), month, year, joined=True)
        else:
            yield Written(start, end, day, month, year)

    def _numbers(self, form: str, value: dict[str, str]) -> tuple[int, int]:
        one, two = int(value["a"]), int(value["b"])
        month_first = form == "iso" or self.order.index("m") < self.order.index("d")
        return (two, one) if month_first else (one, two)


@lru_cache
def number_order(country: str) -> str:
    """`dmy`, `mdy` or `ymd`: how a country writes dates in numbers, by CLDR."""
    pattern = locale_of(country).date_formats["short"].pattern
    letters = re.sub(r"'[^']*'|[^dMy]", "", pattern).lower()
    return "".join(dict.fromkeys(letters))


def locale_of(country: str) -> Locale:
    """The locale of a country's first official language; British English when it has none."""
    for language in get_official_languages(country, de_facto=True):
        try:
            return Locale.parse(f"{language}_{country}")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse("en_GB")


def _locales(languages: Sequence[str]) -> list[Locale]:
    found = []
    for language in dict.fromkeys(languages):
        try:
            found.append(Locale.parse(language.replace("-", "_")))
        except (UnknownLocaleError, ValueError):
            continue
    return found


def _names(locales: Sequence[Locale], kind: str) -> dict[str, int]:
    """Every name and short name of months or weekdays (two letters or more) -> its number."""
    found = {"sept": 9} if kind == "months" else {}
    for locale in locales:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in getattr(locale, kind)[context][width].items():
                    key = _key(name)
                    if len(key) >= 2 and not key.isdigit():
                        found.setdefault(key, number)
    return found


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold().strip(" .")


def _year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if len(text) == 4 else 2000 + int(text)


_ORDINAL = r"(?:st|nd|rd|th|er|º|ª|\.)?"
_TO = r"\s*(?:-|to|till|until|bis|au|al|a)\s*"


@lru_cache
def _pattern(months: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for all forms; the name of the first group that matched names the form."""
    names = "|".join(re.escape(name) for name in sorted(months, key=len, reverse=True))

    def month(form: str) -> str:
        return rf"(?<![^\W\d_])(?P<{form}_m>{names})\.?(?![^\W\d_])"

    small = r"\s*(?:of |de |d['’])?\s*"
    th = r"(?:st|nd|rd|th)?"
    forms = {
        "iso": r"(?P<iso_y>\d{4})\s?[-/.年]\s?(?P<iso_a>\d{1,2})\s?[-/.月]\s?(?P<iso_b>\d{1,2})"
        r"(?!\d)日?",
        "num": r"(?P<num_a>\d{1,2})(?P<num_mark>[-/.])(?P<num_b>\d{1,2})(?P=num_mark)"
        r"(?P<num_y>\d{4}|\d{2})(?!\d)",
        "upto": rf"(?P<upto_d>\d{{1,2}}){_ORDINAL}{_TO}(?P<upto_until>\d{{1,2}}){_ORDINAL}{small}"
        rf"{month('upto')}(?:,?\s*(?:de )?(?P<upto_y>\d{{4}})(?!\d))?",
        "excel": rf"(?P<excel_d>\d{{1,2}})[-/]{month('excel')}[-/]"
        r"(?P<excel_y>\d{4}|\d{2})(?!\d)",
        "word": rf"(?P<word_d>\d{{1,2}}){_ORDINAL}{small}{month('word')}"
        rf"(?:,?\s*(?:de )?(?P<word_y>\d{{4}})(?!\d))?",
        "from": rf"{month('from')}\s*(?P<from_d>\d{{1,2}}){th}{_TO}(?P<from_until>\d{{1,2}})(?!\d)"
        rf"(?!\s*{_ORDINAL}\s*(?:{names})){th}(?:,?\s*(?P<from_y>\d{{4}})(?!\d))?",
        "back": rf"{month('back')}\s*(?P<back_d>\d{{1,2}})(?!\d){th}"
        rf"(?:,?\s*(?P<back_y>\d{{4}})(?!\d))?",
        "short": r"(?P<short_a>\d{1,2})[/.](?P<short_b>\d{1,2})(?!\d|/)\.?",
    }
    either = "|".join(forms.values())
    return re.compile(rf"(?<![\d/.])(?:{either})", re.IGNORECASE)
