"""Adding, changing and moving an application."""

from typing import Any

from flask.typing import ResponseReturnValue

from schoollink.core.errors import Stale
from schoollink.core.gate import access
from schoollink.core.i18n import Text, _l
from schoollink.core.pages import page, say, stale_page
from schoollink.core.security import current_actor
from schoollink.funding import actions
from schoollink.funding.forms import (
    ApplicationEditForm,
    ApplicationForm,
    StepBackForm,
    values_of,
)
from schoollink.funding.models import Application, ApplicationState
from schoollink.funding.policies import FundingPermission
from schoollink.funding.views.blueprint import back, bp, head
from schoollink.links.models import Link


@bp.route("/links/<uuid:link_id>/funding/new", methods=["GET", "POST"])
@access(FundingPermission.ADD, link=Link, form=ApplicationForm)
def create(link: Link, form: ApplicationForm) -> ResponseReturnValue:
    """Put an application on the list."""
    if form.value is None:
        return page("funding/create.html", form.status, form=form, link=link)
    application = actions.add_application(link, form.value, actor=current_actor())
    say(_l("The application is on the list. Next comes who does what."))
    return back("show", application)


@bp.route("/applications/<uuid:application_id>/edit", methods=["GET", "POST"])
@access(FundingPermission.EDIT, application=Application, form=ApplicationEditForm)
def edit(application: Application, form: ApplicationEditForm) -> ResponseReturnValue:
    """Change what is known; when somebody was quicker both texts are shown."""
    values: dict[str, Any] = head(application) | {"form": form, "differences": []}
    if form.value is None:
        return page("funding/edit.html", form.status, **values)
    try:
        actions.change_application(application, form.value, actor=current_actor())
    except Stale:
        now = values_of(application)
        return stale_page("funding/edit.html", now=now, version=application.version, **values)
    say(_l("The application is saved."))
    return back("show", application)


def _move(application: Application, new: ApplicationState, words: Text) -> ResponseReturnValue:
    actions.move_application(application, new, actor=current_actor())
    say(words)
    return back("show", application)


@bp.post("/applications/<uuid:application_id>/draft")
@access(FundingPermission.EDIT, application=Application)
def draft(application: Application) -> ResponseReturnValue:
    """Begin to write it."""
    return _move(application, ApplicationState.DRAFTING, _l("You are writing this application."))


@bp.post("/applications/<uuid:application_id>/submit")
@access(FundingPermission.EDIT, application=Application)
def submit(application: Application) -> ResponseReturnValue:
    """Say that it was sent to the funder."""
    return _move(application, ApplicationState.SUBMITTED, _l("The application is sent."))


@bp.post("/applications/<uuid:application_id>/award")
@access(FundingPermission.EDIT, application=Application)
def award(application: Application) -> ResponseReturnValue:
    """Say that the funder said yes."""
    return _move(application, ApplicationState.AWARDED, _l("The funder said yes."))


@bp.post("/applications/<uuid:application_id>/decline")
@access(FundingPermission.EDIT, application=Application)
def decline(application: Application) -> ResponseReturnValue:
    """Say that the funder said no."""
    words = _l("The funder said no. What you wrote stays here for the next time.")
    return _move(application, ApplicationState.DECLINED, words)


@bp.post("/applications/<uuid:application_id>/close")
@access(FundingPermission.EDIT, application=Application)
def close(application: Application) -> ResponseReturnValue:
    """Put it away; it stays readable."""
    return _move(application, ApplicationState.CLOSED, _l("The application is closed."))


@bp.post("/applications/<uuid:application_id>/step-back")
@access(FundingPermission.EDIT, application=Application, form=StepBackForm)
def step_back(application: Application, form: StepBackForm) -> ResponseReturnValue:
    """Undo the last step, which was a mistake."""
    seen = form.value.state if form.value else ""
    actions.step_back(application, seen=seen, actor=current_actor())
    say(_l("The application is where it was before."))
    return back("show", application)
