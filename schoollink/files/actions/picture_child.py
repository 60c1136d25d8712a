"""Makes a picture anew, in a process of its own that can do nothing else (SEC-29).

Run as a script by `pictures`, never imported: it knows Pillow and nothing of SchoolLink.
It reads the upload from standard input, and writes one line of JSON and then the WebP files of
every size to standard output. Before a byte of the upload is read its memory, processor time and
output are limited, and it can open no file and no socket any more.
"""

import io
import json
import resource
import sys
import warnings
from typing import Any

from PIL import (
    Image,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

# Everything that decoding needs is loaded now, because later nothing can be opened.
NEEDED = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin)
Image.preinit()

FORMATS = ("JPEG", "PNG", "WEBP")
FIRST_QUALITY, LAST_QUALITY = 82, 24
MOST_TRIES = 12


def limit(order: dict[str, Any]) -> None:
    """Give up everything that making a picture does not need."""
    memory, seconds, output = order["memory"], order["seconds"], order["output"]
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 3),
    ):
        resource.setrlimit(what, (most, most))


def upright(source: Any, order: dict[str, Any]) -> Image.Image:
    """The first frame as people see it, at most as large as the largest size, with nothing else."""
    largest = max(edge for edge, _ in order["sizes"])
    with Image.open(source, formats=FORMATS) as image:
        image_type = (image.format or "").replace("MPO", "JPEG")
        if image_type != order["format"]:
            raise TypeError
        if image.width * image.height > order["pixels"] or max(image.size) > order["side"]:
            raise OverflowError
        image.seek(0)
        image.draft("RGB", (largest, largest))
        image.load()
        small = flat(image)
        small.thumbnail((largest, largest), Image.Resampling.LANCZOS, reducing_gap=2.0)
        turned = turn(small, image)
    canvas = Image.new("RGB", turned.size)
    canvas.paste(turned)
    return canvas


def flat(image: Image.Image) -> Image.Image:
    """In three colours, on white where one could see through it."""
    if image.mode == "I;16":
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        seen = image if image.mode == "RGBA" else image.convert("RGBA")
        canvas = Image.new("RGB", image.size, "white")
        canvas.paste(seen, mask=seen.getchannel("A"))
        return canvas
    return image.convert("RGB")


def turn(small: Image.Image, image: Image.Image) -> Image.Image:
    """Upright, as the camera noted it."""
    small.info = {"exif": image.getexif().tobytes()} if image.getexif() else {}
    return ImageOps.exif_transpose(small)


def fitted(canvas: Image.Image, edge: int, budget: int, quality: int) -> tuple[Any, int]:
    """(width, height, bytes) of a WebP within its budget, and the quality that it took.

    Quality goes down first; what is still too large then becomes smaller.
    """
    shown = canvas.copy()
    shown.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    for _ in range(MOST_TRIES):
        out = io.BytesIO()
        shown.save(out, "WEBP", quality=quality, method=4)
        made = out.getvalue()
        share = budget / len(made)
        if share >= 1:
            return (shown.width, shown.height, made), quality
        if quality > LAST_QUALITY:
            quality = max(LAST_QUALITY, min(quality - 4, int(quality * share**1.1)))
        else:
            factor = max(0.4, min(0.9, share**0.5 * 0.95))
            smaller = (max(1, int(shown.width * factor)), max(1, int(shown.height * factor)))
            shown = shown.resize(smaller, Image.Resampling.LANCZOS)
    raise OverflowError


def make(order: dict[str, Any]) -> tuple[list[dict[str, int]], list[bytes]]:
    """All sizes, the smallest first."""
    canvas = upright(sys.stdin.buffer, order)
    told, blobs, quality = [], [], FIRST_QUALITY
    for edge, budget in sorted(order["sizes"]):
        first = min(FIRST_QUALITY, quality + 12) if edge > 1024 else FIRST_QUALITY
        (width, height, blob), quality = fitted(canvas, edge, budget, first)
        told.append({"edge": edge, "width": width, "height": height, "size": len(blob)})
        blobs.append(blob)
    return told, blobs


def main() -> int:
    """Make the picture; the answer says in one word why not."""
    order = json.loads(sys.argv[1])
    Image.MAX_IMAGE_PIXELS = order["pixels"]
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    limit(order)
    blobs: list[bytes] = []
    try:
        told, blobs = make(order)
        answer: dict[str, Any] = {"ok": True, "sizes": told}
    except TypeError:
        answer = {"ok": False, "why": "format"}
    except (
        OverflowError,
        MemoryError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        answer = {"ok": False, "why": "large"}
    except Exception:  # noqa: BLE001 - whatever a broken picture does, it is refused
        answer = {"ok": False, "why": "broken"}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + b"".join(blobs))
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
