"""The blueprint, and what all its forms share: two people at one row, and the way back."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from schoollink.calendars.actions import Versioned
from schoollink.calendars.queries import dates_of
from schoollink.calendars.rules import together
from schoollink.core.errors import Stale
from schoollink.core.forms import Form
from schoollink.core.pages import page, stale_page
from schoollink.schools.models import School

bp = Blueprint("calendars", __name__)
V = TypeVar("V")
R = TypeVar("R", bound=Versioned)


def not_changed(
    template: str,
    form: Form[V],
    row: R,
    act: Callable[[V], object],
    values: Callable[[R], Mapping[str, Any]],
    **more: Any,
) -> Response | None:
    """The page of a form about a row while nothing was accepted, or with both texts when somebody
    else was quicker; None once `act` has changed the row."""
    if form.value is None:
        return page(template, form.status, form=form, **more)
    try:
        act(form.value)
    except Stale:
        return stale_page(template, form, now=values(row), version=row.version, **more)
    return None


def back(school: School, day: date) -> ResponseReturnValue:
    """To the calendar, in the year of a day."""
    year = together.year_around(day, [dates_of(school)])
    return redirect(url_for("calendars.show", school_id=school.id, year=year.number))
