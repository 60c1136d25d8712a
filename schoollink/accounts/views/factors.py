"""The second step on offer: an app, or a printed sheet of one-time codes."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from schoollink.accounts.actions import confirm_app, print_sheet, start_app, turn_factor_off
from schoollink.accounts.actions.factors import app_secret, app_uri
from schoollink.accounts.forms import AppCodeForm, FactorOffForm, FactorTries, SudoForm
from schoollink.accounts.policies import AccountPermission
from schoollink.accounts.queries import codes_left, has_factor
from schoollink.accounts.views.blueprint import bp
from schoollink.accounts.views.me import held_account, seen_account
from schoollink.core.errors import RuleBroken
from schoollink.core.gate import access
from schoollink.core.i18n import _l
from schoollink.core.pages import page, say
from schoollink.core.security import current_actor


@bp.get("/me/second-step")
@access(AccountPermission.OWN)
def factor() -> ResponseReturnValue:
    """What a second step is, and what is switched on."""
    return _overview()


def _overview() -> ResponseReturnValue:
    account = seen_account()
    return page(
        "accounts/factor.html",
        account=account,
        codes=codes_left(account.person_id),
        is_on=has_factor(account),
    )


@bp.route("/me/second-step/app/new", methods=["GET", "POST"])
@access(AccountPermission.OWN, form=SudoForm)
def start_factor_app(form: SudoForm) -> ResponseReturnValue:
    """Ask the password, then make a secret for the app."""
    if form.value is None:
        return page("accounts/factor_start.html", form.status, form=form)
    start_app(held_account(), actor=current_actor())
    return redirect(url_for("accounts.confirm_factor_app"))


@bp.route("/me/second-step/app", methods=["GET", "POST"])
@access(AccountPermission.OWN, form=AppCodeForm)
def confirm_factor_app(form: AppCodeForm) -> ResponseReturnValue:
    """Scan the code with the app and type what it shows."""
    if form.value is None:
        return _scan_page(form)
    account = held_account()
    tries = FactorTries("second-step", account.person)
    try:
        confirm_app(account, form.value.code, actor=current_actor())
    except RuleBroken:
        tries.was_wrong()
        raise
    tries.was_right()
    say(_l("The second step is on. Now print a sheet of codes, in case your phone is lost."))
    return redirect(url_for("accounts.factor"))


def _scan_page(form: AppCodeForm) -> ResponseReturnValue:
    account = seen_account()
    secret = app_secret(account)
    if secret is None or account.totp_confirmed_at is not None:
        return _overview()
    shown = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return page(
        "accounts/factor_app.html", form.status, form=form, uri=app_uri(account), secret=shown
    )


@bp.route("/me/second-step/sheet", methods=["GET", "POST"])
@access(AccountPermission.OWN, form=SudoForm)
def sheet(form: SudoForm) -> ResponseReturnValue:
    """Ask the password, then show 60 codes once."""
    account = seen_account()
    if form.value is None:
        left = codes_left(account.person_id)
        return page("accounts/sheet_new.html", form.status, form=form, left=left)
    codes = print_sheet(held_account(), actor=current_actor())
    return page("accounts/sheet.html", codes=codes, account=account)


@bp.route("/me/second-step/off", methods=["GET", "POST"])
@access(AccountPermission.OWN, form=FactorOffForm)
def factor_off(form: FactorOffForm) -> ResponseReturnValue:
    """Turn the second step off, with the password and a code."""
    if form.value is None:
        return page("accounts/factor_off.html", form.status, form=form)
    account = held_account()
    tries = FactorTries("second-step", account.person)
    try:
        turn_factor_off(account, form.value.code, actor=current_actor())
    except RuleBroken:
        tries.was_wrong()
        raise
    tries.was_right()
    say(_l("The second step is off."))
    return redirect(url_for("accounts.factor"))
