"""One Form for requests, socket payloads and commands: untrusted input to a frozen value.

A form declares fields and names the dataclass it yields. `value` is that dataclass once everything
was accepted, else None; then `status` is 422 and each field carries its sentences. Slow work
belongs into `prepare`, which the gate calls while no transaction is open.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from datetime import date, time
from decimal import Decimal
from typing import Any, Generic, TypeVar, get_args, get_origin
from uuid import UUID

import wtforms
from flask import request
from werkzeug.datastructures import CombinedMultiDict, FileStorage, MultiDict
from wtforms.validators import StopValidation

from schoollink.core.errors import BadRequest, Refusal, RuleBroken, Stale
from schoollink.core.i18n import Text as Words
from schoollink.core.i18n import _l, day, gettext, listed, ngettext, number
from schoollink.core.money import (
    MOST,
    TOO_FINE,
    amounts_from,
    group_sign,
    minor_units,
    without_sign,
)

V = TypeVar("V")
ALWAYS_ALLOWED = frozenset({"csrf_token"})
NEAR_YEARS = range(2000, 2100)
"""The years of days that somebody can mean: others come of a slip, such as 26 for 2026."""


class _House:
    """WTForms' own sentences, said through our catalogues."""

    def gettext(self, text: str) -> str:
        return str(gettext(text))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return str(ngettext(singular, plural, n))


class Required:
    """Something must be there."""

    field_flags: Mapping[str, Any] = {"required": True}

    def __init__(self, text: Words | None = None) -> None:
        self.text = text or _l("Please fill this in.")

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:
        if field.data in (None, "", []) and not field.errors:
            raise StopValidation(str(self.text))


class Optional:
    """Nothing need be there, and then nothing else is asked of it."""

    field_flags: Mapping[str, Any] = {"optional": True}

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:
        if field.data in (None, "", []) and not field.errors:
            raise StopValidation


def _asked(required: bool) -> Required | Optional:
    return Required() if required else Optional()


class _Field(wtforms.Field):
    """A field that knows how it is shown: `kind` picks the part of the `field` macro."""

    kind = "text"
    autocomplete = "off"
    inputmode = ""

    def __init__(
        self,
        label: Words,
        *,
        required: bool = True,
        hint: Words = "",
        autocomplete: str = "",
        validators: Iterable[Any] = (),
        **more: Any,
    ) -> None:
        self.autocomplete = autocomplete or self.autocomplete
        super().__init__(label, [_asked(required), *validators], description=hint, **more)

    def relax(self) -> None:
        """Ask no longer that something is there."""
        self.validators = [Optional(), *self.validators[1:]]
        self.flags.required, self.flags.optional = None, True

    def _value(self) -> str:
        return "" if self.data is None else str(self.data)


