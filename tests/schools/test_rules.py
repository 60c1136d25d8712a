"""Roles that go together, first names, secrets and guesses, as tables without a database."""

from datetime import date

import pytest

from schoollink.core.errors import Forbidden, RuleBroken
from schoollink.schools.models import Role, SecretKind
from schoollink.schools.rules import names, places, secrets
from schoollink.schools.rules.doors import new_code
from schoollink.schools.rules.roles import (
    Gift,
    Vetting,
    check_gift,
    check_still_held,
    check_vetting,
    vetting_on,
)

NONE: frozenset[Role] = frozenset()
LEAD, SECOND, SAFETY = (frozenset({one}) for one in (Role.LEAD, Role.SECOND, Role.SAFETY))
STAFF_WORDS = frozenset(
    names.skeleton(word) for word in ("Meera Patel", "Teacher", "Ms", "Child-safety lead")
)


@pytest.mark.parametrize(
    ("before", "after", "is_own", "count"),
    [
        (NONE, SECOND, False, 5),
        (NONE, SAFETY, False, 5),
        (LEAD, NONE, True, 5),
        (LEAD, LEAD | SAFETY, True, 1),
        (SECOND, SECOND | SAFETY, False, 2),
        (LEAD | SAFETY, LEAD, True, 4),
    ],
)
def test_RP3_roles_that_may_be_given(
    before: frozenset[Role], after: frozenset[Role], is_own: bool, count: int
) -> None:
    check_gift(Gift(before, after, is_own=is_own, staff_count=count))


@pytest.mark.parametrize(
    ("before", "after", "is_own", "count", "kind"),
    [
        (LEAD, LEAD | SAFETY, True, 3, Forbidden),
        (NONE, LEAD, True, 1, Forbidden),
        (SECOND, SECOND | LEAD, False, 5, RuleBroken),
        (LEAD, LEAD | SAFETY, False, 3, RuleBroken),
        (SECOND, SECOND | SAFETY, False, 3, RuleBroken),
        (LEAD, LEAD | SAFETY, False, 2, RuleBroken),
    ],
)
def test_RP2_RP3_roles_that_may_not_be_given(
    before: frozenset[Role], after: frozenset[Role], is_own: bool, count: int, kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        check_gift(Gift(before, after, is_own=is_own, staff_count=count))


@pytest.mark.parametrize("role", [Role.LEAD, Role.SECOND, Role.SAFETY])
def test_RP4_the_last_holder_of_a_needed_role_stays(role: Role) -> None:
    with pytest.raises(RuleBroken):
        check_still_held([role], NONE)
    check_still_held([role], frozenset({role}))
    check_still_held([Role.TEACHER], NONE)


@pytest.mark.parametrize(
    ("until", "worth"),
    [
        (None, Vetting.MISSING),
        (date(2026, 10, 7), Vetting.EXPIRED),
        (date(2026, 10, 8), Vetting.SOON),
        (date(2026, 11, 7), Vetting.SOON),
        (date(2026, 11, 8), Vetting.IN_DATE),
    ],
)
def test_SG07_what_a_check_is_worth_on_a_day(until: date | None, worth: Vetting) -> None:
    assert vetting_on(date(2026, 10, 8), until) is worth


@pytest.mark.parametrize(
    ("seen_on", "until", "field"),
    [
        (date(2026, 10, 9), date(2027, 1, 1), "seen_on"),
        (date(2026, 10, 1), date(2026, 10, 7), "until"),
        (date(2026, 10, 1), date(2032, 10, 7), "until"),
    ],
)
def test_SG07_a_check_with_days_that_cannot_be(seen_on: date, until: date, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_vetting(seen_on, until, present=date(2026, 10, 8))
    assert broken.value.field == field


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ava\nNoah\n\n", ["Ava", "Noah"]),
        ("Ava, Noah;  Mia", ["Ava", "Noah", "Mia"]),
        ("Ava\tMiller\n\tNoah\tKhan\r\n", ["Ava", "Noah"]),
        ("1. Ava\n2) Noah\n12 Mia", ["Ava", "Noah", "Mia"]),
        ("ليلى، سارة", ["ليلى", "سارة"]),
        ("Ｔom", ["Tom"]),
        ("Anna   Lena", ["Anna Lena"]),
    ],
)
def test_names_in_a_pasted_list(text: str, found: list[str]) -> None:
    assert names.names_in(text) == found


