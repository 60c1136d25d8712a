"""The calendar in six answers, seen once as it was understood before it is saved."""

from datetime import UTC, datetime, time
from typing import Any

import pytest

from schoollink.calendars.models import Closure, DayType, Term
from schoollink.core.clock import Clock
from schoollink.core.database import unit_of_work
from schoollink.schools.models import School
from tests.calendars.test_pasting import KENYA_TABLE, LEEDS_TABLE
from tests.calendars.years import put_years
from tests.page import Page
from tests.world import World

GUESSED = {
    "first_lesson": "08:30",
    "last_lesson": "15:00",
    "lunch_from": "12:00",
    "lunch_to": "13:00",
}


@pytest.fixture(autouse=True)
def _autumn(clock: Clock) -> None:
    clock.stop(datetime(2025, 11, 20, 12, tzinfo=UTC))


def answers(**more: Any) -> dict[str, Any]:
    return {**GUESSED, "weekend": ["6", "7"], "version": "0", **more}


def send(page: Page, world: World, status: int, **more: Any) -> Page:
    return page.post(
        "calendars.quick_start", answers(**more), school_id=world.leeds.id, status=status
    )


def look_and_save(page: Page, world: World, **more: Any) -> Page:
    send(page, world, 200, **more)
    return send(page, world, 302, **more, seen=page.value("seen")).follow()


def test_guesses_are_shown_as_guesses(page: Page, world: World) -> None:
    page.as_("meera").get("calendars.quick_start", school_id=world.leeds.id)
    assert "A guess These times are only usual ones." in page.words
    assert [page.value(name) for name in GUESSED] == list(GUESSED.values())
    ticked = [e.get("value") for e in page.find("input", name="weekend") if "checked" in e.attrib]
    assert ticked == ["6", "7"]


def test_pasted_dates_are_seen_before_anything_is_saved(page: Page, world: World) -> None:
    send(page.as_("meera"), world, 200, dates=LEEDS_TABLE)
    assert "This is what we understood" in page.words
    for words in ("Autumn, first half", "Mon 1 Sept", "Fri 24 Oct", "Closed days"):
        assert words in page.words
    assert world.all(Term) == world.all(Closure) == world.all(DayType) == []
    send(page, world, 302, dates=LEEDS_TABLE, seen=page.value("seen")).follow()
    assert "Your calendar is saved, with 6 new terms." in page.words
    assert len(world.all(Term, school_id=world.leeds.id)) == 6
    assert [str(c.first_day) for c in world.all(Closure)] == ["2026-05-04"]


def test_dates_changed_after_the_look_are_seen_again(page: Page, world: World) -> None:
    send(page.as_("meera"), world, 200, dates=LEEDS_TABLE)
    seen = page.value("seen")
    other = LEEDS_TABLE.replace("2025-09-01", "2025-09-02")
    send(page, world, 200, dates=other, seen=seen)
    assert "Tue 2 Sept" in page.words
    assert world.all(Term) == []


def test_bare_numbers_become_names(page: Page, world: World) -> None:
    look_and_save(page.as_("meera"), world, dates=KENYA_TABLE)
    assert sorted(t.name for t in world.all(Term)) == ["Term 1", "Term 2", "Term 3"]
    assert [c.name for c in world.all(Closure)] == ["Half-term break", "Half-term break"]


def test_lines_not_understood_are_named_and_kept_in_the_box(page: Page, world: World) -> None:
    text = "Autumn: 1 September 2025 to 24 October 2025\nSpring: 31/02/2026 to 02/04/2026"
    send(page.as_("meera"), world, 200, dates=text)
    assert "We did not understand 1 line." in page.words
    assert "Line 2: Spring: 31/02/2026 to 02/04/2026 A day in it does not exist." in page.words
    assert page.value("dates") == text
    send(page, world, 302, dates=text, seen=page.value("seen"))
    assert [t.name for t in world.all(Term)] == ["Autumn"]


def test_terms_can_be_picked_instead(page: Page, world: World) -> None:
    picked = {
        "pick1_name": "Autumn",
        "pick1_first": "2025-09-01",
        "pick1_last": "2025-12-19",
        "pick2_first": "2026-01-05",
        "pick2_last": "2026-04-02",
    }
    look_and_save(page.as_("meera"), world, **picked)
    assert sorted(t.name for t in world.all(Term)) == ["Autumn", "Term 2"]


