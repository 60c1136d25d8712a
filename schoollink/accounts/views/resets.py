"""A forgotten password: the answer is the same for everybody, the link comes by mail."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from schoollink.accounts.actions import request_reset, set_new_password
from schoollink.accounts.forms import ResetForm, ResetRequestForm
from schoollink.accounts.models import Account
from schoollink.accounts.queries import accounts_named, reset_behind
from schoollink.accounts.views.blueprint import bp
from schoollink.core.database import locked
from schoollink.core.errors import NotFound
from schoollink.core.gate import public
from schoollink.core.i18n import _l
from schoollink.core.pages import page, say
from schoollink.core.security import forget_sign_in


@bp.route("/reset", methods=["GET", "POST"])
@public(form=ResetRequestForm)
def ask_for_reset(form: ResetRequestForm) -> ResponseReturnValue:
    """Ask for a link."""
    if form.value is None:
        return page("accounts/reset_request.html", form.status, form=form)
    request_reset(accounts_named(form.value.name))
    return redirect(url_for("accounts.reset_asked"))


@bp.get("/reset/asked")
@public
def reset_asked() -> ResponseReturnValue:
    """What happens now, whether or not anybody has that name."""
    return page("accounts/reset_asked.html")


@bp.route("/reset/<string:token>", methods=["GET", "POST"])
@public(form=ResetForm)
def reset(token: str, form: ResetForm) -> ResponseReturnValue:
    """Set a new password. Opening the page uses nothing up: mail programs open links too."""
    found = reset_behind(token)
    account = locked(Account, found.person_id) if found and form.value else None
    if found is None:
        return page("accounts/reset_over.html", NotFound.status)
    if form.value is None or account is None:
        return page("accounts/reset.html", form.status, form=form, token=token)
    set_new_password(account, form.value.password_hash)
    forget_sign_in()
    say(_l("Your new password is set. Sign in with it."))
    return redirect(url_for("accounts.sign_in"))
