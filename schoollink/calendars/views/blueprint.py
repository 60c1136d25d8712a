"""The blueprint, and the way back to the calendar."""

from datetime import date

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from schoollink.calendars.queries import dates_of
from schoollink.calendars.rules import together
from schoollink.schools.models import School

bp = Blueprint("calendars", __name__)


def back(school: School, day: date) -> ResponseReturnValue:
    """To the calendar, in the year of a day."""
    year = together.year_around(day, [dates_of(school)])
    return redirect(url_for("calendars.show", school_id=school.id, year=year.number))
