"""The staff of a school: who is here, in which role, vetted until when."""

from operator import itemgetter
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from schoollink.accounts.queries import invitation_token, opening_of
from schoollink.core.clock import today
from schoollink.core.gate import access
from schoollink.core.i18n import _l, listed
from schoollink.core.pages import page, public_url, say
from schoollink.core.security import current_actor
from schoollink.schools.actions import (
    end_membership,
    give_roles,
    invite_staff,
    lift_suspension,
    note_vetting,
    suspend,
    withdraw_invitation,
)
from schoollink.schools.forms import InviteForm, RolesForm, VettingForm
from schoollink.schools.models import Membership, Role, School, StaffInvitation
from schoollink.schools.policies import SchoolPermission
from schoollink.schools.presenters import invited_roles, member_line
from schoollink.schools.queries import active_count, noters_of, open_invitations, staff_of
from schoollink.schools.rules.roles import NEEDED, doubled_roles, may_note_vetting, who_can_note
from schoollink.schools.views.blueprint import bp

SUSPENDED = _l(
    "This person is signed out everywhere. Whoever signs in again reads that you suspended them,"
    " and finds nothing of your school."
)


@bp.get("/schools/<uuid:school_id>/people")
@access(SchoolPermission.WORK, school=School)
def people(school: School) -> ResponseReturnValue:
    """Everybody on the staff, and who is invited."""
    staff = staff_of(school)
    day = today(school.zone)
    held = frozenset[Role]().union(*(one.roles for one in staff if one.is_active))
    return page(
        "schools/people.html",
        school=school,
        lines=sorted((member_line(one, day) for one in staff), key=itemgetter("rank")),
        invited=[
            (one, invited_roles(one), opening_of(one.invitation))
            for one in open_invitations(school)
        ],
        missing=[role for role in NEEDED if role not in held],
        is_doubled=doubled_roles(one.roles for one in staff if one.is_active),
        me_id=current_actor().person_id,
    )


@bp.route("/schools/<uuid:school_id>/people/invite", methods=["GET", "POST"])
@access(SchoolPermission.INVITE, school=School, form=InviteForm)
def invite(school: School, form: InviteForm) -> ResponseReturnValue:
    """Invite a colleague by name."""
    if form.value is None:
        return page("schools/invite.html", form.status, form=form, school=school)
    made = invite_staff(
        school,
        form.value.name,
        actor=current_actor(),
        roles=map(Role, form.value.roles),
        address=form.value.address,
    )
    return redirect(url_for("schools.invitation", invited_id=made.invitation_id))


@bp.get("/staff-invitations/<uuid:invited_id>")
@access(SchoolPermission.VIEW_INVITATION, invited=StaffInvitation)
def invitation(invited: StaffInvitation) -> ResponseReturnValue:
    """The link, to copy, to print or to send."""
    return page(
        "schools/invitation.html",
        invited=invited,
        roles=invited_roles(invited),
        opening=opening_of(invited.invitation),
        link=public_url(url_for("accounts.join", token=invitation_token(invited.invitation))),
    )


@bp.post("/staff-invitations/<uuid:invited_id>/withdraw")
@access(SchoolPermission.WITHDRAW, invited=StaffInvitation)
def withdraw(invited: StaffInvitation) -> ResponseReturnValue:
    """Take an invitation back."""
    withdraw_invitation(invited, actor=current_actor())
    say(_l("The invitation is taken back. Its link opens nothing now."))
    return redirect(url_for("schools.people", school_id=invited.school_id))


@bp.get("/members/<uuid:member_id>")
@access(SchoolPermission.VIEW_MEMBER, member=Membership)
def member(member: Membership) -> ResponseReturnValue:
    """One person on the staff."""
    me = current_actor().person_id
    return page(
        "schools/member.html",
        member=member,
        line=member_line(member, today(member.school.zone)),
        suspended=SUSPENDED,
        is_me=member.person_id == me,
        **_noting(member),
    )


def _noting(member: Membership) -> dict[str, Any]:
    """Whether the reader may note a check, and who else can."""
    is_alone = active_count(member.school) <= 1
    return {
        "may_note": may_note_vetting(member.person_id, current_actor().me, is_alone=is_alone),
        "who_can_note": who_can_note(listed(noters_of(member))),
    }


@bp.route("/members/<uuid:member_id>/roles", methods=["GET", "POST"])
@access(SchoolPermission.GIVE_ROLES, member=Membership, form=RolesForm)
def roles(member: Membership, form: RolesForm) -> ResponseReturnValue:
    """Which roles somebody holds."""
    if form.value is None:
        return page("schools/roles.html", form.status, form=form, member=member)
    give_roles(member, map(Role, form.value.roles), actor=current_actor())
    say(_l("The roles are changed."))
    return redirect(url_for("schools.people", school_id=member.school_id))


@bp.route("/members/<uuid:member_id>/vetting", methods=["GET", "POST"])
@access(SchoolPermission.VET, member=Membership, form=VettingForm)
def vetting(member: Membership, form: VettingForm) -> ResponseReturnValue:
    """Who saw the certificate, and until when it holds."""
    if form.value is None:
        return page(
            "schools/vetting.html", form.status, form=form, member=member, **_noting(member)
        )
    note_vetting(
        member, form.value.seen_by, form.value.seen_on, form.value.until, actor=current_actor()
    )
    say(_l("The check is noted."))
    return redirect(url_for("schools.people", school_id=member.school_id))


@bp.post("/members/<uuid:member_id>/suspend")
@access(SchoolPermission.SUSPEND, member=Membership)
def bar(member: Membership) -> ResponseReturnValue:
    """Keep somebody out at once."""
    suspend(member, actor=current_actor())
    say(SUSPENDED)
    return redirect(url_for("schools.member", member_id=member.id))


@bp.post("/members/<uuid:member_id>/lift")
@access(SchoolPermission.SUSPEND, member=Membership)
def lift(member: Membership) -> ResponseReturnValue:
    """Let a suspended person come back."""
    lift_suspension(member, actor=current_actor())
    say(_l("This person can come in again."))
    return redirect(url_for("schools.member", member_id=member.id))


@bp.post("/members/<uuid:member_id>/end")
@access(SchoolPermission.END_MEMBERSHIP, member=Membership)
def end(member: Membership) -> ResponseReturnValue:
    """Somebody left the school."""
    end_membership(member, actor=current_actor())
    say(_l("This person is not on the staff any more."))
    return redirect(url_for("schools.people", school_id=member.school_id))
