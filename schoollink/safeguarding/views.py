"""The way to a grown-up for pupils, and the list for child-safety leads."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from schoollink.core.clock import now
from schoollink.core.gate import Limit, access
from schoollink.core.i18n import _l
from schoollink.core.pages import by_key, key_of, page, say
from schoollink.core.security import current_actor
from schoollink.projects.presenters import picture
from schoollink.safeguarding import actions, queries
from schoollink.safeguarding.forms import MoreForm, TellForm
from schoollink.safeguarding.models import Report, Why
from schoollink.safeguarding.policies import (
    ReportPermission,
    knows_who_told,
    reads_what_was_told,
    visible_reports,
)

bp = Blueprint("safeguarding", __name__)


@bp.get("/my/tell")
@access(ReportPermission.TELL, form=TellForm)
def tell(form: TellForm) -> ResponseReturnValue:
    """Three big choices; the second press is already enough."""
    form.show(about=key_of(request.args.get("about", "")))
    return _tell_page(form)


def _tell_page(form: TellForm) -> ResponseReturnValue:
    actor = current_actor()
    return page(
        "safeguarding/tell.html",
        form.status,
        form=form,
        about=queries.about(key_of(str(form.about.data or "")), actor),
        choices=list(Why),
        told=queries.told_by(actor),
    )


@bp.post("/my/tell")
@access(ReportPermission.TELL, form=TellForm, limit=Limit("30/day"))
def create(form: TellForm) -> ResponseReturnValue:
    """Open the report and say what happens now."""
    if form.value is None:
        return _tell_page(form)
    report = actions.tell_a_grown_up(form.value, actor=current_actor())
    return redirect(url_for("safeguarding.told", report_id=report.id))


@bp.get("/my/told/<uuid:report_id>")
@access(ReportPermission.ADD, report=Report, form=MoreForm)
def told(report: Report, form: MoreForm) -> ResponseReturnValue:
    """Who reads it, whether they may be there now, what to do in danger; room for more words."""
    return _told_page(report, form)


def _told_page(report: Report, form: MoreForm) -> ResponseReturnValue:
    return page(
        "safeguarding/told.html",
        form.status,
        form=form,
        report=report,
        reader=queries.first_reader_of(report),
        has_readers=queries.has_readers(report),
        is_at_school=queries.is_at_school(report.school, now()),
    )


@bp.post("/my/told/<uuid:report_id>")
@access(ReportPermission.ADD, report=Report, form=MoreForm)
def add(report: Report, form: MoreForm) -> ResponseReturnValue:
    """Keep a child's own words."""
    if form.value is None:
        return _told_page(report, form)
    actions.say_more(report, form.value.words, actor=current_actor())
    say(_l("Thank you. Your words are with the grown-ups."))
    return redirect(url_for("safeguarding.told", report_id=report.id))


@bp.get("/reports")
@access(ReportPermission.LIST)
def index() -> ResponseReturnValue:
    """What pupils told, the newest first."""
    actor = current_actor()
    listing = by_key(visible_reports(actor), Report.created_at, Report.id)
    known = {one.id for one in listing.items if knows_who_told(actor, one)}
    return page(
        "safeguarding/index.html", reports=listing.items, known=known, older_url=listing.next_url
    )


@bp.get("/reports/<uuid:report_id>")
@access(ReportPermission.VIEW, report=Report)
def show(report: Report) -> ResponseReturnValue:
    """One report: what was told, about what, and how far it is."""
    actor = current_actor()
    written = report.written
    return page(
        "safeguarding/show.html",
        report=report,
        written=written,
        side="us" if written and written.school_id in actor.place_ids else "them",
        is_known=knows_who_told(actor, report),
        reads=reads_what_was_told(actor, report),
        picture=picture(report.revision) if report.revision else None,
    )


@bp.post("/reports/<uuid:report_id>/seen")
@access(ReportPermission.HANDLE, report=Report)
def seen(report: Report) -> ResponseReturnValue:
    """Say that somebody looks after it; the pupil reads so."""
    actions.mark_seen(report, actor=current_actor())
    say(_l("The pupil can read now that a grown-up is looking at it."))
    return redirect(url_for("safeguarding.show", report_id=report.id))


@bp.post("/reports/<uuid:report_id>/close")
@access(ReportPermission.HANDLE, report=Report)
def close(report: Report) -> ResponseReturnValue:
    """Say that it was looked after."""
    actions.close_report(report, actor=current_actor())
    say(_l("The report is closed. It stays in the list."))
    return redirect(url_for("safeguarding.index"))
