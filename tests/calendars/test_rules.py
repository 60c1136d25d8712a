"""School days, what schools share, and the guesses: without a database."""

from datetime import date, time, timedelta

import pytest

from schoollink.calendars.rules import together, usual
from schoollink.calendars.rules.days import (
    SchoolDates,
    check_lesson_times,
    check_span,
    counts_as_school_day,
    first_overlap,
    is_school_day,
    school_day_after,
    school_days,
)
from schoollink.core.errors import RuleBroken
from tests.calendars.years import (
    KENYA,
    KENYA_TERMS,
    LEEDS,
    LEEDS_TERMS,
    SHARED,
    Days,
    days,
)

FRI_SAT = frozenset({5, 6})
SAT_SUN = frozenset({6, 7})
SUNDAY = frozenset({7})


def on(text: str) -> date:
    return date.fromisoformat(text)


def school(
    *terms: Days, closed: tuple[Days, ...] = (), weekend: frozenset[int] = SAT_SUN
) -> SchoolDates:
    return SchoolDates(terms, closed, weekend)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-09-01", True),  # the first day of a term is in it
        ("2025-10-24", True),  # and so is the last
        ("2025-10-25", False),  # Saturday after it
        ("2025-10-27", False),  # half-term
        ("2026-05-04", False),  # closed inside a term
        ("2026-05-05", True),
        ("2026-05-02", False),  # Saturday inside a term
        ("2025-08-29", False),  # before all terms
        ("2026-07-22", False),  # after all terms
    ],
)
def test_K07_a_school_day_is_in_a_term_not_weekend_not_closed(day: str, expected: bool) -> None:
    assert is_school_day(on(day), LEEDS) is expected


@pytest.mark.parametrize(
    ("weekend", "expected"),
    [
        (SAT_SUN, ["01", "02", "05", "06", "07"]),
        (FRI_SAT, ["01", "04", "05", "06", "07"]),
        (SUNDAY, ["01", "02", "03", "05", "06", "07"]),
        (frozenset({5}), ["01", "03", "04", "05", "06", "07"]),
        (frozenset[int](), ["01", "02", "03", "04", "05", "06", "07"]),
    ],
)
def test_the_weekend_is_the_schools_own(weekend: frozenset[int], expected: list[str]) -> None:
    """1 January 2026 is a Thursday."""
    found = school_days(
        on("2026-01-01"),
        on("2026-01-07"),
        school(days("2026-01-01", "2026-01-31"), weekend=weekend),
    )
    assert [f"{day:%d}" for day in found] == expected


def test_school_days_count_across_the_turn_of_the_year_once() -> None:
    dates = school(
        days("2025-12-29", "2026-01-09"),
        closed=(days("2025-12-31", "2026-01-02"), days("2026-01-01", "2026-01-05")),
    )
    assert school_days(on("2025-12-01"), on("2026-01-31"), dates) == [
        on("2025-12-29"),
        on("2025-12-30"),
        on("2026-01-06"),
        on("2026-01-07"),
        on("2026-01-08"),
        on("2026-01-09"),
    ]


def test_29_february_is_a_school_day_when_there_is_one() -> None:
    dates = school(days("2028-02-01", "2028-03-31"), weekend=frozenset({6, 7}))
    assert is_school_day(on("2028-02-29"), dates)


def test_unknown_times_count_so_that_nothing_waits_for_ever() -> None:
    assert counts_as_school_day(on("2027-03-01"), LEEDS)  # nobody has put 2027 in
    assert not counts_as_school_day(on("2027-03-06"), LEEDS)  # but Saturday is Saturday
    assert not counts_as_school_day(on("2025-10-27"), LEEDS)  # half-term is known
    assert counts_as_school_day(on("2026-08-12"), SchoolDates())


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        ("2025-10-23", 1, "2025-10-24"),
        ("2025-10-24", 1, "2025-11-03"),  # over half-term
        ("2025-12-19", 20, "2026-01-30"),  # over Christmas: 5 to 30 January are 20
        ("2026-05-01", 1, "2026-05-05"),  # over the weekend and a closed Monday
        ("2026-07-21", 1, "2026-07-22"),  # then nobody knows
    ],
)
def test_the_nth_school_day_after_a_day(start: str, count: int, expected: str) -> None:
    assert school_day_after(on(start), count, LEEDS) == on(expected)


