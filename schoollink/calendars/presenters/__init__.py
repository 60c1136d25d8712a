"""Calendars as strips, lists, tables, entries and files."""

from schoollink.calendars.presenters.files import (
    academic_sessions,
    calendar_entries,
    csv_of,
    ics_of,
)
from schoollink.calendars.presenters.hours import (
    cycle_text,
    days_text,
    from_to,
    lunch_text,
    name_of,
    slot_groups,
    weekday_names,
)
from schoollink.calendars.presenters.strip import (
    is_in,
    months_of,
    paste_examples,
    rows_in,
    strip_of,
    year_links,
)

__all__ = [
    "academic_sessions",
    "calendar_entries",
    "csv_of",
    "cycle_text",
    "days_text",
    "from_to",
    "ics_of",
    "is_in",
    "lunch_text",
    "months_of",
    "name_of",
    "paste_examples",
    "rows_in",
    "slot_groups",
    "strip_of",
    "weekday_names",
    "year_links",
]