@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        ({}, "dates", "Paste your term dates, or pick them below."),
        ({"dates": "every day"}, "dates", "We found no term in this."),
        ({"pick1_first": "2026-01-05"}, "pick1_last", "Give the first and the last day"),
        ({"pick1_name": "Spring"}, "pick1_first", "Give the first and the last day"),
        (
            {"pick1_first": "2026-01-05", "pick1_last": "2026-01-01"},
            "pick1_last",
            "before the first day",
        ),
        ({"dates": KENYA_TABLE, "last_lesson": "08:00"}, "last_lesson", "must end after"),
        ({"dates": KENYA_TABLE, "lunch_to": ""}, "lunch_to", "Give both times of lunch"),
        ({"dates": KENYA_TABLE, "first_lesson": "25:00"}, "first_lesson", "like 09:40"),
        ({"dates": KENYA_TABLE, "weekend": []}, "weekend", "Please fill this in."),
        ({"dates": KENYA_TABLE, "weekend": list("1234567")}, "weekend", "at least one school day"),
        (
            {
                "dates": "Spring 2026-01-05 2026-04-02",
                "pick1_first": "2026-04-02",
                "pick1_last": "2026-05-01",
            },
            "pick1_first",
            "overlaps with Spring, Mon 5 Jan 2026 to Thu 2 Apr 2026.",
        ),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_is_lost(
    page: Page, world: World, sent: dict[str, Any], field: str, words: str
) -> None:
    send(page.as_("meera"), world, 422, **sent)
    assert words in page.errors()[field]
    assert page.value("dates") == sent.get("dates", "").strip()
    assert world.all(Term) == world.all(DayType) == []


def test_everything_that_is_wrong_is_said_at_once(page: Page, world: World) -> None:
    send(page.as_("meera"), world, 422, dates="no dates", last_lesson="08:00")
    assert set(page.errors()) == {"dates", "last_lesson"}


CONTRADICTIONS = """\
Term 1: 5 January 2026 - 2 April 2026
Term 2: 1 March 2026 - 31 July 2026
Term 3: 24 August 2026 - 23 June 2026
Term 4: 1 September 2036 - 1 December 2036
Term 5: 30/02/2027 - 01/04/2027
Term 6: 5 January 2026 - 2 April 2026
"""


def test_contradictions_are_said_with_their_lines_all_at_once(page: Page, world: World) -> None:
    wrong = {"lunch_from": "08:00", "first_lesson": "", "weekend": [], "pick1_name": "Summer"}
    send(page.as_("meera"), world, 422, dates=CONTRADICTIONS, **wrong)
    assert set(page.errors()) == {"dates", "first_lesson", "weekend", "pick1_first"}
    for said in (
        "Line 2: It overlaps with line 1.",
        "Line 3: The last day comes before the first day.",
        "Line 4: This year is far away. Look at it again.",
    ):
        assert said in page.errors()["dates"]
    assert "Line 1:" not in page.errors()["dates"]
    assert page.value("dates") == CONTRADICTIONS.strip()
    assert "We did not understand 1 line." in page.words
    assert "Line 5: Term 5" in page.words
    assert "Line 6 has the dates of an earlier line" in page.words
    assert world.all(Term) == []


def test_what_was_read_is_not_said_to_be_no_term(page: Page, world: World) -> None:
    send(page.as_("meera"), world, 422, dates="Spring 2 April 2026 to 5 January 2026")
    assert page.errors()["dates"] == "Mistake: Line 1: The last day comes before the first day."
    assert "We did not understand" not in page.words
    assert "This is what we understood" not in page.words


def test_both_lunch_times_are_looked_at_with_the_lessons(page: Page, world: World) -> None:
    send(page.as_("meera"), world, 422, last_lesson="08:00", lunch_from="13:00", lunch_to="12:00")
    assert {"last_lesson", "lunch_to", "dates"} == set(page.errors())


def test_K02_pasted_terms_must_not_overlap_with_those_there(page: Page, world: World) -> None:
    put_years(world)
    send(page.as_("meera"), world, 422, dates="Wrong: 20 October 2025 to 7 November 2025")
    assert "Wrong overlaps with Autumn, first half" in page.errors()["dates"]


def test_dates_that_are_there_already_are_not_added_twice(page: Page, world: World) -> None:
    put_years(world)
    look_and_save(page.as_("meera"), world, dates=LEEDS_TABLE)
    assert len(world.all(Term, school_id=world.leeds.id)) == 6
    assert len(world.all(Closure, school_id=world.leeds.id)) == 1


def test_times_left_as_they_were_stay_guesses_until_somebody_is_sure(
    page: Page, world: World
) -> None:
    look_and_save(page.as_("meera"), world, dates=KENYA_TABLE, last_lesson="15:15")
    [times] = world.all(DayType)
    assert times.guesses == ["first_lesson", "lunch_from", "lunch_to"]
    assert (times.first_lesson, times.last_lesson) == (time(8, 30), time(15, 15))
    assert "08:30 to 15:15 A guess" in page.words
    send(page, world, 302, last_lesson="15:15", sure="y", version="1").follow()
    assert world.all(DayType)[0].guesses == []
    assert "A guess" not in page.words


