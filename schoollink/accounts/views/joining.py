"""Links that open once: an invitation, and the set-up of a new server."""

from flask import Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from schoollink.accounts.actions import accept, add_adult, begin, make_site_admin, renew
from schoollink.accounts.forms import NewAdultForm
from schoollink.accounts.models import Invitation, SignInWay
from schoollink.accounts.queries import has_accounts, invitation_behind, opening_of, person
from schoollink.accounts.rules import SET_UP, Opening, purposes, shown_device
from schoollink.accounts.views.arriving import carry_in
from schoollink.accounts.views.blueprint import bp
from schoollink.accounts.views.destination import landing
from schoollink.core.database import locked
from schoollink.core.errors import NotFound
from schoollink.core.gate import Limit, public
from schoollink.core.i18n import _l, current_language
from schoollink.core.pages import page, say
from schoollink.core.policy import Actor
from schoollink.core.security import current_actor, keep_step, kept_step, remember_device

MANY = Limit("120/minute", by="address")


@bp.get("/join/<string:token>")
@public
def join(token: str) -> ResponseReturnValue:
    """Open an invitation: on to the feature that knows what it is for."""
    invitation = _named(token)
    opening = opening_of(invitation)
    if opening is Opening.OPEN:
        keep_step("invitation", token)
        return redirect(url_for(purposes()[invitation.purpose].endpoint))
    return _closed(token, invitation, 200 if opening is Opening.RENEWABLE else 410)


def too_late() -> Response | None:
    """What became of the invitation that this visitor opened, while they filled in its form; None
    when they opened none, or it is still open.
    """
    token = kept_step("invitation")
    if token is None:
        return None
    invitation = _named(token)
    return None if opening_of(invitation) is Opening.OPEN else _closed(token, invitation, 410)


def _closed(token: str, invitation: Invitation, status: int) -> Response:
    sender = person(invitation.invited_by_id) if invitation.invited_by_id else None
    return page(
        "accounts/join.html",
        status,
        opening=opening_of(invitation).value,
        token=token,
        words=purposes()[invitation.purpose].words,
        sender=sender.name if sender else None,
    )


@bp.post("/join/<string:token>/renew")
@public(limit=MANY)
def renew_invitation(token: str) -> ResponseReturnValue:
    """The invited person makes it good again with one press."""
    invitation = locked(Invitation, _named(token).id)
    if invitation is None:
        raise NotFound
    renew(invitation, actor=current_actor())
    say(_l("The invitation is open again for 14 days."))
    return redirect(url_for("accounts.join", token=token))


def _named(token: str) -> Invitation:
    invitation = invitation_behind(token)
    if invitation is None or invitation.purpose not in purposes():
        raise NotFound(_l("This link is not whole, or a newer one took its place."))
    return invitation


@bp.route("/set-up/<string:token>", methods=["GET", "POST"])
@public(form=NewAdultForm)
def set_up(token: str, form: NewAdultForm) -> ResponseReturnValue:
    """Make the first person, who runs this server, and lead on to their school."""
    found = invitation_behind(token)
    if found is None or found.purpose != SET_UP or opening_of(found) is not Opening.OPEN:
        return page("accounts/set_up_over.html", 410)
    if form.value is None:
        return page(
            "accounts/set_up.html",
            form.status,
            form=form,
            token=token,
            is_first=not has_accounts(),
        )
    held = locked(Invitation, found.id)
    if held is None:
        raise NotFound
    added = add_adult(form.value, actor=Actor(), language=current_language().tag)
    actor = Actor(person_id=added.id)
    accept(held, added, actor=actor)
    make_site_admin(added, actor=actor)
    row = begin(added, SignInWay.INVITATION, device=shown_device(request.user_agent.string))
    carry_in(row)
    known = "schools.register" in current_app.view_functions
    response = current_app.make_response(
        redirect(url_for("schools.register") if known else landing(is_pupil=False))
    )
    remember_device(response, added.id)
    return response
