"""When are both classes in lesson? The answer, and a reasoned one when there is none."""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta

import pytest

from schoollink.calendars.models import ClassHours
from schoollink.calendars.rules.days import SchoolDates
from schoollink.calendars.rules.hours import parse_lessons
from schoollink.calendars.rules.lessons import Timetable
from schoollink.calendars.rules.windows import shared_windows
from schoollink.core.clock import Clock
from schoollink.meetings.rules import finding
from tests.calendars.years import day_type, days, put_hours, put_term, put_years
from tests.page import Page
from tests.world import World


@pytest.fixture(autouse=True)
def _winter(clock: Clock) -> None:
    clock.stop(datetime(2026, 1, 4, 12, tzinfo=UTC))


def find(page: Page, world: World, who: str = "meera", **asked: object) -> Page:
    return page.as_(who).get("meetings.times", link_id=world.link.id, **asked)


# rules


def timetable(zone: str, lessons: str) -> Timetable:
    dates = SchoolDates([days("2026-01-05", "2026-06-26")])
    return Timetable(zone, dates, tuple(parse_lessons(lessons).lessons))


LEEDS = timetable("Europe/London", "1 9:00-10:00\n2 10:00-10:30\n3 10:45-12:00\n4 13:00-15:15")
KISUMU = timetable(
    "Africa/Nairobi", "1 8:00-8:40\n2 8:40-9:20\n3 11:20-12:00\n4 12:00-12:40\n5 14:00-15:10"
)


def best(minutes: int = 40) -> list[finding.Choice]:
    schools = [LEEDS, KISUMU]
    start = datetime(2026, 1, 5, tzinfo=UTC)
    windows = shared_windows(schools, start, start + timedelta(days=180), minutes=minutes)
    return finding.choices(windows, schools, minutes)


def test_N1_each_side_of_a_clock_change_has_its_own_best_time() -> None:
    """London's clocks change on 29 March 2026, Nairobi's never do."""
    tuesday = next(one for one in best() if one.weekday == 2)
    assert [(part.at, part.days[0], part.days[-1]) for part in tuesday.parts] == [
        (time(9), date(2026, 1, 6), date(2026, 3, 24)),
        (time(9, 20), date(2026, 3, 31), date(2026, 6, 23)),
    ]
    assert tuesday.lessons == 25


def test_a_time_that_every_season_suits_is_one_part() -> None:
    [only] = {len(one.parts) for one in best(20)}
    assert only == 1


def test_the_weekday_with_most_lessons_comes_first() -> None:
    found = [one.lessons for one in best()]
    assert found == sorted(found, reverse=True)
    assert finding.fit(best()[0], best()[0]) == "best"


def test_heat_counts_the_weeks_in_which_a_lesson_can_begin() -> None:
    schools = [LEEDS, KISUMU]
    start = datetime(2026, 1, 5, tzinfo=UTC)
    windows = shared_windows(schools, start, start + timedelta(days=28), minutes=40)
    found = finding.heat(windows, LEEDS.zone, 40)
    assert found[2] == {9: 4, 11: 4}


# pages


def test_N1_both_clocks_stand_at_every_time(page: Page, world: World) -> None:
    put_years(world)
    put_hours(world)
    find(page, world)
    assert "09:00–09:40 Leeds 12:00–12:40 Kisumu" in page.words
    assert "The clocks change in Leeds on Sun 29 Mar" in page.words
    assert "so here is one for each part" in page.words
    find(page, world, "daniel")
    assert "12:00–12:40 Kisumu 09:00–09:40 Leeds" in page.words


def test_N1_the_quick_start_alone_is_enough_and_guesses_are_named(page: Page, world: World) -> None:
    put_years(world)
    rough = {"is_usual": True, "guesses": ["first_lesson"]}
    world.put(
        day_type(world.leeds.id, "1 9:00-12:00\n2 13:00-15:00", **rough),
        day_type(world.kisumu.id, "1 8:00-12:40\n2 14:00-16:00", is_usual=True),
    )
    find(page, world)
    assert "These times are not sure yet." in page.words
    assert "Lesson times are partly a guess." in page.words