def test_the_look_calls_only_those_times_a_guess_that_nobody_changed(
    page: Page, world: World
) -> None:
    send(page.as_("meera"), world, 200, dates=KENYA_TABLE, last_lesson="15:15")
    left = "First lesson begins, Lunch begins and Lunch ends"
    assert f"A guess Only usual times: {left}. Change them to yours." in page.words
    send(page, world, 200, dates=KENYA_TABLE, sure="y")
    assert "A guess" not in page.words


def test_a_school_without_lunch_says_so(page: Page, world: World) -> None:
    look_and_save(page.as_("meera"), world, dates=KENYA_TABLE, lunch_from="", lunch_to="")
    assert "No lunch break" in page.words


def test_K01_sending_the_form_confirms_the_weekend(page: Page, world: World) -> None:
    look_and_save(page.as_("meera"), world, dates=KENYA_TABLE, weekend=["6", "5"])
    leeds = world.fresh(world.leeds)
    assert leeds.weekend == ["5", "6"]
    assert leeds.weekend_confirmed_at == datetime(2025, 11, 20, 12, tzinfo=UTC)
    assert "Friday and Saturday" in page.words


def test_RL30_a_stale_quick_start_shows_both_and_overwrites_nothing(
    page: Page, world: World
) -> None:
    put_years(world)
    send(page.as_("tom"), world, 302, first_lesson="09:00")
    send(page.as_("meera"), world, 409, first_lesson="08:45")
    assert "Somebody else saved this while you were writing." in page.words
    assert "First lesson begins What is there now 09:00 What you wrote 08:45" in page.words
    assert world.all(DayType)[0].first_lesson == time(9)
    send(page, world, 302, first_lesson="08:45", version=page.value("version"))
    assert world.all(DayType)[0].first_lesson == time(8, 45)


@pytest.mark.parametrize(("who", "status"), [("daniel", 403), ("layla", 404), ("ava", 404)])
def test_only_own_staff_put_dates_in(page: Page, world: World, who: str, status: int) -> None:
    page.as_(who).get("calendars.quick_start", school_id=world.leeds.id, status=status)
    send(page, world, status, dates=LEEDS_TABLE)
    assert world.all(Term) == []


def test_somebody_elses_words_are_shown_as_words(page: Page, world: World) -> None:
    text = "<b>Autumn</b> <script>alert(1)</script> 1/9/2025 - 24/10/2025\n<img src=x> 1/9/2026"
    look_and_save(page.as_("meera"), world, dates=text)
    assert "<b>" not in page.html
    assert "<script>alert" not in page.html


def test_the_page_is_whole_from_right_to_left(page: Page, world: World) -> None:
    page.as_("meera").in_language("ar-XB")
    page.get("calendars.quick_start", school_id=world.leeds.id)
    send(page, world, 200, dates=LEEDS_TABLE + "\n31/02/2026 - 1/3/2026")
    assert page.find("html")[0].get("dir") == "rtl"


# dates to begin with


def move(world: World, school: School, **values: str) -> None:
    with world.app.app_context(), unit_of_work():
        row = world._load(school)
        for name, value in values.items():
            setattr(row, name, value)


def begun_with(page: Page, world: World, like: str) -> list[str]:
    page.as_("meera").get("calendars.quick_start", school_id=world.leeds.id, like=like)
    return page.value("dates").splitlines()


def test_a_year_begins_as_the_one_before(page: Page, world: World) -> None:
    put_years(world, kisumu=False)
    lines = begun_with(page, world, "last-year")
    assert lines[0] == "Autumn, first half: 2026-08-31 to 2026-10-23"
    assert "May Day (closed): 2027-05-03" in lines
    assert "As this year, a year later" in page.words


def test_published_breaks_of_a_region_bring_the_terms_between_them(
    page: Page, world: World
) -> None:
    move(world, world.leeds, country="FR", zone="Europe/Paris")
    lines = begun_with(page, world, "region:Zone A")
    assert "Christmas Break: 2025-12-20 to 2026-01-04" in lines
    assert "Term 2: 2026-01-05 to 2026-02-06" in lines
    assert "As the school holidays of your region: Zone A Zone B Zone C" in page.words


def test_the_dates_of_another_school_in_the_place_come_without_its_name(
    page: Page, world: World
) -> None:
    put_years(world, leeds=False)
    move(world, world.kisumu, country="GB", place="leeds")
    lines = begun_with(page, world, "near:0")
    assert lines[0].startswith("Term 1: 2026-01-05 to 2026-04-02")
    assert "As another school in Leeds" in page.words
    assert "Lakeview" not in page.words


def test_unknown_beginnings_bring_nothing(page: Page, world: World) -> None:
    for like in ("region:Zone A", "near:0", "near:x", "last-year", "?"):
        assert begun_with(page, world, like) == []