_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the words around them, and those that come after. The marks beside which a
word has its own direction (U+200E, U+200F, U+061C) stay."""
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)
"""What counts as letter or mark and shows nothing by itself: fillers, selectors of a variant."""


def _shows(ch: str) -> bool:
    kind = unicodedata.category(ch)
    return kind[0] != "Z" and kind not in {"Cc", "Cf"} and not _BLANK.match(ch)


class Text(_Field):
    """One line of text: trimmed, composed (NFC), without control characters and those that turn
    words round. One that was not sent, or shows nothing, is empty."""

    def __init__(self, label: Words, *, max_length: int = 200, **more: Any) -> None:
        self.max_length = max_length
        super().__init__(label, **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = valuelist[0] if valuelist else ""
        if not isinstance(text, str):
            raise ValueError(gettext("Please write this as text."))
        self.data = self._clean(text)
        if len(self.data) > self.max_length:
            raise ValueError(
                gettext(
                    "This is too long: %(length)s characters, and there is room for %(room)s.",
                    length=len(self.data),
                    room=self.max_length,
                )
            )
        unseen = (ch for ch in self.data if unicodedata.category(ch) in {"Cc", "Cs"})
        if any(ch not in self._kept for ch in unseen):
            raise ValueError(gettext("There is a character in it that can't be shown."))
        if not any(map(_shows, self.data)):
            self.data = ""

    _kept = ""

    def _clean(self, text: str) -> str:
        return " ".join(_TURNING.sub("", unicodedata.normalize("NFC", text)).split())


class Long(Text):
    """Several lines of text."""

    kind = "long"
    _kept = "\n\t"

    def __init__(self, label: Words, *, max_length: int = 4000, rows: int = 4, **more: Any) -> None:
        self.rows = rows
        super().__init__(label, max_length=max_length, **more)

    def _clean(self, text: str) -> str:
        text = _TURNING.sub("", unicodedata.normalize("NFC", text))
        return text.replace("\r\n", "\n").strip()


class Lines(Long):
    """Names or other short things, one a line. Nothing is taken out: what hides in them, the rules
    of what they are refuse."""

    def _clean(self, text: str) -> str:
        return unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()


class Name(Text):
    """What a person or a place is called: no hidden or direction-turning characters (SG-08)."""

    def _clean(self, text: str) -> str:
        return " ".join(unicodedata.normalize("NFKC", text).split())

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        joiners = "\u200c\u200d"  # needed inside words of Persian and the languages of India
        if any(unicodedata.category(ch) == "Cf" and ch not in joiners for ch in self.data or ""):
            raise ValueError(gettext("There is a hidden character in this name. Type it again."))


def check_address(text: str) -> None:
    """Raise ValueError when this does not look like a mail address."""
    if not re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", text):
        raise ValueError(gettext("This does not look like a mail address: name@school.org"))


class Email(Text):
    """A mail address, as people type it."""

    kind = "email"
    autocomplete = "email"

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        if self.data:
            check_address(self.data)


class Password(_Field):
    """A secret: taken as it is, never shown again."""

    kind = "password"
    autocomplete = "current-password"

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = valuelist[0] if valuelist and isinstance(valuelist[0], str) else None
        if self.data and len(self.data) > 256:
            raise ValueError(gettext("There is room for 256 characters."))

    def _value(self) -> str:
        return ""


class Digits(Text):
    """A code of digits; spaces between them don't matter."""

    kind = "digits"
    inputmode = "numeric"

    def __init__(self, label: Words, *, length: int, **more: Any) -> None:
        self.length = length
        super().__init__(label, max_length=length * 3, **more)

    def _clean(self, text: str) -> str:
        return "".join(str(unicodedata.digit(ch, ch)) for ch in text if not ch.isspace())

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        if self.data and not (self.data.isdecimal() and len(self.data) == self.length):
            raise ValueError(gettext("The code has %(count)s numbers.", count=self.length))


