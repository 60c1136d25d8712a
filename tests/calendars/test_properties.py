"""What school days and shared days promise for any calendars at all."""

import itertools
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from schoollink.calendars.rules import together
from schoollink.calendars.rules.days import SchoolDates, is_school_day, school_days
from tests.calendars.years import Days

FIRST, LAST = date(2027, 9, 1), date(2028, 8, 31)
ALL_DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


@st.composite
def spans(draw: st.DrawFn, longest: int) -> Days:
    first = FIRST + timedelta(days=draw(st.integers(-20, 380)))
    return Days(first, first + timedelta(days=draw(st.integers(0, longest))))


calendars = st.builds(
    SchoolDates,
    st.lists(spans(90), max_size=5),
    st.lists(spans(12), max_size=6),
    st.sets(st.integers(1, 7), max_size=3).map(frozenset),
)


@given(calendars)
def test_school_days_are_the_days_that_are_school_days(dates: SchoolDates) -> None:
    assert school_days(FIRST, LAST, dates) == [d for d in ALL_DAYS if is_school_day(d, dates)]


@given(st.lists(calendars, min_size=1, max_size=3))
def test_shared_days_are_the_intersection(schools: list[SchoolDates]) -> None:
    naive = [day for day in ALL_DAYS if all(is_school_day(day, one) for one in schools)]
    assert together.shared_days(FIRST, LAST, schools) == naive


@given(st.lists(calendars, min_size=1, max_size=3))
def test_stretches_hold_all_shared_days_in_order_and_their_weeks_add_up(
    schools: list[SchoolDates],
) -> None:
    found = together.shared_days(FIRST, LAST, schools)
    stretches = together.shared_stretches(found, schools)
    inside = [day for one in stretches for day in found if one.first_day <= day <= one.last_day]
    assert inside == found
    assert sum(one.days for one in stretches) == len(found)
    weeks = together.shared_weeks(found, together.week_begins(schools))
    assert sum(one.weeks for one in stretches) == weeks
    for before, after in itertools.pairwise(stretches):
        assert before.last_day < after.first_day


@given(st.lists(calendars, min_size=1, max_size=3), st.sampled_from(ALL_DAYS))
def test_the_next_shared_day_is_the_first_one_from_a_day_on(
    schools: list[SchoolDates], day: date
) -> None:
    horizon = day + together.HORIZON
    later = together.shared_days(day, horizon, schools)
    assert together.next_shared_day(day, schools) == (later[0] if later else None)


@given(calendars, st.sampled_from(ALL_DAYS))
def test_every_day_lies_in_the_year_around_it(dates: SchoolDates, day: date) -> None:
    year = together.year_around(day, [dates])
    assert day in year
    assert 365 <= (year.last_day - year.first_day).days + 1 <= 366
    assert len(year.months()) == 12
