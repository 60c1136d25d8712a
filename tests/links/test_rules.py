"""Steps, days, contacts and what a state allows: tables without a database."""

from datetime import date, timedelta

import pytest

from schoollink.links import rules
from schoollink.links.models import LinkState
from schoollink.links.rules import Doing, Need, Staffing

S = LinkState
MONDAY = date(2026, 9, 7)


@pytest.mark.parametrize(
    ("old", "following"),
    [
        (S.PROPOSED, {S.TRYING, S.DECLINED, S.LAPSED}),
        (S.TRYING, {S.TRYING, S.PAUSED, S.ACTIVE, S.ENDED}),
        (S.PAUSED, {S.TRYING, S.ACTIVE, S.ENDED}),
        (S.ACTIVE, {S.PAUSED, S.ENDED}),
        (S.DECLINED, set()),
        (S.LAPSED, set()),
        (S.ENDED, set()),
    ],
)
def test_a_link_takes_only_these_steps(old: LinkState, following: set[LinkState]) -> None:
    assert {new for new in LinkState if rules.may_step(old, new)} == following


TALKING = {
    Doing.STAFF_TALK, Doing.CALENDARS, Doing.RESOURCES, Doing.MEETINGS, Doing.PROJECT,
    Doing.PLAN_VISIT,
}  # fmt: skip


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        (S.PROPOSED, {Doing.STAFF_TALK}),
        (S.TRYING, TALKING),
        (S.ACTIVE, set(Doing)),
        (S.PAUSED, {Doing.STAFF_TALK}),
        (S.DECLINED, set()),
        (S.LAPSED, set()),
        (S.ENDED, set()),
    ],
)
def test_a_state_allows_only_this(state: LinkState, allowed: set[Doing]) -> None:
    assert {doing for doing in Doing if rules.allows(state, doing)} == allowed


def test_trying_out_shows_no_child_and_books_no_visit() -> None:
    for doing in (Doing.PUBLIC_PAGE, Doing.RECOGNISABLE_PICTURE, Doing.CONFIRM_VISIT):
        assert not rules.allows(S.TRYING, doing)


@pytest.mark.parametrize(
    ("state", "most"), [(S.PROPOSED, 0), (S.TRYING, 1), (S.ACTIVE, None), (S.PAUSED, 0)]
)
def test_trying_out_has_one_project(state: LinkState, most: int | None) -> None:
    assert rules.most_projects(state) == most


@pytest.mark.parametrize(
    ("weekend", "count", "day"),
    [
        (["6", "7"], 1, date(2026, 9, 8)),
        (["6", "7"], 5, date(2026, 9, 14)),
        (["6", "7"], 10, date(2026, 9, 21)),
        (["6", "7"], 20, date(2026, 10, 5)),
        (["5", "6"], 5, date(2026, 9, 14)),
        (["5", "6"], 4, date(2026, 9, 13)),
    ],
)
def test_C2_school_days_leave_out_the_weekend_of_that_school(
    weekend: list[str], count: int, day: date
) -> None:
    assert rules.school_day_after(MONDAY, count, rules.outside_weekend(weekend)) == day


def test_C2_holidays_do_not_count() -> None:
    holiday = {MONDAY + timedelta(days=n) for n in range(1, 15)}
    found = rules.school_day_after(MONDAY, 1, lambda day: day not in holiday)
    assert found == MONDAY + timedelta(days=15)


def test_a_calendar_without_school_days_still_lets_a_proposal_end() -> None:
    assert rules.school_day_after(MONDAY, 20, lambda day: False) == MONDAY + timedelta(days=20)


def test_R9_the_slowest_of_the_asked_schools_counts() -> None:
    quick, slow = (lambda day: True), rules.outside_weekend(["6", "7"])
    assert rules.reminder_and_lapse(MONDAY, [quick, slow]) == (
        date(2026, 9, 21),
        date(2026, 10, 5),
    )


def test_trying_out_lasts_90_days_with_the_first() -> None:
    until = rules.trying_until(MONDAY)
    assert (until - MONDAY).days + 1 == 90
    assert rules.days_left(until, MONDAY) == 90
    assert rules.days_left(until, until) == 1
    assert rules.days_left(until, until + timedelta(days=1)) == 0


@pytest.mark.parametrize(
    ("days", "renewed", "offered"),
    [
        (0, False, False),
        (59, False, False),
        (60, False, True),
        (200, False, True),
        (60, True, False),
    ],
)
def test_going_on_is_offered_near_the_end_and_once(days: int, renewed: bool, offered: bool) -> None:
    until = rules.trying_until(MONDAY)
    on = MONDAY + timedelta(days=days)
    assert rules.is_time_to_renew(until, on, renewed=renewed) is offered


@pytest.mark.parametrize(
    ("lead", "second", "safety", "needs"),
    [
        (True, True, True, ()),
        (False, True, True, (Need.LEAD,)),
        (True, False, True, (Need.SECOND,)),
        (True, True, False, (Need.SAFETY,)),
        (False, False, False, (Need.LEAD, Need.SECOND, Need.SAFETY)),
    ],
)
def test_R13_R14_what_a_school_must_name(
    lead: bool, second: bool, safety: bool, needs: tuple[Need, ...]
) -> None:
    assert rules.missing(Staffing(lead, second, safety)) == needs
