"""One person with one browser window, who goes on only where the page in front of them leads.

Forms are found by where they lead and by the names of their fields, never by words, so that the
same steps can be walked in every language, and with and without JavaScript.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page

from tests.live import Theme

KEY = r"[0-9a-f-]{36}"
PICTURES = os.environ.get("SCHOOLLINK_TEST_JOURNEY_PICTURES", "")
"""A folder for a picture of every step; none is taken without it."""

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

ASKED = """form => [...new Set([...form.elements]
  .filter(e => e.name && e.type !== 'hidden'
    && (e.required || e.closest('[aria-required=true]')))
  .map(e => e.name))]"""


@dataclass
class Tally:
    """What the adults of one school had to send: the pages, the fields on each, and presses."""

    pages: dict[str, list[str]] = field(default_factory=dict)
    presses: list[str] = field(default_factory=list)

    @property
    def fields(self) -> int:
        """How many fields had to be filled in on all pages together."""
        return sum(len(names) for names in self.pages.values())

    def __str__(self) -> str:
        lines = [f"{len(self.pages)} pages, {self.fields} fields, {len(self.presses)} presses"]
        lines += [f"  {page}: {', '.join(names)}" for page, names in self.pages.items()]
        return "\n".join([*lines, f"  pressed: {', '.join(self.presses)}"])


class Walker:
    """A person in front of a browser."""

    def __init__(
        self,
        context: BrowserContext,
        url: str,
        name: str,
        tally: Tally | None = None,
        *,
        scripts: bool = True,
    ) -> None:
        self.page: Page = context.new_page()
        self.url, self.name, self.tally, self.scripts = url, name, tally, scripts
        self.faults: list[str] = []
        self._shot = 0
        self.page.on(
            "response",
            lambda r: self.faults.append(f"{r.status} {r.url}") if r.status >= 500 else None,
        )
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def turn(self, width: int, theme: Theme) -> None:
        """Go on in a window of another width and in other light."""
        self.page.set_viewport_size({"width": width, "height": 800})
        self.page.emulate_media(color_scheme=theme)

    # where somebody is

    @property
    def path(self) -> str:
        """The path of the page in front of them."""
        return self.page.url.removeprefix(self.url).split("#")[0]

    def open(self, path: str) -> None:
        """Type an address, or open a link that somebody sent."""
        self.page.goto(self.url + path.removeprefix(self.url))
        self.look()

    def follow(self, pattern: str) -> None:
        """Press the first link of the page that leads to such a path."""
        link = self.link(pattern)
        assert link is not None, f"{self.name} sees no link to {pattern} on {self.path}"
        for closed in link.locator("xpath=ancestor::details[not(@open)]").all():
            closed.locator("summary").first.click()
        with self.page.expect_navigation():
            link.click()
        self.look()

    def link(self, pattern: str) -> Locator | None:
        """The first link in the main part of the page, else anywhere, to such a path."""
        for part in ("main", "body"):
            for one in self.page.locator(f"{part} a[href]").all():
                if re.fullmatch(pattern, self._own(one.get_attribute("href") or "")):
                    return one
        return None

    def form(self, pattern: str) -> Locator:
        """The form that is sent to such a path, the one in the main part of the page first."""
        found = self._form(pattern)
        assert found is not None, f"{self.name} sees no form to {pattern} on {self.path}"
        return found

    def has_form(self, pattern: str) -> bool:
        """Whether the page has such a form."""
        return self._form(pattern) is not None

    def _form(self, pattern: str) -> Locator | None:
        for part in ("main", "body"):
            for one in self.page.locator(f"{part} form[method=post]").all():
                action = self._own(one.get_attribute("action") or "") or self.path
                if re.fullmatch(pattern, action.split("?")[0]):
                    return one
        return None

    def key(self, pattern: str) -> str:
        """The key in the path of the page, which looks like the pattern with one group."""
        found = re.match(pattern, self.path)
        assert found, f"{self.name} is on {self.path}, not on {pattern}"
        return found[1]

    def _own(self, address: str) -> str:
        return address.removeprefix(self.url).split("#")[0]

    # what somebody does

    def press(self, pattern: str) -> None:
        """Send a form that asks for nothing."""
        form = self.form(pattern)
        asked = form.evaluate(ASKED)
        assert not asked, f"{pattern} asks for {asked}"
        if self.tally is not None:
            self.tally.presses.append(pattern.replace(KEY, "…"))
        self._send(form)

    def send(
        self, pattern: str, values: Mapping[str, Any], *, counts: bool = True, then: str = ""
    ) -> None:
        """Fill a form in and send it. Other fields stay as they are shown.

        What counts is each field that must be there and each that was filled in; a field that
        must be there counts also when a good value stands in it already.
        """
        form = self.form(pattern)
        asked: set[str] = {*form.evaluate(ASKED), *values}
        if self.tally is not None and counts:
            self.tally.pages[pattern.replace(KEY, "…")] = sorted(asked)
        for name, value in values.items():
            self._fill(form, name, value)
        self.look("filled")
        self._send(form, then)

    def _fill(self, form: Locator, name: str, value: Any) -> None:
        control = form.locator(f"[name={name}]:not([type=hidden])")
        for closed in control.first.locator("xpath=ancestor::details[not(@open)]").all():
            closed.locator("summary").first.click()
        kind = control.first.evaluate("e => e.type")
        if kind in {"radio", "checkbox"}:
            chosen = control if value is True else form.locator(f"[name={name}][value='{value}']")
            chosen.first.check(force=True)
        elif kind.startswith("select"):
            control.select_option(value)
        elif kind == "file":
            control.set_input_files(value)
        else:
            control.fill(str(value))

    def _send(self, form: Locator, then: str = "") -> None:
        button = form.locator(
            f"button[value={then}]" if then else "button[type=submit]:not([formaction])"
        ).first
        before = len(self.faults)
        with self.page.expect_navigation():
            button.click()
        assert len(self.faults) == before, self.faults
        refused = self.page.locator(".errors, .err").all_inner_texts()
        assert not refused, f"{self.name} was refused on {self.path}: {refused}"
        self.look()

    def see(self, text: str) -> None:
        """Wait until these words are in the page."""
        self.page.locator("main").get_by_text(text).first.wait_for()
        self.look("seen")

    def sees(self, text: str) -> bool:
        """Whether these words are in the page now."""
        return self.page.locator("main").get_by_text(text).count() > 0

    def look(self, what: str = "") -> None:
        """See that nothing scrolls sideways; take a picture, where somebody asked for them."""
        over = self.page.evaluate(OVERFLOW)
        if over > 0:
            self.faults.append(f"{self.name} scrolls sideways on {self.path}: {over} px")
        if not PICTURES:
            return
        self._shot += 1
        folder = Path(PICTURES)
        folder.mkdir(parents=True, exist_ok=True)
        place = re.sub(r"[^a-z]+", "-", re.sub(KEY, "", self.path.split("?")[0])).strip("-")
        name = f"{self.name}-{self._shot:02}-{place or 'start'}{'-' + what if what else ''}.png"
        self.page.screenshot(path=folder / name, full_page=True)
