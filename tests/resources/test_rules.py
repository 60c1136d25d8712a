"""Addresses that a library takes."""

import pytest

from schoollink.core.errors import RuleBroken
from schoollink.resources import rules


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://www.example.org/a?b=1#c", "https://www.example.org/a?b=1#c"),
        ("HTTP://Example.ORG/Wells", "http://example.org/Wells"),
        ("www.example.org/wells", "https://www.example.org/wells"),
        ("example.org:8080/x", "https://example.org:8080/x"),
        ("https://bücher.example/übung", "https://xn--bcher-kva.example/übung"),
        ("  https://example.org  ", "https://example.org"),
    ],
)
def test_addresses_are_taken_as_people_type_them(typed, kept):
    assert rules.check_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "JaVaScRiPt://example.org/%0aalert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://example.org",
        "//evil.example",
        "/\\evil.example",
        "\\\\host\\share",
        "https:evil.example",
        "https://example.org\\@evil.example",
        "https://a b.example",
        "https://exa\u202emple.org",
        "https://example.org/\r\nSet-Cookie: a",
        "https://localhost/admin",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://2130706433/",
        "https://example.org:99999/",
        "https://",
        "wells",
        "",
    ],
)
def test_AT081_AT082_other_addresses_are_refused_beside_the_field(typed):
    with pytest.raises(RuleBroken) as refused:
        rules.check_address(typed)

    assert refused.value.field == "address"


def test_AT114_a_name_in_an_address_hides_where_it_leads():
    with pytest.raises(RuleBroken) as refused:
        rules.check_address("https://bank.example@evil.example/")
    assert refused.value.text == rules.WITH_NAME


def test_a_host_of_other_letters_is_spelled_out():
    assert rules.host_of("https://аpple.example/") == "xn--pple-43d.example"
