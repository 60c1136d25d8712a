"""What is missing before shared lesson times can be trusted."""

from collections.abc import Iterator
from datetime import date, timedelta

from schoollink.calendars.models import DayType
from schoollink.calendars.rules.days import SchoolDates
from schoollink.core.database.base import Labelled
from schoollink.core.i18n import _l

AHEAD = timedelta(days=120)
"""How far ahead terms should be known."""


class Missing(Labelled):
    """What somebody at the school has not said yet; what matters most comes first."""

    TERMS = "terms", _l("There are no terms yet.")
    LESSONS = "lessons", _l("There are no lesson times yet.")
    COMING = "coming", _l("The terms of the coming four months are not in yet.")
    GUESSES = "guesses", _l("Lesson times are partly a guess.")
    WEEKEND = "weekend", _l("Nobody has said yet that time zone and weekend are right.")
    SAMPLES = "samples", _l("Some dates are samples, not the school's own.")
    BREAKS = "breaks", _l("Only the whole day is known, so breaks count as lessons.")


def missing_in(
    dates: SchoolDates, usual: DayType | None, today: date, *, weekend_confirmed: bool
) -> Iterator[Missing]:
    """What is missing in a school's calendar on a day."""
    last = dates.last_known
    if last is None:
        yield Missing.TERMS
    elif last < today + AHEAD:
        yield Missing.COMING
    if usual is None:
        yield Missing.LESSONS
    elif usual.guesses:
        yield Missing.GUESSES
    elif usual.is_rough:
        yield Missing.BREAKS
    if not weekend_confirmed:
        yield Missing.WEEKEND
    if any(getattr(span, "is_sample", False) for span in (*dates.terms, *dates.closures)):
        yield Missing.SAMPLES
