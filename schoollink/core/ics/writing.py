"""Calendar files (RFC 5545): what every feature gives as entries, written by one hand.

A feature's `calendar_entries()` yields `CalendarEntry`; who may see them was decided before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import icalendar

PRODUCT = "-//SchoolLink//SchoolLink//EN"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class CalendarEntry:
    """One entry. Dates are whole days, the last one included; datetimes are aware, in their own
    zone. `uid` never changes for the same thing, `version` (1 is the first) rises with it."""

    uid: str
    title: str
    starts: date
    ends: date
    changed_at: datetime
    version: int = 1
    text: str = ""
    url: str = ""
    place: str = ""
    category: str = ""
    is_cancelled: bool = False
    is_busy: bool = False
    is_tentative: bool = False
    is_private: bool = False


def calendar_file(name: str, entries: Iterable[CalendarEntry]) -> bytes:
    """A calendar named for people, as the bytes of an .ics file."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_event(entry))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(entry: CalendarEntry) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{entry.uid}@schoollink")
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.version - 1)
    event.add("dtstart", entry.starts)
    # K-04: whole days end before the day after the last one
    event.add("dtend", entry.ends if isinstance(entry.ends, datetime) else entry.ends + ONE_DAY)
    event.add("summary", entry.title)
    event.add("status", _status(entry))
    if entry.is_private:
        event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE" if entry.is_busy else "TRANSPARENT")
    extras = {"description": entry.text, "location": entry.place, "url": entry.url}
    for key, value in extras.items():
        if value:
            event.add(key, value)
    if entry.category:
        event.add("categories", [entry.category])
    return event


def _status(entry: CalendarEntry) -> str:
    if entry.is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if entry.is_tentative else "CONFIRMED"
