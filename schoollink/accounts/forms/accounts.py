"""Fields that make an account, and what people change about their own."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast

from schoollink.accounts.actions import NewAdult
from schoollink.accounts.actions.people import NAME_TAKEN, split_sign_in
from schoollink.accounts.forms.tries import FactorTries
from schoollink.accounts.models import Account, TextSize, Theme
from schoollink.accounts.queries import account_of, has_factor, is_name_taken, reset_behind
from schoollink.accounts.rules import own_words, password_problem
from schoollink.core.database import unit_of_work
from schoollink.core.errors import RuleBroken
from schoollink.core.forms import (
    Choice,
    Email,
    Form,
    Name,
    Password,
    Radio,
    Text,
    Yes,
    check_address,
)
from schoollink.core.hashing import hash_secret, is_secret
from schoollink.core.i18n import _l, languages_on_offer
from schoollink.core.policy import Actor
from schoollink.core.security import current_actor

N = TypeVar("N", bound=NewAdult)
AS_ASKED = "auto"
"""Stands for the language that the browser asks for."""
SHORTEST_SIGN_IN = 3
TOO_SHORT = _l("Please use at least 3 characters.")


def checked_hash(
    password: str, *, field: str, words: Iterable[str], has_factor: bool = False
) -> str:
    """The hash of a new password; raises RuleBroken beside the field when it is refused."""
    problem = password_problem(password, has_factor=has_factor, words=words)
    if problem is not None:
        raise RuleBroken(problem, field=field)
    return hash_secret(password)


class AddressOrName(Text):
    """What somebody wants to sign in with: with an @ in it, it is an address."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        address, _ = split_sign_in(self.data or "")
        if address is not None:
            check_address(address)


class NewAdultFields:
    """Name, address or sign-in name, and password of somebody who gets an account.

    Mix it in before Form, with a value that extends NewAdult:
    `class JoinForm(NewAdultFields, Form[NewAdult])`. A form with slow work of its own ends its
    `prepare` with `return self.with_hash(value)`.
    """

    name = Name(_l("Your name"), max_length=80, autocomplete="name")
    sign_in = AddressOrName(
        _l("Mail address, or a sign-in name"),
        hint=_l("You sign in with it. With an address you can get a new password by mail."),
        max_length=254,
        autocomplete="username",
    )
    password = Password(
        _l("Password"),
        hint=_l("At least 15 characters. Three or four words are easy to keep."),
        autocomplete="new-password",
    )

    def prepare(self, value: N) -> N:
        """Judge the password and hash it."""
        return self.with_hash(value)

    def say_more(self) -> None:
        """A short sign-in name and a weak password, also while something else is wrong."""
        form = cast("Form[NewAdult]", self)
        name, sign_in, password = (form[key].data for key in ("name", "sign_in", "password"))
        if form.are_fine("sign_in") and len(sign_in) < SHORTEST_SIGN_IN:
            form.blame_too("sign_in", TOO_SHORT)
        if form.are_fine("password"):
            problem = password_problem(password, words=own_words(name, sign_in))
            if problem is not None:
                form.blame_too("password", problem)

    def say_known(self, *_: Any, **__: Any) -> None:
        """A sign-in name that somebody has."""
        form = cast("Form[NewAdult]", self)
        if form.are_fine("sign_in"):
            name = split_sign_in(form["sign_in"].data)[1]
            if name is not None and is_name_taken(name):
                form.blame_too("sign_in", NAME_TAKEN)

    def with_hash(self, value: N) -> N:
        """The value with the password's hash instead of the password."""
        if len(value.sign_in) < SHORTEST_SIGN_IN:
            raise RuleBroken(TOO_SHORT, field="sign_in")
        made = checked_hash(
            value.password, field="password", words=own_words(value.name, value.sign_in)
        )
        return replace(value, password="", password_hash=made)


class NewAdultForm(NewAdultFields, Form[NewAdult]):
    """A new account and nothing else."""


def confirm_password(account: Account, password: str, *, field: str) -> None:
    """Ask the password again before something sensitive (sudo); raises RuleBroken beside it."""
    tries = FactorTries("password-again", account.person)
    tries.take()
    if not is_secret(password, account.password_hash):
        tries.was_wrong()
        raise RuleBroken(_l("This is not your password. Look at it again."), field=field)
    tries.was_right()


def own_account() -> tuple[Account, bool]:
    """The account of who asks, and whether it has a second step; in a short read."""
    person_id = current_actor().person_id
    with unit_of_work(writes=False):
        account = account_of(person_id) if person_id else None
        if account is None:
            raise RuleBroken(_l("Only adults have an account."))
        return account, has_factor(account)


@dataclass(frozen=True)
class PasswordChange:
    """From one password to another."""

    current: str = field(repr=False)
    password: str = field(repr=False)
    password_hash: str = field(default="", repr=False)


class PasswordForm(Form[PasswordChange]):
    """A new password, with the present one."""

    current = Password(_l("Password now"), autocomplete="current-password")
    password = Password(
        _l("New password"),
        hint=_l("At least 15 characters, or 12 with a second step. Three or four words are good."),
        autocomplete="new-password",
    )

    def prepare(self, value: PasswordChange) -> PasswordChange:
        """Check the present password, judge and hash the new one."""
        account, factor = own_account()
        confirm_password(account, value.current, field="current")
        words = own_words(account.person.name, account.address, account.sign_in_name)
        made = checked_hash(value.password, field="password", words=words, has_factor=factor)
        return replace(value, current="", password="", password_hash=made)


