"""Planning, logging, changing, moving and cancelling a visit."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from schoollink.core.clock import today
from schoollink.core.errors import Stale
from schoollink.core.gate import access
from schoollink.core.i18n import _l
from schoollink.core.pages import page, say, stale_page
from schoollink.core.security import current_actor
from schoollink.links.models import Link
from schoollink.links.presenters import our_side
from schoollink.visits import actions, presenters, queries, rules
from schoollink.visits.forms import AccountForm, CancelForm, EditForm, LogForm, PlanForm, plan_of
from schoollink.visits.models import Visit, VisitState
from schoollink.visits.policies import VisitPermission
from schoollink.visits.views.blueprint import bp, head


def to_visit(visit: Visit) -> ResponseReturnValue:
    """Back to the page of a visit."""
    return redirect(url_for("visits.show", visit_id=visit.id))


@bp.route("/links/<uuid:link_id>/visits/log", methods=["GET", "POST"])
@access(VisitPermission.PLAN, link=Link, form=LogForm)
def log(link: Link, form: LogForm) -> ResponseReturnValue:
    """Write a past visit down, in five fields."""
    if form.value is None:
        return page("visits/log.html", form.status, form=form, link=link)
    visit = actions.log_visit(link, form.value, actor=current_actor())
    say(_l("The visit is written down."))
    return to_visit(visit)


@bp.route("/links/<uuid:link_id>/visits/new", methods=["GET", "POST"])
@access(VisitPermission.PLAN, link=Link, form=PlanForm)
def create(link: Link, form: PlanForm) -> ResponseReturnValue:
    """Plan a visit, with a word on whose turn it is to travel."""
    if form.value is None:
        own = our_side(link, current_actor()).school
        balance = rules.balance(queries.visits_of(link), own.id, today(own.zone))
        words = [presenters.balance_words(balance), presenters.turn_words(balance)]
        turn = "" if balance.is_empty else " ".join(filter(None, words))
        return page("visits/create.html", form.status, form=form, link=link, turn=turn)
    visit = actions.plan_visit(link, form.value, actor=current_actor())
    say(_l("The visit is planned. Next come its days and the checklist."))
    return to_visit(visit)


@bp.route("/visits/<uuid:visit_id>/edit", methods=["GET", "POST"])
@access(VisitPermission.EDIT, visit=Visit, form=EditForm)
def edit(visit: Visit, form: EditForm) -> ResponseReturnValue:
    """Change the plan; when somebody was quicker both texts are shown."""
    values: dict[str, Any] = head(visit) | {"form": form, "differences": []}
    if form.value is None:
        return page("visits/edit.html", form.status, **values)
    try:
        moved_along = actions.change_visit(visit, form.value, actor=current_actor())
    except Stale:
        return stale_page("visits/edit.html", now=plan_of(visit), version=visit.version, **values)
    if moved_along:
        say(_l("The plan is saved. What is planned for the days moved along with them."))
    else:
        say(_l("The plan is saved."))
    return to_visit(visit)


@bp.route("/visits/<uuid:visit_id>/account", methods=["GET", "POST"])
@access(VisitPermission.EDIT, visit=Visit, form=AccountForm)
def account(visit: Visit, form: AccountForm) -> ResponseReturnValue:
    """Write what was exchanged and what follows."""
    values: dict[str, Any] = head(visit) | {"form": form, "differences": []}
    if form.value is None:
        return page("visits/account.html", form.status, **values)
    try:
        actions.write_account(visit, form.value, actor=current_actor())
    except Stale:
        now = {"exchanged": visit.exchanged, "follow_up": visit.follow_up}
        return stale_page("visits/account.html", now=now, version=visit.version, **values)
    say(_l("What you wrote is saved."))
    return to_visit(visit)


@bp.route("/visits/<uuid:visit_id>/cancel", methods=["GET", "POST"])
@access(VisitPermission.DECIDE, visit=Visit, form=CancelForm)
def cancel(visit: Visit, form: CancelForm) -> ResponseReturnValue:
    """Call the visit off."""
    if form.value is None:
        return page("visits/cancel.html", form.status, **head(visit), form=form)
    actions.cancel_visit(visit, form.value, actor=current_actor())
    say(_l("The visit is cancelled. Both schools can still read it."))
    return to_visit(visit)


@bp.post("/visits/<uuid:visit_id>/confirm")
@access(VisitPermission.DECIDE, visit=Visit)
def confirm(visit: Visit) -> ResponseReturnValue:
    """Say that the visit takes place."""
    actions.confirm_visit(visit, actor=current_actor())
    say(_l("The visit is confirmed."))
    return to_visit(visit)


@bp.post("/visits/<uuid:visit_id>/start")
@access(VisitPermission.DECIDE, visit=Visit)
def start(visit: Visit) -> ResponseReturnValue:
    """Say that the visit has begun."""
    actions.move_visit(visit, VisitState.IN_PROGRESS, actor=current_actor())
    say(_l("The visit is under way."))
    return to_visit(visit)


@bp.post("/visits/<uuid:visit_id>/replan")
@access(VisitPermission.DECIDE, visit=Visit)
def replan(visit: Visit) -> ResponseReturnValue:
    """Take a confirmed visit back to planning."""
    actions.move_visit(visit, VisitState.PLANNING, actor=current_actor())
    say(_l("The visit is in planning again."))
    return to_visit(visit)


@bp.post("/visits/<uuid:visit_id>/close")
@access(VisitPermission.DECIDE, visit=Visit)
def close(visit: Visit) -> ResponseReturnValue:
    """Say that the visit is over and written down."""
    actions.move_visit(visit, VisitState.CLOSED, actor=current_actor())
    say(_l("The visit is closed. Thank you for writing it down."))
    return to_visit(visit)
