"""Writing the page: words, pictures, new versions, order."""

from typing import Any

from flask import jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from schoollink.core.clock import now
from schoollink.core.errors import NotFound, wants_json
from schoollink.core.gate import Limit, access
from schoollink.core.i18n import _l
from schoollink.core.pages import key_of, page, say
from schoollink.core.security import current_actor
from schoollink.projects import presenters
from schoollink.projects.actions import (
    add_section,
    move_section,
    save_section,
    withdraw_section,
)
from schoollink.projects.forms import (
    MoveForm,
    NewPictureForm,
    PictureForm,
    WordsForm,
    Written,
)
from schoollink.projects.models import Project, Section, SectionKind
from schoollink.projects.policies import ProjectPermission, SectionPermission
from schoollink.projects.rules import is_supervised, what_reader_sees, why_pupils_only_read
from schoollink.projects.views.blueprint import around, bp

OFTEN = Limit("30/minute")


@bp.route("/projects/<uuid:project_id>/words", methods=["GET", "POST"])
@access(ProjectPermission.WRITE, project=Project, form=WordsForm, limit=OFTEN)
def add_words(project: Project, form: WordsForm) -> ResponseReturnValue:
    """Write something for the page."""
    if form.value is None:
        return _editor("words", form, project)
    return _add(project, SectionKind.TEXT, form.value)


@bp.route("/projects/<uuid:project_id>/pictures", methods=["GET", "POST"])
@access(ProjectPermission.WRITE, project=Project, form=PictureForm, limit=OFTEN, uploads=True)
def add_picture(project: Project, form: PictureForm) -> ResponseReturnValue:
    """Add a picture to the page."""
    if form.value is None:
        return _editor("picture", form, project)
    return _add(project, SectionKind.PICTURE, form.value)


def _add(project: Project, kind: SectionKind, written: Written) -> ResponseReturnValue:
    actor = current_actor()
    section = add_section(
        project, kind, written.new_version(), actor=actor, class_id=written.class_id
    )
    _say_what_happens(written)
    return _go_to(section)


def _go_to(section: Section) -> ResponseReturnValue:
    """To a section on its page; the script that shows progress is told where that is."""
    url = url_for("projects.show", project_id=section.project_id, _anchor=f"s-{section.id}")
    return jsonify({"ok": True, "url": url}) if wants_json() else redirect(url)


@bp.route("/sections/<uuid:section_id>/words", methods=["GET", "POST"])
@access(SectionPermission.EDIT, section=Section, form=WordsForm, limit=OFTEN)
def edit_words(section: Section, form: WordsForm) -> ResponseReturnValue:
    """Write a new version of some words."""
    if section.kind is not SectionKind.TEXT:
        raise NotFound
    return _edit(section, form)


@bp.route("/sections/<uuid:section_id>/picture", methods=["GET", "POST"])
@access(SectionPermission.EDIT, section=Section, form=NewPictureForm, limit=OFTEN, uploads=True)
def edit_picture(section: Section, form: NewPictureForm) -> ResponseReturnValue:
    """Make a new version of a picture."""
    if section.kind is not SectionKind.PICTURE:
        raise NotFound
    return _edit(section, form)


def _edit(section: Section, form: WordsForm | NewPictureForm) -> ResponseReturnValue:
    if form.value is None:
        return _editor("edit", form, section.project, section)
    if form.value.based_on != section.version:
        return _both_texts(section, form.value)
    written = form.value.new_version(picture_id=section.newest.picture_id)
    save_section(section, written, based_on=form.value.based_on, actor=current_actor())
    _say_what_happens(form.value)
    return _go_to(section)


def _both_texts(section: Section, written: Written) -> ResponseReturnValue:
    """Somebody saved in between: both texts, and three ways to go on (RL-30)."""
    return page(
        "projects/conflict.html",
        409,
        section=section,
        **around(section.project),
        theirs=section.newest,
        mine=written,
        lost_picture=written.picture is not None,
        action=url_for(editor_of(section), section_id=section.id),
    )


def editor_of(section: Section) -> str:
    """The endpoint that makes a new version of a section."""
    return "projects.edit_words" if section.kind is SectionKind.TEXT else "projects.edit_picture"


def _editor(
    what: str, form: Any, project: Project, section: Section | None = None
) -> ResponseReturnValue:
    actor = current_actor()
    seen = what_reader_sees(section, actor) if section is not None else None
    return page(
        "projects/write.html",
        form.status,
        what=what,
        form=form,
        **around(project),
        section=presenters.section(seen, actor) if seen else None,
        refused=why_pupils_only_read(project, supervised=is_supervised(project, now()))
        if actor.is_pupil
        else None,
        draft=f"{actor.person_id}:{section.id if section else project.id}:{what}:"
        f"{section.version if section else 0}",
    )


def _say_what_happens(written: Written) -> None:
    if not current_actor().is_pupil:
        say(_l("Saved. Both schools can see it."))
    elif written.then == "keep":
        say(_l("Kept for later. Only you and your teachers see it."))
    else:
        say(_l("Sent. Your teacher reads it first."))


@bp.route("/sections/<uuid:section_id>/withdraw", methods=["GET", "POST"])
@access(SectionPermission.WITHDRAW, section=Section)
def withdraw(section: Section) -> ResponseReturnValue:
    """Take a section away, once asked whether it is meant."""
    actor = current_actor()
    if request.method == "POST":
        withdraw_section(section, actor=actor)
        say(_l("It is taken away."))
        return redirect(url_for("projects.show", project_id=section.project_id))
    seen = what_reader_sees(section, actor)
    return page(
        "projects/withdraw.html",
        section=presenters.section(seen, actor) if seen else None,
        **around(section.project),
    )


@bp.post("/projects/<uuid:project_id>/order")
@access(ProjectPermission.ARRANGE, project=Project, form=MoveForm)
def move(project: Project, form: MoveForm) -> ResponseReturnValue:
    """Move a section one place up or down."""
    sent = form.value
    section_id = key_of(sent.section) if sent else None
    if sent is None or section_id is None:
        raise NotFound
    move_section(project, section_id, up=sent.to == "up", actor=current_actor())
    return redirect(url_for("projects.show", project_id=project.id, _anchor=f"s-{section_id}"))
