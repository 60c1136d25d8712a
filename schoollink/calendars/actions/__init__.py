"""What people do with their school's calendar.

Each action first holds the school, for "terms don't overlap" is a rule over several rows.
"""

from schoollink.calendars.actions.dates import (
    NewClosure,
    NewExtraDay,
    NewSpan,
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
    settle_holidays,
)
from schoollink.calendars.actions.holding import Versioned
from schoollink.calendars.actions.hours import (
    NewCycle,
    NewDayType,
    add_day_type,
    change_day_type,
    choose_lessons,
    end_cycle,
    remove_day_type,
    set_cycle,
)
from schoollink.calendars.actions.quick import NewTimes, start_calendar

__all__ = [
    "NewClosure",
    "NewCycle",
    "NewDayType",
    "NewExtraDay",
    "NewSpan",
    "NewTimes",
    "Versioned",
    "add_closure",
    "add_day_type",
    "add_extra_day",
    "add_school_year",
    "add_term",
    "change_closure",
    "change_day_type",
    "change_extra_day",
    "change_school_year",
    "change_term",
    "choose_lessons",
    "end_cycle",
    "remove_closure",
    "remove_day_type",
    "remove_extra_day",
    "remove_school_year",
    "remove_term",
    "set_cycle",
    "settle_holidays",
    "start_calendar",
]
