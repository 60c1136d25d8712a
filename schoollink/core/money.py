"""Money is whole minor units of an ISO 4217 currency; nothing is ever converted by itself."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from babel import Locale, numbers

from schoollink.core.i18n import current_language

MOST = Decimal(10) ** 9
OFTEN = ("EUR", "GBP", "USD", "AUD", "CAD", "CHF", "DKK", "JPY", "NOK", "NZD", "SEK")


def amount_from(text: str) -> Decimal | None:
    """An amount as people type it (`1250`, `1,250.50`, `1 250,50`), or None when it is none."""
    plain = "".join(str(unicodedata.digit(ch, ch)) for ch in text if not ch.isspace())
    plain = plain.replace("’", "").replace("'", "").replace("٬", ",").replace("٫", ".")
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", plain):
        plain = plain.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(\.\d{3})+,\d+", plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d+,\d+", plain):
        plain = plain.replace(",", ".")
    if not re.fullmatch(r"\d{1,10}(\.\d{1,4})?", plain):
        return None
    amount = Decimal(plain)
    return amount if amount <= MOST else None


def minor_units(amount: Decimal, currency: str) -> int | None:
    """Whole minor units, or None when the currency has no parts that small (JPY 10.5)."""
    scaled = amount.scaleb(numbers.get_currency_precision(currency))
    return int(scaled) if scaled == scaled.to_integral_value() else None


def major_text(minor: int, currency: str) -> str:
    """Minor units as a plain decimal for a form field or a CSV cell: `1250.50`."""
    places = numbers.get_currency_precision(currency)
    return f"{Decimal(minor).scaleb(-places):.{places}f}"


def currencies_for(countries: Iterable[str]) -> list[tuple[str, str]]:
    """(ISO 4217 code, code and name) to choose from: those of the countries first."""
    own = [code for one in countries for code in numbers.get_territory_currencies(one)]
    names = Locale.parse(current_language().locale).currencies
    return [(code, f"{code} – {names.get(code, code)}") for code in dict.fromkeys([*own, *OFTEN])]
