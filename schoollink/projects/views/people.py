"""Who takes part: classes and teachers of the own school."""

from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from schoollink.core.gate import access
from schoollink.core.i18n import _l
from schoollink.core.pages import page, say
from schoollink.core.security import current_actor
from schoollink.projects import presenters
from schoollink.projects.actions import (
    bring_classes,
    bring_teacher,
    join_project,
    leave_project,
)
from schoollink.projects.forms import ClassesForm, TeacherForm
from schoollink.projects.models import Project
from schoollink.projects.policies import ProjectPermission
from schoollink.projects.views.blueprint import about, bp


@bp.route("/projects/<uuid:project_id>/classes", methods=["GET", "POST"])
@access(ProjectPermission.MANAGE, project=Project, form=ClassesForm)
def classes(project: Project, form: ClassesForm) -> ResponseReturnValue:
    """Which of the own classes take part."""
    if form.value is None:
        return page(
            "projects/classes.html",
            form.status,
            form=form,
            people=presenters.people(project, current_actor()),
            **about(project),
        )
    bring_classes(project, [UUID(key) for key in form.value.classes], actor=current_actor())
    say(_l("Your classes are noted."))
    return redirect(url_for("projects.show", project_id=project.id))


@bp.route("/projects/<uuid:project_id>/teachers", methods=["GET", "POST"])
@access(ProjectPermission.MANAGE, project=Project, form=TeacherForm)
def teachers(project: Project, form: TeacherForm) -> ResponseReturnValue:
    """Bring a colleague in."""
    if form.value is None:
        return page(
            "projects/teachers.html",
            form.status,
            form=form,
            people=presenters.people(project, current_actor()),
            **about(project),
        )
    bring_teacher(project, UUID(form.value.teacher), actor=current_actor())
    say(_l("Your colleague takes part now."))
    return redirect(url_for("projects.show", project_id=project.id))


@bp.post("/projects/<uuid:project_id>/join")
@access(ProjectPermission.JOIN, project=Project)
def join(project: Project) -> ResponseReturnValue:
    """Take part as a teacher."""
    join_project(project, actor=current_actor())
    say(_l("You take part now. You can read the page and write on it."))
    return redirect(url_for("projects.show", project_id=project.id))


@bp.post("/projects/<uuid:project_id>/leave")
@access(ProjectPermission.LEAVE, project=Project)
def leave(project: Project) -> ResponseReturnValue:
    """Take part no more."""
    leave_project(project, actor=current_actor())
    say(_l("You don't take part any more."))
    return redirect(url_for("projects.show", project_id=project.id))
