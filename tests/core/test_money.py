"""Amounts as people type them, and minor units."""

from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from schoollink.core.i18n import money, speaking
from schoollink.core.money import (
    MOST,
    amounts_from,
    currency_of,
    major_text,
    minor_units,
    without_sign,
)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1250", "1250"),
        ("1,250", "1250"),
        ("1,250.50", "1250.50"),
        ("1 250,50", "1250.50"),
        ("1\u202f250,50", "1250.50"),
        ("1.250,50", "1250.50"),
        ("1.250.000", "1250000"),
        ("1,250,000.5", "1250000.5"),
        ("1,25", "1.25"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        ("١٫٢٥٠", "1.25"),
        ("١٬٢٥٠", "1250"),
        ("12,5", "12.5"),
        ("١٢٥٠٫٥", "1250.5"),
        ("1’250.50", "1250.50"),
        ("0", "0"),
    ],
)
def test_amounts_are_read_as_people_write_them(typed: str, amount: str) -> None:
    assert amounts_from(typed, "GBP", ",") == [Decimal(amount)]


@pytest.mark.parametrize(
    ("typed", "currency", "group", "amounts"),
    [
        ("1,250", "EUR", ",", ["1250"]),
        ("1.250", "EUR", ",", ["1250", "1.25"]),
        ("333.333", "EUR", ",", ["333333", "333.33"]),
        ("1.250", "JPY", ",", ["1250", "1"]),
        ("1.250", "EUR", ".", ["1250"]),
        ("1,250", "EUR", ".", ["1250", "1.25"]),
        ("1,250", "EUR", "\u202f", ["1250", "1.25"]),
        ("1.250", "KWD", ",", ["1.250"]),
        ("1.250", "KWD", ".", ["1.250"]),
        ("1,250", "KWD", ",", ["1250"]),
        ("1,250", "KWD", ".", ["1250", "1.250"]),
        ("1250,500", "KWD", ",", ["1250.500"]),
    ],
)
def test_three_digits_after_one_sign_are_sure_by_currency_or_language_or_both_are_named(
    typed: str, currency: str, group: str, amounts: list[str]
) -> None:
    assert amounts_from(typed, currency, group) == [Decimal(one) for one in amounts]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-1",
        "+1",
        "1e5",
        "NaN",
        "1,2,3",
        "£5",
        "1.2.3",
        "1.23456",
        "1,",
        "1,250,5",
        "1.250,500.5",
    ],
)
def test_what_is_no_amount_is_refused(typed: str) -> None:
    assert amounts_from(typed, "GBP", ",") == []


@pytest.mark.parametrize("typed", ["10000000000", "99999999999999999", "99.999.999.999,50"])
def test_an_amount_that_is_too_large_is_one_all_the_same(typed: str) -> None:
    """So that it can be said that it is too large."""
    (amount,) = amounts_from(typed, "GBP", ",")
    assert amount > MOST


def test_what_is_too_large_is_not_meant_beside_what_is_not() -> None:
    assert amounts_from("9999999.999", "EUR", ",") == [Decimal("9999999.999")]
    assert amounts_from("9.999.999.999", "EUR", ",")[0] > MOST


@pytest.mark.parametrize(
    ("language", "typed", "currency", "amount", "other"),
    [
        ("en", "£1500", "GBP", "1500", ""),
        ("en", "1500 €", "EUR", "1500", ""),
        ("en", "1500\u00a0€", "EUR", "1500", ""),
        ("en", "\u2068£1,250.50\u2069", "GBP", "1,250.50", ""),
        ("en", "GBP 1500", "GBP", "1500", ""),
        ("en", "1500gbp", "GBP", "1500", ""),
        ("en", "$20", "AUD", "20", ""),
        ("ar-XB", "١٥٠٠ UK£", "GBP", "١٥٠٠", ""),
        ("en", "£1500", "", "1500", ""),
        ("en", "£1500", "EUR", "1500", "£"),
        ("en", "1500 eur", "GBP", "1500", "eur"),
        ("en", "$20", "GBP", "20", "$"),
        ("en", "1500", "GBP", "1500", ""),
        ("en", "-£5", "GBP", "-£5", ""),
        ("en", "5 apples", "GBP", "5 apples", ""),
        ("en", "£5£", "GBP", "£5£", ""),
        ("en", "£", "GBP", "£", ""),
    ],
)
def test_the_sign_of_a_currency_is_taken_off_and_that_of_another_is_named(
    app: Flask, language: str, typed: str, currency: str, amount: str, other: str
) -> None:
    with app.test_request_context(), speaking(language):
        assert without_sign(typed, currency) == (amount, other)


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("12.5", "GBP", 1250), ("12.345", "KWD", 12345), ("12", "JPY", 12), ("12.5", "JPY", None)],
)
def test_minor_units_follow_the_currency(amount: str, currency: str, minor: int | None) -> None:
    assert minor_units(Decimal(amount), currency) == minor


@given(st.integers(0, 10**9), st.sampled_from(["GBP", "JPY", "KWD", "KES"]), st.sampled_from(",.'"))
def test_minor_units_come_back_from_their_text(minor: int, currency: str, group: str) -> None:
    (amount,) = amounts_from(major_text(minor, currency), currency, group)
    assert minor_units(amount, currency) == minor


@pytest.mark.parametrize(("country", "currency"), [("KE", "KES"), ("PS", ""), ("AQ", "")])
def test_the_currency_of_a_country_is_known_when_it_has_one(country: str, currency: str) -> None:
    assert currency_of(country) == currency


@pytest.mark.parametrize(
    ("language", "minor", "currency", "shown"),
    [
        ("en", 125050, "GBP", "\u2068£1,250.50\u2069"),
        ("en", -125050, "EUR", "\u2068-€1,250.50\u2069"),
        (
            "ar-XB",
            -125050,
            "GBP",
            "\u2068\u200f\u2068-1,250.50\u2069\u00a0\u2068UK£\u2069\u2069",
        ),
    ],
)
def test_sign_number_and_symbol_stay_together_in_every_direction(
    app: Flask, language: str, minor: int, currency: str, shown: str
) -> None:
    with app.test_request_context(), speaking(language):
        assert money(minor, currency) == shown
