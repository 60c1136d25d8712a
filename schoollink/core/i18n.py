"""Languages: which one a request speaks, how dates, money and names are shown in it.

Two pseudo-languages stand for the ones to come. en-XA is accented and 40 % longer, ar-XB runs from
right to left; both put every translated sentence between ⟦ and ⟧, so that a test can see what was
forgotten. Babel refuses made-up locales, so each has a real one behind it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

import flask_babel
from babel import Locale, dates, lists, numbers
from babel.support import NullTranslations
from flask import Flask, current_app, g, has_request_context, request, session
from flask_babel import lazy_gettext, lazy_pgettext
from flask_babel.speaklater import LazyString
from markupsafe import Markup

from schoollink.core.clock import now
from schoollink.core.settings import ROOT, Settings

if TYPE_CHECKING:
    Text = str
else:
    Text = str | LazyString

gettext: Callable[..., str] = flask_babel.gettext
ngettext: Callable[..., str] = flask_babel.ngettext
pgettext: Callable[..., str] = flask_babel.pgettext
_l: Callable[..., Text] = lazy_gettext
_pl: Callable[..., Text] = lazy_pgettext

LONGEST_ACCEPT_LANGUAGE = 200


@dataclass(frozen=True)
class Language:
    """A language on offer: its BCP 47 tag, the Babel locale behind it, its own name."""

    tag: str
    locale: str
    name: str
    pseudo: bool = False

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`, as the dir attribute wants it."""
        return str(Locale.parse(self.locale).text_direction)


KNOWN: Mapping[str, Language] = {
    language.tag: language
    for language in (
        Language("en", "en_GB", "English"),
        Language("en-XA", "en_GB", "Ëñĝļîšĥ", pseudo=True),
        Language("ar-XB", "ar", "عربي ⟦test⟧", pseudo=True),
    )
}

_spoken: ContextVar[Language | None] = ContextVar("spoken", default=None)


class HouseDomain(flask_babel.Domain):  # type: ignore[misc]  # flask-babel ships no types
    """The catalogues in translations/, and the pseudo-languages made while reading."""

    def get_translations(self) -> NullTranslations:
        """The catalogue of the language that is spoken now."""
        language = current_language()
        if language.pseudo:
            return _pseudo_catalogue(language.tag)
        catalogue: NullTranslations = super().get_translations()
        return catalogue


