"""The shared cases of joint lesson time, as worked out by hand.

`SCHOOLLINK_GOLDEN` names another file in the same form; each section may be absent. How a case is
read stands in `meta.semantics` of the file.
"""

import json
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from schoollink.calendars.models import CycleMode
from schoollink.calendars.rules.days import SchoolDates, school_days
from schoollink.calendars.rules.lessons import (
    HoursRule,
    Lesson,
    Rotation,
    Timetable,
    turns,
)
from schoollink.calendars.rules.slots import (
    check_dates,
    starts_by_weekday,
    utc_offset,
)
from schoollink.calendars.rules.together import shared_days
from schoollink.calendars.rules.windows import Window, shared_windows, why_none
from schoollink.core.clock import instant_of, zone_release
from schoollink.core.ics import CalendarEntry, calendar_file
from tests.calendars.years import days

FILE = os.environ.get("SCHOOLLINK_GOLDEN") or Path(__file__).with_name("joint_windows_golden.json")
GOLDEN: dict[str, Any] = json.loads(Path(FILE).read_text("utf-8"))


def cases(section: str) -> Any:
    """The cases of a section, each under its id."""
    return [pytest.param(case, id=case["id"]) for case in GOLDEN.get(section, [])]


def lessons(rows: list[dict[str, str]]) -> tuple[Lesson, ...]:
    return tuple(
        Lesson(row["label"], time.fromisoformat(row["start"]), time.fromisoformat(row["end"]))
        for row in rows
    )


def timetable(name: str) -> Timetable:
    school = GOLDEN["schools"][name]
    bells = {key: lessons(rows) for key, rows in school["bell_schedules"].items()}
    extra = {
        date.fromisoformat(one["date"]): bells[one["schedule"]] for one in school["extra_days"]
    }
    return Timetable(
        zone=school["tz"],
        dates=SchoolDates(
            [days(one["start"], one["end"]) for one in school["terms"]],
            [days(one["start"], one["end"]) for one in school["closures"]],
            frozenset(school["weekend"]),
            frozenset(extra),
        ),
        usual=bells[school["default_schedule"]],
        rules=list(rules(school, bells)),
        beyond=bells.get("ext", ()),
        extra=extra,
    )


def rules(school: dict[str, Any], bells: dict[str, tuple[Lesson, ...]]) -> Iterator[HoursRule]:
    for one in school["schedule_overrides"]:
        between = (date.fromisoformat(one["start"]), date.fromisoformat(one["end"]))
        for weekday, name in one.get("weekday_schedule", {}).items():
            yield HoursRule(bells[name], *between, int(weekday))
        yield HoursRule(bells[one["schedule"]], *between)
    for weekday, name in school["weekday_schedule"].items():
        yield HoursRule(bells[name], weekday=int(weekday))


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def expected(case: dict[str, Any]) -> list[Window]:
    """What the case expects of the time zone data that is installed."""
    newest = case.get("min_tzdata", "")
    rows = case["expected"] if zone_release() >= newest else case["expected_if_older_tzdata"]
    return [Window(instant(row["start"]), instant(row["end"])) for row in rows]


def named_reasons(text: str) -> set[tuple[str, str]]:
    """`closed:a,weekend:b` and `closed:a,b`, as pairs of reason and school."""
    found, reason = set(), ""
    for part in text.split(","):
        reason, _, school = part.rpartition(":") if ":" in part else (reason, "", part)
        found.add((reason, school))
    return found


@pytest.mark.parametrize("case", cases("cases"))
def test_windows_are_those_worked_out_by_hand(case: dict[str, Any]) -> None:
    schools = [timetable(name) for name in case["schools"]]
    between = instant(case["from_utc"]), instant(case["to_utc"])
    beyond = case["mode"] == "extended"
    found = shared_windows(schools, *between, minutes=case["min_minutes"], beyond=beyond)
    assert found == expected(case)
    if "empty_reason" in case:
        why = why_none(schools, *between, beyond=beyond)
        if case["empty_reason"] == "no_overlap":
            assert why.off == ()
        else:
            off = {(reason.value, case["schools"][place]) for place, reason in why.off}
            assert off == named_reasons(case["empty_reason"])
    if "nearest_gap_minutes" in case:
        gap = why_none(schools, *between, beyond=beyond).gap
        assert gap is not None
        assert gap.minutes == case["nearest_gap_minutes"]


