"""Who a school is, as itself and others see it; how a school comes here and is verified."""

from typing import Any

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue

from schoollink.accounts.views.destination import landing
from schoollink.core.errors import Stale
from schoollink.core.gate import access, signed_in
from schoollink.core.i18n import _l
from schoollink.core.pages import page, say, stale_page
from schoollink.core.policy import can, require
from schoollink.core.security import current_actor
from schoollink.schools.actions import (
    confirm_guesses,
    edit_school,
    note_check,
    register_school,
    verify_school,
)
from schoollink.schools.forms import CheckForm, ProfileForm, RegisterForm
from schoollink.schools.forms.schools import days_of_week, values_of
from schoollink.schools.models import School
from schoollink.schools.policies import SchoolPermission
from schoollink.schools.presenters import crest_side, profile_of
from schoollink.schools.queries import advised_schools
from schoollink.schools.rules.places import CRESTS
from schoollink.schools.views.blueprint import bp


@bp.get("/schools/<uuid:school_id>")
@access(SchoolPermission.VIEW, school=School)
def show(school: School) -> ResponseReturnValue:
    """A school, as its own people, its partners and its network see it."""
    actor = current_actor()
    works_here = school.id in actor.place_ids
    if not works_here:
        g.section = "links"
    return page(
        "schools/show.html",
        school=school,
        profile=profile_of(school, dict(days_of_week())),
        side=crest_side(school, actor),
        works_here=works_here,
        known=next((one for one in school.known_by if one.school_id in actor.place_ids), None),
    )


@bp.route("/schools/register", methods=["GET", "POST"])
@signed_in(form=RegisterForm)
def register(form: RegisterForm) -> ResponseReturnValue:
    """A school comes here; whoever has one already is led to it."""
    actor = current_actor()
    if actor.place_ids and not actor.is_pupil and not can(actor, SchoolPermission.REGISTER):
        say(_l("Your school is here already."), "info")
        return redirect(landing(is_pupil=False))
    if actor.is_suspended:
        return redirect(landing(is_pupil=False))
    require(actor, SchoolPermission.REGISTER)
    if form.value is None:
        return page("schools/register.html", form.status, form=form, crests=icons(CRESTS))
    school, next_url = register_school(form.value, actor=actor)
    say(_l("Your school is here. Welcome."))
    return redirect(next_url or url_for("schools.show", school_id=school.id))


@bp.route("/schools/<uuid:school_id>/edit", methods=["GET", "POST"])
@access(SchoolPermission.EDIT, school=School, form=ProfileForm)
def edit(school: School, form: ProfileForm) -> ResponseReturnValue:
    """Say who the school is; when somebody was quicker both texts are shown."""
    values: dict[str, Any] = {"form": form, "school": school, "differences": []}
    values["crests"] = icons(CRESTS)
    if form.value is None:
        return page("schools/edit.html", form.status, **values)
    try:
        edit_school(school, form.value, int(form.version.data), actor=current_actor())
    except Stale:
        now = values_of(school)
        return stale_page("schools/edit.html", now=now, version=school.version, **values)
    say(_l("Saved. Other schools see it like this now."))
    return redirect(url_for("schools.show", school_id=school.id))


@bp.post("/schools/<uuid:school_id>/guesses")
@access(SchoolPermission.EDIT, school=School)
def confirm(school: School) -> ResponseReturnValue:
    """What was guessed is right."""
    confirm_guesses(school, actor=current_actor())
    say(_l("Thank you. We count on that from now on."))
    return redirect(landing(is_pupil=False))


@bp.post("/schools/<uuid:school_id>/verify")
@access(SchoolPermission.VERIFY, school=School)
def verify(school: School) -> ResponseReturnValue:
    """A network says that the school is what it says."""
    verify_school(school, actor=current_actor())
    say(_l("The school is verified. Other schools can find it now."))
    return redirect(url_for("schools.advise"))


@bp.route("/schools/<uuid:school_id>/check", methods=["GET", "POST"])
@access(SchoolPermission.CHECK, school=School, form=CheckForm)
def check(school: School, form: CheckForm) -> ResponseReturnValue:
    """How one's own school made sure of a partner that no network has verified."""
    if form.value is None:
        return page("schools/check.html", form.status, form=form, school=school)
    note_check(school, form.value.how, actor=current_actor())
    say(_l("Written down."))
    return redirect(url_for("schools.show", school_id=school.id))


@bp.get("/networks")
@access(SchoolPermission.ADVISE)
def advise() -> ResponseReturnValue:
    """The schools of a network: names and states, nothing of their work."""
    g.section = "network"
    return page("schools/advise.html", schools=advised_schools(current_actor()))


def icons(names: dict[str, str]) -> dict[str, str]:
    """Each value of a picture choice is the name of its icon."""
    return {name: name for name in names}
