"""Steps, deadlines and sums, without a database."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoollink.core.clock import instant_of
from schoollink.funding import rules
from schoollink.funding.models import ApplicationState
from schoollink.funding.rules import STEPS, before, hindrance, is_late

FOUND, WRITING, SENT, YES, NO, SHUT = ApplicationState
ALLOWED = {
    (FOUND, WRITING),
    (FOUND, SHUT),
    (WRITING, SENT),
    (WRITING, SHUT),
    (SENT, YES),
    (SENT, NO),
    (SENT, SHUT),
    (YES, SHUT),
    (NO, SHUT),
}
NOON = datetime(2026, 12, 4, 11, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("old", ApplicationState)
@pytest.mark.parametrize("new", ApplicationState)
def test_only_the_steps_of_the_table_may_be_taken(
    old: ApplicationState, new: ApplicationState
) -> None:
    found = hindrance(old, new, deadline_at=NOON, moment=NOON)
    assert (found is None) == ((old, new) in ALLOWED)
    assert set(STEPS) == set(ApplicationState)


@pytest.mark.parametrize(
    ("state", "closed_from", "back"),
    [
        (FOUND, None, None),
        (WRITING, None, FOUND),
        (SENT, None, WRITING),
        (YES, None, SENT),
        (NO, None, SENT),
        (NO, YES, SENT),
        (SHUT, NO, NO),
        (SHUT, FOUND, FOUND),
        (SHUT, SHUT, None),
        (SHUT, None, None),
    ],
)
def test_one_step_back_is_where_the_step_came_from(
    state: ApplicationState, closed_from: ApplicationState | None, back: ApplicationState | None
) -> None:
    assert before(state, closed_from) is back


def test_rule_F01_nothing_is_sent_after_the_instant() -> None:
    assert hindrance(WRITING, SENT, deadline_at=NOON, moment=NOON) is None
    assert hindrance(WRITING, SENT, deadline_at=NOON, moment=NOON + SECOND) is not None
    assert hindrance(WRITING, SHUT, deadline_at=NOON, moment=NOON + SECOND) is None


@pytest.mark.parametrize(
    ("state", "moment", "late"),
    [
        (FOUND, NOON, False),
        (FOUND, NOON + SECOND, True),
        (WRITING, NOON + SECOND, True),
        (SENT, NOON + SECOND, False),
        (NO, NOON + SECOND, False),
        (SHUT, NOON + SECOND, False),
    ],
)
def test_late_is_what_was_not_sent_in_time(
    state: ApplicationState, moment: datetime, late: bool
) -> None:
    assert is_late(state, NOON, moment) is late


@pytest.mark.parametrize(
    ("day", "at", "zone", "utc"),
    [
        (date(2026, 12, 4), time(12), "Europe/Brussels", "2026-12-04 11:00"),
        (date(2026, 7, 3), time(12), "Europe/Brussels", "2026-07-03 10:00"),
        (date(2026, 10, 24), time(17), "Europe/London", "2026-10-24 16:00"),
        (date(2026, 10, 25), time(17), "Europe/London", "2026-10-25 17:00"),
        (date(2026, 10, 25), time(1, 30), "Europe/London", "2026-10-25 00:30"),
        (date(2027, 3, 28), time(1, 30), "Europe/London", "2027-03-28 01:30"),
        (date(2026, 12, 31), time(23, 59), "America/New_York", "2027-01-01 04:59"),
        (date(2026, 12, 4), time(12), "Africa/Nairobi", "2026-12-04 09:00"),
    ],
)
def test_RL29_a_deadline_is_wall_time_across_clock_changes(
    day: date, at: time, zone: str, utc: str
) -> None:
    assert f"{instant_of(day, at, zone):%Y-%m-%d %H:%M}" == utc


@dataclass
class Row:
    """A line or a source as far as the sums look at it."""

    currency: str
    amount: int
    is_confirmed: bool = False


def test_BU8_the_difference_is_sources_less_uses() -> None:
    uses = [Row("EUR", 900_000)]
    sources = [Row("EUR", 500_000, is_confirmed=True), Row("EUR", 250_000), Row("EUR", 100_000)]
    (one,) = rules.sums(uses, sources)
    assert (one.difference, one.confirmed) == (-50_000, 500_000)


def test_sums_keep_currencies_apart() -> None:
    found = rules.sums([Row("KES", 5), Row("EUR", 7)], [Row("KES", 5)])
    assert [(one.currency, one.difference) for one in found] == [("EUR", -7), ("KES", 0)]


rows = st.lists(
    st.builds(Row, st.sampled_from(["EUR", "GBP", "JPY"]), st.integers(0, 10**11), st.booleans())
)


@given(rows, rows)
def test_rule_F03_sums_lose_no_minor_unit(uses: list[Row], sources: list[Row]) -> None:
    found = {one.currency: one for one in rules.sums(uses, sources)}
    assert set(found) == {row.currency for row in [*uses, *sources]}
    for currency, one in found.items():
        spent = sum(row.amount for row in uses if row.currency == currency)
        given_ = sum(row.amount for row in sources if row.currency == currency)
        assert (one.uses, one.sources, one.difference) == (spent, given_, given_ - spent)
        assert one.confirmed <= one.sources


@given(rows)
def test_shares_of_a_bar_add_up_to_its_total(uses: list[Row]) -> None:
    for one in rules.sums(uses, []):
        assert sum(rules.by(uses, one.currency, "is_confirmed").values()) == one.uses