class PseudoCatalogue(NullTranslations):
    """Every message as itself, changed so that it can be seen to be translated."""

    def __init__(self, tag: str) -> None:
        super().__init__()
        self._change = _to_arabic if tag.startswith("ar") else _accented

    def _pseudo(self, message: str) -> str:
        parts = re.split(r"(%\(\w+\)[sd]|%%|<[^>]+>|&\w+;)", message)
        changed = "".join(part if i % 2 else self._change(part) for i, part in enumerate(parts))
        return f"⟦{changed}⟧" if message else message

    def gettext(self, message: str) -> str:
        return self._pseudo(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._pseudo(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return self._pseudo(message)

    def npgettext(self, context: str, singular: str, plural: str, num: int) -> str:
        return self.ngettext(singular, plural, num)

    ugettext, ungettext = gettext, ngettext
    upgettext, unpgettext = pgettext, npgettext


_ACCENTS = str.maketrans("aceginorstuyACEGINORSTUY", "áçéĝîñóŕšţûýÁÇÉĜÎÑÓŔŠŢÛÝ")
_ARABIC = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ابكدهفجحيخقلمنوبقرستثوغشزة")


def _accented(text: str) -> str:
    letters = sum(ch.isalpha() for ch in text)
    return text.translate(_ACCENTS) + "·" * round(letters * 0.4)


def _to_arabic(text: str) -> str:
    return text.lower().translate(_ARABIC)


@lru_cache
def _pseudo_catalogue(tag: str) -> PseudoCatalogue:
    return PseudoCatalogue(tag)


def init_app(app: Flask) -> None:
    """Bind Flask-Babel and give templates their filters."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "translations")
    babel = flask_babel.Babel()
    babel.init_app(app, locale_selector=lambda: current_language().locale)
    babel.domain_instance = HouseDomain()
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.filters |= {
        "bdi": bdi,
        "label": label,
        "day": day,
        "full_day": full_day,
        "days": days,
        "month": month,
        "week_day": week_day,
        "clock": clock,
        "ago": ago,
        "money": money,
        "number": number,
        "filesize": filesize,
        "listed": listed,
        "in_zone": in_zone,
    }


def languages_on_offer() -> list[Language]:
    """The languages that this instance offers, in the order of its setting."""
    settings: Settings = current_app.extensions["settings"]
    return [KNOWN[tag] for tag in settings.languages if tag in KNOWN]


def current_language() -> Language:
    """The language of the reader: of `speaking`, of the person, of the browser, else the first."""
    if spoken := _spoken.get():
        return spoken
    if has_request_context():
        if "language" not in g:
            g.language = _chosen()
        language: Language = g.language
        return language
    return languages_on_offer()[0]


def _chosen() -> Language:
    offered = {language.tag: language for language in languages_on_offer()}
    asked = request.args.get("lang", "")
    if asked in offered:
        session["lang"] = asked
        return offered[asked]
    actor = g.get("actor")
    for tag in (session.get("lang"), getattr(actor, "language", None)):
        if tag in offered:
            return offered[tag]
    return asked_language()


def asked_language() -> Language:
    """The language that the browser asks for, as far as it is on offer, else the first."""
    offered = {language.tag: language for language in languages_on_offer()}
    header = request.headers.get("Accept-Language", "")
    if len(header) <= LONGEST_ACCEPT_LANGUAGE:
        best = request.accept_languages.best_match([*offered])
        if best:
            return offered[best]
    return next(iter(offered.values()))


def forget_choice() -> None:
    """Choose the language anew: a person signed in or changed their settings."""
    g.pop("language", None)
    session.pop("lang", None)
    flask_babel.refresh()


@contextmanager
def speaking(tag: str) -> Iterator[Language]:
    """Speak a reader's language for a while: mails, notices and jobs."""
    language = KNOWN.get(tag, languages_on_offer()[0])
    token = _spoken.set(language)
    try:
        with flask_babel.force_locale(language.locale):
            yield language
    finally:
        _spoken.reset(token)


class HasLabel(Protocol):
    """What carries its words, as the members of core.database.Labelled do."""

    @property
    def label(self) -> Text:
        """Its words."""


def label(member: HasLabel | None) -> str:
    """The words for an enum member, from its `label` property."""
    return "" if member is None else str(member.label)


def bdi(text: object) -> Markup:
    """A name set apart, so that its direction disturbs nothing around it."""
    return Markup("<bdi>{}</bdi>").format(text)


def with_names(sentence: str, **names: object) -> Markup:
    """A translated sentence whose `%(name)s` are set apart; lists of `bdi` stay as they are."""
    shown = {key: one if isinstance(one, Markup) else bdi(one) for key, one in names.items()}
    return Markup(sentence) % shown  # noqa: S704 - a sentence of our catalogues; bdi escapes the names


def _locale() -> str:
    return current_language().locale


def day(value: date) -> str:
    """`Thu 8 October`, with the year when it is not this one."""
    same_year = value.year == now().year
    return _tidy(
        dates.format_skeleton("MMMMEd" if same_year else "yMMMMEd", value, locale=_locale())
    )


def full_day(value: date) -> str:
    """`Thursday 8 October 2026`."""
    return _tidy(dates.format_date(value, "full", locale=_locale()))


def days(first: date, last: date) -> str:
    """`Sun 8 Nov – Sat 14 Nov 2026`; one day as `full_day`."""
    if first == last:
        return full_day(first)
    return _tidy(str(dates.format_interval(first, last, "yMMMMEd", locale=_locale())))


def week_day(value: date, form: str = "cccc") -> str:
    """`Tuesday`; with "ccc" `Tue`."""
    return _given(str(dates.format_date(value, form, locale=_locale())))


def month(value: date) -> str:
    """`October`."""
    return _given(str(dates.format_date(value, "LLLL", locale=_locale())))


def _tidy(text: str) -> str:
    return _given(text.replace(", ", " ") if _locale().startswith("en") else text)


def _given(text: str) -> str:
    """Words that Babel brings, marked in the pseudo-language like those of a catalogue."""
    return f"⟦{text}⟧" if current_language().tag == "en-XA" else text


def clock(value: datetime | time) -> str:
    """`09:40`, 24 hours; a datetime shows its own wall time."""
    return f"{value:%H:%M}"


def in_zone(value: datetime, zone: str) -> datetime:
    """An instant on the wall clock of an IANA zone."""
    return value.astimezone(ZoneInfo(zone))


def ago(value: datetime) -> str:
    """`yesterday`, `2 hours ago`, `in 3 days`."""
    delta: timedelta = value - now()
    if abs(delta) < timedelta(minutes=1):
        return str(gettext("just now"))
    return _given(str(dates.format_timedelta(delta, add_direction=True, locale=_locale())))


def money(minor: int, currency: str) -> str:
    """Minor units of an ISO 4217 currency as people write them, set apart from what is around.

    From right to left number and symbol are set apart too: else "UK£" falls into "£UK", and a
    sign to the other end of its number.
    """
    amount = minor / 10 ** numbers.get_currency_precision(currency)
    text = str(numbers.format_currency(amount, currency, locale=_locale()))
    if current_language().direction == "rtl":
        parts = text.strip(_RIGHT_TO_LEFT).split(_NO_BREAK)
        text = _RIGHT_TO_LEFT + _NO_BREAK.join(map(_isolated, parts))
    return _isolated(text)


_RIGHT_TO_LEFT, _NO_BREAK = "\u200f", "\u00a0"


def _isolated(text: str) -> str:
    """A text as `bdi` would show it, also where no markup may stand."""
    return f"\u2068{text}\u2069"


def number(value: float) -> str:
    """A number with the marks of the language."""
    return str(numbers.format_decimal(value, locale=_locale()))


def filesize(size: int) -> str:
    """Bytes as `24 KB` or `1.2 MB`."""
    if size < 1000 * 1000:
        return str(gettext("%(size)s KB", size=number(max(1, round(size / 1000)))))
    return str(gettext("%(size)s MB", size=number(round(size / 1_000_000, 1))))


def listed(items: Sequence[str]) -> str | Markup:
    """`Leeds, Kisumu and Abu Dis`, with the marks of the language; keeps markup safe."""
    if any(isinstance(item, Markup) for item in items):
        text = lists.format_list([f"\x00{i}\x00" for i in range(len(items))], locale=_locale())
        parts = text.split("\x00")
        told = [items[int(p)] if i % 2 else _given(p) if p else "" for i, p in enumerate(parts)]
        return Markup("").join(told)
    return _given(str(lists.format_list(list(items), locale=_locale())))


def country_name(code: str) -> str:
    """The name of an ISO 3166 territory in the reader's language."""
    return _given(str(Locale.parse(_locale()).territories.get(code, code)))


def language_name(code: str) -> str:
    """The name of a language in the reader's language."""
    return _given(str(Locale.parse(_locale()).languages.get(code, code)))


def countries() -> list[tuple[str, str]]:
    """(ISO 3166 code, name) of every country, sorted for the reader."""
    territories = Locale.parse(_locale()).territories
    pairs = [
        (code, _given(name))
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES
    ]
    return sorted(pairs, key=lambda pair: _sort_key(pair[1]))


_NOT_COUNTRIES = frozenset(
    {"EU", "EZ", "UN", "XA", "XB", "QO", "ZZ", "AC", "CP", "DG", "EA", "IC", "TA"}
)


def _sort_key(name: str) -> str:
    return unicodedata.normalize("NFKD", name).casefold()


def as_text(value: Any) -> str:
    """A lazy sentence said now, in the language that is spoken now."""
    return str(value)
