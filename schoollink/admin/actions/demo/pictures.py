"""The pictures of the demo, drawn here: a boat on the lake, rain, a bean that grows, a letter."""

import io
import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from PIL import Image, ImageDraw

from schoollink.files.actions import TakenFile, take

SIZE = (1200, 800)
Draw = ImageDraw.ImageDraw


@dataclass
class Drawn:
    """A drawing as an upload would bring it."""

    filename: str | None
    stream: IO[bytes]


Taken = dict[str, TakenFile]


def taken() -> Taken:
    """Draw every picture and take it as an upload; outside any unit of work."""
    return {name: take(_drawn(name, draw), pictures_only=True) for name, draw in _DRAWINGS.items()}


def _drawn(name: str, draw: Callable[[Draw], None]) -> Drawn:
    image = Image.new("RGB", SIZE, "#fbe8c0")
    draw(ImageDraw.Draw(image))
    out = io.BytesIO()
    image.save(out, "PNG")
    out.seek(0)
    return Drawn(f"{name}.png", out)


def _lake(draw: Draw) -> None:
    """A sailing boat on the lake in the morning."""
    draw.rectangle((0, 0, 1200, 430), fill="#fbe3ad")
    draw.ellipse((800, 140, 1040, 380), fill="#f29a3f")
    draw.polygon([(0, 430), (0, 330), (240, 250), (520, 430)], fill="#7f9d55")
    draw.rectangle((0, 420, 1200, 800), fill="#2f8f98")
    for x, y in ((120, 560), (820, 620), (420, 720), (960, 500)):
        draw.line(_wave(x, y), fill="#d9f0ee", width=9, joint="curve")
    draw.polygon([(500, 560), (820, 560), (760, 650), (560, 650)], fill="#7a3b14")
    draw.line((640, 560, 640, 150), fill="#4a2a12", width=14)
    draw.polygon([(620, 540), (620, 180), (460, 540)], fill="#fff8e8")
    draw.polygon([(664, 540), (664, 220), (800, 540)], fill="#b0336b")
    for x in (150, 260, 350):
        draw.arc((x, 90, x + 60, 140), 200, 330, fill="#4a3b4d", width=7)
        draw.arc((x + 45, 90, x + 105, 140), 210, 340, fill="#4a3b4d", width=7)


def _rain(draw: Draw) -> None:
    """A child under a red umbrella beside the river."""
    draw.rectangle((0, 0, 1200, 800), fill="#c9dde6")
    draw.rectangle((0, 600, 1200, 800), fill="#84b06a")
    draw.polygon([(0, 700), (1200, 640), (1200, 730), (0, 800)], fill="#4f8fae")
    for x, y, r in ((200, 150, 90), (310, 120, 120), (430, 160, 90)):
        draw.ellipse((x - r, y - r, x + r, y + r), fill="#6d7886")
    drops = random.Random(5)  # noqa: S311 - where drops fall is no secret
    for _ in range(90):
        x, y = drops.randrange(1180), drops.randrange(180, 640)
        draw.line((x, y, x - 10, y + 34), fill="#3f7fa6", width=5)
    draw.pieslice((640, 260, 980, 600), 180, 360, fill="#c3274f")
    for x in (640, 725, 810, 895):
        draw.pieslice((x, 400, x + 85, 460), 180, 360, fill="#c9dde6")
    draw.line((810, 300, 810, 640), fill="#4a2a12", width=10)
    draw.ellipse((715, 470, 795, 550), fill="#8a5a34")
    draw.rounded_rectangle((700, 545, 810, 700), 30, fill="#f2b632")


def _bean(draw: Draw) -> None:
    """A bean in a glass after nine days, with its roots."""
    draw.rectangle((0, 0, 1200, 800), fill="#eef3e2")
    draw.rectangle((0, 660, 1200, 800), fill="#caa27a")
    draw.rounded_rectangle((430, 340, 770, 700), 34, fill="#dff0f4", outline="#8fb6c2", width=10)
    draw.rectangle((446, 500, 754, 684), fill="#6b4a32")
    for turn in range(-3, 4):
        end = (600 + turn * 42, 640 - abs(turn) * 12)
        draw.line((600, 520, *end), fill="#f3e6cf", width=7)
    draw.ellipse((560, 480, 640, 545), fill="#b5763f")
    stem = [(600 + 26 * math.sin(y / 60), y) for y in range(500, 120, -10)]
    draw.line(stem, fill="#4d8b3a", width=16, joint="curve")
    for x, y, flip in ((620, 330, 1), (585, 260, -1), (610, 170, 1), (590, 130, -1)):
        left, right = sorted((x, x + flip * 190))
        draw.ellipse((left, y - 45, right, y + 45), fill="#69ab4c")


def _letters(draw: Draw) -> None:
    """Handwriting on lined paper: the page that a class photographed."""
    draw.rectangle((0, 0, 1200, 800), fill="#fffdf6")
    for y in range(110, 800, 76):
        draw.line((40, y, 1160, y), fill="#bcd3e6", width=3)
    draw.line((130, 0, 130, 800), fill="#e5a3a3", width=4)
    hand = random.Random(11)  # noqa: S311 - how a line of writing runs is no secret
    for y in range(96, 760, 76):
        x = 160
        while x < 1040 - hand.randrange(200):
            width = hand.randrange(50, 130)
            points = [
                (x + i, y - 12 + 13 * math.sin(i / 5.5 + hand.random())) for i in range(width)
            ]
            draw.line(points, fill="#27406b", width=5, joint="curve")
            x += width + 34


def _wave(x: int, y: int) -> list[tuple[float, float]]:
    return [(x + i, y + 12 * math.sin(i / 14)) for i in range(0, 180, 6)]


_DRAWINGS: dict[str, Callable[[Draw], None]] = {
    "lake": _lake,
    "rain": _rain,
    "bean": _bean,
    "letter": _letters,
}
