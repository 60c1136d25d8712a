"""Calendar files (RFC 5545): written by one hand, read by a child that can do no harm."""

from schoollink.core.ics.reading import (
    LARGEST,
    BrokenCalendar,
    LeftOut,
    ReadCalendar,
    ReadEvent,
    Reason,
    read_calendar,
)
from schoollink.core.ics.writing import CalendarEntry, calendar_file

__all__ = [
    "LARGEST",
    "BrokenCalendar",
    "CalendarEntry",
    "LeftOut",
    "ReadCalendar",
    "ReadEvent",
    "Reason",
    "calendar_file",
    "read_calendar",
]
