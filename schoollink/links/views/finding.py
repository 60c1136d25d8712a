"""Finding a school that is here, asking it, and inviting one that is not."""

from uuid import UUID

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from schoollink.accounts.queries import invitation_token, opening_of
from schoollink.accounts.rules import Opening
from schoollink.core.database import db
from schoollink.core.errors import NotFound
from schoollink.core.gate import Limit, access, hit
from schoollink.core.i18n import _l
from schoollink.core.pages import page, public_url, say
from schoollink.core.security import current_actor
from schoollink.links import presenters
from schoollink.links.actions import propose_by_invitation, propose_link, withdraw_invitation
from schoollink.links.forms import InvitationForm, ProposalForm
from schoollink.links.models import LinkInvitation
from schoollink.links.policies import LinkPermission
from schoollink.links.queries import (
    FEWEST_LETTERS,
    live_links_with,
    schools_found,
    schools_led,
)
from schoollink.links.views.blueprint import bp
from schoollink.schools.models import School

SEARCHES = "30/minute"
LONGEST_NAME = 60


@bp.get("/find")
@access(LinkPermission.FIND)
def find() -> ResponseReturnValue:
    """Verified schools by name; at least three letters, at most 30 searches a minute."""
    g.section = "find"
    actor = current_actor()
    name = " ".join(request.args.get("name", "").split())[:LONGEST_NAME]
    if name:
        hit("links.find", SEARCHES, str(actor.person_id))
    found = schools_found(name, actor)
    known = live_links_with(actor.place_ids, [school.id for school in found]) if found else {}
    return page(
        "links/find.html",
        name=name,
        is_short=0 < len(name) < FEWEST_LETTERS,
        found=[
            {
                "school": school,
                "place": presenters.place(school),
                "ages": presenters.ages(school),
                "languages": presenters.languages(school.languages),
                "link": known.get(school.id),
            }
            for school in found
        ],
        led=schools_led(actor),
    )


@bp.route("/schools/<uuid:school_id>/propose", methods=["GET", "POST"])
@access(LinkPermission.PROPOSE, school=School, form=ProposalForm, limit=Limit("20/hour"))
def propose(school: School, form: ProposalForm) -> ResponseReturnValue:
    """Ask a school with one sentence."""
    if form.value is None:
        return page(
            "links/propose.html",
            form.status,
            form=form,
            school=school,
            place=presenters.place(school),
            ages=presenters.ages(school),
            spoken=presenters.languages(school.languages),
        )
    ours = db.session.get(School, UUID(form.value.ours))
    if ours is None:
        raise NotFound
    link = propose_link(ours, school, form.value.purpose, actor=current_actor())
    say(_l("Your question is on its way."))
    return redirect(url_for("links.show", link_id=link.id))


@bp.route("/schools/<uuid:school_id>/invite", methods=["GET", "POST"])
@access(LinkPermission.INVITE, school=School, form=InvitationForm, limit=Limit("20/hour"))
def invite(school: School, form: InvitationForm) -> ResponseReturnValue:
    """Ask a school that is not here yet, for one's own school."""
    if form.value is None:
        return page("links/invite.html", form.status, form=form, school=school)
    new = form.value
    asked = propose_by_invitation(
        school, new.purpose, new.for_name, new.address or None, actor=current_actor()
    )
    return redirect(url_for("links.invitation", invitation_id=asked.invitation_id))


@bp.get("/link-invitations/<uuid:invitation_id>")
@access(LinkPermission.SEE_INVITATION, invitation=LinkInvitation)
def invitation(invitation: LinkInvitation) -> ResponseReturnValue:
    """The link to send: to copy, to scan, to print."""
    is_open = opening_of(invitation.invitation) is Opening.OPEN
    url = public_url(f"/join/{invitation_token(invitation.invitation)}") if is_open else ""
    return page(
        "links/invitation.html",
        invitation=invitation,
        url=url,
        text=presenters.invitation_text(invitation),
        is_withdrawn=invitation.invitation.withdrawn_at is not None,
    )


@bp.post("/link-invitations/<uuid:invitation_id>/withdraw")
@access(LinkPermission.WITHDRAW, invitation=LinkInvitation)
def withdraw(invitation: LinkInvitation) -> ResponseReturnValue:
    """Take the invitation back; its link opens nothing more."""
    withdraw_invitation(invitation, actor=current_actor())
    say(_l("The invitation is taken back."))
    return redirect(url_for("links.index"))
