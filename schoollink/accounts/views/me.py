"""One's own settings, what one signs in with, and one's sign-ins."""

from flask import jsonify, redirect, url_for
from flask.typing import ResponseReturnValue

from schoollink.accounts.actions import (
    change_names,
    change_password,
    change_settings,
    end,
    end_all,
)
from schoollink.accounts.forms import AS_ASKED, NamesForm, PasswordForm, SettingsForm
from schoollink.accounts.models import Account, Person, SignIn, TextSize, Theme
from schoollink.accounts.policies import AccountPermission
from schoollink.accounts.queries import (
    account_of,
    codes_left,
    failures_of,
    over_at,
    sign_ins_of,
)
from schoollink.accounts.rules import SHARED_DEVICE
from schoollink.accounts.views.blueprint import bp
from schoollink.core.clock import now
from schoollink.core.database import locked
from schoollink.core.errors import NotFound
from schoollink.core.gate import access, signed_in
from schoollink.core.i18n import _l, asked_language, forget_choice, speaking
from schoollink.core.pages import page, say
from schoollink.core.security import current_actor, current_sign_in


def held_account() -> Account:
    """The account of who asks, held for a change."""
    account = locked(Account, current_actor().me)
    if account is None:
        raise NotFound
    return account


def seen_account() -> Account:
    """The account of who asks, to be shown."""
    account = account_of(current_actor().me)
    if account is None:
        raise NotFound
    return account


@bp.app_template_global("pupil_idle_seconds")
def pupil_idle_seconds() -> int:
    """How long the page of a pupil stays on the screen when nobody comes."""
    return int(SHARED_DEVICE.idle.total_seconds())


@bp.get("/me/time-left")
@signed_in
def time_left() -> ResponseReturnValue:
    """How many seconds this sign-in has if nobody comes, whether coming makes it no longer, and
    whose it is: a page of somebody else must go.
    """
    row = current_sign_in()
    over = over_at(row)
    left = int((over - now()).total_seconds())
    return jsonify(left=left, last=over == row.ends_at, person=str(row.person_id))


@bp.route("/me", methods=["GET", "POST"])
@signed_in(form=SettingsForm)
def show(form: SettingsForm) -> ResponseReturnValue:
    """What is mine to decide."""
    actor = current_actor()
    if form.value is not None:
        _save(form)
        chosen = form.value.language
        with speaking(asked_language().tag if chosen == AS_ASKED else chosen):
            say(_l("Your settings are saved."))
        return redirect(url_for("accounts.show"))
    if actor.is_pupil:
        return page("accounts/me_pupil.html", form.status, form=form)
    account = seen_account()
    return page(
        "accounts/me.html",
        form.status,
        form=form,
        account=account,
        codes=codes_left(account.person_id),
    )


def _save(form: SettingsForm) -> None:
    actor, value = current_actor(), form.value
    person = locked(Person, actor.me)
    if person is None or value is None:
        raise NotFound
    change_settings(
        person,
        actor=actor,
        name=value.name,
        language=None if value.language == AS_ASKED else value.language,
        theme=Theme(value.theme),
        text_size=TextSize(value.text_size),
        saves_data=value.saves_data,
    )
    forget_choice()


@bp.route("/me/names", methods=["GET", "POST"])
@access(AccountPermission.OWN, form=NamesForm)
def names(form: NamesForm) -> ResponseReturnValue:
    """Mail address and sign-in name."""
    if form.value is None:
        return page("accounts/names.html", form.status, form=form)
    change_names(
        held_account(),
        actor=current_actor(),
        address=form.value.address,
        sign_in_name=form.value.sign_in_name,
    )
    say(_l("From now on you sign in with these."))
    return redirect(url_for("accounts.show"))


@bp.route("/me/password", methods=["GET", "POST"])
@access(AccountPermission.OWN, form=PasswordForm)
def password(form: PasswordForm) -> ResponseReturnValue:
    """A new password."""
    if form.value is None:
        return page("accounts/password.html", form.status, form=form)
    change_password(held_account(), form.value.password_hash, actor=current_actor())
    say(_l("Your password is changed. You are signed out everywhere else."))
    return redirect(url_for("accounts.show"))


@bp.get("/me/sign-ins")
@access(AccountPermission.OWN)
def sign_ins() -> ResponseReturnValue:
    """Where I am signed in."""
    actor = current_actor()
    return page(
        "accounts/sign_ins.html",
        rows=sign_ins_of(actor.me),
        failures=failures_of(actor.me),
        present=actor.sign_in_id,
    )


@bp.post("/me/sign-ins/<uuid:sign_in_id>/end")
@access(AccountPermission.END_SIGN_IN, sign_in=SignIn)
def end_sign_in(sign_in: SignIn) -> ResponseReturnValue:
    """Sign out on one device."""
    end(sign_in, actor=current_actor())
    say(_l("That device is signed out."))
    return redirect(url_for("accounts.sign_ins"))


@bp.post("/me/sign-ins/end-others")
@access(AccountPermission.OWN)
def end_other_sign_ins() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    actor = current_actor()
    end_all(actor.me, actor=actor, besides=actor.sign_in_id)
    say(_l("You are signed out everywhere else."))
    return redirect(url_for("accounts.sign_ins"))
