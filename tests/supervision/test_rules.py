"""Who counts as a supervisor, and what a teacher reads first: tables without a database."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from schoollink.core.errors import RuleBroken
from schoollink.schools.models import AgeBand
from schoollink.supervision.rules import (
    FOR_ADULTS,
    FOR_PUPILS,
    Silence,
    Silenced,
    check_may_go,
    check_supervised,
    goes_to_hold,
    is_in_date,
    may_supervise,
)

TODAY = date(2026, 10, 8)
THEN = datetime(2026, 10, 1, tzinfo=UTC)
LEEDS, KISUMU = uuid4(), uuid4()


@pytest.mark.parametrize(
    ("until", "holds"),
    [(None, False), (date(2026, 10, 7), False), (TODAY, True), (date(2027, 1, 1), True)],
)
def test_SG07_a_vetting_holds_up_to_and_with_its_last_day(until: date | None, holds: bool) -> None:
    assert is_in_date(until, TODAY) is holds


@pytest.mark.parametrize(
    ("active", "ended", "barred", "until", "may"),
    [
        (True, None, None, TODAY, True),
        (False, None, None, TODAY, False),
        (True, THEN, None, TODAY, False),
        (True, None, THEN, TODAY, False),
        (True, None, None, None, False),
    ],
)
def test_SG02_who_may_supervise(
    active: bool, ended: datetime | None, barred: datetime | None, until: date | None, may: bool
) -> None:
    assert (
        may_supervise(
            is_active=active, ended_at=ended, barred_at=barred, vetted_until=until, on=TODAY
        )
        is may
    )


@pytest.mark.parametrize(
    ("with_pupils", "supervised", "is_enough"),
    [
        (set(), set(), True),
        ({LEEDS}, {LEEDS}, True),
        ({LEEDS}, {LEEDS, KISUMU}, True),
        ({LEEDS, KISUMU}, {LEEDS}, False),
        ({LEEDS}, {KISUMU}, False),
    ],
)
def test_SG02_each_school_with_pupils_needs_one(
    with_pupils: set[UUID], supervised: set[UUID], is_enough: bool
) -> None:
    if is_enough:
        check_supervised(with_pupils, supervised)
        return
    with pytest.raises(Silenced):
        check_supervised(with_pupils, supervised)


def test_SG02_the_last_one_stays() -> None:
    check_may_go(LEEDS, {LEEDS, KISUMU}, {LEEDS})
    check_may_go(LEEDS, {KISUMU}, set())
    with pytest.raises(RuleBroken):
        check_may_go(LEEDS, {LEEDS}, {KISUMU})


@pytest.mark.parametrize(
    ("is_pupil", "ages", "held"),
    [
        (True, AgeBand.SIX_TO_NINE, True),
        (True, AgeBand.TEN_TO_TWELVE, True),
        (True, AgeBand.THIRTEEN_TO_FIFTEEN, False),
        (True, AgeBand.SIXTEEN_UP, False),
        (True, None, True),
        (False, None, False),
    ],
)
def test_SG03_pupils_under_13_are_read_first_and_adults_never(
    is_pupil: bool, ages: AgeBand | None, held: bool
) -> None:
    assert goes_to_hold(is_pupil=is_pupil, ages=ages) is held


def test_each_silence_has_its_words() -> None:
    assert set(FOR_PUPILS) == set(FOR_ADULTS) == set(Silence)
