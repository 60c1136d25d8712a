"""Somebody opens an invitation: to a staff, or to register a school."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from schoollink.accounts.actions import NewAdult, accept, add_adult, begin
from schoollink.accounts.models import Invitation, Person, SignInWay
from schoollink.accounts.queries import present_invitation
from schoollink.accounts.rules import opens, shown_device
from schoollink.accounts.views.arriving import carry_in
from schoollink.core.database import db
from schoollink.core.gate import public
from schoollink.core.i18n import _l, current_language
from schoollink.core.pages import page
from schoollink.core.policy import NOBODY, Actor
from schoollink.schools.actions import join_staff
from schoollink.schools.actions.people import PURPOSE
from schoollink.schools.actions.schools import PURPOSE_OF_SCHOOLS
from schoollink.schools.forms import InvitedForm, NewSchoolForm
from schoollink.schools.models import StaffInvitation
from schoollink.schools.presenters import invited_roles
from schoollink.schools.views.blueprint import bp

opens(PURPOSE, endpoint="schools.join", words=_l("Join the staff of a school"))
opens(PURPOSE_OF_SCHOOLS, endpoint="schools.arrive", words=_l("Bring your school to SchoolLink"))


@bp.route("/join-staff", methods=["GET", "POST"])
@public(form=InvitedForm)
def join(form: InvitedForm) -> ResponseReturnValue:
    """A colleague makes an account and is on the staff."""
    invitation = present_invitation(PURPOSE)
    invited = db.session.get(StaffInvitation, invitation.id)
    if form.value is None or invited is None:
        return page(
            "schools/join.html",
            form.status,
            form=form,
            invited=invited,
            roles=invited_roles(invited) if invited else "",
        )
    person = _add(form.value)
    join_staff(invitation, person, actor=Actor(person_id=person.id))
    _come_in(person)
    return redirect(url_for("schools.show", school_id=invited.school_id))


@bp.route("/join-school", methods=["GET", "POST"])
@public(form=NewSchoolForm)
def arrive(form: NewSchoolForm) -> ResponseReturnValue:
    """Somebody makes an account, and registers a school next."""
    invitation: Invitation = present_invitation(PURPOSE_OF_SCHOOLS)
    if form.value is None:
        return page("schools/arrive.html", form.status, form=form)
    person = _add(form.value)
    accept(invitation, person, actor=Actor(person_id=person.id))
    _come_in(person)
    return redirect(url_for("schools.register"))


def _add(new: NewAdult) -> Person:
    return add_adult(new, actor=NOBODY, language=current_language().tag)


def _come_in(person: Person) -> None:
    device = shown_device(request.user_agent.string)
    carry_in(begin(person, SignInWay.INVITATION, device=device))
