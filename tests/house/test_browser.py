"""Every page in Chromium: axe, sideways scrolling, size of targets, focus, the content policy."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice, product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.databases import ENGINE
from tests.house.routes import Seen, seen_pages
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


PARTS = 6 if ENGINE == "sqlite" else 1
"""The pages are looked at in so many tests, so that several processes share them."""


def looks(app: Flask, world: World, part: int) -> Iterator[tuple[Seen, Variant]]:
    """Each page once as each kind of person who may see it, in variants of which every pair occurs.

    With SCHOOLLINK_TEST_ALL each as each in every variant. The engine does not change how a page
    looks, so on PostgreSQL each is looked at once.
    """
    pages: dict[str, list[Seen]] = {}
    for seen in seen_pages(app, world):
        pages.setdefault(seen.endpoint, []).append(seen)
    for kinds in list(pages.values())[part::PARTS]:
        if ENGINE != "sqlite":
            yield kinds[0], ON_A_PHONE
        elif os.environ.get("SCHOOLLINK_TEST_ALL"):
            yield from product(kinds, EVERY_VARIANT)
        else:
            both = zip(cycle(kinds), cycle(EVERY_PAIR), strict=False)
            yield from islice(both, max(len(kinds), len(EVERY_PAIR)))


class Window:
    """One page of Chromium that looks at one thing after the other: opening pages is slow."""

    def __init__(self, browser: Any, server: Server) -> None:
        self.server = server
        self.context = context_of(browser, server)
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("requestfailed", lambda r: self.said.append(f"failed: {r.url}"))
        self.page.on("request", self._see)

    def _hear(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.said.append(message.text)

    def _see(self, request: Any) -> None:
        own = (self.server.url, "data:", "blob:", self.server.url.replace("http", "ws"))
        if not request.url.startswith(own):
            self.said.append(request.url)

    def open(self, seen: Seen, variant: Variant) -> Any:
        """The page that somebody sees, in this language, light and width."""
        self.page.goto("about:blank")
        self.context.clear_cookies()
        session = {"lang": variant.language, **dict(seen.session)}
        if seen.who != "visitor":
            session |= {"_user_id": self.server.world.sign_in(seen.who), "_fresh": True}
        self.context.add_cookies([self.server.cookie_of(session)])  # type: ignore[list-item]
        self.page.set_viewport_size({"width": variant.width, "height": 800})
        self.page.emulate_media(color_scheme=variant.theme, reduced_motion="reduce")
        self.said.clear()
        self.page.goto(self.server.url + seen.url)
        return self.page


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_can_be_used_by_everybody(
    app: Flask, world: World, server: Server, browser: Any, part: int
) -> None:
    """axe finds nothing, nothing scrolls sideways, targets are big, each stop of Tab is seen."""
    window = Window(browser, server)
    faults, narrow = [], set()
    for seen, variant in looks(app, world, part):
        page = window.open(seen, variant)
        found = [f"browser: {text}" for text in window.said] + page_faults(page)
        if variant.width == 375 and seen.endpoint not in narrow:
            narrow.add(seen.endpoint)
            found += tab_faults(page) + width_faults(page)
        faults += [f"{seen} ({variant}): {fault}" for fault in found]
    window.context.close()
    assert not faults, "\n".join(faults)


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


def page_faults(page: Any) -> list[str]:
    """What anybody would trip over: sideways scrolling, small targets, what axe-core finds."""
    over = page.evaluate(OVERFLOW)
    faults = [f"{over} px too wide"] if over > 0 else []
    is_pupil = page.evaluate("document.documentElement.dataset.mode === 'pupil'")
    faults += page.evaluate(TARGETS, 56 if is_pupil else 44)
    if not is_pupil:
        return faults + axe_faults(page)
    # axe takes what lies under the bar at the foot now, and can be scrolled up, for too small
    size = page.viewport_size
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": height})
    faults += axe_faults(page)
    page.set_viewport_size(size)
    return faults


def width_faults(page: Any) -> list[str]:
    """Sideways scrolling on the narrowest phone, and with text twice as large."""
    faults = []
    for width, size in ((320, "100%"), (1280, "200%")):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        over = page.evaluate(OVERFLOW)
        if over > 0:
            faults.append(f"{over} px too wide at {width} px, text {size}")
    return faults


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
