"""The blueprint of projects, and what their pages share."""

from typing import Any

from flask import Blueprint, current_app, url_for

from schoollink.core.i18n import gettext
from schoollink.core.policy import can
from schoollink.core.security import current_actor
from schoollink.projects.models import Project
from schoollink.projects.policies import ProjectPermission
from schoollink.projects.queries import count_waiting
from schoollink.projects.rules.taking_part import is_under_way

bp = Blueprint("projects", __name__)


def url_known(endpoint: str, **values: Any) -> str:
    """The address of an endpoint of another feature, or nothing while it is not there."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""


@bp.app_template_global("items_of_pupil")
def items_of_pupil(current: str = "") -> list[dict[str, Any]]:
    """The bottom items of pupils; `current` is projects, talk or me."""
    items = [
        ("projects", gettext("My projects"), url_for("projects.mine"), "sprout"),
        ("talk", gettext("Talk"), url_known("messages.mine"), "message-circle"),
        ("me", gettext("Me"), url_for("projects.me"), "user-round"),
    ]
    return [
        {"label": label, "url": url, "icon": icon, "current": name == current}
        for name, label, url, icon in items
        if url
    ]


def about(project: Project) -> dict[str, Any]:
    """What every page of staff about a project says around its own."""
    actor = current_actor()
    return {
        "project": project,
        "link": project.link,
        "tab": "projects",
        "waiting": count_waiting(project, actor),
        "is_under_way": is_under_way(project),
        "may": {one.name.lower(): can(actor, one, project) for one in ProjectPermission},
        "talk_url": url_known("messages.of_project", project_id=project.id),
    }


def around(project: Project) -> dict[str, Any]:
    """What the pages need that pupils and staff share."""
    return {"project": project, "link": project.link, "tab": "projects"}
