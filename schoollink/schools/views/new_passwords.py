"""A colleague who has no mail address forgot the password: two people of the school help."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from schoollink.accounts.forms import SudoForm
from schoollink.accounts.models import PasswordReset
from schoollink.accounts.queries import reset_token
from schoollink.accounts.rules import RESET_LIFE
from schoollink.core.database import db
from schoollink.core.gate import access
from schoollink.core.i18n import _l, bdi, in_zone, listed
from schoollink.core.pages import page, public_url, say
from schoollink.core.security import current_actor
from schoollink.schools.actions.new_passwords import (
    ask_for_password_link,
    make_password_link,
    stop_password_link,
)
from schoollink.schools.models import Membership
from schoollink.schools.policies import SchoolPermission
from schoollink.schools.queries import staff_of
from schoollink.schools.queries.new_passwords import case_of
from schoollink.schools.rules.new_passwords import Now
from schoollink.schools.views.blueprint import bp


@bp.route("/members/<uuid:member_id>/new-password", methods=["GET", "POST"])
@access(SchoolPermission.HELP_SIGN_IN, member=Membership, form=SudoForm)
def new_password(member: Membership, form: SudoForm) -> ResponseReturnValue:
    """Where it stands; sending one's own password makes the link."""
    if form.value is None:
        return _page(member, form)
    make_password_link(member, actor=current_actor())
    return redirect(url_for("schools.new_password", member_id=member.id))


def _page(member: Membership, form: SudoForm) -> ResponseReturnValue:
    case = case_of(member, current_actor())
    names = {one.person_id: one.person.name for one in staff_of(member.school)}
    wish = case.wish
    reset = db.session.get(PasswordReset, wish.reset_id) if wish and wish.reset_id else None
    return page(
        "schools/new_password.html",
        form.status,
        form=form,
        member=member,
        stands=case.now.value,
        others=listed([bdi(names[one.person_id]) for one in case.others]),
        asker=names.get(wish.asked_by) if wish and wish.asked_by else None,
        maker=names.get(wish.made_by) if wish and wish.made_by else None,
        link=public_url(url_for("accounts.reset", token=reset_token(reset)))
        if reset is not None and case.now is Now.MADE_BY_ME
        else "",
        until=in_zone(wish.at + RESET_LIFE, member.school.zone) if wish else None,
    )


@bp.post("/members/<uuid:member_id>/new-password/ask")
@access(SchoolPermission.HELP_SIGN_IN, member=Membership)
def ask_for_new_password(member: Membership) -> ResponseReturnValue:
    """Say that a colleague needs a new password; somebody else has to agree."""
    ask_for_password_link(member, actor=current_actor())
    return redirect(url_for("schools.new_password", member_id=member.id))


@bp.post("/members/<uuid:member_id>/new-password/stop")
@access(SchoolPermission.HELP_SIGN_IN, member=Membership)
def stop_new_password(member: Membership) -> ResponseReturnValue:
    """Take back what was asked or made."""
    stop_password_link(member, actor=current_actor())
    say(_l("It is taken back. No link for a new password is open."))
    return redirect(url_for("schools.member", member_id=member.id))
