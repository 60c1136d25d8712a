"""The second step: an authenticator app, or a printed sheet of one-time codes."""

import secrets
from datetime import datetime
from uuid import UUID

import pyotp
from sqlalchemy import delete, select

from schoollink.accounts.actions.sign_ins import begin, end, end_all
from schoollink.accounts.models import Account, OneTimeCode, Person, SignIn
from schoollink.accounts.queries import codes_left
from schoollink.accounts.signals import sign_in_matter
from schoollink.audit.actions import record
from schoollink.core.clock import now
from schoollink.core.database import db, locked
from schoollink.core.errors import NotFound, RuleBroken
from schoollink.core.i18n import _l
from schoollink.core.policy import Actor
from schoollink.core.sealing import keyed_hash, keyed_hashes, seal, unseal

CODES_A_SHEET = 60
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8
STEP_SECONDS = 30
ISSUER = "SchoolLink"
SEALED_FOR = "totp"


def start_app(account: Account, *, actor: Actor) -> None:
    """Make a secret for an app. It counts only once a code of it was typed."""
    if account.totp_confirmed_at is not None:
        raise RuleBroken(_l("An app is set up already. Turn it off first."))
    account.totp_secret = seal(SEALED_FOR, pyotp.random_base32().encode())
    account.totp_last_step = None
    record(actor, "account.app_started", account.person)


def app_secret(account: Account) -> str | None:
    """The secret to type or scan into the app."""
    plain = unseal(SEALED_FOR, account.totp_secret) if account.totp_secret else None
    return plain.decode() if plain else None


def app_uri(account: Account) -> str | None:
    """What the app reads from the QR code."""
    secret = app_secret(account)
    if secret is None:
        return None
    who = account.sign_in_name or account.address or account.person.name
    return pyotp.TOTP(secret).provisioning_uri(name=who, issuer_name=ISSUER)


def confirm_app(account: Account, code: str, *, actor: Actor) -> None:
    """Turn the second step on; every other sign-in ends (SEC-25)."""
    if account.totp_confirmed_at is not None:
        raise RuleBroken(_l("An app is set up already. Turn it off first."))
    _take_app_code(account, code)
    account.totp_confirmed_at = now()
    end_all(account.person_id, actor=actor, besides=actor.sign_in_id)
    record(actor, "account.factor_on", account.person)
    sign_in_matter(account.person_id, "factor_on")


def print_sheet(account: Account, *, actor: Actor) -> list[str]:
    """Make 60 new one-time codes; the sheet before is worth nothing. Gives them once, in order."""
    _throw_sheet_away(account.person_id)
    codes = [_new_code() for _ in range(CODES_A_SHEET)]
    for number, code in enumerate(codes, start=1):
        db.session.add(
            OneTimeCode.of(
                person_id=account.person_id,
                number=number,
                code_hash=_code_hash(account.person_id, code),
            )
        )
    end_all(account.person_id, actor=actor, besides=actor.sign_in_id)
    record(actor, "account.sheet_printed", account.person)
    sign_in_matter(account.person_id, "sheet_printed")
    return [shown_code(code) for code in codes]


def turn_factor_off(account: Account, code: str, *, actor: Actor) -> None:
    """Sign in by password alone again; takes a code and ends every other sign-in."""
    _take_code(account, code, actor)
    drop_factor(account, actor=actor)


def drop_factor(account: Account, *, actor: Actor) -> None:
    """Turn the second step off without a code: for the command of whoever runs the server."""
    account.totp_secret = account.totp_confirmed_at = account.totp_last_step = None
    _throw_sheet_away(account.person_id)
    end_all(account.person_id, actor=actor, besides=actor.sign_in_id)
    record(actor, "account.factor_off", account.person)
    sign_in_matter(account.person_id, "factor_off")


def pass_factor(half: SignIn, code: str) -> SignIn:
    """Take the second step: the half sign-in ends, and a whole one with a new token begins."""
    account = locked(Account, half.person_id)
    person = db.session.get(Person, half.person_id)
    if account is None or person is None:
        raise NotFound
    actor = Actor(person_id=person.id, sign_in_id=half.id)
    _take_code(account, code, actor)
    end(half, actor=actor)
    return begin(person, half.way, device=half.device)


def _take_code(account: Account, code: str, actor: Actor) -> None:
    if account.totp_confirmed_at is not None and plain_code(code).isdecimal():
        _take_app_code(account, plain_code(code))
    else:
        _take_sheet_code(account, code, actor)


def _take_app_code(account: Account, code: str) -> None:
    """Accept the code of this half minute, the one before or the one after; each step once."""
    secret = app_secret(account)
    step = _step_of(secret, plain_code(code), now()) if secret else None
    if step is None:
        raise _wrong_code()
    if account.totp_last_step is not None and step <= account.totp_last_step:
        raise RuleBroken(
            _l("This code was used already. Wait half a minute for the next one."), field="code"
        )
    account.totp_last_step = step


def _step_of(secret: str, code: str, moment: datetime) -> int | None:
    app = pyotp.TOTP(secret)
    present = int(moment.timestamp()) // STEP_SECONDS
    for step in (present, present - 1, present + 1):
        if secrets.compare_digest(app.at(step * STEP_SECONDS).encode(), code.encode()):
            return step
    return None


def _take_sheet_code(account: Account, code: str, actor: Actor) -> None:
    hashes = keyed_hashes("one-time code", f"{account.person_id}:{plain_code(code)}")
    found = db.session.scalar(
        select(OneTimeCode).where(
            OneTimeCode.person_id == account.person_id,
            OneTimeCode.code_hash.in_(hashes),
            OneTimeCode.used_at.is_(None),
        )
    )
    if found is None:
        raise _wrong_code()
    found.used_at = now()
    left = codes_left(account.person_id)
    record(actor, "account.code_used", account.person, number=found.number, left=left)
    sign_in_matter(account.person_id, "code_used")


def _wrong_code() -> RuleBroken:
    return RuleBroken(_l("This code is not right. Look again, or take the next one."), field="code")


def plain_code(code: str) -> str:
    """A code as it is compared: no spaces or dashes, capital letters."""
    return "".join(ch for ch in code if ch.isalnum()).upper()


def shown_code(code: str) -> str:
    """A code as it is printed: `7KQ4-M2XD`."""
    return f"{code[:4]}-{code[4:]}"


def _new_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def _code_hash(person_id: UUID, code: str) -> str:
    return keyed_hash("one-time code", f"{person_id}:{code}")


def _throw_sheet_away(person_id: UUID) -> None:
    db.session.execute(delete(OneTimeCode).where(OneTimeCode.person_id == person_id))
