"""Term dates from calendar files and tables: looked at before anything is saved, whoever wrote
them, and cut short whatever they try."""

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage

from schoollink.calendars.models import Closure, ClosureKind, Term
from schoollink.core.clock import Clock
from tests.calendars.years import (
    KENYA_CLOSED,
    KENYA_TERMS,
    LEEDS_CLOSED,
    LEEDS_TERMS,
    Days,
    example_hours,
    put_years,
)
from tests.page import Page
from tests.world import World

ANSWERS = {
    "first_lesson": "08:30",
    "last_lesson": "15:00",
    "lunch_from": "12:00",
    "lunch_to": "13:00",
    "weekend": ["6", "7"],
    "version": "0",
}


@pytest.fixture(autouse=True)
def _autumn(clock: Clock) -> None:
    clock.stop(datetime(2025, 11, 20, 12, tzinfo=UTC))


def send(
    page: Page, world: World, body: str | bytes, name: str = "dates.ics", status: int = 200
) -> Page:
    """Send a file with the quick start."""
    data = body if isinstance(body, bytes) else body.encode()
    sent: dict[str, Any] = {**ANSWERS, "file": FileStorage(io.BytesIO(data), name)}
    return page.as_("meera").post(
        "calendars.quick_start", sent, school_id=world.leeds.id, status=status
    )


def save(page: Page, world: World) -> None:
    """Save what the page shows as understood."""
    sent = {**ANSWERS, "dates": page.value("dates"), "seen": page.value("seen")}
    page.post("calendars.quick_start", sent, school_id=world.leeds.id, status=302)


def terms(world: World) -> set[tuple[str, str]]:
    return {
        (str(one.first_day), str(one.last_day)) for one in world.all(Term, school_id=world.leeds.id)
    }


def closures(world: World) -> set[tuple[str, str]]:
    return {(str(one.first_day), str(one.last_day)) for one in world.all(Closure)}


def spans(rows: list[Days]) -> set[tuple[str, str]]:
    return {(str(row.first_day), str(row.last_day)) for row in rows}


