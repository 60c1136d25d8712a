"""Somebody opens an invitation: to a staff, or to register a school."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from schoollink.accounts.actions import NewAdult, accept, add_adult, begin, let_go
from schoollink.accounts.models import Invitation, Person, SignInWay
from schoollink.accounts.queries import person
from schoollink.accounts.rules import opens, shown_device
from schoollink.accounts.views.arriving import carry_in
from schoollink.accounts.views.destination import landing
from schoollink.accounts.views.joining import too_late
from schoollink.core.database import db
from schoollink.core.gate import public
from schoollink.core.i18n import _l, current_language
from schoollink.core.pages import page, say
from schoollink.core.policy import NOBODY, Actor, can
from schoollink.core.security import current_actor
from schoollink.schools.actions import join_staff
from schoollink.schools.actions.people import PURPOSE
from schoollink.schools.actions.schools import PURPOSE_OF_SCHOOLS
from schoollink.schools.forms import InvitedForm, NewSchoolForm
from schoollink.schools.forms.people import invitation_at_hand
from schoollink.schools.models import School, StaffInvitation
from schoollink.schools.policies import SchoolPermission
from schoollink.schools.presenters import invited_roles, place
from schoollink.schools.queries import inviting_school, right_to_register
from schoollink.schools.signals import school_invitation_opened
from schoollink.schools.views.blueprint import bp

opens(PURPOSE, endpoint="schools.join", words=_l("Join the staff of a school"))
opens(PURPOSE_OF_SCHOOLS, endpoint="schools.arrive", words=_l("Bring your school to SchoolLink"))


@bp.route("/join-staff", methods=["GET", "POST"])
@public(form=InvitedForm)
def join(form: InvitedForm) -> ResponseReturnValue:
    """A colleague makes an account and is on the staff."""
    invitation = invitation_at_hand(PURPOSE)
    invited = db.session.get(StaffInvitation, invitation.id) if invitation else None
    if invitation is None or invited is None:
        return _lead_on()
    if _is_own(invitation, invited.school):
        back = can(current_actor(), SchoolPermission.VIEW_INVITATION, invited)
        return page(
            "schools/own_invitation.html",
            409 if form.sent else 200,
            name=invitation.for_name,
            back=url_for("schools.invitation", invited_id=invitation.id) if back else "",
        )
    if form.value is None:
        roles = invited_roles(invited)
        return page("schools/join.html", form.status, form=form, invited=invited, roles=roles)
    added = _add(form.value)
    join_staff(invitation, added, actor=Actor(person_id=added.id))
    _come_in(added)
    return redirect(landing(is_pupil=False))


@bp.route("/join-school", methods=["GET", "POST"])
@public(form=NewSchoolForm)
def arrive(form: NewSchoolForm) -> ResponseReturnValue:
    """Somebody makes an account, and registers a school next."""
    invitation = invitation_at_hand(PURPOSE_OF_SCHOOLS)
    if invitation is None:
        return _lead_on()
    asked = _who_asks(invitation)
    if _is_own(invitation, asked["school"]):
        back = asked["purpose"] and invitation.invited_by_id == current_actor().person_id
        return page(
            "schools/own_invitation.html",
            409 if form.sent else 200,
            back=url_for("links.invitation", invitation_id=invitation.id) if back else "",
        )
    if form.value is None:
        return page("schools/arrive.html", form.status, form=form, **asked)
    added = _add(form.value)
    accept(invitation, added, actor=Actor(person_id=added.id))
    let_go(added)  # nothing ties them here until they register the school
    _come_in(added)
    return redirect(url_for("schools.register"))


def _who_asks(invitation: Invitation) -> dict[str, Any]:
    """Who invites, and what for; no school where a network or the site admin does."""
    school = inviting_school(invitation)
    answers = school_invitation_opened.send(invitation)
    return {
        "sender": person(invitation.invited_by_id) if invitation.invited_by_id else None,
        "school": school,
        "place": place(school) if school else "",
        "purpose": next((words for _, words in answers if words), ""),
    }


def _is_own(invitation: Invitation, school: School | None) -> bool:
    """Whether who opens it sent it, or is of the school that did."""
    actor = current_actor()
    is_sender = actor.person_id is not None and actor.person_id == invitation.invited_by_id
    return is_sender or (school is not None and school.id in actor.place_ids)


def _lead_on() -> ResponseReturnValue:
    """The invitation was used, perhaps by whoever came back to this page: to what comes next."""
    actor = current_actor()
    if not actor.signed_in:
        late = too_late()
        if late is not None:
            return late
        say(_l("This invitation was used, or its time is over. If it was you, sign in."), "info")
        return redirect(url_for("accounts.sign_in"))
    if can(actor, SchoolPermission.REGISTER) and right_to_register(actor.person_id):
        return redirect(url_for("schools.register"))
    return redirect(landing(is_pupil=actor.is_pupil))


def _add(new: NewAdult) -> Person:
    return add_adult(new, actor=NOBODY, language=current_language().tag)


def _come_in(added: Person) -> None:
    device = shown_device(request.user_agent.string)
    carry_in(begin(added, SignInWay.INVITATION, device=device))
