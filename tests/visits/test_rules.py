"""Steps, balance of days, clocks and sums of visits, without a database."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from schoollink.visits import rules
from schoollink.visits.models import CheckState, ItemKind, Payer, VisitState
from schoollink.visits.rules import STEPS, Standing, hindrance

P, C, G, D, X = VisitState
READY = Standing(
    state=P,
    has_pupils=False,
    is_trying_out=False,
    first_day=date(2027, 3, 8),
    has_exchanged=True,
    today=date(2027, 3, 8),
)
ALLOWED = {(P, C), (P, X), (C, P), (C, G), (C, X), (G, D)}


@pytest.mark.parametrize("old", VisitState)
@pytest.mark.parametrize("new", VisitState)
def test_only_the_steps_of_the_table_may_be_taken(old: VisitState, new: VisitState) -> None:
    assert (hindrance(replace(READY, state=old), new) is None) == ((old, new) in ALLOWED)


def test_every_state_has_its_row_and_two_are_ends() -> None:
    assert set(STEPS) == set(VisitState)
    assert {state for state in STEPS if not STEPS[state]} == {D, X}


@pytest.mark.parametrize(
    ("changes", "new", "says"),
    [
        ({"has_pupils": True}, C, "pupils"),
        ({"is_trying_out": True}, C, "try the partnership out"),
        ({"state": C, "today": date(2027, 3, 7)}, G, "first day"),
        ({"state": G, "has_exchanged": False}, D, "what was exchanged"),
    ],
)
def test_what_is_in_the_way_is_said(
    changes: dict[str, Any], new: VisitState, says: str, app: Flask
) -> None:
    with app.test_request_context():
        assert says in str(hindrance(replace(READY, **changes), new))


def test_a_visit_with_pupils_can_still_be_cancelled() -> None:
    assert hindrance(replace(READY, has_pupils=True), X) is None


@dataclass
class Trip:
    """What the balance needs to know."""

    sending_school_id: UUID
    host_school_id: UUID
    first_day: date
    last_day: date
    state: VisitState = D


A, B, OTHER = uuid4(), uuid4(), uuid4()
TODAY = date(2026, 11, 20)


def trip(sending: UUID, host: UUID, days: int, ago: int = 100, state: VisitState = D) -> Trip:
    first = TODAY - timedelta(days=ago)
    return Trip(sending, host, first, first + timedelta(days=days - 1), state)


def test_C11_you_were_guests_for_12_days_hosts_for_5() -> None:
    visits = [trip(A, B, 7), trip(A, B, 5, ago=50), trip(B, A, 5)]
    found = rules.balance(visits, A, TODAY)
    assert (found.guest_days, found.host_days) == (12, 5)
    assert (found.guest_visits, found.host_visits) == (2, 1)
    assert found.turn == "theirs"


@pytest.mark.parametrize(
    ("visit", "days"),
    [
        (trip(A, B, 1), (1, 0)),
        (trip(A, B, 5, state=P), (0, 0)),
        (trip(A, B, 5, state=X), (0, 0)),
        (trip(A, B, 5, ago=2, state=G), (3, 0)),
        (trip(A, B, 5, ago=-3, state=G), (0, 0)),
        (trip(OTHER, B, 5), (0, 0)),
        (trip(B, A, 2), (0, 2)),
    ],
)
def test_C11_only_days_that_were_spent_count(visit: Trip, days: tuple[int, int]) -> None:
    found = rules.balance([visit], A, TODAY)
    assert (found.guest_days, found.host_days) == days


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 150), st.integers(0, 900))))
def test_C11_one_schools_guest_days_are_the_others_host_days(
    trips: list[tuple[bool, int, int]],
) -> None:
    visits = [trip(A, B, n, ago) if there else trip(B, A, n, ago) for there, n, ago in trips]
    ours, theirs = rules.balance(visits, A, TODAY), rules.balance(visits, B, TODAY)
    assert (ours.guest_days, ours.host_days) == (theirs.host_days, theirs.guest_days)
    assert {ours.turn, theirs.turn} in ({""}, {"ours", "theirs"})


@pytest.mark.parametrize(
    ("state", "due_on", "shown"),
    [
        (CheckState.WAITING, None, "waiting"),
        (CheckState.WAITING, TODAY, "waiting"),
        (CheckState.WAITING, TODAY - timedelta(days=1), "late"),
        (CheckState.DONE, TODAY - timedelta(days=1), "done"),
        (CheckState.NOT_NEEDED, TODAY - timedelta(days=1), "not_needed"),
    ],
)
def test_a_check_is_late_after_its_day(state: CheckState, due_on: date | None, shown: str) -> None:
    assert rules.check_shows(state, due_on, TODAY) == shown


@pytest.mark.parametrize(
    ("day", "at", "host", "home", "there"),
    [
        (date(2026, 10, 24), time(9), "Europe/London", "Africa/Nairobi", "2026-10-24 11:00"),
        (date(2026, 10, 26), time(9), "Europe/London", "Africa/Nairobi", "2026-10-26 12:00"),
        (date(2026, 11, 10), time(1), "Africa/Nairobi", "Europe/London", "2026-11-09 22:00"),
        (date(2026, 10, 25), time(1, 30), "Europe/London", "UTC", "2026-10-25 00:30"),
    ],
)
def test_RL29_both_clocks_are_right_on_either_side_of_a_clock_change(
    day: date, at: time, host: str, home: str, there: str
) -> None:
    assert f"{rules.at_home(day, at, host, home):%Y-%m-%d %H:%M}" == there


@dataclass
class Thing:
    """An item or a cost as far as a rule looks at it."""

    kind: ItemKind = ItemKind.LESSON
    starts: time = time(9)
    ends: time | None = time(10)
    currency: str = "GBP"
    amount: int = 0
    payer: Payer = Payer.HOST


def test_a_day_counts_its_programme_and_not_its_meals() -> None:
    items = [
        Thing(),
        Thing(ItemKind.MEETING, time(13, 15), time(15)),
        Thing(ItemKind.MEAL, time(12), time(13)),
        Thing(ItemKind.TRAVEL, time(8), time(9)),
        Thing(ends=None),
    ]
    assert rules.programme_minutes(items) == 165


def test_a_short_visit_shows_all_days_and_a_long_one_those_with_something_on_them() -> None:
    first = date(2027, 3, 1)
    assert len(rules.days_shown(first, first + timedelta(days=13), ())) == 14
    long = rules.days_shown(first, first + timedelta(days=99), {first + timedelta(days=40)})
    assert long == [first, first + timedelta(days=40), first + timedelta(days=99)]


@given(
    st.lists(
        st.builds(
            Thing,
            currency=st.sampled_from(["GBP", "KES", "KWD"]),
            amount=st.integers(0, 10**11),
            payer=st.sampled_from(Payer),
        )
    )
)
def test_sums_lose_no_cost_and_mix_no_currencies(costs: list[Thing]) -> None:
    found = rules.sums(costs)
    assert set(found) == {cost.currency for cost in costs}
    for currency, by_payer in found.items():
        assert sum(by_payer.values()) == sum(c.amount for c in costs if c.currency == currency)