def test_a_week_without_school_days_does_not_count_for_ever() -> None:
    never = school(weekend=frozenset(range(1, 8)))
    assert school_day_after(on("2026-01-01"), 5, never) == on("2026-01-06")


# what Leeds and Kenya share


def shared(first: str, last: str, *schools: SchoolDates) -> list[together.Stretch]:
    found = together.shared_days(on(first), on(last), schools)
    return together.shared_stretches(found, schools)


def test_C45_leeds_and_kenya_share_24_weeks_counted_by_hand() -> None:
    found = shared("2025-09-01", "2026-08-31", LEEDS, KENYA)
    told = [(str(s.first_day), str(s.last_day), s.weeks, s.days) for s in found]
    assert told == SHARED
    assert sum(s.weeks for s in found) == 24
    assert sum(s.days for s in found) == 109


def test_the_weeks_of_the_stretches_add_up_to_the_weeks_of_all_days() -> None:
    found = together.shared_days(on("2025-09-01"), on("2026-08-31"), [LEEDS, KENYA])
    begins = together.week_begins([LEEDS, KENYA])
    stretches = together.shared_stretches(found, [LEEDS, KENYA])
    assert sum(s.weeks for s in stretches) == together.shared_weeks(found, begins) == 24


def test_a_training_day_makes_no_break_and_half_a_week_does() -> None:
    term = days("2026-01-05", "2026-01-30")
    one = school(term, closed=(days("2026-01-12"),))
    long_weekend = school(term, closed=(days("2026-01-09"), days("2026-01-12")))
    half_week = school(term, closed=(days("2026-01-14", "2026-01-18"),))
    inside = school(term, closed=(days("2026-01-13", "2026-01-15"),))
    assert len(shared("2026-01-01", "2026-01-31", one)) == 1
    assert len(shared("2026-01-01", "2026-01-31", long_weekend)) == 1
    assert [s.weeks for s in shared("2026-01-01", "2026-01-31", half_week)] == [2, 2]
    assert [s.weeks for s in shared("2026-01-01", "2026-01-31", inside)] == [4]


@pytest.mark.parametrize(
    ("weekends", "begins"),
    [
        ([SAT_SUN, SAT_SUN], 1),
        ([SAT_SUN, SUNDAY], 1),
        ([FRI_SAT, FRI_SAT], 7),
        ([FRI_SAT, SAT_SUN], 7),
        ([frozenset({5}), frozenset({5})], 6),
        ([frozenset({5}), SUNDAY], 1),
        ([], 1),
    ],
)
def test_a_week_begins_after_the_weekend_that_all_share(
    weekends: list[frozenset[int]], begins: int
) -> None:
    schools = [school(weekend=weekend) for weekend in weekends]
    assert together.week_begins(schools) == begins


def test_two_schools_with_other_weekends_share_monday_to_thursday() -> None:
    term = days("2026-01-04", "2026-01-31")
    one, two = school(term, weekend=FRI_SAT), school(term)
    found = together.shared_days(on("2026-01-01"), on("2026-01-31"), [one, two])
    assert {day.isoweekday() for day in found} == {1, 2, 3, 4}
    assert [s.weeks for s in together.shared_stretches(found, [one, two])] == [4]


def test_a_sunday_school_counts_a_week_from_sunday() -> None:
    """Sunday to Thursday is one week of school, though Monday weeks would cut it in two."""
    dates = school(days("2026-01-04", "2026-01-08"), weekend=FRI_SAT)
    assert [s.weeks for s in shared("2026-01-01", "2026-01-31", dates, dates)] == [1]


def test_three_schools_share_only_what_all_have() -> None:
    third = school(days("2026-03-30", "2026-06-02"))
    found = shared("2026-01-01", "2026-12-31", LEEDS, KENYA, third)
    assert [(str(s.first_day), str(s.last_day)) for s in found] == [
        ("2026-03-30", "2026-04-02"),
        ("2026-04-27", "2026-05-22"),
        ("2026-06-01", "2026-06-02"),
    ]


