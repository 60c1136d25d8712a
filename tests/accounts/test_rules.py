"""Passwords, lives, devices and invitations as tables, without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from schoollink.accounts.rules import (
    Opening,
    life_of,
    normal_name,
    own_words,
    password_problem,
    shown_device,
    state_of,
)
from schoollink.accounts.rules.lives import DECIDER, OWN_DEVICE, SHARED_DEVICE, TEACHER, Life
from schoollink.accounts.rules.passwords import (
    ONLY_NAMES,
    TOO_COMMON,
    TOO_LONG,
    TOO_SHORT,
    TOO_SHORT_WITH_FACTOR,
)


@pytest.mark.parametrize(
    ("password", "has_factor", "problem"),
    [
        ("correct horse battery staple", False, None),
        ("blue kettle seven", False, None),
        ("four short words", False, None),
        ("x9#kLq02mZpp", True, None),
        ("x9#kLq02mZpp", False, TOO_SHORT),
        ("x9#kLq02mZp", True, TOO_SHORT_WITH_FACTOR),
        ("password1234567", False, TOO_COMMON),
        ("aaaaaaaaaaaaaaaaaaaa", False, TOO_COMMON),
        ("1234567890123456", False, TOO_COMMON),
        ("iloveyouiloveyou", False, TOO_COMMON),
        ("qwertyuiopasdfg", False, TOO_COMMON),
        ("Meera Patel Meera Patel", False, ONLY_NAMES),
        ("MeeraPatel20262026", False, ONLY_NAMES),
        ("SchoolLink teacher", False, ONLY_NAMES),
        ("schoollink-2026-link", False, ONLY_NAMES),
        ("w" * 5 + "x9#kLq02mZpp" * 30, False, TOO_LONG),
        ("مدرسة البيت الأزرق الكبير", False, None),
    ],
)
def test_RP16_what_a_password_must_be(password: str, has_factor: bool, problem: str | None) -> None:
    words = own_words("Meera Patel", "meera@example.org")
    assert password_problem(password, has_factor=has_factor, words=words) == problem


@pytest.mark.parametrize(
    ("is_pupil", "is_shared", "roles", "runs_server", "life"),
    [
        (True, True, {}, False, SHARED_DEVICE),
        (True, False, {}, False, OWN_DEVICE),
        (False, False, {"a": set()}, False, TEACHER),
        (False, False, {"a": {"teacher"}}, False, TEACHER),
        (False, False, {"a": {"teacher"}, "b": {"safety"}}, False, DECIDER),
        (False, False, {"a": {"lead"}}, False, DECIDER),
        (False, False, {"a": set()}, True, DECIDER),
        (False, False, {}, False, DECIDER),
    ],
)
def test_RP20_RP21_how_long_a_sign_in_lives(
    is_pupil: bool, is_shared: bool, roles: dict[str, set[str]], runs_server: bool, life: Life
) -> None:
    found = life_of(is_pupil=is_pupil, is_shared=is_shared, roles=roles, runs_server=runs_server)
    assert found == life


def test_RP20_RP21_RP23_the_numbers() -> None:
    def numbers(life: Life) -> tuple[float, float, int]:
        return life.idle / timedelta(minutes=1), life.longest / timedelta(hours=1), life.at_once

    assert numbers(SHARED_DEVICE) == (15, 2, 1)
    assert numbers(OWN_DEVICE) == (60, 12, 3)
    assert numbers(TEACHER) == (30, 12, 5)
    assert numbers(DECIDER) == (30, 8, 3)


@pytest.mark.parametrize(
    ("user_agent", "shown"),
    [
        (
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
                "Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"
            ),
            "Edge · Windows",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
            "Firefox · Linux",
        ),
        (
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 "
                "(KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
            ),
            "Safari · iPhone",
        ),
        (
            (
                "Mozilla/5.0 (Linux; Android 13; Tecno) AppleWebKit/537.36 (KHTML, like Gecko) "
                "Chrome/142.0.0.0 Mobile Safari/537.36"
            ),
            "Chrome · Android",
        ),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_device_is_known_by_two_words(user_agent: str, shown: str) -> None:
    assert shown_device(user_agent) == shown


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" Meera@Example.ORG ", "meera@example.org"),
        ("Meera  Patel", "meera patel"),
        ("ﬁona", "fiona"),
    ],
)
def test_names_are_compared_without_case_and_spaces(typed: str, name: str) -> None:
    assert normal_name(typed) == name


NOW = datetime(2026, 10, 8, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days_left", "accepted", "withdrawn", "renewable", "opening"),
    [
        (14, False, False, True, Opening.OPEN),
        (0, False, False, True, Opening.RENEWABLE),
        (-89, False, False, True, Opening.RENEWABLE),
        (-90, False, False, True, Opening.GONE),
        (-1, False, False, False, Opening.GONE),
        (5, True, False, True, Opening.USED),
        (5, False, True, True, Opening.WITHDRAWN),
        (-5, True, True, True, Opening.USED),
    ],
)
def test_where_an_invitation_stands(
    days_left: int, accepted: bool, withdrawn: bool, renewable: bool, opening: Opening
) -> None:
    found = state_of(
        expires_at=NOW + timedelta(days=days_left),
        accepted_at=NOW if accepted else None,
        withdrawn_at=NOW if withdrawn else None,
        is_renewable=renewable,
        moment=NOW,
    )
    assert found is opening
