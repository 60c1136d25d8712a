"""Money is whole minor units of an ISO 4217 currency; nothing is ever converted by itself."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from babel import Locale, numbers

from schoollink.core.i18n import _l, current_language

MOST = Decimal(10) ** 9
TOO_FINE = _l("This currency has no parts that small.")
OFTEN = ("EUR", "GBP", "USD", "AUD", "CAD", "CHF", "DKK", "JPY", "NOK", "NZD", "SEK")


def group_sign() -> str:
    """What the reader's language puts between thousands."""
    return numbers.get_group_symbol(_locale())


def without_sign(text: str, currency: str) -> tuple[str, str]:
    """An amount without the sign or code of its currency (`£1500`, `1500 €`, `GBP 1500`), and
    then nothing, or what stands there of another currency. Anything else stays where it is.
    """
    typed = "".join(ch for ch in text if unicodedata.category(ch) != "Cf")
    parts = re.fullmatch(r"(\D*)(\d(?:.*\d)?)(\D*)", typed)
    if parts is None:
        return text, ""
    before, amount, after = (part.strip() for part in parts.groups())
    sign = before or after
    if (before and after) or sign.casefold() not in _signs_of(currency) | _every_sign():
        return text, ""
    is_own = not currency or sign.casefold() in _signs_of(currency)
    return amount, "" if is_own else sign


def _signs_of(currency: str) -> set[str]:
    """How the reader and most others write a currency; `$` is meant for every dollar that is
    chosen."""
    symbols = {numbers.get_currency_symbol(currency, one) for one in (_locale(), "en")}
    bare = {ch for symbol in symbols for ch in symbol if unicodedata.category(ch) == "Sc"}
    return {one.casefold() for one in {currency, *symbols, *bare}}


def _every_sign() -> set[str]:
    codes = Locale.parse("en").currencies
    symbols = {symbol for one in (_locale(), "en") for symbol in _symbols(one)}
    return {one.casefold() for one in {*codes, *symbols}}


def _symbols(locale: str) -> Iterable[str]:
    return Locale.parse(locale).currency_symbols.values()


def _locale() -> str:
    return current_language().locale


def amounts_from(text: str, currency: str, group: str) -> list[Decimal]:
    """What an amount can mean as people type it (`1250`, `1,250.50`, `1.250,50`): nothing, one
    amount, or two of which only the writer knows which one it is.

    Three digits after one point or comma (`1.250`, `1,250`) are parts when it is a point and the
    currency has such parts (KWD), as `major_text` writes them; they are thousands when it is the
    `group` sign of the reader's language; else they are either, the parts rounded to those that
    the currency has. What nobody can mean because it is more than `MOST` is left out beside
    something else.
    """
    plain = "".join(str(unicodedata.digit(ch, ch)) for ch in text if not ch.isspace())
    plain = plain.replace("’", "").replace("'", "").replace("٬", "")
    found = []
    if thousands := re.fullmatch(r"[1-9]\d{0,2}([.,])\d{3}(\1\d{3})*((?!\1)[.,٫]\d+)?", plain):
        found.append(plain.replace(thousands[1], ""))
    if re.fullmatch(r"\d+([.,٫]\d+)?", plain):
        found.append(plain)
    texts = [one.replace(",", ".").replace("٫", ".") for one in found]
    amounts = [Decimal(one) for one in texts if re.fullmatch(r"\d{1,40}(\.\d{1,4})?", one)]
    amounts = [one for one in amounts if one <= MOST] or amounts[:1]
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
    names = Locale.parse(_locale()).currencies
    return [(code, f"{code} – {names.get(code, code)}") for code in dict.fromkeys([*own, *OFTEN])]