@dataclass(frozen=True)
class NewPassword:
    """A password set through a link."""

    password: str = field(repr=False)
    password_hash: str = field(default="", repr=False)


class ResetForm(Form[NewPassword]):
    """A new password; the view's link says whose."""

    password = Password(
        _l("New password"),
        hint=_l("At least 15 characters. Three or four words are easy to keep."),
        autocomplete="new-password",
    )

    _account: Account | None = None

    def offer(self, *, token: str, **_: Any) -> None:
        """Find whose password it is, so that their own name is not in it."""
        reset = reset_behind(token)
        self._account = account_of(reset.person_id) if reset else None

    def prepare(self, value: NewPassword) -> NewPassword:
        """Judge and hash it."""
        if self._account is None:
            return value
        words = own_words(
            self._account.person.name, self._account.address, self._account.sign_in_name
        )
        made = checked_hash(value.password, field="password", words=words)
        return replace(value, password="", password_hash=made)


@dataclass(frozen=True)
class NewNames:
    """What somebody signs in with from now on."""

    current: str = field(repr=False)
    address: str | None = None
    sign_in_name: str | None = None


class NamesForm(Form[NewNames]):
    """Address and sign-in name, with the password."""

    address = Email(_l("Mail address"), required=False, max_length=254)
    sign_in_name = Text(
        _l("Sign-in name"),
        required=False,
        max_length=80,
        autocomplete="username",
        hint=_l("Useful when two people share one mail address."),
    )
    current = Password(_l("Your password"), autocomplete="current-password")

    def offer(self, *, actor: Actor, **_: Any) -> None:
        """Show what it is now."""
        account = account_of(actor.person_id) if actor.person_id else None
        if account is not None:
            self.show(address=account.address, sign_in_name=account.sign_in_name)

    def check(self, value: NewNames) -> None:
        """A sign-in name is no address."""
        self.say_more()

    def say_more(self) -> None:
        """The same, also while something else is wrong."""
        name = self.sign_in_name.data
        if self.are_fine("sign_in_name") and ("@" in name or len(name) < 3):
            self.blame_too("sign_in_name", _l("Please use at least 3 characters, without @."))

    def prepare(self, value: NewNames) -> NewNames:
        """Check the password."""
        account, _ = own_account()
        confirm_password(account, value.current, field="current")
        return replace(value, current="")


@dataclass(frozen=True)
class Sudo:
    """The password, asked again."""

    current: str = field(repr=False)


class SudoForm(Form[Sudo]):
    """A sensitive change that needs the password and nothing else."""

    current = Password(_l("Your password"), autocomplete="current-password")

    def prepare(self, value: Sudo) -> Sudo:
        """Check it."""
        account, _ = own_account()
        confirm_password(account, value.current, field="current")
        return replace(value, current="")


@dataclass(frozen=True)
class AppCode:
    """The first code of an app."""

    code: str


class AppCodeForm(Form[AppCode]):
    """Proof that the app works."""

    code = Text(_l("Code that the app shows"), max_length=12, autocomplete="one-time-code")

    def prepare(self, value: AppCode) -> AppCode:
        """Count the try."""
        person_id = current_actor().person_id
        if person_id is not None:
            FactorTries("second-step", person_id).take()
        return value


@dataclass(frozen=True)
class FactorOff:
    """Password and code, to sign in by password alone again."""

    current: str = field(repr=False)
    code: str = field(repr=False)


class FactorOffForm(Form[FactorOff]):
    """Turning the second step off takes both."""

    current = Password(_l("Your password"), autocomplete="current-password")
    code = Text(
        _l("Code"),
        hint=_l("Six digits from your app, or a code of your printed sheet."),
        max_length=40,
        autocomplete="one-time-code",
    )

    def prepare(self, value: FactorOff) -> FactorOff:
        """Check the password and count the try."""
        account, _ = own_account()
        FactorTries("second-step", account.person).take()
        confirm_password(account, value.current, field="current")
        return replace(value, current="")


@dataclass(frozen=True)
class Settings:
    """How somebody wants to see SchoolLink."""

    language: str
    theme: str
    text_size: str
    saves_data: bool
    name: str | None = None


class SettingsForm(Form[Settings]):
    """One's own settings; pupils keep the name that the school wrote."""

    name = Name(_l("Your name"), max_length=80, autocomplete="name")
    language = Choice(_l("Language"))
    theme = Radio(_l("Colours"), options=[(one.value, one.label) for one in Theme])
    text_size = Radio(_l("Size of the text"), options=[(one.value, one.label) for one in TextSize])
    saves_data = Yes(
        _l("Save data"), hint=_l("Pictures stay small until you ask for the large ones.")
    )

    def offer(self, *, actor: Actor, **_: Any) -> None:
        """Show what is set now."""
        self.language.is_data = True
        self.language.options = [
            (AS_ASKED, _l("As this browser asks")),
            *((one.tag, one.name) for one in languages_on_offer()),
        ]
        if actor.is_pupil:
            del self.name
        self.show(
            name=actor.name,
            language=actor.language or AS_ASKED,
            theme=actor.theme,
            text_size=actor.text_size,
            saves_data=actor.saves_data,
        )
