"""What people type becomes a value: what shows nothing is empty, what turns words goes."""

from dataclasses import dataclass

import pytest
from flask import Flask

from schoollink.core.forms import Form, Long, Text


@dataclass(frozen=True)
class Words:
    line: str
    lines: str


class WordsForm(Form[Words]):
    line = Text("Line")
    lines = Long("Lines", required=False)


def taken(app: Flask, line: str, lines: str = "") -> WordsForm:
    with app.test_request_context():
        form = WordsForm()
        form.take_payload({"line": line, "lines": lines})
        return form


@pytest.mark.parametrize(
    "text",
    [
        "\u200b\u200b",
        "\u200d",
        "\u200f \u200e",
        "\ufe0f",
        "\u3164",
        "\u2800",
        "\u202e",
        "\ufeff\u2060",
    ],
)
def test_a_text_that_shows_nothing_counts_as_empty(app: Flask, text: str) -> None:
    form = taken(app, text)
    assert form.value is None
    assert "Please fill this in." in form.refused_text()
    form = taken(app, "Seen", text)
    assert form.value == Words("Seen", "")


@pytest.mark.parametrize(
    "text",
    [
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # a word of Persian
        "\u0915\u094d\u200d\u0937",  # letters of Hindi
        "\U0001f469\u200d\U0001f3eb",  # a teacher
        "\u2764\ufe0f",
        "A (\u05d0)\u200e 1 \u061c\u0661",
        "\u0e01\u200b\u0e02",
        ".",
    ],
)
def test_what_words_and_pictures_need_stays(app: Flask, text: str) -> None:
    assert taken(app, text, text).value == Words(text, text)


@pytest.mark.parametrize("turn", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_nothing_turns_the_words_of_a_page_round(app: Flask, turn: str) -> None:
    typed = f"{turn}One{turn} two"
    assert taken(app, typed, typed).value == Words("One two", "One two")