def test_no_school_and_a_school_without_dates_share_nothing() -> None:
    assert together.shared_days(on("2026-01-01"), on("2026-12-31"), []) == []
    assert shared("2026-01-01", "2026-12-31", LEEDS, SchoolDates()) == []
    assert together.next_shared_day(on("2026-01-01"), [LEEDS, SchoolDates()]) is None
    assert together.next_shared_day(on("2026-01-01"), []) is None


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2025-11-20", "2026-01-05"),
        ("2026-01-05", "2026-01-05"),
        ("2026-02-14", "2026-02-23"),
        ("2026-02-25", "2026-03-02"),
        ("2026-04-03", "2026-04-27"),
        ("2026-07-22", None),
    ],
)
def test_the_next_day_when_both_are_in_school(start: str, expected: str | None) -> None:
    found = together.next_shared_day(on(start), [LEEDS, KENYA])
    assert found == (expected and on(expected))


# which year


def test_a_strip_shows_september_to_august_unless_all_keep_a_calendar_year() -> None:
    autumn = together.year_around(on("2025-11-21"), [LEEDS, KENYA])
    assert (autumn.first_day, autumn.last_day) == (on("2025-09-01"), on("2026-08-31"))
    assert autumn.name == "2025/26"
    summer = together.year_around(on("2026-08-31"), [LEEDS, KENYA])
    assert summer == autumn
    assert together.year_around(on("2026-09-01"), [LEEDS, KENYA]).number == 2026
    kenya = together.year_around(on("2026-11-21"), [KENYA, KENYA])
    assert (kenya.first_day, kenya.last_day, kenya.name) == (
        on("2026-01-01"),
        on("2026-12-31"),
        "2026",
    )


def test_a_school_without_dates_does_not_decide_the_year() -> None:
    assert together.year_around(on("2026-11-21"), [KENYA, SchoolDates()]).name == "2026"
    assert together.year_around(on("2026-11-21"), [SchoolDates()]).name == "2026/27"


@pytest.mark.parametrize(
    ("terms", "month"),
    [
        (LEEDS_TERMS, 9),
        (KENYA_TERMS, 1),
        ([*LEEDS_TERMS[2:], days("2026-09-02", "2026-10-23")], 9),  # after the long holiday
        ([*KENYA_TERMS, days("2027-01-04", "2027-04-01")], 1),
        ([days("2026-01-27", "2026-04-02"), days("2026-04-20", "2026-07-03")], 1),  # Sydney
        ([], None),
    ],
)
def test_a_schools_year_begins_after_its_longest_holiday(
    terms: list[Days], month: int | None
) -> None:
    assert together.begins_in(SchoolDates(terms)) == month


def test_years_with_dates_are_those_to_which_a_term_belongs() -> None:
    found = together.years_with_dates([LEEDS, KENYA])
    assert [year.name for year in found] == ["2025/26", "2026/27"]
    assert [year.name for year in together.years_with_dates([KENYA])] == ["2026"]


def test_a_leap_year_has_its_366_days_in_the_strip() -> None:
    year = together.year_around(on("2027-10-01"), [LEEDS])
    assert (year.last_day - year.first_day).days + 1 == 366
    assert len(year.months()) == 12


# what may be put in


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        ("2026-01-05", "2026-01-04", "last_day"),
        ("2026-01-05", "2027-03-01", "last_day"),
        ("2206-01-05", "2206-04-01", "first_day"),
    ],
)
def test_K02_days_that_cannot_be_those_of_a_term_are_refused(
    first: str, last: str, field: str
) -> None:
    with pytest.raises(RuleBroken) as caught:
        check_span(on(first), on(last), on("2026-01-01"))
    assert caught.value.field == field


def test_a_single_day_and_a_whole_year_may_be_put_in() -> None:
    check_span(on("2026-01-05"), on("2026-01-05"), on("2026-01-01"))
    check_span(on("2026-01-01"), on("2026-12-31"), on("2026-01-01"))


