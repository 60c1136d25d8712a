"""The calendar in six answers."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from schoollink.calendars import presenters
from schoollink.calendars.actions import start_calendar
from schoollink.calendars.forms.quick import TIMES, QuickStartForm
from schoollink.calendars.policies import CalendarPermission
from schoollink.calendars.presenters import alike
from schoollink.calendars.queries import usual_day_of
from schoollink.calendars.views.blueprint import bp
from schoollink.core.clock import now, today
from schoollink.core.errors import Stale
from schoollink.core.gate import Limit, access
from schoollink.core.i18n import Text, _l, in_zone, ngettext
from schoollink.core.pages import page, say, stale_page
from schoollink.core.security import current_actor
from schoollink.schools.models import School

QUICK_START = "calendars/quick_start.html"
READING = Limit("60/hour")
"""A file of a stranger can take two seconds of processor."""


@bp.route("/schools/<uuid:school_id>/calendar/quick-start", methods=["GET", "POST"])
@access(CalendarPermission.EDIT, school=School, form=QuickStartForm, limit=READING, uploads=True)
def quick_start(school: School, form: QuickStartForm) -> ResponseReturnValue:
    """The calendar in six answers; pasted dates are looked at once more before they are saved."""
    if not form.sent:
        form.begin_like(alike.lines(school, request.args.get("like", "")))
    value = form.value
    if value is None or form.wants_look:
        form.seen.data = form.digest if value else ""
        return page(QUICK_START, form.status, form=form, **_beside(school))
    try:
        count = start_calendar(
            school,
            terms=value.terms,
            closures=value.closures,
            times=value.times if form.asks_times else None,
            weekend=value.weekend,
            version=value.version,
            actor=current_actor(),
        )
    except Stale:
        times = usual_day_of(school)
        return stale_page(
            QUICK_START,
            form,
            now={name: getattr(times, name) for name in TIMES} if times and times.is_rough else {},
            version=times.version if times else 0,
            **_beside(school),
        )
    say(_saved_words(count))
    return redirect(url_for("calendars.show", school_id=school.id))


def _beside(school: School) -> dict[str, Any]:
    """What the page of the quick start shows beside its form."""
    year = today(school.zone).year
    return {
        "school": school,
        "examples": presenters.paste_examples(school.country, year),
        "alike": alike.known(school),
        "clock_there": in_zone(now(), school.zone),
    }


def _saved_words(count: int) -> Text:
    words: Text = ngettext(
        "Your calendar is saved, with %(num)s new term.",
        "Your calendar is saved, with %(num)s new terms.",
        count,
    )
    return words if count else _l("Your calendar is saved.")
