"""Every page in Chromium: axe, sideways scrolling, size of targets, focus, the content policy."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.databases import ENGINE
from tests.house.routes import Seen, first_seen, seen_pages
from tests.live import Server, context_of
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LANGUAGES, THEMES, WIDTHS = ("en", "ar-XB"), ("light", "dark"), (1280, 375)


@dataclass(frozen=True)
class Variant:
    """How a page is looked at."""

    language: str
    theme: str
    width: int

    def __str__(self) -> str:
        return f"{self.language}, {self.theme}, {self.width} px"


EVERY_VARIANT = [Variant(*one) for one in product(LANGUAGES, THEMES, WIDTHS)]
EVERY_PAIR = [
    Variant("en", "light", 1280),
    Variant("en", "dark", 375),
    Variant("ar-XB", "light", 375),
    Variant("ar-XB", "dark", 1280),
]
"""Each two of language, theme and width meet at least once."""
ON_A_PHONE = Variant("en", "light", 375)


PARTS = 6
"""The pages are looked at in so many tests, so that several processes share them."""

in_parts = pytest.mark.parametrize("part", range(PARTS))


def looks(app: Flask, world: World, part: int) -> Iterator[tuple[Seen, Variant]]:
    """What is looked at: pairs for the first who may see a page, a phone for each other kind.

    The engine does not change how a page looks, so on PostgreSQL each is looked at once.
    """
    variants = EVERY_VARIANT if os.environ.get("SCHOOLLINK_TEST_ALL") else EVERY_PAIR
    if ENGINE != "sqlite":
        variants = [ON_A_PHONE]
    first = first_seen(app, world)
    for seen in first[part::PARTS]:
        for variant in variants:
            yield seen, variant
    if ENGINE == "sqlite":
        others = [seen for seen in seen_pages(app, world) if seen not in first]
        for seen in others[part::PARTS]:
            yield seen, ON_A_PHONE


def once(app: Flask, world: World, part: int) -> list[Seen]:
    """Each page for the first who may see it; on PostgreSQL only every tenth, as above."""
    return first_seen(app, world)[part :: PARTS if ENGINE == "sqlite" else PARTS * 10]


@in_parts
def test_every_page_can_be_used_by_everybody(
    app: Flask, world: World, server: Server, browser: Any, part: int
) -> None:
    """axe finds nothing, nothing scrolls sideways, targets are big, the policy is kept."""
    faults = []
    contexts: dict[tuple[Any, ...], Any] = {}
    for seen, variant in looks(app, world, part):
        key = (seen.who, seen.session, variant)
        if key not in contexts:
            contexts[key] = context_of(
                browser, server, seen.who,
                language=variant.language, theme=variant.theme, width=variant.width,
                more=dict(seen.session),
            )  # fmt: skip
        faults += [f"{seen} ({variant}): {f}" for f in page_faults(contexts[key], server, seen)]
    for context in contexts.values():
        context.close()
    assert not faults, "\n".join(faults[:20])


@in_parts
def test_no_page_scrolls_sideways_when_it_is_narrow_or_text_is_large(
    app: Flask, world: World, server: Server, browser: Any, part: int
) -> None:
    faults = []
    for seen in once(app, world, part):
        for width, root in ((320, "100%"), (1280, "200%")):
            context = context_of(browser, server, seen.who, width=width, more=dict(seen.session))
            page = context.new_page()
            page.goto(server.url + seen.url)
            page.evaluate("size => { document.documentElement.style.fontSize = size }", root)
            over = page.evaluate(OVERFLOW)
            if over > 0:
                faults.append(f"{seen} at {width} px, text {root}: {over} px too wide")
            context.close()
    assert not faults, "\n".join(faults)


@in_parts
def test_every_stop_of_the_tab_key_can_be_seen(
    app: Flask, world: World, server: Server, browser: Any, part: int
) -> None:
    faults = []
    for seen in once(app, world, part):
        context = context_of(browser, server, seen.who, width=375, more=dict(seen.session))
        page = context.new_page()
        page.goto(server.url + seen.url)
        faults += [f"{seen}: {fault}" for fault in tab_faults(page)]
        context.close()
    assert not faults, "\n".join(faults[:20])


# the nets themselves

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

TARGETS = """minimum => [...document.querySelectorAll('a[href], button, input, select, summary')]
  .filter(e => {
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    if (!box.width || style.visibility === 'hidden' || e.type === 'hidden') return false;
    if (style.position === 'absolute' && box.width <= 2) return false;
    if (e.closest('.vh, .skip, [hidden]')) return false;
    if (['checkbox', 'radio'].includes(e.type)) return false;
    const inline = style.display === 'inline' && e.closest('p, li, td, dd, .hint, small');
    return !inline && box.height < minimum - 0.5;
  })
  .map(e => `${e.tagName} "${e.textContent.trim().slice(0, 30)}" is `
    + `${Math.round(e.getBoundingClientRect().height)} px high`)"""

FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const box = e.getBoundingClientRect(), style = getComputedStyle(e);
  const x = box.left + box.width / 2, y = box.top + box.height / 2;
  const top = document.elementFromPoint(x, y);
  const label = (e.textContent || e.getAttribute('aria-label') || e.name || e.tagName)
    .trim().slice(0, 30);
  const key = e.id || `${e.tagName} ${label} ${e.href || ''}`;
  if (e.tagName === 'MAIN') return {key, fault: null};
  const shown = parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== 'none';
  const seen = top && (top === e || e.contains(top) || top.contains(e) || !!e.labels?.length);
  return {key, fault: !shown ? `no outline on ${label}` : !seen ? `${label} is covered` : null};
}"""


def page_faults(context: Any, server: Server, seen: Seen) -> list[str]:
    """Everything that is wrong with one page in one window."""
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("requestfailed", lambda r: said.append(f"failed: {r.url}"))
    page.on("request", lambda r: None if _is_own(r.url, server) else said.append(r.url))
    page.goto(server.url + seen.url)
    faults = [f"browser: {text}" for text in said]
    over = page.evaluate(OVERFLOW)
    if over > 0:
        faults.append(f"{over} px too wide")
    is_pupil = page.evaluate("document.documentElement.dataset.mode === 'pupil'")
    faults += page.evaluate(TARGETS, 56 if is_pupil else 44)
    faults += axe_faults(page)
    page.close()
    return faults


def _is_own(url: str, server: Server) -> bool:
    return url.startswith((server.url, "data:", "blob:", server.url.replace("http", "ws")))


def axe_faults(page: Any) -> list[str]:
    """What axe-core finds, as rule and element."""
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "tags => axe.run({runOnly: {type: 'tag', values: tags}}).then(r => JSON.stringify("
        "r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 120))])))",
        AXE_TAGS,
    )
    return [f"axe {rule}: {nodes[0]} ({len(nodes)})" for rule, nodes in json.loads(found)]


def tab_faults(page: Any) -> list[str]:
    """Stops of the Tab key that have no outline or lie under something else."""
    faults, visited = [], set()
    for _ in range(150):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None or stop["key"] in visited:
            break
        visited.add(stop["key"])
        if stop["fault"]:
            faults.append(stop["fault"])
    return faults
