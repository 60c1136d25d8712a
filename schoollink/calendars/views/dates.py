"""Terms, school years, closed days and days with school, put in by hand."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from schoollink.calendars.actions import (
    add_closure,
    add_extra_day,
    add_school_year,
    add_term,
    change_closure,
    change_extra_day,
    change_school_year,
    change_term,
    remove_closure,
    remove_extra_day,
    remove_school_year,
    remove_term,
)
from schoollink.calendars.forms.dates import (
    ClosureForm,
    ExtraDayForm,
    SchoolYearForm,
    TermForm,
    values_of,
    values_of_extra,
)
from schoollink.calendars.models import Closure, ExtraDay, SchoolYear, Term
from schoollink.calendars.policies import CalendarPermission
from schoollink.calendars.rules.days import middle_of
from schoollink.calendars.views.blueprint import back, bp, not_changed
from schoollink.core.gate import access
from schoollink.core.i18n import _l
from schoollink.core.pages import page, say
from schoollink.core.security import current_actor
from schoollink.schools.models import School


@bp.route("/schools/<uuid:school_id>/calendar/terms/new", methods=["GET", "POST"])
@access(CalendarPermission.EDIT, school=School, form=TermForm)
def new_term(school: School, form: TermForm) -> ResponseReturnValue:
    """Add a term by hand."""
    if form.value is None:
        return page("calendars/term.html", form.status, form=form, school=school)
    term = add_term(school, form.value.new, actor=current_actor())
    say(_l("The term is saved."))
    return back(school, middle_of(term))


@bp.route("/terms/<uuid:term_id>/edit", methods=["GET", "POST"])
@access(CalendarPermission.EDIT, term=Term, form=TermForm)
def edit_term(term: Term, form: TermForm) -> ResponseReturnValue:
    """Change a term; when somebody else did in between, both are shown."""
    refused = not_changed(
        "calendars/term.html",
        form,
        term,
        lambda value: change_term(term, value.new, version=value.version, actor=current_actor()),
        values_of,
        school=term.school,
        term=term,
    )
    if refused is not None:
        return refused
    say(_l("The term is saved."))
    return back(term.school, middle_of(term))


@bp.route("/terms/<uuid:term_id>/delete", methods=["GET", "POST"])
@access(CalendarPermission.REMOVE, term=Term)
def delete_term(term: Term) -> ResponseReturnValue:
    """Take a term out, after asking once."""
    if request.method != "POST":
        return page("calendars/delete.html", row=term, school=term.school)
    remove_term(term, actor=current_actor())
    say(_l("The term is removed."))
    return redirect(url_for("calendars.show", school_id=term.school_id))


@bp.route("/schools/<uuid:school_id>/calendar/closures/new", methods=["GET", "POST"])
@access(CalendarPermission.EDIT, school=School, form=ClosureForm)
def new_closure(school: School, form: ClosureForm) -> ResponseReturnValue:
    """Add closed days by hand."""
    if form.value is None:
        return page("calendars/closure.html", form.status, form=form, school=school)
    closure = add_closure(school, form.value.new, actor=current_actor())
    say(_l("The closed days are saved."))
    return back(school, middle_of(closure))


@bp.route("/closures/<uuid:closure_id>/edit", methods=["GET", "POST"])
@access(CalendarPermission.EDIT, closure=Closure, form=ClosureForm)
def edit_closure(closure: Closure, form: ClosureForm) -> ResponseReturnValue:
    """Change closed days; when somebody else did in between, both are shown."""
    refused = not_changed(
        "calendars/closure.html",
        form,
        closure,
        lambda value: change_closure(
            closure, value.new, version=value.version, actor=current_actor()
        ),
        values_of,
        school=closure.school,
        closure=closure,
    )
    if refused is not None:
        return refused
    say(_l("The closed days are saved."))
    return back(closure.school, middle_of(closure))


@bp.route("/closures/<uuid:closure_id>/delete", methods=["GET", "POST"])
@access(CalendarPermission.REMOVE, closure=Closure)
def delete_closure(closure: Closure) -> ResponseReturnValue:
    """Take closed days out, after asking once."""
    if request.method != "POST":
        return page("calendars/delete.html", row=closure, school=closure.school)
    remove_closure(closure, actor=current_actor())
    say(_l("The closed days are removed."))
    return redirect(url_for("calendars.show", school_id=closure.school_id))


@bp.route("/schools/<uuid:school_id>/calendar/years/new", methods=["GET", "POST"])
@access(CalendarPermission.EDIT, school=School, form=SchoolYearForm)
def new_year(school: School, form: SchoolYearForm) -> ResponseReturnValue:
    """Add a school year by hand."""
    if form.value is None:
        return page("calendars/school_year.html", form.status, form=form, school=school)
    year = add_school_year(school, form.value.new, actor=current_actor())
    say(_l("The school year is saved."))
    return back(school, middle_of(year))


@bp.route("/school-years/<uuid:year_id>/edit", methods=["GET", "POST"])
@access(CalendarPermission.EDIT, year=SchoolYear, form=SchoolYearForm)
def edit_year(year: SchoolYear, form: SchoolYearForm) -> ResponseReturnValue:
    """Change a school year; when somebody else did in between, both are shown."""
    refused = not_changed(
        "calendars/school_year.html",
        form,
        year,
        lambda value: change_school_year(
            year, value.new, version=value.version, actor=current_actor()
        ),
        values_of,
        school=year.school,
        year=year,
    )
    if refused is not None:
        return refused
    say(_l("The school year is saved."))
    return back(year.school, middle_of(year))


@bp.route("/school-years/<uuid:year_id>/delete", methods=["GET", "POST"])
@access(CalendarPermission.REMOVE, year=SchoolYear)
def delete_year(year: SchoolYear) -> ResponseReturnValue:
    """Take a school year out, after asking once."""
    if request.method != "POST":
        return page("calendars/delete.html", row=year, school=year.school)
    remove_school_year(year, actor=current_actor())
    say(_l("The school year is removed. Its terms are still there."))
    return redirect(url_for("calendars.show", school_id=year.school_id))


@bp.route("/schools/<uuid:school_id>/calendar/extra-days/new", methods=["GET", "POST"])
@access(CalendarPermission.EDIT, school=School, form=ExtraDayForm)
def new_extra_day(school: School, form: ExtraDayForm) -> ResponseReturnValue:
    """Add a day with school by hand."""
    if form.value is None:
        return page("calendars/extra_day.html", form.status, form=form, school=school)
    extra = add_extra_day(school, form.value.new, actor=current_actor())
    say(_l("The day is saved."))
    return back(school, extra.day)


@bp.route("/extra-days/<uuid:extra_id>/edit", methods=["GET", "POST"])
@access(CalendarPermission.EDIT, extra=ExtraDay, form=ExtraDayForm)
def edit_extra_day(extra: ExtraDay, form: ExtraDayForm) -> ResponseReturnValue:
    """Change a day with school; when somebody else did in between, both are shown."""
    refused = not_changed(
        "calendars/extra_day.html",
        form,
        extra,
        lambda value: change_extra_day(
            extra, value.new, version=value.version, actor=current_actor()
        ),
        values_of_extra,
        school=extra.school,
        extra=extra,
    )
    if refused is not None:
        return refused
    say(_l("The day is saved."))
    return back(extra.school, extra.day)


@bp.route("/extra-days/<uuid:extra_id>/delete", methods=["GET", "POST"])
@access(CalendarPermission.REMOVE, extra=ExtraDay)
def delete_extra_day(extra: ExtraDay) -> ResponseReturnValue:
    """Take a day with school out, after asking once."""
    if request.method != "POST":
        return page("calendars/delete.html", row=extra, school=extra.school)
    remove_extra_day(extra, actor=current_actor())
    say(_l("The day is removed."))
    return redirect(url_for("calendars.show", school_id=extra.school_id))
