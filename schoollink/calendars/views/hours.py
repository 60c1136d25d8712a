"""Lesson times and weeks that take turns."""

from typing import Any

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from schoollink.calendars import presenters
from schoollink.calendars.actions import (
    add_day_type,
    change_day_type,
    end_cycle,
    remove_day_type,
    set_cycle,
)
from schoollink.calendars.forms.hours import (
    CycleForm,
    DayTypeForm,
    values_of_cycle,
    values_of_day_type,
)
from schoollink.calendars.models import DayType
from schoollink.calendars.policies import CalendarPermission
from schoollink.calendars.queries import cycle_of, day_types_of
from schoollink.calendars.views.blueprint import bp, not_changed
from schoollink.core.errors import Stale
from schoollink.core.gate import access
from schoollink.core.i18n import _l
from schoollink.core.pages import page, say, stale_page
from schoollink.core.policy import can
from schoollink.core.security import current_actor
from schoollink.schools.models import School
from schoollink.schools.policies import SchoolPermission
from schoollink.schools.queries import classes_of


@bp.get("/schools/<uuid:school_id>/lesson-times")
@access(CalendarPermission.VIEW, school=School)
def lesson_times(school: School) -> ResponseReturnValue:
    """All lesson times of a school, and on which days they hold."""
    actor = current_actor()
    is_own = school.id in actor.place_ids
    if not is_own:
        g.section = "links"
    return page(
        "calendars/lesson_times.html",
        school=school,
        kinds=day_types_of(school),
        cycle=cycle if (cycle := cycle_of(school)) and cycle.labels else None,
        classes=[
            one
            for one, _ in (classes_of(school, actor) if is_own else [])
            if can(actor, SchoolPermission.TEACH_CLASS, one)
        ],
        presenters=presenters,
    )


@bp.route("/schools/<uuid:school_id>/lesson-times/new", methods=["GET", "POST"])
@access(CalendarPermission.EDIT, school=School, form=DayTypeForm)
def new_day_type(school: School, form: DayTypeForm) -> ResponseReturnValue:
    """Add lesson times."""
    if form.value is None:
        return page("calendars/day_type.html", form.status, form=form, school=school)
    add_day_type(school, form.value.new, actor=current_actor())
    return _saved(school)


@bp.route("/lesson-times/<uuid:kind_id>/edit", methods=["GET", "POST"])
@access(CalendarPermission.EDIT, kind=DayType, form=DayTypeForm)
def edit_day_type(kind: DayType, form: DayTypeForm) -> ResponseReturnValue:
    """Change lesson times; when somebody else did in between, both are shown."""
    refused = not_changed(
        "calendars/day_type.html",
        form,
        kind,
        lambda value: change_day_type(
            kind, value.new, version=value.version, actor=current_actor()
        ),
        values_of_day_type,
        school=kind.school,
        kind=kind,
    )
    if refused is not None:
        return refused
    return _saved(kind.school)


@bp.route("/lesson-times/<uuid:kind_id>/delete", methods=["GET", "POST"])
@access(CalendarPermission.REMOVE, kind=DayType)
def delete_day_type(kind: DayType) -> ResponseReturnValue:
    """Take lesson times out, after asking once."""
    if request.method != "POST":
        return page(
            "calendars/delete_day_type.html", kind=kind, school=kind.school, presenters=presenters
        )
    remove_day_type(kind, actor=current_actor())
    say(_l("The lesson times are removed."))
    return _back(kind.school)


@bp.route("/schools/<uuid:school_id>/lesson-times/cycle", methods=["GET", "POST"])
@access(CalendarPermission.EDIT, school=School, form=CycleForm)
def cycle(school: School, form: CycleForm) -> ResponseReturnValue:
    """Say how weeks take turns."""
    present = cycle_of(school)
    more: dict[str, Any] = {"form": form, "school": school, "cycle": present}
    if form.value is None:
        return page("calendars/cycle.html", form.status, **more)
    try:
        set_cycle(school, form.value.new, version=form.value.version, actor=current_actor())
    except Stale:
        now = values_of_cycle(present)
        version = present.version if present else 0
        return stale_page("calendars/cycle.html", now=now, version=version, **more)
    return _saved(school)


@bp.post("/schools/<uuid:school_id>/lesson-times/cycle/end")
@access(CalendarPermission.EDIT, school=School)
def drop_cycle(school: School) -> ResponseReturnValue:
    """Weeks take no turns any more."""
    end_cycle(school, actor=current_actor())
    say(_l("Weeks take no turns any more."))
    return _back(school)


def _saved(school: School) -> ResponseReturnValue:
    say(_l("The lesson times are saved."))
    return _back(school)


def _back(school: School) -> ResponseReturnValue:
    return redirect(url_for("calendars.lesson_times", school_id=school.id))