@pytest.mark.parametrize("name", ["Ava", "Anna Lena", "Jean-Luc", "N'Dri", "ليلى", "Zoë", "Ava B."])
def test_first_names_that_are_taken(name: str) -> None:
    names.check_name(name, STAFF_WORDS)


@pytest.mark.parametrize(
    "name",
    [
        "Ms Smith (Teacher)",
        "Ms Smith",
        "Teacher",
        "Τeacher",
        "Tеacher",
        "Ｔeacher",
        "TEACHER",
        "Meera Patel",
        "meera  patel",
        "Mеera Pаtel",
        "Ava\u202e",
        "A\u200bva",
        "Ava\x00",
        "Ava 7",
        "Ava <b>",
        "Ava Maria Lopez",
        "...",
        "A" * 41,
    ],
)
def test_SG08_AT129_names_that_are_refused(name: str) -> None:
    with pytest.raises(RuleBroken):
        names.check_name(names.normalised(name), STAFF_WORDS)


def test_names_that_are_alike_get_a_letter() -> None:
    assert names.told_apart(["Ava", "ava", "Noah", "Avа"], ["Noah"]) == [
        "Ava",
        "ava B.",
        "Noah B.",
        "Avа C.",
    ]


@pytest.mark.parametrize(
    ("pasted", "taken", "new"),
    [
        ("Ava Noah", ["Ava", "Noah"], []),
        ("AVA Mia", ["Ava"], ["Mia"]),
        ("Ava Ava", ["Ava", "Ava B."], []),
        ("Ava Ava Ava", ["Ava", "Ava B."], ["Ava"]),
        ("Ava", ["Mia"], ["Ava"]),
    ],
)
def test_those_in_the_class_are_left_out_once_each(
    pasted: str, taken: list[str], new: list[str]
) -> None:
    assert names.without_those_there(pasted.split(), taken) == new


def test_a_name_with_a_letter_is_another_child() -> None:
    assert names.without_those_there(["Ava B."], ["Ava"]) == ["Ava B."]
    assert names.without_those_there(["Ava B.", "Ava"], ["Ava", "Ava B."]) == []


def test_a_list_that_was_told_apart_stays_as_it_is() -> None:
    once = names.told_apart(["Ava", "Ava", "Ava"], [])
    assert names.told_apart(names.names_in("\n".join(once)), []) == once


def test_RP13_pictures_are_drawn_from_36() -> None:
    assert len(secrets.PICTURES) == 36
    drawn = [tuple(secrets.new_secret(SecretKind.PICTURES)) for _ in range(200)]
    assert all(len(one) == 4 and {*one} <= {*secrets.PICTURES} for one in drawn)
    assert len({*drawn}) > 190
    assert any(len({*one}) < 4 for one in drawn), "repeats are allowed"


def test_RP14_words_are_for_children_and_enough() -> None:
    known = secrets.words()
    assert len(known) ** 3 > 2**29
    assert not {"beer", "gun", "kill", "booze", "thong", "panty", "islam", "hate"} & {*known}
    assert len(secrets.new_secret(SecretKind.WORDS)) == 3


def test_words_are_read_as_people_type_them() -> None:
    assert secrets.read_words(" Apple, TIGER-moon ") == ["apple", "tiger", "moon"]


@pytest.mark.parametrize(
    ("country", "weekend"),
    [("GB", ["6", "7"]), ("IR", ["5"]), ("IL", ["5", "6"]), ("??", ["6", "7"])],
)
def test_the_weekend_is_guessed_from_the_country(country: str, weekend: list[str]) -> None:
    assert places.guess_weekend(country) == weekend


@pytest.mark.parametrize(
    ("country", "place", "zone"),
    [
        ("GB", "Leeds", "Europe/London"),
        ("US", "Boston", "America/New_York"),
        ("US", "los angeles", "America/Los_Angeles"),
        ("KE", "Kisumu", "Africa/Nairobi"),
    ],
)
def test_the_zone_is_guessed_from_country_and_place(country: str, place: str, zone: str) -> None:
    assert places.guess_zone(country, place) == zone


def test_the_languages_of_a_country_are_guessed() -> None:
    assert places.guess_languages("GB") == ["en"]
    assert "sw" in places.languages_of("KE")
    assert places.guess_languages("XX") == []


def test_RP10_no_two_open_doors_have_the_same_digits() -> None:
    taken = {f"{number:06d}" for number in range(1_000_000)} - {"000042"}
    assert new_code(taken) == "000042"
