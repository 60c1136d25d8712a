"""Every page in Chromium: axe, sideways scrolling, size of targets, focus, the content policy."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.house.routes import Seen, seen_pages
from tests.live import Server, Theme, context_of
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LANGUAGES = ("en", "ar-XB")
THEMES: tuple[Theme, ...] = ("light", "dark")


@dataclass(frozen=True)
class Look:
    """In which light and at which width a page is looked at."""

    theme: Theme
    width: int

    def __str__(self) -> str:
        return f"{self.theme}, {self.width} px"


@dataclass(frozen=True)
class Opening:
    """A page opened once as somebody in a language, and the looks that it gets then."""

    seen: Seen
    language: str
    looks: tuple[Look, ...]

    def __str__(self) -> str:
        return f"{self.seen} ({self.language})"


EVERY_LOOK = tuple(Look(theme, width) for theme in THEMES for width in (1280, 375))
EVERY_PAIR = [
    ("en", (Look("light", 1280), Look("dark", 375))),
    ("ar-XB", (Look("light", 375), Look("dark", 1280))),
]
"""Each two of language, theme and width meet at least once."""

PARTS = 6
"""The pages are looked at in so many tests, so that several processes share them."""


def openings(app: Flask, world: World, part: int) -> Iterator[Opening]:
    """Each page at least once as each kind of person who may see it, in looks of which every pair
    occurs. With SCHOOLLINK_TEST_ALL each as each in every language and look.
    """
    pages: dict[str, list[Seen]] = {}
    for seen in seen_pages(app, world, part=slice(part, None, PARTS)):
        pages.setdefault(seen.endpoint, []).append(seen)
    for kinds in pages.values():
        if os.environ.get("SCHOOLLINK_TEST_ALL"):
            yield from (Opening(*one, EVERY_LOOK) for one in product(kinds, LANGUAGES))
            continue
        first, second, *others = kinds if len(kinds) > 1 else kinds * 2
        for seen, (language, looks) in zip((first, second), EVERY_PAIR, strict=True):
            yield Opening(seen, language, looks)
        for seen, (language, looks) in zip(others, cycle(EVERY_PAIR), strict=False):
            yield Opening(seen, language, looks[-1:])


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
        is_icon = message.location["url"].endswith("/favicon.ico")  # asked for by the bare page
        if message.type in {"error", "warning"} and not is_icon:
            self.said.append(message.text)

    def _see(self, request: Any) -> None:
        own = (self.server.url, "data:", "blob:", self.server.url.replace("http", "ws"))
        if not request.url.startswith(own):
            self.said.append(request.url)

    def open(self, opening: Opening) -> Any:
        """The page that somebody sees, in this language; the first look is how it opens."""
        seen = opening.seen
        # nothing of the last page acts for who comes; another site would cost a new process
        self.page.goto(f"{self.server.url}/healthz")
        self.context.clear_cookies()
        session = {"lang": opening.language, **dict(seen.session)}
        if seen.who != "visitor":
            session |= {"_user_id": self.server.world.sign_in(seen.who), "_fresh": True}
        self.context.add_cookies([self.server.cookie_of(session)])
        self.turn_to(opening.looks[0])
        self.said.clear()
        self.page.goto(self.server.url + seen.url)
        return self.page

    def turn_to(self, look: Look) -> None:
        """The same page in another light and width."""
        self.page.set_viewport_size({"width": look.width, "height": 800})
        self.page.emulate_media(color_scheme=look.theme, reduced_motion="reduce")


@pytest.mark.sqlite_only
@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_can_be_used_by_everybody(
    app: Flask, world: World, server: Server, browser: Any, part: int
) -> None:
    """axe finds nothing, nothing scrolls sideways, targets are big, each stop of Tab is seen."""
    window = Window(browser, server)
    faults, narrow = [], set()
    for opening in openings(app, world, part):
        page = window.open(opening)
        for look in opening.looks:
            window.turn_to(look)
            found = page_faults(page)
            if look.width == 375 and opening.seen.endpoint not in narrow:
                narrow.add(opening.seen.endpoint)
                found += tab_faults(page) + width_faults(page)
            faults += [f"{opening}, {look}: {fault}" for fault in found]
        faults += [f"{opening}: browser: {text}" for text in window.said]
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

# What axe would load first concerns sound and turned screens, which no page has or minds.
RUN_AXE = """tags => axe.run({runOnly: {type: 'tag', values: tags}, preload: false,
  resultTypes: ['violations']}).then(r => JSON.stringify(
    r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 120))])))"""

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
    page.evaluate("() => { document.documentElement.style.fontSize = '' }")
    return faults


def axe_faults(page: Any) -> list[str]:
    """What axe-core finds, as rule and element."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate(RUN_AXE, AXE_TAGS)
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