@pytest.mark.parametrize("case", cases("conversion_cases"))
def test_wall_times_become_instants(case: dict[str, Any]) -> None:
    starts, ends = (
        instant_of(at.date(), at.time(), case["tz"])
        for at in map(datetime.fromisoformat, (case["local_start"], case["local_end"]))
    )
    assert (starts, ends) == (instant(case["utc_start"]), instant(case["utc_end"]))
    assert ends - starts == timedelta(minutes=case["minutes"])


@pytest.mark.parametrize("case", cases("recurrence_cases"))
def test_a_series_is_checked_date_by_date_on_both_sides(case: dict[str, Any]) -> None:
    names = [case["anchor"], case["other"]]
    starts, ends = time.fromisoformat(case["start_local"]), time.fromisoformat(case["end_local"])
    minutes = (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
    dates = [date.fromisoformat(row["date"]) for row in case["rows"]]
    checked = check_dates(dates, starts, minutes, case["tz"], [timetable(name) for name in names])
    for row, check in zip(case["rows"], checked, strict=True):
        assert check.starts == instant(row["utc_start"])
        assert f"{check.locals[1]:%H:%M}" == row["other_local"]
        off = {(reason.value, names[place]) for place, reason in check.off}
        missing = {("not_lesson_time", names[place]) for place in check.not_in_lesson}
        if row["status"] == "ok":
            assert check.is_good
        else:
            assert (off or missing) == named_reasons(row["status"])


@pytest.mark.parametrize("case", cases("rotation_cases"))
def test_week_letters_come_from_the_schools_anchor_and_mode(case: dict[str, Any]) -> None:
    dates = timetable(case["school"]).dates
    for mode in ("calendar_weeks", "school_weeks"):
        anchor = date.fromisoformat(case["anchor_monday"])
        rotation = Rotation(tuple(case["cycle"]), anchor, CycleMode(mode))
        for row in case["rows"]:
            monday = date.fromisoformat(row["monday"])
            assert turns(rotation, monday, monday, dates).get(monday) == row[mode]


@pytest.mark.parametrize("case", cases("all_day_cases"))
def test_whole_days_are_never_converted(case: dict[str, Any]) -> None:
    first, last = date.fromisoformat(case["first_day"]), date.fromisoformat(case["last_day"])
    entry = CalendarEntry("a", case["kind"], first, last, datetime(2026, 1, 1, tzinfo=UTC))
    text = calendar_file("A", [entry]).decode()
    assert case["ics_dtstart"] in text
    assert case["ics_dtend"] in text


@pytest.mark.parametrize("case", cases("joint_day_cases"))
def test_joint_days_are_counted(case: dict[str, Any]) -> None:
    dates = [timetable(name).dates for name in case["schools"]]
    between = date.fromisoformat(case["from"]), date.fromisoformat(case["to"])
    assert len(shared_days(*between, dates)) == case["joint_days"]
    assert [len(school_days(*between, one)) for one in dates] == case["days_each"]


@pytest.mark.parametrize("case", cases("weekly_slot_cases"))
def test_weekly_slots_are_counted_over_the_year(case: dict[str, Any]) -> None:
    schools = [timetable(name) for name in case["schools"]]
    zone = timetable(case["anchor"]).zone
    first, last = date.fromisoformat(case["from"]), date.fromisoformat(case["to"])
    shared = shared_days(first, last, [one.dates for one in schools])
    on_weekday = [day for day in shared if day.isoweekday() == case["weekday"]]
    offsets = [utc_offset(day, zone) for day in on_weekday]
    assert len(on_weekday) == case["joint_tuesdays"]
    assert offsets.count(timedelta()) == case["of_which_gmt"]
    assert offsets.count(timedelta(hours=1)) == case["of_which_bst"]
    windows = shared_windows(
        schools,
        instant_of(first, time(), zone),
        instant_of(last + timedelta(days=1), time(), zone),
    )
    by_length = {
        length: starts_by_weekday(windows, zone, length)[case["weekday"]]
        for length in {slot["minutes"] for slot in case["slots"]}
    }
    for slot in case["slots"]:
        at = time.fromisoformat(slot["local_start"])
        assert len(by_length[slot["minutes"]][at]) == slot["valid"]
    best = max(len(found) for found in by_length[40].values())
    assert best == max(slot["valid"] for slot in case["slots"] if slot["minutes"] == 40)
