"""Lesson times: as people type them, on which days they hold, and what a class can use."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from schoollink.calendars.models import (
    ClassHours,
    CycleMode,
    DayType,
    ExtraDay,
    SchoolYear,
    WeekCycle,
)
from schoollink.calendars.queries import timetable_of
from schoollink.calendars.rules.days import SchoolDates
from schoollink.calendars.rules.hours import Mistake, parse_lessons
from schoollink.calendars.rules.lessons import Rotation, Timetable, lessons_on_date, turns
from schoollink.core.clock import Clock
from schoollink.core.database import unit_of_work
from schoollink.schools.models import School, SchoolClass
from tests.calendars.years import LEEDS_LESSONS, days, example_hours, put_hours, put_years
from tests.page import Page
from tests.world import World


@pytest.fixture(autouse=True)
def _spring(clock: Clock) -> None:
    clock.stop(datetime(2026, 3, 2, 12, tzinfo=UTC))


# as people type them


@pytest.mark.parametrize(
    ("line", "label", "starts", "ends"),
    [
        ("P1 9:00-9:40", "P1", "09:00", "09:40"),
        ("P1: 09.00 – 09.40", "P1", "09:00", "09:40"),
        ("Period 3 | 9:00 | 9:40", "Period 3", "09:00", "09:40"),
        ("09:00 to 09:40 Maths", "Maths", "09:00", "09:40"),
        ("9h00 à 9h40", "1", "09:00", "09:40"),
        ("1:10pm-2pm", "1", "13:10", "14:00"),
        ("11:30 am - 12:10 pm", "1", "11:30", "12:10"),
        ("1:10-2:00 pm", "1", "13:10", "14:00"),
        ("8:00-9:00pm", "1", "20:00", "21:00"),
        ("11:30-1:00 pm", "1", "11:30", "13:00"),
        ("٩:٠٠-٩:٤٠", "1", "09:00", "09:40"),
    ],
)
def test_a_lesson_is_read_as_people_write_it(line: str, label: str, starts: str, ends: str) -> None:
    reading = parse_lessons(line)
    assert reading.mistakes == []
    [one] = reading.lessons
    assert (one.label, one.starts, one.ends) == (
        label,
        time.fromisoformat(starts),
        time.fromisoformat(ends),
    )


@pytest.mark.parametrize(
    ("text", "mistakes"),
    [
        ("Maths", [(1, Mistake.NO_TIMES)]),
        ("9-10", [(1, Mistake.NO_TIMES)]),
        ("P5 1:00-1:40", [(1, Mistake.NIGHT)]),
        ("P1 9:00", [(1, Mistake.NO_TIMES)]),
        ("P1 10:00-9:00", [(1, Mistake.ENDS_FIRST)]),
        ("P1 23:00-0:30", [(1, Mistake.ENDS_FIRST)]),
        ("P1 9:00-10:00\n\nP2 9:50-10:30", [(3, Mistake.OVERLAPS)]),
        ("P1 9:00-10:00\nP1 10:00-10:30", [(2, Mistake.TWICE)]),
        ("A lesson with a very long name 9:00-10:00", [(1, Mistake.LONG_LABEL)]),
    ],
)
def test_K03_what_cannot_be_is_said_with_its_line(
    text: str, mistakes: list[tuple[int, Mistake]]
) -> None:
    assert parse_lessons(text).mistakes == mistakes


def test_lessons_may_stand_in_any_order_and_those_without_a_name_are_numbered() -> None:
    reading = parse_lessons("10:00-10:40\n2 9:00-9:40")
    assert [one.label for one in reading.lessons] == ["2", "3"]


# weeks that take turns


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (CycleMode.SCHOOL_DAYS, ["1", "2", "3", None, None, "1", "2"]),
        (CycleMode.CALENDAR_WEEKS, ["1", "1", "1", "1", "1", "2", "2"]),
    ],
)
def test_K10_days_and_weeks_take_turns_from_the_anchor_on(
    mode: CycleMode, expected: list[str | None]
) -> None:
    """School from Wednesday 4 to Friday 6 March 2026, and from Monday on."""
    first, last = date(2026, 3, 4), date(2026, 3, 10)
    dates = SchoolDates([days("2026-03-01", "2026-03-31")])
    found = turns(Rotation(("1", "2", "3"), first, mode), first, last, dates)
    by_day = [found.get(date(2026, 3, number)) for number in range(4, 11)]
    assert by_day == expected


def test_K10_turns_count_backwards_before_the_anchor() -> None:
    dates = SchoolDates([days("2026-01-05", "2026-03-31")])
    rotation = Rotation(("A", "B"), date(2026, 3, 9), CycleMode.SCHOOL_WEEKS)
    found = turns(rotation, date(2026, 2, 23), date(2026, 3, 9), dates)
    mondays = [found[date(2026, 2, 23)], found[date(2026, 3, 2)], found[date(2026, 3, 9)]]
    assert mondays == ["A", "B", "A"]


# pages


def lesson_times(page: Page, world: World, status: int = 200, school: Any = None) -> Page:
    school = school or world.leeds
    return page.get("calendars.lesson_times", school_id=school.id, status=status)


def add(page: Page, world: World, status: int = 302, **sent: Any) -> Page:
    answers = {"name": "Fridays", "lessons": LEEDS_LESSONS, "when": "some", "version": "0"}
    return page.post(
        "calendars.new_day_type", answers | sent, school_id=world.leeds.id, status=status
    )


def hours_on(world: World, day: str) -> list[str]:
    """The beginnings of the lessons of Leeds on a day."""
    with world.app.app_context(), unit_of_work(writes=False):
        timetable = timetable_of(world._load(world.leeds))
        return [
            f"{one.starts:%H:%M}" for one in lessons_on_date(timetable, date.fromisoformat(day))
        ]


def test_an_empty_page_says_what_lesson_times_are_for(page: Page, world: World) -> None:
    lesson_times(page.as_("meera"), world)
    assert "There are no lesson times here yet." in page.words
    lesson_times(page.as_("daniel"), world)
    assert "Aireside Primary has not put in its lesson times yet. Ask them." in page.words


def test_the_usual_day_lesson_by_lesson(page: Page, world: World) -> None:
    page.as_("meera")
    add(page, world, name="Usual", when="usual").follow()
    assert "The lesson times are saved." in page.words
    put_years(world)
    assert hours_on(world, "2026-03-03") == ["09:00", "10:00", "10:45", "13:00", "14:00"]


def test_what_holds_for_fewer_days_comes_first(page: Page, world: World) -> None:
    put_years(world)
    put_hours(world)
    page.as_("meera")
    add(page, world, weekdays=["5"], lessons="P1 10:00-11:00")
    ramadan = {"first_day": "2026-02-18", "last_day": "2026-03-19"}
    add(page, world, name="Ramadan", lessons="P1 11:00-12:00", **ramadan)
    add(
        page,
        world,
        name="One day",
        lessons="P1 12:00-13:00",
        first_day="2026-03-06",
        last_day="2026-03-06",
    )
    assert hours_on(world, "2026-03-20") == ["10:00"]
    assert hours_on(world, "2026-03-13") == ["11:00"]
    assert hours_on(world, "2026-03-06") == ["12:00"]
    assert hours_on(world, "2026-03-24")[0] == "09:00"


def test_lesson_times_of_one_week_hold_in_that_week_only(page: Page, world: World) -> None:
    put_years(world)
    put_hours(world)
    page.as_("meera")
    sent = {"labels": "AB", "anchor": "2026-03-02", "mode": "school_weeks", "version": "0"}
    page.post("calendars.cycle", sent, school_id=world.leeds.id, status=302)
    add(page, world, name="Week B", turn="B", lessons="P1 10:00-11:00")
    assert hours_on(world, "2026-03-03")[0] == "09:00"
    assert hours_on(world, "2026-03-10") == ["10:00"]
    page.post("calendars.drop_cycle", {}, school_id=world.leeds.id, status=302)
    assert world.all(WeekCycle)[0].labels == []
    assert hours_on(world, "2026-03-10")[0] == "09:00"


@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        ({"lessons": ""}, "lessons", "Please fill this in."),
        ({"lessons": "P1 9:00-9:40\nlunch"}, "lessons", "Line 2: Write when it begins"),
        ({}, "weekdays", "Say on which days"),
        ({"first_day": "2026-03-02"}, "last_day", "Give both days, or neither."),
        ({"first_day": "2026-03-02", "last_day": "2026-03-01"}, "last_day", "before the first"),
        ({"when": "usual"}, "when", "You have a usual day already."),
        ({"when": "extra", "name": ""}, "name", "Please fill this in."),
    ],
)
def test_bad_lesson_times_are_said_beside_the_field_and_nothing_is_lost(
    page: Page, world: World, sent: dict[str, Any], field: str, words: str
) -> None:
    put_hours(world)
    add(page.as_("meera"), world, 422, **sent)
    assert words in page.errors()[field]
    assert page.value("lessons") == sent.get("lessons", LEEDS_LESSONS)
    assert len(world.all(DayType, school_id=world.leeds.id)) == 1


def test_two_people_who_change_lesson_times_see_both(page: Page, world: World) -> None:
    kind = example_hours(world)["kind"]
    page.as_("meera").get("calendars.edit_day_type", kind_id=kind.id)
    sent = {"name": "Fridays", "when": "some", "weekdays": ["5"], "version": "1"}
    page.post(
        "calendars.edit_day_type",
        sent | {"lessons": "P1 8:00-9:00"},
        kind_id=kind.id,
        status=302,
    )
    page.as_("tom").post(
        "calendars.edit_day_type",
        sent | {"lessons": "P1 8:30-9:00"},
        kind_id=kind.id,
        status=409,
    )
    assert "P1 08:00-09:00" in page.words
    assert page.value("lessons") == "P1 8:30-9:00"


def test_RL30_a_weekday_that_somebody_else_changed_is_shown_too(page: Page, world: World) -> None:
    kind = example_hours(world)["kind"]
    sent = {"name": "Fridays", "when": "some", "lessons": LEEDS_LESSONS, "version": "1"}
    page.as_("tom").post(
        "calendars.edit_day_type", sent | {"weekdays": ["4"]}, kind_id=kind.id, status=302
    )
    page.as_("meera").post(
        "calendars.edit_day_type",
        sent | {"weekdays": ["5"], "turn": "B"},
        kind_id=kind.id,
        status=409,
    )
    assert "What is there now Thursday" in page.words


def test_the_usual_day_stays_and_others_can_go(page: Page, world: World) -> None:
    extra = example_hours(world)["extra"]
    usual = next(one for one in world.all(DayType, school_id=world.leeds.id) if one.is_usual)
    page.as_("meera").post("calendars.delete_day_type", {}, kind_id=usual.id, status=409)
    assert "Every school needs a usual day. You can change it." in page.words
    page.post("calendars.delete_day_type", {}, kind_id=extra.day_type_id, status=302)
    assert world.all(ExtraDay)[0].day_type_id is None
    page.as_("ben").get("calendars.delete_day_type", kind_id=usual.id, status=403)


def test_the_quick_start_leaves_lessons_alone_that_are_known_one_by_one(
    page: Page, world: World
) -> None:
    put_hours(world)
    page.as_("meera").get("calendars.quick_start", school_id=world.leeds.id)
    assert "Your lessons are in already, one by one." in page.words
    assert page.find("input", name="first_lesson") == []
    sent = {"dates": "Spring 2026-01-05 2026-04-02", "weekend": ["6", "7"], "version": "1"}
    page.post("calendars.quick_start", sent, school_id=world.leeds.id, status=200)
    sent["seen"] = page.value("seen")
    page.post("calendars.quick_start", sent, school_id=world.leeds.id, status=302)
    [usual] = world.all(DayType, school_id=world.leeds.id)
    assert len(usual.lessons) == 5


def test_a_class_uses_only_the_lessons_that_were_ticked(page: Page, world: World) -> None:
    example_hours(world)
    page.as_("meera").get("calendars.class_lessons", school_class_id=world.year5.id)
    assert "Tuesday, week A" in page.words
    page.post(
        "calendars.class_lessons",
        {"slots": ["2:A:1", "2:B:2"], "version": "0"},
        school_class_id=world.year5.id,
        status=302,
    )
    with world.app.app_context(), unit_of_work(writes=False):
        school, one = world._load(world.leeds), world._load(world.year5)
        assert isinstance(school, School)
        assert isinstance(one, SchoolClass)
        timetable: Timetable = timetable_of(school, one)
    tuesday = date(2026, 3, 3)
    assert [lesson.label for lesson in timetable.usable_on(tuesday, "A")] == ["1"]
    assert [lesson.label for lesson in timetable.usable_on(tuesday, "B")] == ["2"]
    page.post(
        "calendars.class_lessons",
        {"all_lessons": "y", "version": "1"},
        school_class_id=world.year5.id,
        status=302,
    )
    assert world.all(ClassHours)[0].slots is None


def test_a_class_keeps_its_lessons_when_they_get_other_names(page: Page, world: World) -> None:
    put_years(world)
    put_hours(world)
    page.as_("meera").post(
        "calendars.class_lessons",
        {"slots": ["2::1"], "version": "0"},
        school_class_id=world.year5.id,
        status=302,
    )
    [usual] = world.all(DayType, school_id=world.leeds.id)
    sent = {"name": "Usual", "when": "usual", "version": "1"}
    lessons = LEEDS_LESSONS.replace("1 9:00", "First 9:00")
    page.post("calendars.edit_day_type", sent | {"lessons": lessons}, kind_id=usual.id, status=302)
    assert world.all(ClassHours)[0].slots == ["2::First"]


def test_all_lessons_and_single_ones_cannot_both_be_ticked(page: Page, world: World) -> None:
    example_hours(world)
    page.as_("meera").post(
        "calendars.class_lessons",
        {"all_lessons": "y", "slots": ["2:A:1"], "version": "0"},
        school_class_id=world.year5.id,
        status=422,
    )
    assert "Take one of the two away." in page.errors()["all_lessons"]


@pytest.mark.parametrize(("who", "status"), [("peter", 404), ("daniel", 404), ("ava", 404)])
def test_only_its_teachers_say_what_a_class_can_use(
    page: Page, world: World, who: str, status: int
) -> None:
    example_hours(world)
    page.as_(who).get("calendars.class_lessons", school_class_id=world.year5.id, status=status)


def test_a_class_needs_at_least_one_lesson(page: Page, world: World) -> None:
    example_hours(world)
    page.as_("meera").post(
        "calendars.class_lessons", {"version": "0"}, school_class_id=world.year5.id, status=422
    )
    assert "Tick at least one lesson" in page.words


# school years and extra days


def test_K02_a_term_lies_inside_a_school_year_or_outside(page: Page, world: World) -> None:
    put_years(world, kisumu=False)
    page.as_("meera")
    sent = {"name": "2025/26", "first_day": "2025-09-01", "last_day": "2026-05-01", "version": "0"}
    page.post("calendars.new_year", sent, school_id=world.leeds.id, status=422)
    assert "A part of Summer, first half would lie" in page.errors()["last_day"]
    sent["last_day"] = "2026-08-31"
    page.post("calendars.new_year", sent, school_id=world.leeds.id, status=302)
    assert [one.name for one in world.all(SchoolYear)] == ["2025/26"]
    late = {"name": "Late", "first_day": "2026-08-20", "last_day": "2026-09-20", "version": "0"}
    page.post("calendars.new_term", late, school_id=world.leeds.id, status=422)
    assert "in the school year 2025/26, a part outside" in page.errors()["last_day"]


def test_an_extra_day_has_school_on_a_saturday_with_its_own_lessons(
    page: Page, world: World
) -> None:
    example_hours(world)
    fridays = next(one for one in world.all(DayType) if one.name == "Fridays")
    sent = {"name": "Make-up day", "day": "2026-03-21", "day_type_id": str(fridays.id)}
    page.as_("meera").post(
        "calendars.new_extra_day", sent | {"version": "0"}, school_id=world.leeds.id, status=302
    )
    assert hours_on(world, "2026-03-21")[0] == "09:00"
    page.post(
        "calendars.new_extra_day", sent | {"version": "0"}, school_id=world.leeds.id, status=422
    )
    assert "This day is in your calendar already." in page.errors()["day"]


def test_an_extra_day_takes_no_lesson_times_of_another_school(page: Page, world: World) -> None:
    put_hours(world)
    theirs = next(one for one in world.all(DayType) if one.school_id == world.kisumu.id)
    sent = {"name": "Ours", "day": "2026-03-21", "day_type_id": str(theirs.id), "version": "0"}
    page.as_("meera").post("calendars.new_extra_day", sent, school_id=world.leeds.id, status=422)
    assert "Please choose one of these." in page.errors()["day_type_id"]


def test_R43_a_partner_reads_lesson_times_and_changes_nothing(page: Page, world: World) -> None:
    kind = example_hours(world)["kind"]
    lesson_times(page.as_("daniel"), world)
    assert "Fridays" in page.words
    assert "Change" not in page.words
    page.get("calendars.edit_day_type", kind_id=kind.id, status=403)
    lesson_times(page.as_("layla"), world, 404)
    lesson_times(page.as_("ava"), world, 404)
