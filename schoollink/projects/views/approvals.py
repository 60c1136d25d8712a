"""What waits for own-school staff: read it, let it go out, or send it back with a word."""

from collections.abc import Sequence

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from schoollink.core.gate import access
from schoollink.core.i18n import Text, _l, ngettext
from schoollink.core.pages import key_of, page, say
from schoollink.core.security import current_actor
from schoollink.projects import presenters, queries
from schoollink.projects.actions import approve, approve_all, send_back
from schoollink.projects.forms import ApproveAllForm, ApproveForm, SendBackForm, whole
from schoollink.projects.models import Project, Section
from schoollink.projects.policies import ProjectPermission, SectionPermission
from schoollink.projects.rules import what_reader_sees
from schoollink.projects.rules.taking_part import why_kept_back
from schoollink.projects.views.blueprint import about, bp


@bp.route("/projects/<uuid:project_id>/waiting", methods=["GET", "POST"])
@access(ProjectPermission.APPROVE, project=Project, form=ApproveAllForm)
def waiting(project: Project, form: ApproveAllForm) -> ResponseReturnValue:
    """What waits; sent, it approves all that was on the screen."""
    if form.value is None:
        return _waiting_page(project, form.status)
    keys = {key for text in form.value.versions if (key := key_of(text))}
    count = approve_all(project, keys, actor=current_actor())
    say(
        ngettext(
            "%(num)s part can now be seen by both schools.",
            "%(num)s parts can now be seen by both schools.",
            count,
        )
    )
    return redirect(url_for("projects.waiting", project_id=project.id))


def _waiting_page(
    project: Project, status: int, refused: Sequence[Text] = ()
) -> ResponseReturnValue:
    """What waits, as it stands now; `refused` says why something was not taken."""
    actor = current_actor()
    seen = [what_reader_sees(one, actor) for one in queries.waiting_for(project, actor)]
    return page(
        "projects/waiting.html",
        status,
        sections=[presenters.section(one, actor) for one in seen if one is not None],
        refused=refused,
        kept_back=why_kept_back(project),
        **about(project),
    )


@bp.post("/sections/<uuid:section_id>/approve")
@access(SectionPermission.APPROVE, section=Section, form=ApproveForm)
def approve_one(section: Section, form: ApproveForm) -> ResponseReturnValue:
    """Let everybody see the version that was read; when somebody was quicker, look again."""
    if form.value is None:
        return _waiting_page(section.project, form.status, form.number.errors)
    approve(section, whole(form.value.number), actor=current_actor())
    say(_l("Approved."))
    return redirect(url_for("projects.waiting", project_id=section.project_id))


@bp.route("/sections/<uuid:section_id>/send-back", methods=["GET", "POST"])
@access(SectionPermission.APPROVE, section=Section, form=SendBackForm)
def give_back(section: Section, form: SendBackForm) -> ResponseReturnValue:
    """Send the version that was read back, with a word."""
    actor = current_actor()
    if form.value is None:
        seen = what_reader_sees(section, actor)
        return page(
            "projects/send_back.html",
            form.status,
            form=form,
            section=presenters.section(seen, actor) if seen else None,
            **about(section.project),
        )
    send_back(section, whole(form.value.number), form.value.advice, actor=actor)
    say(_l("Sent back with your word."))
    return redirect(url_for("projects.waiting", project_id=section.project_id))
