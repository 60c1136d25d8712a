"""The tasks, budget lines and sources of an application."""

from flask.typing import ResponseReturnValue

from schoollink.core.gate import access
from schoollink.core.i18n import _l
from schoollink.core.pages import page, say
from schoollink.core.security import current_actor
from schoollink.funding import actions
from schoollink.funding.forms import LineForm, SourceForm, TaskForm
from schoollink.funding.models import Application, ApplicationTask, BudgetLine, FundingSource
from schoollink.funding.policies import FundingPermission
from schoollink.funding.views.blueprint import back, bp, head


@bp.route("/applications/<uuid:application_id>/tasks/new", methods=["GET", "POST"])
@access(FundingPermission.EDIT, application=Application, form=TaskForm)
def add_task(application: Application, form: TaskForm) -> ResponseReturnValue:
    """Give somebody a task."""
    if form.value is None:
        return page("funding/task.html", form.status, **head(application), form=form)
    actions.add_task(application, form.value, actor=current_actor())
    say(_l("The task is on the list."))
    return back("show", application)


@bp.post("/application-tasks/<uuid:task_id>/finish")
@access(FundingPermission.DO_TASK, task=ApplicationTask)
def finish_task(task: ApplicationTask) -> ResponseReturnValue:
    """Say that a task is done."""
    actions.finish_task(task, actor=current_actor())
    say(_l("Done. Thank you."))
    return back("show", task.application)


@bp.post("/application-tasks/<uuid:task_id>/reopen")
@access(FundingPermission.DO_TASK, task=ApplicationTask)
def reopen_task(task: ApplicationTask) -> ResponseReturnValue:
    """Say that a task is not done after all."""
    actions.reopen_task(task, actor=current_actor())
    say(_l("The task is open again."))
    return back("show", task.application)


@bp.post("/application-tasks/<uuid:task_id>/drop")
@access(FundingPermission.EDIT, task=ApplicationTask)
def drop_task(task: ApplicationTask) -> ResponseReturnValue:
    """Take a task off the list."""
    actions.drop_part(task, actor=current_actor())
    say(_l("The task is off the list."))
    return back("show", task.application)


@bp.route("/applications/<uuid:application_id>/budget/costs/new", methods=["GET", "POST"])
@access(FundingPermission.EDIT, application=Application, form=LineForm)
def add_line(application: Application, form: LineForm) -> ResponseReturnValue:
    """Add something that is spent."""
    if form.value is None:
        return page("funding/line.html", form.status, **head(application), form=form)
    actions.add_line(application, form.value, actor=current_actor())
    say(_l("The cost is added."))
    return back("budget", application)


@bp.post("/budget-lines/<uuid:line_id>/drop")
@access(FundingPermission.EDIT, line=BudgetLine)
def drop_line(line: BudgetLine) -> ResponseReturnValue:
    """Take a cost away."""
    actions.drop_part(line, actor=current_actor())
    say(_l("The cost is taken away."))
    return back("budget", line.application)


@bp.route("/applications/<uuid:application_id>/budget/sources/new", methods=["GET", "POST"])
@access(FundingPermission.EDIT, application=Application, form=SourceForm)
def add_source(application: Application, form: SourceForm) -> ResponseReturnValue:
    """Add where something comes from."""
    if form.value is None:
        return page("funding/source.html", form.status, **head(application), form=form)
    actions.add_source(application, form.value, actor=current_actor())
    say(_l("The source is added."))
    return back("budget", application)


@bp.post("/funding-sources/<uuid:source_id>/drop")
@access(FundingPermission.EDIT, source=FundingSource)
def drop_source(source: FundingSource) -> ResponseReturnValue:
    """Take a source away."""
    actions.drop_part(source, actor=current_actor())
    say(_l("The source is taken away."))
    return back("budget", source.application)
