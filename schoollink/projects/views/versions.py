"""The versions of a section, for its author and own-school staff."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from schoollink.core.errors import Stale
from schoollink.core.gate import access
from schoollink.core.i18n import _l
from schoollink.core.pages import page, say
from schoollink.core.policy import can
from schoollink.core.security import current_actor
from schoollink.projects import queries
from schoollink.projects.actions import restore_version
from schoollink.projects.forms import RestoreForm, whole
from schoollink.projects.models import Section
from schoollink.projects.policies import SectionPermission
from schoollink.projects.views.blueprint import around, bp


@bp.get("/sections/<uuid:section_id>/versions")
@access(SectionPermission.HISTORY, section=Section)
def versions(section: Section) -> ResponseReturnValue:
    """Every version with who wrote it and what became of it."""
    return page(
        "projects/versions.html",
        section=section,
        **around(section.project),
        versions=queries.versions_of(section),
        may_edit=can(current_actor(), SectionPermission.EDIT, section),
    )


@bp.post("/sections/<uuid:section_id>/restore")
@access(SectionPermission.EDIT, section=Section, form=RestoreForm)
def restore(section: Section, form: RestoreForm) -> ResponseReturnValue:
    """Make an older version the newest again."""
    if form.value is None:
        raise Stale(_l("Somebody changed this a moment ago. Look at the versions again."))
    restore_version(
        section,
        whole(form.value.number),
        based_on=whole(form.value.version),
        actor=current_actor(),
    )
    say(_l("The older version is back, as the newest."))
    return redirect(url_for("projects.versions", section_id=section.id))