class Whole(_Field):
    """A whole number between two bounds."""

    kind = "whole"
    inputmode = "numeric"

    def __init__(self, label: Words, *, low: int, high: int, **more: Any) -> None:
        self.low, self.high = low, high
        super().__init__(label, **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not valuelist or valuelist[0] in ("", None):
            self.data = None
            return
        self.data = valuelist[0]
        digits = str(self.data).strip()
        if not re.fullmatch(r"-?\d{1,12}", digits) or not self.low <= int(digits) <= self.high:
            raise ValueError(
                gettext(
                    "Please give a whole number from %(low)s to %(high)s.",
                    low=self.low,
                    high=self.high,
                )
            )
        self.data = int(digits)


class Version(Whole):
    """Which version of a thing a page was made from; the page sends it along."""

    kind = "hidden"

    def __init__(self, **more: Any) -> None:
        super().__init__("", low=1, high=10**9, **more)


class Amount(_Field):
    """An amount of money as a Decimal, as people type it; the form's field `currency` helps to
    read it, and when it can be two amounts it is asked about.
    """

    kind = "whole"
    inputmode = "decimal"

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = str(valuelist[0]).strip() if valuelist and valuelist[0] is not None else ""
        self.data = text or None

    def pre_validate(self, form: Any) -> None:
        if self.data is None:
            return
        currency = form["currency"].data or ""
        text, other = without_sign(self.data, currency)
        found = amounts_from(text, currency, group_sign())
        problem = _other_currency(other, currency) if other else _no_amount(found, currency)
        if problem is not None:
            raise StopValidation(str(problem))
        self.data = found[0]

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else super()._value()


def _other_currency(sign: str, currency: str) -> Words:
    return gettext(
        "You wrote %(sign)s, and the currency chosen is %(currency)s. Please change one of them.",
        sign=sign,
        currency=currency,
    )


def _no_amount(found: list[Decimal], currency: str) -> Words | None:
    """Why what was found is not one amount, as a sentence."""
    match found:
        case [amount] if amount > MOST:
            most = number(int(MOST))
            return gettext("This is too large: there is room for %(most)s.", most=most)
        case [amount] if currency and minor_units(amount, currency) is None:
            return TOO_FINE
        case [_]:
            return None
        case [one, other]:
            return gettext(
                "Do you mean %(one)s or %(other)s? Please write it like one of these.",
                one=one,
                other=other,
            )
    return gettext("Please give an amount like 1250 or 1250.50.")


class Day(_Field):
    """A date of a calendar, YYYY-MM-DD as browsers send it, in a year that a school can mean."""

    kind = "day"

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = str(valuelist[0]).strip() if valuelist and valuelist[0] is not None else ""
        self.data = text or None
        if text:
            try:
                given = date.fromisoformat(text)
            except ValueError:
                raise ValueError(
                    gettext("Please give a day as year-month-day, like 2026-10-08.")
                ) from None
            if given.year not in NEAR_YEARS:
                raise ValueError(gettext("This year is far away. Look at it again."))
            self.data = given


class Time(_Field):
    """A wall time, HH:MM."""

    kind = "time"

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = str(valuelist[0]).strip() if valuelist and valuelist[0] is not None else ""
        self.data = text or None
        if text:
            if not re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", text):
                raise ValueError(gettext("Please give a time like 09:40."))
            hour, minute = text.split(":")
            self.data = time(int(hour), int(minute))

    def _value(self) -> str:
        return f"{self.data:%H:%M}" if isinstance(self.data, time) else str(self.data or "")


class Choice(_Field):
    """One of several. `options` are (value, words); a form may set them in `offer`.

    `is_data` says that the words are names that people or places gave themselves.
    """

    kind = "choice"
    is_data = False

    def __init__(
        self, label: Words, *, options: Iterable[tuple[str, Words]] = (), **more: Any
    ) -> None:
        self.options = list(options)
        super().__init__(label, **more)

    def offer_names(self, options: Iterable[tuple[str, Words]]) -> None:
        """Offer words that are names of people, places or currencies."""
        self.options, self.is_data = list(options), True

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = str(valuelist[0]) if valuelist and valuelist[0] is not None else None

    def pre_validate(self, form: Any) -> None:
        if self.data and self.data not in {value for value, _ in self.options}:
            raise StopValidation(gettext("Please choose one of these."))


class Radio(Choice):
    """One of a few, all of them in sight."""

    kind = "radio"


class Choices(_Field):
    """Any of several."""

    kind = "choices"

    def __init__(
        self, label: Words, *, options: Iterable[tuple[str, Words]] = (), **more: Any
    ) -> None:
        self.options = list(options)
        super().__init__(label, **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = [str(value) for value in valuelist]

    def pre_validate(self, form: Any) -> None:
        if not {*(self.data or [])} <= {value for value, _ in self.options}:
            raise StopValidation(gettext("Please choose from these."))


class Yes(_Field):
    """A tick: there or not."""

    kind = "yes"

    def __init__(self, label: Words, *, required: bool = False, **more: Any) -> None:
        super().__init__(label, required=required, **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = bool(valuelist) and str(valuelist[0]) not in {"", "0", "false", "False"}
        if not self.data and self.flags.required:
            self.data = None


class Hidden(Text):
    """A value that the page sends along."""

    kind = "hidden"


class Key(Hidden):
    """The id of a thing, or of what is being sent; yields a UUID."""

    def __init__(self, label: Words, **more: Any) -> None:
        super().__init__(label, max_length=60, **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        if self.data:
            try:
                self.data = UUID(self.data)
            except ValueError:
                raise ValueError(gettext("Reload the page and try again.")) from None


class Upload(_Field):
    """A file. `accept` is said to the browser; what it really is, the store finds out."""

    kind = "file"

    def __init__(self, label: Words, *, accept: str = "", max_bytes: int, **more: Any) -> None:
        self.accept, self.max_bytes = accept, max_bytes
        super().__init__(label, **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        files = [f for f in valuelist if isinstance(f, FileStorage) and f.filename]
        self.data = files[0] if files else None


@dataclass(frozen=True)
class Difference:
    """A field that two people changed: what stands there now and what was typed."""

    label: str
    theirs: str
    mine: str


class Form(wtforms.Form, Generic[V]):
    """Fields, checked together, that yield a V. Subclass as `class VisitForm(Form[NewVisit])`."""

    class Meta(wtforms.meta.DefaultMeta):
        """Translations of ours instead of the library's."""

        def get_translations(self, form: Any) -> _House:
            return _House()

    def __init__(self, **initial: Any) -> None:
        super().__init__(data=initial)
        self.sent = False
        self.value: V | None = None
        self._refused_with = 422
        self.is_of_old_page = False

    @property
    def status(self) -> int:
        """200; once something was sent and refused 422, or 409 (stale), 413, 507 (no room)."""
        return self._refused_with if self.sent and self.value is None else 200

    def offer(self, *_: Any, **subjects: Any) -> None:
        """Fill options and first values from the subjects; runs in the gate's short read."""

    def check(self, value: V) -> None:
        """Look at fields together; call `blame` for what does not hold."""

    def say_more(self) -> None:
        """Once something is refused: what else is wrong with the fields that have no mistake, so
        that nobody learns of one after the other. Call `blame_too`."""

    def say_known(self, *_: Any, **subjects: Any) -> None:
        """The same, as far as only the rows can tell; runs in a short read like `offer`."""

    def prepare(self, value: V) -> V:
        """Slow work (hash, image, fetch) while no transaction is open; gives the value back."""
        return value

    def show(self, **values: Any) -> None:
        """First values of a form that was not sent yet."""
        if not self.sent:
            self.process(data=values)

    def blame(self, field: str, text: Words) -> None:
        """Put a sentence beside a field; the form counts as refused."""
        self[field].errors = [*self[field].errors, str(text)]
        self.value = None

    def blame_too(self, field: str, text: Words) -> None:
        """Put a sentence beside a field that has none yet."""
        if not self[field].errors:
            self.blame(field, text)

    def are_fine(self, *names: str) -> bool:
        """Whether something was given in each of these fields, and no mistake found in it."""
        return all(self[name].data not in (None, "") and not self[name].errors for name in names)

    def blames(self, refused: Refusal) -> bool:
        """Take the sentence of a refusal when it names a field of this form."""
        if refused.field not in self:
            return False
        self.blame(refused.field, refused.text)
        if isinstance(refused, Stale) or not isinstance(refused, RuleBroken):
            self._refused_with = refused.status
        return True

    def take(self, sent: MultiDict[str, Any]) -> None:
        """Read and check what was sent. Raises BadRequest when it names unknown fields."""
        unknown = {key for key in sent if key not in self and key not in ALWAYS_ALLOWED}
        if unknown:
            raise BadRequest(fields=sorted(unknown))
        self.sent = True
        self.process(formdata=sent)
        if self.validate():
            self._accept(self._yield())
        if self.value is None:
            self.say_more()

    def _accept(self, value: V) -> None:
        self.value = value
        self.check(value)
        if self.value is not None:
            try:
                self.value = self.prepare(value)
            except Refusal as refused:
                if not self.blames(refused):
                    raise

    def take_request(self) -> None:
        """Read the body of the present request."""
        self.take(CombinedMultiDict([request.form, request.files]))

    def show_again(self) -> None:
        """Take the body of the present request only to show it once more."""
        self.sent, self.is_of_old_page, self._refused_with = True, True, 403
        self.process(formdata=CombinedMultiDict([request.form, request.files]))
        self.validate()

    def take_payload(self, payload: object) -> None:
        """Read a socket payload or the arguments of a command: a flat mapping."""
        if not isinstance(payload, Mapping) or not all(isinstance(key, str) for key in payload):
            raise BadRequest
        sent: MultiDict[str, Any] = MultiDict()
        for key, value in payload.items():
            if not isinstance(value, str | int | bool | list | None):
                raise BadRequest(fields=[key])
            if value is not None:
                sent.setlist(key, value if isinstance(value, list) else [value])
        self.take(sent)

    def differences(self, **now: Any) -> list[Difference]:
        """For a stale save: the fields where what was typed differs from what stands there now."""
        return [
            Difference(self[name].label.text, _in_words(self[name], value), _in_words(self[name]))
            for name, value in now.items()
            if self[name].data != value
        ]

    def refused_text(self) -> str:
        """All sentences in a row, for answers that have no page."""
        return " ".join(str(text) for field in self for text in field.errors)

    def _yield(self) -> V:
        kind = self._value_type()
        made: V = kind(
            **{f.name: self[f.name].data for f in dataclass_fields(kind) if f.name in self}
        )
        return made

    @classmethod
    def _value_type(cls) -> Any:
        for base in (b for c in cls.__mro__ for b in getattr(c, "__orig_bases__", ())):
            if get_origin(base) is Form:
                return get_args(base)[0]
        raise TypeError(f"{cls.__name__} must say what it yields: Form[Something]")


_AS_TYPED = object()


def _in_words(field: Any, value: Any = _AS_TYPED) -> str:
    """A value of a field as its reader sees it."""
    value = field.data if value is _AS_TYPED else value
    match value:
        case bool():
            return str(gettext("Yes") if value else gettext("No"))
        case date():
            return day(value)
        case time():
            return f"{value:%H:%M}"
    words = dict(getattr(field, "options", ()))
    if isinstance(value, list):
        return str(listed([str(words.get(one, one)) for one in value]))
    return str(words.get(value, "" if value is None else value))


class NothingSent:
    """Stands for the value of forms that only have a button."""
