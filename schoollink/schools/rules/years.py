"""How long a class is here: its school year, and the time to say that it goes on (SG-43)."""

from datetime import date, timedelta

from schoollink.core.errors import RuleBroken
from schoollink.core.i18n import _l

PUPILS_KEPT_FOR = timedelta(days=60)
TOLD_BEFORE = timedelta(days=30)
"""However late somebody was told, so long they have to answer."""
LONGEST_YEAR = timedelta(days=550)


def pupils_leave_on(end: date, asked_on: date | None = None) -> date:
    """The day on which the pupils of a class leave unless it goes on: 60 days after its school
    year, and never sooner than 30 days after somebody was asked.
    """
    return max(end + PUPILS_KEPT_FOR, (asked_on or end) + TOLD_BEFORE)


def is_to_ask(end: date, *, was_asked: bool, present: date) -> bool:
    """Whether the teachers of a class are to be asked now whether it goes on."""
    return not was_asked and end < present


def is_over(end: date, asked_on: date | None, *, present: date) -> bool:
    """Whether the pupils of a class leave now: nobody said in time that it goes on."""
    return asked_on is not None and pupils_leave_on(end, asked_on) < present


def check_year_end(day: date, *, present: date) -> None:
    """Raise RuleBroken for a day that can't be the end of this school year."""
    if day < present:
        raise RuleBroken(_l("This day has passed. When does the class end?"), field="year_ends")
    if day > present + LONGEST_YEAR:
        raise RuleBroken(
            _l("Choose the last day of this school year; you can go on with the class then."),
            field="year_ends",
        )