def test_K02_terms_that_share_a_day_overlap_and_terms_that_touch_do_not() -> None:
    term = days("2026-01-05", "2026-04-02", "Term 1")
    assert first_overlap(days("2026-04-02", "2026-05-01"), [term]) == term
    assert first_overlap(days("2026-04-03", "2026-05-01"), [term]) is None
    assert first_overlap(days("2026-02-01", "2026-02-02"), [term]) == term
    assert first_overlap(days("2025-01-01", "2026-12-31"), [term]) == term


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("times", "field"),
    [
        (("09:00", "09:00", None, None), "last_lesson"),
        (("09:00", "08:00", None, None), "last_lesson"),
        (("09:00", "15:00", "12:00", None), "lunch_to"),
        (("09:00", "15:00", None, "13:00"), "lunch_from"),
        (("09:00", "15:00", "13:00", "12:00"), "lunch_to"),
        (("09:00", "15:00", "08:00", "09:30"), "lunch_from"),
        (("09:00", "15:00", "14:30", "15:30"), "lunch_to"),
    ],
)
def test_K03_times_that_are_not_one_school_day_are_refused(
    times: tuple[str, str, str | None, str | None], field: str
) -> None:
    first, last, *lunch = times
    with pytest.raises(RuleBroken) as caught:
        check_lesson_times(
            time.fromisoformat(first), time.fromisoformat(last), *(_time(one) for one in lunch)
        )
    assert caught.value.field == field


def test_a_school_day_with_and_without_lunch_is_taken() -> None:
    check_lesson_times(time(8), time(15), None, None)
    check_lesson_times(time(8), time(15), time(12), time(13))


# guesses


@pytest.mark.parametrize(
    ("country", "weekend"),
    [("GB", ["6", "7"]), ("KE", ["6", "7"]), ("EG", ["5", "6"]), ("IN", ["7"]), ("ZZ", ["6", "7"])],
)
def test_the_usual_weekend_is_a_guess_from_the_country(country: str, weekend: list[str]) -> None:
    assert usual.usual_weekend(country) == weekend


def test_only_guesses_left_as_they_were_stay_guesses() -> None:
    shown = {"first_lesson": time(8, 30), "last_lesson": time(15), "lunch_from": None}
    values = {"first_lesson": time(8, 30), "last_lesson": time(15, 10), "lunch_from": None}
    assert usual.still_guessed(values, shown, ["first_lesson", "last_lesson"]) == ["first_lesson"]


def test_public_holidays_are_suggested_on_school_days_only() -> None:
    """Of Kenya's days off in 2026 these fall on a school day; 10 October is a Saturday."""
    found = usual.holidays_to_settle("KE", KENYA, on("2026-04-01"), on("2026-12-31"))
    assert [str(one.day) for one in found] == ["2026-05-01", "2026-06-01", "2026-10-20"]
    assert all(one.name for one in found)
    assert usual.holidays_to_settle("ZZ", KENYA, on("2026-01-01"), on("2026-12-31")) == []


def test_a_feast_that_follows_the_moon_is_an_estimate() -> None:
    """The package says so in Egypt; of Kenya the year before tells."""
    kenya = usual.holidays_to_settle("KE", KENYA, on("2026-01-05"), on("2026-12-31"))
    assert [one.name for one in kenya if one.is_estimate] == ["Eid al-Fitr"]
    dates = SchoolDates([days("2026-01-05", "2026-12-31")], (), frozenset({5, 6}))
    egypt = usual.holidays_to_settle("EG", dates, on("2026-01-05"), on("2026-12-31"))
    moon = {one.name for one in egypt if one.is_estimate}
    assert {"Day of Arafah", "Eid al-Adha"} <= moon
    assert "Labor Day" not in moon
    assert len(moon) < len(egypt)
    assert all("(estimated)" not in one.name for one in egypt)


def test_a_settled_holiday_is_not_suggested_again() -> None:
    closed = SchoolDates(KENYA.terms, [*KENYA.closures, days("2026-05-01")], KENYA.weekend)
    found = usual.holidays_to_settle(
        "KE", closed, on("2026-05-01"), on("2026-05-01") + timedelta(5)
    )
    assert found == []
