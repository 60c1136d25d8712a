"""A school's calendar: look at it, put it in quickly, change it by hand, take it along."""

from typing import Any

from flask import Blueprint, Response, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.utils import secure_filename

from schoollink.calendars import presenters
from schoollink.calendars.actions import (
    add_closure,
    add_term,
    change_closure,
    change_term,
    close_on,
    remove_closure,
    remove_term,
    start_calendar,
)
from schoollink.calendars.forms import (
    TIMES,
    ClosureForm,
    HolidaysForm,
    QuickStartForm,
    TermForm,
    values_of,
)
from schoollink.calendars.models import Closure, Term
from schoollink.calendars.policies import CalendarPermission
from schoollink.calendars.queries import closures_of, dates_of, lesson_times_of, terms_of
from schoollink.calendars.rules import together
from schoollink.calendars.rules.days import Span, middle_of
from schoollink.core.clock import today
from schoollink.core.errors import Stale
from schoollink.core.gate import access
from schoollink.core.i18n import Text, _l, ngettext
from schoollink.core.pages import page, say, stale_page
from schoollink.core.security import current_actor
from schoollink.schools.models import School

bp = Blueprint("calendars", __name__)
QUICK_START = "calendars/quick_start.html"


@bp.get("/schools/<uuid:school_id>/calendar")
@access(CalendarPermission.VIEW, school=School)
def show(school: School) -> ResponseReturnValue:
    """The school's year: strip, terms, closed days, the usual day."""
    return _show(school, 200)


def _show(school: School, status: int, form: HolidaysForm | None = None) -> Response:
    if _side_of(school) == "them":
        g.section = "links"
    dates, now = dates_of(school), today(school.zone)
    current = together.year_around(now, [dates])
    years = sorted({current, *together.years_with_dates([dates])}, key=lambda y: y.first_day)
    asked = request.args.get("year", "")
    year = next((one for one in years if str(one.number) == asked), current)
    if form is None:
        form = HolidaysForm()
        form.offer(school=school)
    form.keep_to(year)
    return page(
        "calendars/show.html",
        status,
        school=school,
        year=year,
        others=presenters.year_links(year, years),
        months=presenters.months_of(year),
        strip=presenters.strip_of(school, _side_of(school), dates, year),
        today=presenters.is_in(now, year),
        terms=presenters.rows_in(dates.terms, dates, year),
        closures=presenters.rows_in(dates.closures, dates, year),
        times=lesson_times_of(school),
        weekend=presenters.weekday_names(sorted(dates.weekend)),
        form=form,
        has_dates=bool(dates.terms),
        presenters=presenters,
    )


def _side_of(school: School) -> str:
    return "us" if school.id in current_actor().place_ids else "them"


@bp.get("/schools/<uuid:school_id>/calendar.ics")
@access(CalendarPermission.VIEW, school=School)
def download(school: School) -> ResponseReturnValue:
    """Terms and closed days as a file for other calendars."""
    body = presenters.ics_of(school, terms_of(school), closures_of(school))
    response = Response(body, content_type="text/calendar; charset=utf-8")
    name = secure_filename(school.name) or "school"
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.ics".lower())
    return response


@bp.route("/schools/<uuid:school_id>/calendar/quick-start", methods=["GET", "POST"])
@access(CalendarPermission.EDIT, school=School, form=QuickStartForm)
def quick_start(school: School, form: QuickStartForm) -> ResponseReturnValue:
    """The calendar in six answers; pasted dates are looked at once more before they are saved."""
    value = form.value
    if value is None or form.wants_look:
        form.seen.data = form.digest if value else ""
        return page(QUICK_START, form.status, form=form, **_beside(school))
    try:
        count = start_calendar(
            school,
            terms=value.terms,
            closures=value.closures,
            times=value.times,
            weekend=value.weekend,
            version=value.version,
            actor=current_actor(),
        )
    except Stale:
        times = lesson_times_of(school)
        return stale_page(
            QUICK_START,
            form,
            now={name: getattr(times, name) for name in TIMES} if times else {},
            version=times.version if times else 0,
            **_beside(school),
        )
    say(_saved_words(count))
    return redirect(url_for("calendars.show", school_id=school.id))


