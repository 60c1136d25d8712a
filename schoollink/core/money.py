"""Money is whole minor units of an ISO 4217 currency; nothing is ever converted by itself."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from babel import Locale, numbers

from schoollink.core.i18n import current_language

MOST = Decimal(10) ** 9
OFTEN = ("EUR", "GBP", "USD", "AUD", "CAD", "CHF", "DKK", "JPY", "NOK", "NZD", "SEK")


def group_sign() -> str:
    """What the reader's language puts between thousands."""
    return numbers.get_group_symbol(current_language().locale)


def amounts_from(text: str, currency: str, group: str) -> list[Decimal]:
    """What an amount can mean as people type it (`1250`, `1,250.50`, `1.250,50`): nothing, one
    amount, or two of which only the writer knows which one it is.

    Three digits after one point or comma (`1.250`, `1,250`) are parts when it is a point and the
    currency has such parts (KWD), as `major_text` writes them; they are thousands when it is the
    `group` sign of the reader's language; else they are either, the parts rounded to those that
    the currency has.
    """
    plain = "".join(str(unicodedata.digit(ch, ch)) for ch in text if not ch.isspace())
    plain = plain.replace("’", "").replace("'", "").replace("٬", "")
    found = []
    if thousands := re.fullmatch(r"[1-9]\d{0,2}([.,])\d{3}(\1\d{3})*((?!\1)[.,٫]\d+)?", plain):
        found.append(plain.replace(thousands[1], ""))
    if re.fullmatch(r"\d+([.,٫]\d+)?", plain):
        found.append(plain)
    texts = [one.replace(",", ".").replace("٫", ".") for one in found]
    amounts = [Decimal(one) for one in texts if re.fullmatch(r"\d{1,10}(\.\d{1,4})?", one)]
    amounts = [one for one in amounts if one <= MOST]
    if len(amounts) < 2:
        return amounts
    whole, parts = amounts
    places = numbers.get_currency_precision(currency)
    if "." in plain and places >= 3:
        return [parts]
    return [whole] if group in plain else [whole, round(parts, places)]


def minor_units(amount: Decimal, currency: str) -> int | None:
    """Whole minor units, or None when the currency has no parts that small (JPY 10.5)."""
    scaled = amount.scaleb(numbers.get_currency_precision(currency))
    return int(scaled) if scaled == scaled.to_integral_value() else None


def major_text(minor: int, currency: str) -> str:
    """Minor units as a plain decimal for a form field or a CSV cell: `1250.50`."""
    places = numbers.get_currency_precision(currency)
    return f"{Decimal(minor).scaleb(-places):.{places}f}"


def currency_of(country: str) -> str:
    """The currency of a country, or nothing when it has several or none is known."""
    found = numbers.get_territory_currencies(country)
    return found[0] if len(found) == 1 else ""


def currencies_for(countries: Iterable[str]) -> list[tuple[str, str]]:
    """(ISO 4217 code, code and name) to choose from: those of the countries first."""
    own = [code for one in countries for code in numbers.get_territory_currencies(one)]
    names = Locale.parse(current_language().locale).currencies
    return [(code, f"{code} – {names.get(code, code)}") for code in dict.fromkeys([*own, *OFTEN])]
