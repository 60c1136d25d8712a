"""Coming in: name and password, the second step, a link that sets a new password."""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from flask import request

from schoollink.accounts.forms.tries import FactorTries, Tries
from schoollink.accounts.models import Account
from schoollink.accounts.queries import accounts_named
from schoollink.core.database import unit_of_work
from schoollink.core.errors import RuleBroken
from schoollink.core.forms import Form, Hidden, Password, Text
from schoollink.core.gate import limits
from schoollink.core.gate.origin import network_of
from schoollink.core.hashing import is_secret
from schoollink.core.i18n import _l
from schoollink.core.security import current_sign_in

LONGEST_UNSENT = 400_000
MISMATCH = _l("This name and this password don't belong together. Look at both again.")


@dataclass(frozen=True)
class Entry:
    """Who came in, and where they were going."""

    name: str
    password: str = field(repr=False)
    next: str | None = None
    unsent: str | None = None
    person_id: UUID | None = None


class SignInForm(Form[Entry]):
    """Name and password. The answer and its time are the same for a name that nobody has."""

    name = Text(_l("Mail address or sign-in name"), max_length=254, autocomplete="username")
    password = Password(_l("Password"), autocomplete="current-password")
    next = Hidden("", required=False, max_length=4000)
    unsent = Hidden("", required=False, max_length=LONGEST_UNSENT)

    def offer(self, **_: Any) -> None:
        """Remember where the visitor was going."""
        if request.method in {"GET", "HEAD"}:
            self.show(next=request.args.get("next", ""))

    def prepare(self, value: Entry) -> Entry:
        """Find whose name and password these are."""
        with unit_of_work(writes=False):
            accounts = accounts_named(value.name)
        tries = Tries(value.name, [account.person for account in accounts])
        tries.take()
        right = _whose(accounts, value.password)
        if len(right) != 1:
            tries.was_wrong()
            raise RuleBroken(MISMATCH, field="password")
        tries.was_right()
        return replace(value, password="", person_id=right[0].person_id)


def _whose(accounts: Any, password: str) -> list[Account]:
    """The accounts with this password; without any account one check is made all the same."""
    if not accounts:
        is_secret(password, None)
    return [one for one in accounts if is_secret(password, one.password_hash)]


@dataclass(frozen=True)
class SecondStep:
    """A code of the app or of the sheet."""

    code: str
    next: str | None = None
    unsent: str | None = None


class SecondStepForm(Form[SecondStep]):
    """The second step of signing in."""

    code = Text(
        _l("Code"),
        hint=_l("Six digits from your app, or the next code of your printed sheet."),
        max_length=40,
        autocomplete="one-time-code",
    )
    next = Hidden("", required=False, max_length=4000)
    unsent = Hidden("", required=False, max_length=LONGEST_UNSENT)

    def offer(self, **_: Any) -> None:
        """Remember where the visitor was going."""
        if request.method in {"GET", "HEAD"}:
            self.show(next=request.args.get("next", ""))

    def prepare(self, value: SecondStep) -> SecondStep:
        """Count the try; the code itself is looked at with the account held."""
        half = current_sign_in()
        if half is not None:
            FactorTries("second-step", half.person).take()
        return value


@dataclass(frozen=True)
class ResetWish:
    """Whose password is forgotten."""

    name: str


class ResetRequestForm(Form[ResetWish]):
    """Asks for a link by mail; the answer is the same for everybody."""

    name = Text(_l("Mail address or sign-in name"), max_length=254, autocomplete="username")

    def prepare(self, value: ResetWish) -> ResetWish:
        """Count by network, so that nobody sends mails by the thousand."""
        limits.hit("reset", "60 per hour", network_of(request.remote_addr or ""))
        return value