def _beside(school: School) -> dict[str, Any]:
    """What the page of the quick start shows beside its form."""
    year = today(school.zone).year
    return {"school": school, "examples": presenters.paste_examples(school.country, year)}


def _saved_words(count: int) -> Text:
    words: Text = ngettext(
        "Your calendar is saved, with %(num)s new term.",
        "Your calendar is saved, with %(num)s new terms.",
        count,
    )
    return words if count else _l("Your calendar is saved.")


@bp.route("/schools/<uuid:school_id>/calendar/terms/new", methods=["GET", "POST"])
@access(CalendarPermission.EDIT, school=School, form=TermForm)
def new_term(school: School, form: TermForm) -> ResponseReturnValue:
    """Add a term by hand."""
    if form.value is None:
        return page("calendars/term.html", form.status, form=form, school=school)
    term = add_term(school, form.value.new, actor=current_actor())
    say(_l("The term is saved."))
    return _back(school, term)


@bp.route("/terms/<uuid:term_id>/edit", methods=["GET", "POST"])
@access(CalendarPermission.EDIT, term=Term, form=TermForm)
def edit_term(term: Term, form: TermForm) -> ResponseReturnValue:
    """Change a term; when somebody else did in between, both are shown."""
    more: dict[str, Any] = {"form": form, "school": term.school, "term": term}
    if form.value is None:
        return page("calendars/term.html", form.status, **more)
    try:
        change_term(term, form.value.new, version=form.value.version, actor=current_actor())
    except Stale:
        return stale_page("calendars/term.html", now=values_of(term), version=term.version, **more)
    say(_l("The term is saved."))
    return _back(term.school, term)


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
    return _back(school, closure)


@bp.route("/closures/<uuid:closure_id>/edit", methods=["GET", "POST"])
@access(CalendarPermission.EDIT, closure=Closure, form=ClosureForm)
def edit_closure(closure: Closure, form: ClosureForm) -> ResponseReturnValue:
    """Change closed days; when somebody else did in between, both are shown."""
    more: dict[str, Any] = {"form": form, "school": closure.school, "closure": closure}
    if form.value is None:
        return page("calendars/closure.html", form.status, **more)
    try:
        change_closure(closure, form.value.new, version=form.value.version, actor=current_actor())
    except Stale:
        now = values_of(closure)
        return stale_page("calendars/closure.html", now=now, version=closure.version, **more)
    say(_l("The closed days are saved."))
    return _back(closure.school, closure)


@bp.route("/closures/<uuid:closure_id>/delete", methods=["GET", "POST"])
@access(CalendarPermission.REMOVE, closure=Closure)
def delete_closure(closure: Closure) -> ResponseReturnValue:
    """Take closed days out, after asking once."""
    if request.method != "POST":
        return page("calendars/delete.html", row=closure, school=closure.school)
    remove_closure(closure, actor=current_actor())
    say(_l("The closed days are removed."))
    return redirect(url_for("calendars.show", school_id=closure.school_id))


@bp.post("/schools/<uuid:school_id>/calendar/holidays")
@access(CalendarPermission.EDIT, school=School, form=HolidaysForm)
def confirm_holidays(school: School, form: HolidaysForm) -> ResponseReturnValue:
    """Confirm public holidays as closed days."""
    if form.value is None:
        return _show(school, form.status, form)
    close_on(school, form.value.closures, actor=current_actor())
    say(_l("The holidays are in your calendar."))
    return _back(school, form.value.closures[0])


def _back(school: School, saved: Span) -> ResponseReturnValue:
    """To the calendar, in the year of what was saved."""
    year = together.year_around(middle_of(saved), [dates_of(school)])
    return redirect(url_for("calendars.show", school_id=school.id, year=year.number))
