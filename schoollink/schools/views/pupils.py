"""One pupil, as their teachers see them."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from schoollink.core.gate import access
from schoollink.core.i18n import _l
from schoollink.core.pages import page, say
from schoollink.core.security import current_actor
from schoollink.schools.actions import (
    edit_pupil,
    lift_pupil_suspension,
    pupil_leaves,
    suspend_pupil,
)
from schoollink.schools.forms import PupilForm
from schoollink.schools.models import Pupil
from schoollink.schools.policies import SchoolPermission
from schoollink.schools.rules.places import AVATARS
from schoollink.schools.views.blueprint import bp


@bp.route("/pupils/<uuid:pupil_id>", methods=["GET", "POST"])
@access(SchoolPermission.TEACH_PUPIL, pupil=Pupil, form=PupilForm)
def pupil(pupil: Pupil, form: PupilForm) -> ResponseReturnValue:
    """Name, picture, school only."""
    if form.value is None:
        return page(
            "schools/pupil.html",
            form.status,
            form=form,
            pupil=pupil,
            avatars={name: name for name in AVATARS},
        )
    edit_pupil(
        pupil,
        form.value.name,
        avatar=form.value.avatar,
        school_only=form.value.school_only,
        actor=current_actor(),
    )
    say(_l("Saved."))
    return redirect(url_for("schools.show_class", school_class_id=pupil.class_id))


@bp.post("/pupils/<uuid:pupil_id>/leave")
@access(SchoolPermission.TEACH_PUPIL, pupil=Pupil)
def leave(pupil: Pupil) -> ResponseReturnValue:
    """The pupil left the school."""
    pupil_leaves(pupil, actor=current_actor())
    say(_l("This pupil has left. Nobody can sign in with this card any more."))
    return redirect(url_for("schools.show_class", school_class_id=pupil.class_id))


@bp.post("/pupils/<uuid:pupil_id>/suspend")
@access(SchoolPermission.SUSPEND_PUPIL, pupil=Pupil)
def bar_pupil(pupil: Pupil) -> ResponseReturnValue:
    """Keep a pupil out for now."""
    suspend_pupil(pupil, actor=current_actor())
    say(_l("This pupil is signed out and can't come in for now."))
    return redirect(url_for("schools.show_class", school_class_id=pupil.class_id))


@bp.post("/pupils/<uuid:pupil_id>/lift")
@access(SchoolPermission.SUSPEND_PUPIL, pupil=Pupil)
def lift_pupil(pupil: Pupil) -> ResponseReturnValue:
    """Let a pupil come back."""
    lift_pupil_suspension(pupil, actor=current_actor())
    say(_l("This pupil can come in again."))
    return redirect(url_for("schools.show_class", school_class_id=pupil.class_id))
