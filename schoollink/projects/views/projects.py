"""The projects of a link, and one project."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from schoollink.core.clock import now
from schoollink.core.errors import Stale
from schoollink.core.gate import access
from schoollink.core.i18n import _l
from schoollink.core.pages import page, say, stale_page
from schoollink.core.policy import can
from schoollink.core.security import current_actor
from schoollink.links.models import Link
from schoollink.links.policies import LinkPermission
from schoollink.links.rules import most_projects
from schoollink.projects import presenters, queries
from schoollink.projects.actions import close_project, edit_project, reopen_project, start_project
from schoollink.projects.forms import EditForm, ProjectForm
from schoollink.projects.models import Project
from schoollink.projects.policies import ProjectPermission
from schoollink.projects.rules import is_supervised, why_pupils_only_read
from schoollink.projects.views.blueprint import about, bp
from schoollink.projects.views.pupils import show_to_pupil
from schoollink.supervision.queries import why_unchecked


@bp.get("/links/<uuid:link_id>/projects")
@access(LinkPermission.VIEW, link=Link)
def index(link: Link) -> ResponseReturnValue:
    """The projects of a link."""
    rows = queries.projects_of(link)
    most = most_projects(link.state)
    return page(
        "projects/index.html",
        link=link,
        tab="projects",
        projects=rows,
        steps=queries.steps_done(rows),
        may_start=can(current_actor(), LinkPermission.WORK, link)
        and (most is None or queries.count_under_way(link) < most),
        only_one=most == 1,
        people={one.id: presenters.people(one, current_actor()) for one in rows},
    )


@bp.route("/links/<uuid:link_id>/projects/new", methods=["GET", "POST"])
@access(LinkPermission.WORK, link=Link, form=ProjectForm)
def create(link: Link, form: ProjectForm) -> ResponseReturnValue:
    """Start a project."""
    if form.value is None:
        return page("projects/create.html", form.status, form=form, link=link, tab="projects")
    project = start_project(link, form.value, actor=current_actor())
    say(_l("The project is started. The other school adds its own classes and teachers."))
    return redirect(url_for("projects.show", project_id=project.id))


@bp.get("/projects/<uuid:project_id>")
@access(ProjectPermission.VIEW, project=Project)
def show(project: Project) -> ResponseReturnValue:
    """A project with its page, as the reader may see it."""
    actor = current_actor()
    if actor.is_pupil:
        return show_to_pupil(project)
    reads = can(actor, ProjectPermission.READ, project)
    return page(
        "projects/show.html",
        unchecked=None if reads else why_unchecked(actor, project.school_ids),
        **about(project),
        **_parts(project, reads=reads),
    )


def _parts(project: Project, *, reads: bool) -> dict[str, Any]:
    actor = current_actor()
    steps = queries.steps_of(project)
    return {
        "reads": reads,
        "sections": [presenters.section(seen, actor) for seen in queries.page_for(project, actor)]
        if reads
        else [],
        "steps": [presenters.step(one, project) for one in steps],
        "steps_said": presenters.steps_said(steps) if steps else "",
        "people": presenters.people(project, actor),
        "classes": presenters.classes_said(project),
        "pupils_only_read": why_pupils_only_read(project, supervised=is_supervised(project, now())),
    }


@bp.route("/projects/<uuid:project_id>/edit", methods=["GET", "POST"])
@access(ProjectPermission.MANAGE, project=Project, form=EditForm)
def edit(project: Project, form: EditForm) -> ResponseReturnValue:
    """Change title, goal and picture; when somebody was quicker both texts are shown."""
    values = about(project) | {"form": form, "differences": []}
    if form.value is None:
        return page("projects/edit.html", form.status, **values)
    try:
        edit_project(project, form.value.words, actor=current_actor())
    except Stale:
        now = {"title": project.title, "goal": project.goal}
        return stale_page("projects/edit.html", now=now, version=project.version, **values)
    say(_l("Saved."))
    return redirect(url_for("projects.show", project_id=project.id))


@bp.post("/projects/<uuid:project_id>/close")
@access(ProjectPermission.MANAGE, project=Project)
def close(project: Project) -> ResponseReturnValue:
    """Finish a project."""
    close_project(project, actor=current_actor())
    say(_l("The project is finished. Its page stays readable for both schools."))
    return redirect(url_for("projects.show", project_id=project.id))


@bp.post("/projects/<uuid:project_id>/reopen")
@access(ProjectPermission.MANAGE, project=Project)
def reopen(project: Project) -> ResponseReturnValue:
    """Go on with a finished project."""
    reopen_project(project, actor=current_actor())
    say(_l("The project goes on."))
    return redirect(url_for("projects.show", project_id=project.id))
