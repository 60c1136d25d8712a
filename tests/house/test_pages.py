"""Every page, as each kind of person who may see it."""

import re
from itertools import pairwise
from xml.etree.ElementTree import Element

import brotli
import pytest
from flask import Flask

from tests.house.routes import first_of_each, page_rules, seen_pages
from tests.page import Page
from tests.world import World

MOST_HTML = 8 * 1024
MOST_ELEMENTS = 800
FORBIDDEN_WORDS = (
    "coordinator", "co-ordinator", "safeguarding lead", "facilitator", "twinning",
    "bell schedule", "rotation", "joint window", "indicator", "baseline", "letter of intent",
    "post bag", "picture secret", "donor", "beneficiary", "recipient", "sponsor",
)  # fmt: skip


def test_R149_every_page_is_whole_for_everybody_who_may_see_it(
    app: Flask, world: World, page: Page
) -> None:
    """Valid HTML, one h1, labels, no inline anything, few queries: `Page` looks at these.

    Beside them the budget of bytes and elements, the words that people use, and whether the page
    reads well as text alone.
    """
    faults, never = [], {rule.endpoint for rule in page_rules(app)}
    for seen in seen_pages(app, world):
        never.discard(seen.endpoint)
        try:
            page.open(seen)
        except AssertionError as error:
            faults.append(f"{seen} ({seen.url}): {error}")
            continue
        faults += [f"{seen} ({seen.url}): {fault}" for fault in page_faults(page)]
    faults += [f"{endpoint}: nobody of the cast may open it" for endpoint in sorted(never)]
    assert not faults, "\n".join(faults)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("language", ["en-XA", "ar-XB"])
def test_no_page_says_a_word_that_cannot_be_translated(
    app: Flask, world: World, page: Page, language: str
) -> None:
    faults = []
    for seen in first_of_each(seen_pages(app, world)):
        page.open(seen, language=language)
        if plain := untranslated(page.tree):
            faults.append(f"{seen} ({seen.url}): {plain[:6]}")
    assert not faults, "\n".join(faults)


# the nets themselves


def page_faults(page: Page) -> list[str]:
    """What is wrong with a page that is valid: too large, words of the field, silent links."""
    faults = [f"says {word}" for word in forbidden_words(page.words)] + text_faults(page.tree)
    size = len(brotli.compress(page.response.data, quality=5))
    if size > MOST_HTML:
        faults.append(f"{size} bytes of HTML")
    elements = sum(1 for _ in page.tree.iter())
    if elements > MOST_ELEMENTS:
        faults.append(f"{elements} elements")
    return faults


def untranslated(tree: Element) -> list[str]:
    """Words of the page outside ⟦…⟧ that are not data: names, people's text, dates, numbers."""
    found: list[str] = []
    _collect(tree, found)
    return found


def _collect(element: Element, found: list[str]) -> None:
    if not isinstance(element.tag, str) or _is_data(element):
        return
    for text in (element.text, *(child.tail for child in element)):
        found += _plain(text or "")
    for name in ("aria-label", "placeholder", "title", "alt"):
        if element.get(name) and not (name == "alt" and element.tag == "img"):
            found += _plain(element.get(name, ""))
    for child in element:
        _collect(child, found)


def _is_data(element: Element) -> bool:
    name = element.tag.rpartition("}")[2]  # what is inside <svg> has a namespace
    return (
        name in {"bdi", "time", "script", "style", "symbol", "svg", "code", "title"}
        or element.get("dir") == "auto"
        or element.get("hreflang") is not None
        or element.get("data-data") is not None
    )


def _plain(text: str) -> list[str]:
    outside = re.sub(r"⟦[^⟦⟧]*(⟦[^⟦⟧]*⟧[^⟦⟧]*)*⟧", " ", text)
    return [w for w in re.findall(r"[A-Za-z]{3,}", outside) if w not in {"SchoolLink", "TOTP"}]


def forbidden_words(text: str) -> list[str]:
    """Words of the field that people do not see (look, section 9)."""
    low = text.lower()
    return [word for word in FORBIDDEN_WORDS if re.search(rf"\b{word}", low)]


def text_faults(tree: Element) -> list[str]:
    """What a reader of the text alone would miss: links, buttons and headings without words."""
    faults = []
    for tag in ("a", "button", "h1", "h2", "h3", "th", "legend", "summary"):
        for element in tree.iter(tag):
            words = "".join(element.itertext()).strip() or element.get("aria-label", "").strip()
            if not words and element.get("aria-hidden") != "true":
                faults.append(f"<{tag}> without words: {element.attrib}")
    levels = [int(e.tag[1]) for e in tree.iter() if e.tag in {"h1", "h2", "h3", "h4"}]
    faults += [f"h{low} follows h{high}" for high, low in pairwise(levels) if low > high + 1]
    return faults
