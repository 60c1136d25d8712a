"""The steps of a project."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from schoollink.core.gate import access
from schoollink.core.i18n import _l
from schoollink.core.pages import page, say
from schoollink.core.security import current_actor
from schoollink.projects import presenters, queries
from schoollink.projects.actions import add_step, remove_step, tick_step
from schoollink.projects.forms import StepForm
from schoollink.projects.models import Project, ProjectStep
from schoollink.projects.policies import ProjectPermission, StepPermission
from schoollink.projects.views.blueprint import about, bp


@bp.route("/projects/<uuid:project_id>/steps", methods=["GET", "POST"])
@access(ProjectPermission.MANAGE, project=Project, form=StepForm)
def steps(project: Project, form: StepForm) -> ResponseReturnValue:
    """The steps, and one more."""
    if form.value is None:
        rows = queries.steps_of(project)
        return page(
            "projects/steps.html",
            form.status,
            form=form,
            steps=[presenters.step(one, project) for one in rows],
            said=presenters.steps_said(rows) if rows else "",
            **about(project),
        )
    add_step(project, form.value, actor=current_actor())
    return redirect(url_for("projects.steps", project_id=project.id))


@bp.post("/steps/<uuid:step_id>/tick")
@access(StepPermission.TICK, step=ProjectStep)
def tick(step: ProjectStep) -> ResponseReturnValue:
    """Done, or not done after all."""
    tick_step(step, actor=current_actor())
    return redirect(url_for("projects.steps", project_id=step.project_id))


@bp.post("/steps/<uuid:step_id>/remove")
@access(StepPermission.TICK, step=ProjectStep)
def remove(step: ProjectStep) -> ResponseReturnValue:
    """Take a step out."""
    project_id = step.project_id
    remove_step(step, actor=current_actor())
    say(_l("The step is taken out."))
    return redirect(url_for("projects.steps", project_id=project_id))
