"""Docs that can fail."""

import re
from pathlib import Path

import pytest
from flask import Flask

from schoollink.core import realtime
from schoollink.features import FEATURES
from tests import documents, requirements


@pytest.mark.parametrize("document", documents.documents(), ids=lambda path: path.name)
def test_what_a_document_takes_from_the_code_is_up_to_date(app: Flask, document: Path) -> None:
    assert documents.rewritten(document, app) == document.read_text(), "run `make docs`"


def test_the_tables_of_the_docs_are_there(app: Flask) -> None:
    text = "".join(path.read_text() for path in documents.documents())
    for name in documents.tables(app):
        assert f"<!-- {name} -->" in text


def test_no_test_carries_a_number_that_nobody_asked_for(repository: Path) -> None:
    text = (repository / "docs/requirements.md").read_text()
    asked = {
        requirements.canonical(m["number"])
        for m in map(requirements.ROW.match, text.split("\n"))
        if m
    }
    unknown = set(requirements.tests_by_number()) - asked
    assert not unknown


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("test_SG01_no_private_talk", {"SG1"}),
        ("test_SG01_SG02_both", {"SG1", "SG2"}),
        ("test_rule_V01_needs_an_aim", {"V1"}),
        ("test_C12_invited_to_first_message", {"C12"}),
        ("test_AT007_RP21_limit", {"AT7", "RP21"}),
        ("test_nothing", set()),
    ],
)
def test_a_number_is_read_from_the_name_of_a_test(name: str, numbers: set[str]) -> None:
    assert requirements.numbers_in(name) == numbers


def test_realtime_says_every_message(repository: Path) -> None:
    path = repository / "docs/realtime.md"
    for message in realtime.registered().values():
        assert f"### `{message.name}`\n" in path.read_text(), (
            f"docs/realtime.md lacks {message.name}"
        )


def test_architecture_says_every_feature(repository: Path) -> None:
    text = (repository / "docs/architecture.md").read_text()
    for feature in FEATURES:
        if (repository / "schoollink" / feature).exists():
            assert re.search(rf"^\s+{feature}/", text, re.M), (
                f"docs/architecture.md lacks {feature}"
            )


GUIDES = sorted((documents.DOCS / "guides").glob("*.md"))


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_a_guide_names_only_what_the_pages_say(guide: Path, repository: Path) -> None:
    """What stands in «…» is, letter by letter, a text of a template or of the Python sources."""
    places = [
        *(repository / "templates").rglob("*.html"),
        *(repository / "schoollink").rglob("*.py"),
    ]
    said = set(re.findall(r'_l?\("([^"\\]+)"', "".join(path.read_text() for path in places)))
    quoted = re.findall(r"«([^»]+)»", guide.read_text())
    assert len(quoted) > 20
    unknown = sorted({" ".join(one.split()) for one in quoted} - said)
    assert not unknown, f"{guide.name} names what no page says: {unknown}"


@pytest.mark.parametrize(
    "document", [*GUIDES, documents.DOCS / "security.md"], ids=lambda p: p.name
)
def test_a_guide_leads_only_to_what_is_there(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", document.read_text()):
        assert (document.parent / target).exists(), f"{document.name}: {target}"
