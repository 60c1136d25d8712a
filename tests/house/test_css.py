"""One stylesheet for both directions, with colours that can be read, inside its budget."""

import json
import re
from pathlib import Path

import brotli
import pytest

BUDGETS = {
    "app.css": 9 * 1024,
    "app.js": 3 * 1024,
    "pupil.js": 1024,
    "talk.js": 15 * 1024,
}
PHYSICAL = re.compile(
    r"(?<![\w-])(left|right)\s*:"
    r"|(margin|padding|border|inset)-(left|right)"
    r"|text-align\s*:\s*(left|right)"
    r"|float\s*:\s*(left|right)"
    r"|border-(top|bottom)-(left|right)-radius"
)
TEXT_PAIRS = [
    ("ink", "paper"), ("ink", "surface"), ("ink", "sunken"), ("ink-2", "paper"),
    ("ink-2", "surface"), ("ink-2", "sunken"), ("brand", "paper"), ("brand", "surface"),
    ("brand-strong", "brand-soft"), ("on-brand", "brand"), ("us", "us-soft"), ("us", "surface"),
    ("them", "them-soft"), ("them", "surface"), ("on-sun", "sun"), ("ok", "ok-soft"),
    ("warn", "warn-soft"), ("danger", "danger-soft"),
]  # fmt: skip
LINE_PAIRS = [("line-strong", "surface"), ("line-strong", "sunken"), ("focus", "paper")]


def css_files(repository: Path) -> list[Path]:
    return sorted((repository / "static" / "css").rglob("*.css"))


def test_sides_are_logical(repository: Path) -> None:
    for path in css_files(repository):
        faults = physical_sides(path.read_text())
        assert not faults, f"{path.name}: {faults}"


def physical_sides(css: str) -> list[str]:
    """Physical sides outside the rules for [dir=rtl]."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"[^{}]*\[dir=[\"']?rtl[\"']?\][^{}]*\{[^{}]*\}", "", css)
    return [m.group(0) for m in PHYSICAL.finditer(css)]


@pytest.mark.parametrize("name", BUDGETS)
def test_bundles_keep_their_budget(repository: Path, name: str) -> None:
    manifest = json.loads((repository / "static/dist/manifest.json").read_text())
    assert name in manifest, f"{name} was not built"
    size = len(brotli.compress((repository / "static/dist" / manifest[name]).read_bytes()))
    assert size <= BUDGETS[name], f"{name}: {size} bytes"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), TEXT_PAIRS)
def test_text_can_be_read(repository: Path, theme: str, front: str, back: str) -> None:
    tokens = tokens_of((repository / "static/css/tokens.css").read_text())[theme]
    assert contrast(tokens[front], tokens[back]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), LINE_PAIRS)
def test_borders_and_focus_can_be_seen(repository: Path, theme: str, front: str, back: str) -> None:
    tokens = tokens_of((repository / "static/css/tokens.css").read_text())[theme]
    assert contrast(tokens[front], tokens[back]) >= 3


def tokens_of(css: str) -> dict[str, dict[str, str]]:
    """Theme -> token -> #rrggbb; the first block is light, the one for data-theme=dark is dark."""
    light = re.search(r":root\s*\{(.*?)\n\}", css, re.S)
    dark = re.search(r":root\[data-theme=\"?dark\"?\]\s*\{(.*?)\n\}", css, re.S)
    assert light, "no light tokens"
    assert dark, "no dark tokens"
    first = _pairs(light.group(1))
    return {"light": first, "dark": first | _pairs(dark.group(1))}


def _pairs(block: str) -> dict[str, str]:
    return {
        name: value if len(value) == 7 else "#" + "".join(c * 2 for c in value[1:])
        for name, value in re.findall(r"--([\w-]+):\s*(#[0-9a-fA-F]{3}|#[0-9a-fA-F]{6});", block)
    }


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
