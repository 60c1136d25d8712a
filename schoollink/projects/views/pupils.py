"""The pages of pupils: their projects, one project, and about themselves."""

from flask.typing import ResponseReturnValue

from schoollink.core.clock import now
from schoollink.core.gate import access
from schoollink.core.pages import page
from schoollink.core.policy import can
from schoollink.core.security import current_actor
from schoollink.projects import presenters, queries
from schoollink.projects.models import Project
from schoollink.projects.policies import ProjectPermission, PupilPermission
from schoollink.projects.rules import is_supervised, why_pupils_only_read
from schoollink.projects.views.blueprint import bp, url_known
from schoollink.schools.models import SchoolClass


def show_to_pupil(project: Project) -> ResponseReturnValue:
    """A project in pupil mode: tiles, the page, what to do."""
    actor = current_actor()
    steps = queries.steps_of(project)
    why_not = why_pupils_only_read(project, supervised=is_supervised(project, now()))
    return page(
        "projects/pupil.html",
        project=project,
        places=presenters.places_said(project, actor),
        sections=[presenters.section(seen, actor) for seen in queries.page_for(project, actor)],
        steps=[presenters.step(one, project) for one in steps],
        steps_said=presenters.steps_said(steps) if steps else "",
        may_write=why_not is None and can(actor, ProjectPermission.WRITE, project),
        why_not=why_not,
        talk_url=url_known("messages.of_project", project_id=project.id),
    )


@bp.get("/my")
@access(PupilPermission.OWN_PAGES)
def mine() -> ResponseReturnValue:
    """My projects."""
    actor = current_actor()
    rows = queries.my_projects(actor)
    return page(
        "projects/mine.html",
        projects=rows,
        places={one.id: presenters.places_said(one, actor) for one in rows},
        sent_back=queries.sent_back_to(actor),
    )


@bp.get("/my/me")
@access(PupilPermission.OWN_PAGES)
def me() -> ResponseReturnValue:
    """About me: name, class, who can read what I write, how pages look."""
    actor = current_actor()
    place = queries.pupil_place(actor)
    school_class: SchoolClass | None = place.school_class if place else None
    return page(
        "projects/me.html",
        school_class=school_class,
        avatar=place.avatar if place else "",
        settings_url=url_known("accounts.show"),
    )
