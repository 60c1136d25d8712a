"""Reads a calendar file of strangers, in a process of its own: `python child.py FIRST DAYS ZONE`.

The file comes in by standard input, what was understood goes out as JSON. It imports nothing of
ours, may use two seconds of processor and half a gigabyte, and takes only what SEC-32 allows:
whole days with a name. Whoever wrote the file can't make it cost more than that.
"""

import json
import resource
import sys
import zoneinfo
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

zoneinfo.reset_tzpath(to=())  # K-17: the pinned zones, as everywhere

CPU_SECONDS = 2
MEMORY = 1 << 29
MOST_EVENTS = 2_000
MOST_DATES = 1_000
MOST_COUNT = 1_000
MOST_NESTED = 8
LONGEST_NAME = 200
FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
TOO_FINE = {"BYHOUR", "BYMINUTE", "BYSECOND"}
ONE_DAY = timedelta(days=1)
NEARLY_A_DAY = timedelta(hours=20)


class Broken(Exception):
    """The file can't be read: why, and in which line (from 1, 0 for the whole)."""

    def __init__(self, why: str, line: int = 0) -> None:
        super().__init__(why)
        self.why, self.line = why, line


def check_lines(text: str) -> None:
    """Every line is a property, what begins ends, and nothing is nested deeply (RFC 5545, 3.1)."""
    open_parts: list[str] = []
    events = 0
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line[0] in " \t":
            continue
        name, colon, value = line.partition(":")
        name = name.partition(";")[0].strip().upper()
        if not colon or not name.replace("-", "").isalnum():
            raise Broken("not_a_property", number)
        if name == "BEGIN":
            open_parts.append(value.strip().upper())
            events += open_parts[-1] == "VEVENT"
        elif name == "END" and (not open_parts or open_parts.pop() != value.strip().upper()):
            raise Broken("ends_without_begin", number)
        if len(open_parts) > MOST_NESTED:
            raise Broken("nested", number)
        if events > MOST_EVENTS:
            raise Broken("too_many", number)
    if open_parts or "BEGIN:VCALENDAR" not in text.upper():
        raise Broken("cut_off" if open_parts else "not_a_calendar")


def read(text: str, first: date, days: int, zone: str) -> dict[str, Any]:
    """The whole days from a date on, and what was left out and why."""
    check_lines(text)
    try:
        calendar = icalendar.Calendar.from_ical(text)
    except ValueError:
        raise Broken("not_a_calendar") from None
    own = str(calendar.get("X-WR-TIMEZONE") or zone)
    found: dict[str, Any] = {"events": [], "left_out": []}
    wrong = [(event, why) for event in calendar.walk("VEVENT") if (why := what_is_wrong(event))]
    for event, why in wrong:
        found["left_out"].append({"name": name_of(event), "why": why})
    taken_out = {id(event) for event, _ in wrong}
    calendar.subcomponents = [one for one in calendar.subcomponents if id(one) not in taken_out]
    for event in events_of(calendar, first, days):
        if len(found["events"]) >= MOST_DATES:
            raise Broken("too_many")
        took = whole_days(event, zone_named(own, zone))
        if took is None:
            found["left_out"].append({"name": name_of(event), "why": "not_whole_days"})
        else:
            found["events"].append(
                {
                    "uid": str(event.get("UID") or "")[:LONGEST_NAME],
                    "name": name_of(event),
                    "first": took[0].isoformat(),
                    "last": took[1].isoformat(),
                }
            )
    found["left_out"] = unique(found["left_out"])
    return found


def events_of(calendar: Any, first: date, days: int) -> Iterator[Any]:
    """What happens once, whatever its year; what comes again, as often as it does in a year."""
    events = calendar.walk("VEVENT")
    again = {str(one.get("UID")) for one in events if "RRULE" in one or "RDATE" in one}
    yield from (one for one in events if str(one.get("UID")) not in again)
    if again:
        calendar.subcomponents = [
            one
            for one in calendar.subcomponents
            if str(one.get("UID")) in again or one.name != "VEVENT"
        ]
        of_calendar = recurring_ical_events.of(calendar)
        yield from of_calendar.between(first, first + timedelta(days=days))


def what_is_wrong(event: Any) -> str:
    """Why an event is not even looked at, or nothing."""
    if "DTSTART" not in event:
        return "no_day"
    if "EXRULE" in event:
        return "rule"
    for rule in rules_of(event):
        names = {str(key).upper() for key in rule}
        frequency = {str(one).upper() for one in rule.get("FREQ", [])}
        count = max([int(one) for one in rule.get("COUNT", [0])], default=0)
        if not frequency <= FREQUENCIES or names & TOO_FINE or count > MOST_COUNT:
            return "rule"
    start = event["DTSTART"].dt
    return "far_away" if not 1970 <= start.year <= 2100 else ""


def rules_of(event: Any) -> Iterator[Any]:
    rule = event.get("RRULE")
    if rule is not None:
        yield from rule if isinstance(rule, list) else [rule]


def whole_days(event: Any, zone: ZoneInfo) -> tuple[date, date] | None:
    """The first and the last day of an event of whole days, both included; None for one with
    hours. Some producers write whole days from midnight to midnight of a zone."""
    start = event["DTSTART"].dt
    end = event["DTEND"].dt if "DTEND" in event else None
    if end is None and "DURATION" in event:
        end = start + event["DURATION"].dt
    if not isinstance(start, datetime):
        last = (
            end if end is not None and not isinstance(end, datetime) else start + ONE_DAY
        ) - ONE_DAY
        return start, max(start, last)
    first_at, last_at = (
        local(event["DTSTART"], zone),
        local(event.get("DTEND"), zone) if end else None,
    )
    if last_at is None or last_at - first_at < NEARLY_A_DAY:
        return None
    return first_at.date(), (last_at - timedelta(minutes=1)).date()


def local(value: Any, zone: ZoneInfo) -> datetime:
    """An instant on the wall: its own zone, known by Outlook's names too, else the calendar's."""
    at: datetime = value.dt
    if at.tzinfo is None:
        named = value.params.get("TZID")
        return at.replace(tzinfo=zone_named(str(named), str(zone)) if named else zone)
    if at.utcoffset() == timedelta() and "TZID" not in value.params:
        return at.astimezone(zone)
    return at


def zone_named(name: str, otherwise: str) -> ZoneInfo:
    """A zone by its IANA or Windows name."""
    for candidate in (name, WINDOWS_TO_OLSON.get(name, ""), otherwise):
        try:
            return ZoneInfo(candidate)
        except (ValueError, KeyError, OSError):
            continue
    return ZoneInfo("UTC")


def name_of(event: Any) -> str:
    """What the event is called, on one line."""
    return " ".join(str(event.get("SUMMARY") or "").split())[:LONGEST_NAME]


def unique(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Each name and reason once, in order."""
    return [dict(pairs) for pairs in dict.fromkeys(tuple(sorted(row.items())) for row in rows)]


def main() -> None:
    """Read and answer; a file that breaks the library ends the process with an exit code."""
    first, days, zone = sys.argv[1:]
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + 1 + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    text = sys.stdin.buffer.read().decode("utf-8-sig", "replace")
    try:
        answer = read(text, date.fromisoformat(first), int(days), zone)
    except Broken as broken:
        answer = {"broken": broken.why, "line": broken.line}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
