"""Takes the pictures of the main pages with the demo: `make pictures`. They lie in docs/pictures.

Each page is taken in English and in the right-to-left pseudo-language, at most 150 KB a picture.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from PIL import Image

from tests.bench.serving import ROOT, Served, served
from tests.live import chromium

FOLDER = ROOT / "docs" / "pictures"
MOST_BYTES = 150_000
LANGUAGES = {"en": "", "ar-XB": "-rtl"}


@dataclass(frozen=True)
class Shot:
    """One picture: its name, the page, who looks, how wide and how high."""

    name: str
    path: str
    who: str = "meera"
    width: int = 1280
    height: int = 900
    theme: str = "light"


def shots(ids: dict[str, str]) -> list[Shot]:
    """What is taken; `{…}` are ids of the demo."""
    link, project, room, visit = ids["link"], ids["project"], ids["room"], ids["visit"]
    return [
        Shot("home", "/home", "layla"),
        Shot("link-overview", f"/links/{link}"),
        Shot("link-overview-phone", f"/links/{link}", width=375, height=812),
        Shot("link-overview-dark", f"/links/{link}", theme="dark"),
        Shot("year", f"/links/{link}/calendar"),
        Shot("project-page", f"/projects/{project}"),
        Shot("project-page-pupil", f"/projects/{project}", "Ava", 375, 812),
        Shot("room-phone", f"/rooms/{room}", "Ava", 375, 812),
        Shot("room-phone-dark", f"/rooms/{room}", "Ava", 375, 812, "dark"),
        Shot("room", f"/rooms/{room}"),
        Shot("resources", f"/links/{link}/resources"),
        Shot("visit", f"/visits/{visit}"),
        *(
            [Shot("application", f"/applications/{ids['application']}")]
            if "application" in ids
            else []
        ),
        Shot("class-door", f"/classes/{ids['leeds_class']}/door"),
        Shot("class-door-phone", "/class-door", "", 375, 812),
        Shot("tell-a-grown-up", "/my/tell", "Ava", 375, 812),
        Shot("sign-in", "/sign-in", "", 375, 812),
    ]


def main() -> int:
    """Take them all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        served("sqlite", SCHOOLLINK_LANGUAGES="en,ar-XB") as server,
        chromium() as browser,
    ):
        doors = _Doors(server, browser)
        for shot in shots(dict(server.demo)):
            for language, suffix in LANGUAGES.items():
                path = FOLDER / f"{shot.name}{suffix}.png"
                path.write_bytes(_small(doors.take(shot, language)))
                print(f"{path.name}: {path.stat().st_size // 1000} KB")
    return 0


class _Doors:
    """Signs people in as they would, once for each, and takes pictures as them."""

    def __init__(self, server: Served, browser: Any) -> None:
        self.server, self.browser = server, browser
        self.states: dict[str, Any] = {"": None}

    def take(self, shot: Shot, language: str) -> bytes:
        """One picture as PNG."""
        if shot.who not in self.states:
            self.states[shot.who] = self._sign_in(shot.who)
        context = self.browser.new_context(
            storage_state=self.states[shot.who],
            viewport={"width": shot.width, "height": shot.height},
            color_scheme=shot.theme,
            has_touch=shot.width < 600,
        )
        page = context.new_page()
        page.goto(f"{self.server.url}{shot.path}?lang={language}")
        page.wait_for_timeout(700)
        picture: bytes = page.screenshot()
        context.close()
        return picture

    def _sign_in(self, who: str) -> Any:
        context = self.browser.new_context()
        page = context.new_page()
        if who[0].islower():
            self._as_staff(page, who)
        else:
            self._as_pupil(page, who)
        state = context.storage_state()
        context.close()
        return state

    def _as_staff(self, page: Any, who: str) -> None:
        person = next(one for one in self.server.demo["sign_ins"] if one["name"] == who)
        page.goto(f"{self.server.url}/sign-in")
        page.fill("input[name=name]", who)
        page.fill("input[name=password]", person["password"])
        page.press("input[name=password]", "Enter")
        page.wait_for_url("**/*")

    def _as_pupil(self, page: Any, who: str) -> None:
        """Through a class door that a teacher opens, as in the classroom."""
        from tests.classroom import come_in, open_door

        teacher = self.browser.new_context(storage_state=self._staff_state("meera"))
        code = open_door(teacher.new_page(), self.server.url, self.server.demo["leeds_class"])
        come_in(page, self.server.url, code, who)
        teacher.close()

    def _staff_state(self, who: str) -> Any:
        if who not in self.states:
            self.states[who] = self._sign_in(who)
        return self.states[who]


def _small(picture: bytes) -> bytes:
    """The picture as a PNG of at most 150 KB: fewer colours until it fits."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in _fewer():
        out = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= MOST_BYTES:
            break
    return out.getvalue()


def _fewer() -> Iterator[int]:
    yield from (256, 160, 96, 64, 32)


if __name__ == "__main__":
    sys.exit(main())