def calendar(*events: str, head: str = "", newline: str = "\r\n") -> str:
    """An .ics file of events, each given as its lines."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", *head.splitlines()]
    for number, event in enumerate(events):
        lines += ["BEGIN:VEVENT", f"UID:{number}", *event.splitlines(), "END:VEVENT"]
    return newline.join([*lines, "END:VCALENDAR", ""])


def whole_days(name: str, first: str, after: str = "") -> str:
    """Lines of an event of whole days; `after` is the day after the last."""
    end = f"\nDTEND;VALUE=DATE:{after.replace('-', '')}" if after else ""
    return f"SUMMARY:{name}\nDTSTART;VALUE=DATE:{first.replace('-', '')}{end}"


def published(rows: list[Days]) -> list[str]:
    return [
        whole_days(
            row.name,
            str(row.first_day),
            str(row.last_day.fromordinal(row.last_day.toordinal() + 1)),
        )
        for row in rows
    ]


# published years


@pytest.mark.parametrize(
    ("of_terms", "closed"), [(LEEDS_TERMS, LEEDS_CLOSED), (KENYA_TERMS, KENYA_CLOSED)]
)
def test_K04_published_years_go_in_as_a_calendar_file(
    page: Page, world: World, of_terms: list[Days], closed: list[Days]
) -> None:
    named = [row._replace(name=f"{row.name} (closed)") for row in closed]
    send(page, world, calendar(*published(of_terms + named)))
    assert world.all(Term) == []
    save(page, world)
    assert terms(world) == spans(of_terms)
    assert closures(world) == spans(closed)


@pytest.mark.parametrize(
    "head",
    [
        "school,type,title,start,end,note",
        "School;Type;Term;First day;Last day;Note",
        "x\ttype\tSubject\tStart Date\tEnd Date\tz",
    ],
)
def test_published_years_go_in_as_a_table(page: Page, world: World, head: str) -> None:
    mark = next(one for one in ",;\t" if one in head)
    rows = [
        mark.join(["Leeds", "term", f'"{row.name}"', str(row.first_day), str(row.last_day), ""])
        for row in LEEDS_TERMS
    ]
    send(page, world, "\n".join([head, *rows]), "dates.csv")
    save(page, world)
    assert terms(world) == spans(LEEDS_TERMS)


def test_a_table_without_known_columns_is_read_like_pasted_text(page: Page, world: World) -> None:
    rows = "\n".join(f"{row.name},{row.first_day},{row.last_day}" for row in KENYA_TERMS)
    send(page, world, rows, "dates.csv")
    save(page, world)
    assert terms(world) == spans(KENYA_TERMS)


# the habits of producers


@pytest.mark.parametrize("newline", ["\r\n", "\n"])
def test_whole_days_with_and_without_an_end(page: Page, world: World, newline: str) -> None:
    text = calendar(
        whole_days("Autumn term", "2025-09-01", "2025-12-20"),
        whole_days("May Day holiday", "2026-05-04"),
        newline=newline,
    )
    send(page, world, text)
    save(page, world)
    assert terms(world) == {("2025-09-01", "2025-12-19")}
    assert closures(world) == {("2026-05-04", "2026-05-04")}


@pytest.mark.parametrize("letters", ["utf-8-sig", "utf-16", "cp1252"])
def test_names_keep_their_letters_whatever_wrote_the_file(
    page: Page, world: World, letters: str
) -> None:
    text = calendar(whole_days("Frühjahr, été", "2026-01-05", "2026-04-03"))
    send(page, world, text.encode(letters))
    save(page, world)
    assert [one.name for one in world.all(Term)] == ["Frühjahr, été"]


def test_folded_lines_are_one(page: Page, world: World) -> None:
    folded = (
        "SUMMARY:Autumn \r\n term\r\nDTSTART;VALUE=DATE:202509\r\n 01\r\nDTEND;VALUE=DATE:20251220"
    )
    send(page, world, calendar(folded))
    save(page, world)
    assert [one.name for one in world.all(Term)] == ["Autumn term"]
    assert terms(world) == {("2025-09-01", "2025-12-19")}


@pytest.mark.parametrize(
    ("head", "start", "end"),
    [
        (
            "",
            "DTSTART;TZID=Europe/London:20250901T000000",
            "DTEND;TZID=Europe/London:20251220T000000",
        ),
        (
            "",
            "DTSTART;TZID=GMT Standard Time:20250901T000000",
            "DTEND;TZID=GMT Standard Time:20251220T000000",
        ),
        (
            "X-WR-TIMEZONE:Africa/Nairobi",
            "DTSTART:20250831T210000Z",
            "DTEND:20251219T210000Z",
        ),
        ("", "DTSTART:20250901T000000", "DTEND:20251220T000000"),
    ],
    ids=["zone without its rules", "outlook's zone name", "x-wr-timezone", "floating"],
)
def test_whole_days_written_from_midnight_to_midnight(
    page: Page, world: World, head: str, start: str, end: str
) -> None:
    send(page, world, calendar(f"SUMMARY:Autumn term\n{start}\n{end}", head=head))
    save(page, world)
    assert terms(world) == {("2025-09-01", "2025-12-19")}


def test_first_and_last_days_of_terms_as_single_days_make_terms(page: Page, world: World) -> None:
    text = calendar(
        whole_days("Spring term begins", "2026-01-05", "2026-01-06"),
        whole_days("Spring term ends", "2026-04-02", "2026-04-03"),
    )
    send(page, world, text)
    save(page, world)
    assert terms(world) == {("2026-01-05", "2026-04-02")}


def test_what_comes_again_is_taken_for_the_coming_year(page: Page, world: World) -> None:
    text = calendar(
        whole_days("Autumn term", "2025-09-01", "2025-12-20"),
        whole_days("Staff training", "2025-01-09", "2025-01-10") + "\nRRULE:FREQ=YEARLY",
    )
    send(page, world, text)
    save(page, world)
    assert closures(world) == {("2026-01-09", "2026-01-09")}
    assert [one.kind for one in world.all(Closure)] == [ClosureKind.TRAINING]


def test_what_can_be_anything_is_left_out_and_named(page: Page, world: World) -> None:
    text = calendar(
        whole_days("Autumn term", "2025-09-01", "2025-12-20"),
        whole_days("Sports day", "2025-10-01", "2025-10-02"),
        "SUMMARY:Parents' evening\nDTSTART:20251001T170000Z\nDTEND:20251001T190000Z",
    )
    send(page, world, text)
    assert "We left out 2 things in the file" in page.words
    assert "Sports day We can't tell whether there is school then." in page.words
    assert "Parents' evening It has hours, and is not about whole days." in page.words
    assert "Sports day" not in page.value("dates")


# bad input


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("BEGIN:VCALENDAR\nVERSION:2.0\nthis is nothing\nEND:VCALENDAR", "Line 3: This line is no"),
        ("BEGIN:VCALENDAR\nEND:VEVENT\nEND:VCALENDAR", "Line 2: Something ends in this line"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1", "The file is cut off"),
        (calendar(), "There are no terms and no closed days in this file."),
        ("", "There are no terms and no closed days in this file."),
        (b"\x00" * (2 * 1024 * 1024 + 1), "This file is too large: there is room for 2 MB."),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_in_which_line(
    page: Page, world: World, body: str | bytes, words: str
) -> None:
    send(page, world, body, status=422)
    assert words in page.errors()["file"]


AT116 = {
    "every second": whole_days("Holiday", "2025-12-01") + "\nRRULE:FREQ=SECONDLY",
    "a billion times": whole_days("Holiday", "2025-12-01") + "\nRRULE:FREQ=DAILY;COUNT=1000000000",
    "a rule against a rule": whole_days("Holiday", "2025-12-01") + "\nEXRULE:FREQ=DAILY",
    "the year 9999": whole_days("Holiday", "9999-12-31"),
    "by the hour": whole_days("Holiday", "2025-12-01")
    + "\nRRULE:FREQ=YEARLY;BYHOUR="
    + ",".join(map(str, range(24))),
}


@pytest.mark.parametrize("event", AT116.values(), ids=AT116)
def test_AT116_rules_that_no_school_has_are_left_out(page: Page, world: World, event: str) -> None:
    send(page, world, calendar(whole_days("Autumn term", "2025-09-01", "2025-12-20"), event))
    assert "We left out 1 thing in the file" in page.words
    save(page, world)
    assert closures(world) == set()


def test_AT116_a_rule_that_looks_for_a_day_that_never_comes_is_given_up(
    page: Page, world: World
) -> None:
    never = whole_days("Holiday", "2025-12-01") + "\nRRULE:FREQ=DAILY;BYMONTHDAY=31;BYMONTH=2"
    send(page, world, calendar(never), status=422)
    assert "This file takes too long to read." in page.errors()["file"]


@pytest.mark.parametrize(
    "body",
    [
        "BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\n" * 20_000 + "END:VEVENT\n" * 20_000 + "END:VCALENDAR",
        calendar(*[whole_days("Holiday", "2025-12-01")] * 2_001),
    ],
    ids=["nested", "too many"],
)
def test_AT116_files_that_are_too_deep_or_too_long_are_refused(
    page: Page, world: World, body: str
) -> None:
    send(page, world, body, status=422)
    assert page.errors()["file"]


def test_AT117_words_stay_words_and_people_and_attachments_are_dropped(
    page: Page, world: World
) -> None:
    event = (
        whole_days("<script>alert(1)</script> =HYPERLINK(1) term", "2025-09-01", "2025-12-20")
        + "\nATTACH:file:///etc/passwd\nORGANIZER;CN=Daniel Ochieng:mailto:daniel@example.org"
        + "\nURL:javascript:alert(1)\nDESCRIPTION:<b>bold</b>"
    )
    send(page, world, calendar(event))
    assert "<script>alert" not in page.html
    for left in ("etc/passwd", "daniel@example.org", "javascript:", "bold"):
        assert left not in page.html
    save(page, world)
    assert world.all(Term)[0].name.startswith("<script>")


# and out again


def taken(page: Page, world: World, endpoint: str) -> str:
    """The file of Leeds."""
    answer = page.client.get(page.url(endpoint, school_id=world.leeds.id))
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_the_table_of_a_school_goes_in_at_another(page: Page, world: World) -> None:
    put_years(world, kisumu=False)
    text = taken(page.as_("meera"), world, "calendars.table")
    assert text.splitlines()[0].lstrip("\ufeff") == "school,type,title,start,end,note"
    sent = {**ANSWERS, "file": FileStorage(io.BytesIO(text.encode()), "leeds.csv")}
    page.as_("daniel").post("calendars.quick_start", sent, school_id=world.kisumu.id, status=200)
    sent = {**ANSWERS, "dates": page.value("dates"), "seen": page.value("seen")}
    page.post("calendars.quick_start", sent, school_id=world.kisumu.id, status=302)
    found = world.all(Term, school_id=world.kisumu.id)
    assert {(str(t.first_day), str(t.last_day)) for t in found} == spans(LEEDS_TERMS)


def test_no_cell_of_the_table_is_a_formula(page: Page, world: World) -> None:
    sent = {"name": "=HYPERLINK(1) term", "version": "0"}
    sent |= {"first_day": "2025-09-01", "last_day": "2025-12-19"}
    page.as_("meera").post("calendars.new_term", sent, school_id=world.leeds.id)
    assert ",'=HYPERLINK(1) term," in taken(page, world, "calendars.table")


def test_terms_and_years_come_in_the_shape_of_oneroster(page: Page, world: World) -> None:
    example_hours(world)
    body = taken(page.as_("daniel"), world, "calendars.sessions")
    sessions = json.loads(body)["academicSessions"]
    [year] = [one for one in sessions if one["type"] == "schoolYear"]
    autumn = next(one for one in sessions if one["title"] == "Autumn, first half")
    assert (autumn["startDate"], autumn["endDate"]) == ("2025-09-01", "2025-10-24")
    assert autumn["parent"]["sourcedId"] == year["sourcedId"]
    assert autumn["schoolYear"] == year["schoolYear"] == "2026"


def test_who_may_not_see_a_calendar_gets_no_file_of_it(page: Page, world: World) -> None:
    for endpoint in ("calendars.table", "calendars.sessions"):
        page.as_("layla").get(endpoint, school_id=world.leeds.id, status=404)
