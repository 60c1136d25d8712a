"""The calendar as a file, read back by a parser."""

from datetime import UTC, date, datetime
from typing import Any

import icalendar

from schoollink.calendars.models import Closure, ClosureKind, Term
from schoollink.core.ics import CalendarEntry, calendar_file
from tests.calendars.years import KENYA_CLOSED, KENYA_TERMS, put_years
from tests.page import Page
from tests.world import World

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def downloaded(page: Page, world: World) -> bytes:
    page.client.get(page.url("calendars.download", school_id=world.kisumu.id))
    page.response = page.client.get(page.url("calendars.download", school_id=world.kisumu.id))
    assert page.response.status_code == 200
    return page.response.data


def test_K04_terms_are_whole_days_whose_end_is_exclusive(page: Page, world: World) -> None:
    put_years(world)
    body = downloaded(page.as_("meera"), world)
    assert page.response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert (
        "attachment; filename=lakeview_primary.ics" in page.response.headers["Content-Disposition"]
    )
    assert b"DTSTART;VALUE=DATE:20260105\r\nDTEND;VALUE=DATE:20260403\r\n" in body
    events = list(icalendar.Calendar.from_ical(body).walk("VEVENT"))
    told = sorted((e["SUMMARY"], e["DTSTART"].dt, e["DTEND"].dt) for e in events)
    expected = sorted(
        (
            f"Lakeview Primary: {span.name}",
            span.first_day,
            date.fromordinal(span.last_day.toordinal() + 1),
        )
        for span in [*KENYA_TERMS, *KENYA_CLOSED]
    )
    assert told == expected


def test_K11_a_file_has_what_rfc_5545_asks_for(page: Page, world: World) -> None:
    put_years(world)
    body = downloaded(page.as_("daniel"), world)
    assert body.startswith(b"BEGIN:VCALENDAR\r\n")
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    calendar = icalendar.Calendar.from_ical(body)
    assert calendar["VERSION"] == "2.0"
    assert calendar["METHOD"] == "PUBLISH"
    assert calendar["PRODID"]
    assert calendar["X-WR-CALNAME"] == "Lakeview Primary: terms and closed days"
    for event in calendar.walk("VEVENT"):
        assert event["DTSTAMP"].dt == datetime(2025, 8, 1, 12, tzinfo=UTC)
        assert event["TRANSP"] == "TRANSPARENT"


def test_K11_uids_are_stable_and_the_sequence_rises(page: Page, world: World) -> None:
    put_years(world)
    first = _by_uid(downloaded(page.as_("daniel"), world))
    [term] = world.all(Term, school_id=world.kisumu.id, name="Term 1")
    sent = {"name": "Term 1", "first_day": "2026-01-06", "last_day": "2026-04-02", "version": "1"}
    page.post("calendars.edit_term", sent, term_id=term.id)
    second = _by_uid(downloaded(page, world))
    assert set(first) == set(second)
    uid = f"term-{term.id}@schoollink"
    assert (first[uid]["SEQUENCE"], second[uid]["SEQUENCE"]) == (0, 1)


def test_a_name_cannot_break_out_of_its_line(page: Page, world: World) -> None:
    name = "Sports; day, \\ 50% 日本語 END:VEVENT " + "ü" * 20
    world.put(
        Closure.of(
            school_id=world.kisumu.id,
            name=name,
            first_day=date(2026, 3, 2),
            last_day=date(2026, 3, 2),
            kind=ClosureKind.CLOSURE,
            version=1,
            changed_at=AT,
        )
    )
    [event] = icalendar.Calendar.from_ical(downloaded(page.as_("daniel"), world)).walk("VEVENT")
    assert event["SUMMARY"] == f"Lakeview Primary: {name}"


def test_a_sample_says_in_the_file_that_it_is_one(page: Page, world: World) -> None:
    world.put(
        Term.of(
            school_id=world.kisumu.id,
            name="Term 1",
            first_day=date(2027, 1, 4),
            last_day=date(2027, 4, 1),
            is_sample=True,
            version=1,
            changed_at=AT,
        )
    )
    assert b"A sample" in downloaded(page.as_("daniel"), world)


def test_K05_a_timed_entry_keeps_its_wall_time_and_names_its_zone() -> None:
    from zoneinfo import ZoneInfo

    at = datetime(2026, 3, 30, 9, 40, tzinfo=ZoneInfo("Europe/London"))
    entry = CalendarEntry("x", "Live lesson", at, at.replace(hour=10), AT, is_busy=True)
    calendar: Any = icalendar.Calendar.from_ical(calendar_file("Link", [entry]))
    [event] = calendar.walk("VEVENT")
    assert event["DTSTART"].params["TZID"] == "Europe/London"
    assert event["DTSTART"].dt.astimezone(UTC) == datetime(2026, 3, 30, 8, 40, tzinfo=UTC)
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/London"]
    assert event["TRANSP"] == "OPAQUE"


def test_a_cancelled_entry_says_so() -> None:
    day = date(2026, 3, 30)
    entry = CalendarEntry("x", "Visit", day, day, AT, is_cancelled=True, url="https://a.test/x")
    [event] = icalendar.Calendar.from_ical(calendar_file("Link", [entry])).walk("VEVENT")
    assert event["STATUS"] == "CANCELLED"
    assert event["URL"] == "https://a.test/x"


def _by_uid(body: bytes) -> dict[str, Any]:
    return {str(e["UID"]): e for e in icalendar.Calendar.from_ical(body).walk("VEVENT")}
