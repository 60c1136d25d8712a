"""Signing in, the second step, signing out."""

from typing import Any
from uuid import UUID

from flask import Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from schoollink.accounts.actions import begin, end, pass_factor
from schoollink.accounts.forms import Entry, FactorTries, SecondStepForm, SignInForm
from schoollink.accounts.models import Person, SignIn, SignInWay
from schoollink.accounts.queries import account_of, has_factor
from schoollink.accounts.rules import shown_device
from schoollink.accounts.signals import sign_in_matter
from schoollink.accounts.views.arriving import SHARED, carry_in
from schoollink.accounts.views.blueprint import bp
from schoollink.accounts.views.destination import landing, present_destination, url_of
from schoollink.accounts.views.unsent import kept_form, opened
from schoollink.core import errors
from schoollink.core.database import locked
from schoollink.core.errors import NotSignedIn, RuleBroken
from schoollink.core.gate import public
from schoollink.core.gate.origin import OLDER_PAGE, comes_from_elsewhere, is_page_of_another
from schoollink.core.i18n import _l
from schoollink.core.pages import page, say
from schoollink.core.policy import Actor
from schoollink.core.security import (
    current_actor,
    current_sign_in,
    forget_sign_in,
    keep_step,
    kept_step,
    known_device,
    load_actor,
    remember_device,
)


@bp.route("/sign-in", methods=["GET", "POST"])
@public(form=SignInForm, old_pages=True)
def sign_in(form: SignInForm) -> ResponseReturnValue:
    """Name and password, and in."""
    if form.value is None:
        if current_actor().signed_in and (form.is_of_old_page or not form.sent):
            return _go_on(form)
        _say_old(form)
        return page("accounts/sign_in.html", form.status, form=form)
    return _let_in(form.value)


def _go_on(form: SignInForm | SecondStepForm) -> Response:
    """Somebody is in already, perhaps through another tab."""
    actor = current_actor()
    return _onward(actor.me, form.next.data, form.unsent.data, is_pupil=actor.is_pupil)


def _say_old(form: SignInForm | SecondStepForm) -> None:
    if form.is_of_old_page:
        say(OLDER_PAGE, "warn")


def _let_in(entry: Entry) -> ResponseReturnValue:
    person = locked(Person, entry.person_id) if entry.person_id else None
    account = account_of(person.id) if person else None
    if person is None or account is None or not person.is_active:
        raise RuleBroken(_l("This account is closed."), field="password")
    needs_factor = has_factor(account)
    row = begin(
        person,
        SignInWay.PASSWORD,
        device=shown_device(request.user_agent.string),
        needs_factor=needs_factor,
    )
    if not needs_factor:
        return _arrive(row, entry.next, entry.unsent)
    carry_in(row)
    if entry.unsent:
        return page("accounts/second_step.html", form=_second_step_with(entry))
    return redirect(url_for("accounts.second_step", next=entry.next or None))


def _second_step_with(entry: Entry) -> SecondStepForm:
    form = SecondStepForm()
    form.show(next=entry.next, unsent=entry.unsent)
    return form


@bp.route("/sign-in/second-step", methods=["GET", "POST"])
@public(form=SecondStepForm, old_pages=True)
def second_step(form: SecondStepForm) -> ResponseReturnValue:
    """A code, and in."""
    half = current_sign_in()
    if half is None:
        return _start_over(form)
    if not half.factor_due:
        return _go_on(form)
    if form.value is None:
        _say_old(form)
        return page("accounts/second_step.html", form.status, form=form)
    tries = FactorTries("second-step", half.person)
    try:
        row = pass_factor(half, form.value.code)
    except RuleBroken:
        tries.was_wrong()
        raise
    tries.was_right()
    return _arrive(row, form.value.next, form.value.unsent)


def _start_over(form: SecondStepForm) -> Response:
    """The first step is too long ago: where somebody was going and what they wrote go there too."""
    if not form.unsent.data:
        return make_response(redirect(url_for("accounts.sign_in", next=form.next.data or None)))
    again = SignInForm()
    again.show(next=form.next.data, unsent=form.unsent.data)
    return page(
        "accounts/sign_in.html", NotSignedIn.status, form=again, was_sent=True, is_kept=True
    )


def _arrive(row: SignIn, next_: str | None, unsent: str | None) -> Response:
    """Somebody is in: what they wrote, or where they were going."""
    person = row.person
    is_new = not known_device([person.id])
    carry_in(row)
    load_actor()
    response = _onward(person.id, next_, unsent, is_pupil=person.is_pupil)
    remember_device(response, person.id)
    if is_new:
        sign_in_matter(person.id, "new_device")
    return response


def _onward(person_id: UUID, next_: str | None, unsent: str | None, *, is_pupil: bool) -> Response:
    written = opened(unsent, person_id)
    if written is not None:
        return page("accounts/unsent.html", written=written)
    return make_response(redirect(url_of(next_, is_pupil=is_pupil)))


@bp.post("/sign-out")
@public(old_pages=True)
def sign_out() -> ResponseReturnValue:
    """End this sign-in, and leave nothing on the device (RP-25).

    The page of somebody who was here before ends nothing of whoever is in now.
    """
    row = current_sign_in()
    if row is not None and is_page_of_another(row.person_id):
        say(_l("That page was somebody else's, and it is closed. You are still signed in."), "warn")
        return redirect(landing(is_pupil=row.person.is_pupil))
    was_shared = row is not None and row.ends_with is not None
    if row is not None:
        end(row, actor=Actor(person_id=row.person_id, sign_in_id=row.id))
    response = _leave(to_door=was_shared)
    if not was_shared:
        say(_l("You are signed out."))
    return response


@bp.get("/leave")
@public
def leave() -> ResponseReturnValue:
    """Where the page of a pupil goes when its sign-in is over, or another began in its place.

    Another site closes nothing here: it could have what waits to be sent deleted.
    """
    if comes_from_elsewhere():
        return redirect("/")
    actor = current_actor()
    if actor.signed_in:
        response = make_response(redirect(landing(is_pupil=actor.is_pupil)))
    else:
        response = _leave(to_door=bool(kept_step(SHARED)))
    say(_l("The page that was open here is closed. What was not sent is gone."), "warn")
    return response


def _leave(*, to_door: bool) -> Response:
    """Away from a sign-in that is over: nothing of it stays on the device (RP-25)."""
    forget_sign_in()
    if to_door:
        keep_step(SHARED, "yes")
    response = make_response(redirect("/class-door" if to_door else "/"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def ask_to_sign_in() -> Response:
    """The answer to whoever must sign in first: the way back is kept, and what was typed.

    A device of a class leads back to the class door, not to where staff sign in. The next child
    may hold it, so that what was typed is not kept there.
    """
    half = current_sign_in()
    target = present_destination()
    if kept_step(SHARED):
        response = _leave(to_door=True)
        if request.method == "POST":
            say(_l("You were signed out before this was sent. Come in and write it again."), "warn")
        return response
    if request.method in {"GET", "HEAD"}:
        endpoint = (
            "accounts.second_step" if half is not None and half.factor_due else "accounts.sign_in"
        )
        return make_response(redirect(url_for(endpoint, next=target or None)))
    form = SignInForm()
    unsent, had_words = kept_form()
    form.show(next=target, unsent=unsent)
    values: dict[str, Any] = {
        "form": form,
        "was_sent": True,
        "is_kept": bool(unsent),
        "is_lost": had_words and not unsent,
    }
    return page("accounts/sign_in.html", NotSignedIn.status, **values)


errors.use(sign_in_page=ask_to_sign_in)