def test_schools_that_have_not_put_in_enough_are_named_with_whom_to_ask(
    page: Page, world: World
) -> None:
    put_years(world, kisumu=False)
    find(page, world)
    assert "Your school has not put in its lesson times yet." in page.words
    assert "Lakeview Primary has not put in its dates yet." in page.words
    assert "Ask their link teacher, Daniel Ochieng" in page.words


def test_K08_no_shared_time_comes_with_its_reason_and_what_to_try(page: Page, world: World) -> None:
    put_years(world)
    world.put(
        day_type(world.leeds.id, "1 9:00-10:00", is_usual=True),
        day_type(world.leeds.id, "Late 14:30-15:30", name="Clubs", is_beyond=True),
        day_type(world.kisumu.id, "1 17:30-18:20", is_usual=True),
    )
    find(page, world)
    assert "No shared lesson time" in page.words
    for words in (
        "Lessons in Leeds end at 10:00 there.",
        "Lessons in Kisumu begin 4 hours and 30 minutes later, at 17:30 there.",
        "In Leeds a lesson until 15:10 would be enough.",
        "In Kisumu a lesson from 12:20 on would be enough.",
    ):
        assert words in " ".join(page.words.replace(" ,", ",").split())
    assert "With clubs and early or late hours: that fits" in page.words
    find(page, world, beyond="y")
    assert "14:30–15:20 Leeds 17:30–18:20 Kisumu" in page.words


def test_K08_schools_without_a_day_in_common_hear_why(page: Page, world: World) -> None:
    put_years(world, kisumu=False)
    put_hours(world)
    put_term(world, world.kisumu, "2030-01-05", "2030-04-02")
    find(page, world)
    assert "Lakeview Primary has no term in the coming year" in page.words


def test_K08_terms_that_never_meet_are_said_to(page: Page, world: World) -> None:
    put_hours(world)
    put_term(world, world.leeds, "2026-01-05", "2026-03-27")
    put_term(world, world.kisumu, "2026-04-06", "2026-07-31")
    find(page, world)
    assert "In the coming year there is no day when all have school." in page.words


def test_K08_a_class_without_a_usable_lesson_is_said_to_have_none(
    page: Page, world: World, clock: Clock
) -> None:
    put_years(world)
    put_hours(world)
    world.put(
        ClassHours(class_id=world.year5.id, slots=["2::gone"], version=1, changed_at=clock.now())
    )
    find(page, world, class1=str(world.year5.id))
    assert "has no lesson that this class can use." in page.words


def test_lessons_need_not_begin_on_five_minutes(page: Page, world: World) -> None:
    put_years(world)
    world.put(
        day_type(world.leeds.id, "1 9:02-9:42\n2 9:47-10:27", is_usual=True),
        day_type(world.kisumu.id, "1 8:00-13:40", is_usual=True),
    )
    find(page, world)
    assert "09:02–09:42 Leeds" in page.words


def test_a_class_is_looked_for_in_its_own_lessons_only(
    page: Page, world: World, clock: Clock
) -> None:
    put_years(world)
    put_hours(world)
    world.put(
        ClassHours(class_id=world.year5.id, slots=["2::3"], version=1, changed_at=clock.now())
    )
    find(page, world, class1=str(world.year5.id))
    assert "The best time: Tuesday" in page.words
    assert "Monday" not in page.words


def test_what_an_address_asks_for_and_is_not_on_offer_counts_as_not_asked(
    page: Page, world: World
) -> None:
    put_years(world)
    put_hours(world)
    find(page, world, minutes="7", class1="nobody", beyond="perhaps", more="1")
    assert page.value("minutes") == "40"


@pytest.mark.parametrize("who", ["layla", "ava", "ines", "sam"])
def test_outsiders_find_no_shared_times(page: Page, world: World, who: str) -> None:
    page.as_(who).get("meetings.times", link_id=world.link.id, status=404)


def test_K17_zones_come_from_the_pinned_package_alone() -> None:
    assert zoneinfo.TZPATH == ()
