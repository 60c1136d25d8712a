"""The school's year: strip, lists, holidays to confirm, a file to take along."""

import json

from flask import Response, g, request
from flask.typing import ResponseReturnValue
from werkzeug.utils import secure_filename

from schoollink.calendars import presenters
from schoollink.calendars.actions import settle_holidays
from schoollink.calendars.forms.dates import HolidaysForm
from schoollink.calendars.policies import CalendarPermission
from schoollink.calendars.queries import (
    closures_of,
    dates_of,
    extra_days_of,
    missing_of,
    school_years_of,
    terms_of,
    usual_day_of,
)
from schoollink.calendars.rules import together
from schoollink.calendars.views.blueprint import back, bp
from schoollink.core.clock import today
from schoollink.core.gate import access
from schoollink.core.i18n import _l
from schoollink.core.pages import download as as_download
from schoollink.core.pages import page, say
from schoollink.core.security import current_actor
from schoollink.schools.models import School


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
    usual = usual_day_of(school)
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
        times=usual,
        extra_days=[one for one in extra_days_of(school) if one.day in year],
        school_years=presenters.rows_in(school_years_of(school), dates, year),
        weekend=presenters.weekday_names(sorted(dates.weekend)),
        form=form,
        missing=missing_of(school, dates, usual),
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
    response.headers.set("Content-Disposition", "attachment", filename=_file_name(school, "ics"))
    return response


@bp.get("/schools/<uuid:school_id>/calendar.csv")
@access(CalendarPermission.VIEW, school=School)
def table(school: School) -> ResponseReturnValue:
    """The same as a table, with the days with school on top."""
    text = presenters.csv_of(school, terms_of(school), closures_of(school), extra_days_of(school))
    return as_download("\ufeff" + text, _file_name(school, "csv"), "text/csv")


@bp.get("/schools/<uuid:school_id>/calendar.json")
@access(CalendarPermission.VIEW, school=School)
def sessions(school: School) -> ResponseReturnValue:
    """School years and terms for other systems (OneRoster)."""
    body = json.dumps(presenters.academic_sessions(school_years_of(school), terms_of(school)))
    return as_download(body, _file_name(school, "json"), "application/json")


def _file_name(school: School, ending: str) -> str:
    name = secure_filename(school.name) or "school"
    return f"{name}.{ending}".lower()


@bp.post("/schools/<uuid:school_id>/calendar/holidays")
@access(CalendarPermission.EDIT, school=School, form=HolidaysForm)
def confirm_holidays(school: School, form: HolidaysForm) -> ResponseReturnValue:
    """Confirm public holidays as closed days."""
    if form.value is None:
        return _show(school, form.status, form)
    value = form.value
    settle_holidays(school, value.closures, value.opened, actor=current_actor())
    say(_l("The holidays are in your calendar.") if value.closures else _l("That is settled."))
    first = value.closures[0].first_day if value.closures else value.opened[0]
    return back(school, first)
