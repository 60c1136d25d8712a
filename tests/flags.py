"""Draws the flags that are too large to send as they are: `python -m tests.flags`.

A coat of arms takes up to 180 KB as SVG, and on a page a flag is 22 pixels wide. Those that the
build leaves out lie in static/img/flags as small pictures; draw them anew with new flag-icons.
"""

from __future__ import annotations

import io
import json

from PIL import Image
from playwright.sync_api import ViewportSize

from tests.bench.serving import ROOT
from tests.live import chromium

DRAWINGS = ROOT / "node_modules" / "flag-icons" / "flags" / "4x3"
FOLDER = ROOT / "static" / "img" / "flags"


def main() -> None:
    """Draw all flags that the build does not send, three dots for each pixel of a page."""
    sent = set(json.loads((ROOT / "static" / "dist" / "manifest.json").read_text())["flags"])
    names = sorted(one.stem for one in DRAWINGS.glob("??.svg") if one.stem not in sent)
    FOLDER.mkdir(exist_ok=True)
    with chromium() as browser:
        page = browser.new_page(viewport=ViewportSize(width=66, height=48))
        for name in names:
            page.goto((DRAWINGS / f"{name}.svg").as_uri())
            drawn = Image.open(io.BytesIO(page.screenshot()))
            drawn.convert("RGB").save(FOLDER / f"{name}.webp", quality=75, method=6)


if __name__ == "__main__":
    main()
