"""Pictures are made anew by a child process; what it hands back is all that is kept (SEC-29)."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from schoollink.core.apart import run_apart
from schoollink.core.errors import RuleBroken
from schoollink.core.i18n import _l
from schoollink.files import rules
from schoollink.files.actions import store

log = structlog.get_logger()

CHILD = Path(__file__).with_name("picture_child.py")
LIMITS = {"memory": 512 * 1024 * 1024, "seconds": 10, "output": 1024 * 1024}
FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}

BROKEN = _l("We can't read this picture. Save it anew as JPEG or PNG and try again.")
LARGE = _l("This picture is too large to open. Make it smaller than 40 million pixels.")
OTHER_KIND = _l("This picture is of another kind than its name says. Save it anew as JPEG or PNG.")


@dataclass(frozen=True)
class TakenSize:
    """One size of a picture whose bytes are stored."""

    edge: int
    width: int
    height: int
    size: int
    sha256: str


def make_sizes(source: Path, kind: rules.FileType) -> tuple[TakenSize, ...]:
    """Make and store all sizes of a picture, smallest first; raises RuleBroken, Busy, NoRoom."""
    with store.temporary_file() as (path, _):
        answer, blobs = _ask_child(source, path, FORMATS[kind.ending])
    if not answer.get("ok"):
        why = answer.get("why")
        text = {"large": LARGE, "format": OTHER_KIND}.get(str(why), BROKEN)
        raise RuleBroken(text, why=why)
    return tuple(
        TakenSize(**told, sha256=store.put_bytes(blob))
        for told, blob in zip(answer["sizes"], blobs, strict=True)
    )


def _ask_child(source: Path, output: Path, image_format: str) -> tuple[dict[str, Any], list[bytes]]:
    order = LIMITS | {
        "format": image_format,
        "sizes": list(rules.BUDGETS.items()),
        "pixels": rules.MOST_PIXELS,
        "side": rules.LONGEST_SIDE,
    }
    with source.open("rb") as given, output.open("wb") as made:
        code = run_apart(CHILD, json.dumps(order), given=given, made=made)
    if code is None:
        return {"ok": False, "why": "slow"}, []
    if code != 0:
        log.warning("picture_child_died", code=code)
        return {"ok": False, "why": "died"}, []
    return _read_answer(output.read_bytes())


def _read_answer(told: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """What the child says, checked: it decoded hostile bytes and is not believed."""
    line, _, rest = told.partition(b"\n")
    try:
        answer = json.loads(line)
        if not answer["ok"]:
            return {"ok": False, "why": answer["why"]}, []
        sizes = [{key: int(one[key]) for key in _TOLD} for one in answer["sizes"]]
    except (ValueError, KeyError, TypeError):
        return {"ok": False, "why": "answer"}, []
    blobs = []
    for one in sizes:
        blobs.append(rest[: one["size"]])
        rest = rest[one["size"] :]
    sound = (
        not rest
        and [one["edge"] for one in sizes] == sorted(rules.BUDGETS)
        and all(_is_webp(blob, one) for blob, one in zip(blobs, sizes, strict=True))
    )
    return ({"ok": True, "sizes": sizes}, blobs) if sound else ({"ok": False, "why": "answer"}, [])


_TOLD = ("edge", "width", "height", "size")


def _is_webp(blob: bytes, told: dict[str, int]) -> bool:
    """A bare lossy WebP (one VP8 chunk, so no metadata) within its budget and edge."""
    return (
        blob[:4] == b"RIFF"
        and blob[8:16] == b"WEBPVP8 "
        and int.from_bytes(blob[4:8], "little") + 8 == len(blob) == told["size"]
        and len(blob) <= rules.BUDGETS[told["edge"]]
        and 0 < max(told["width"], told["height"]) <= told["edge"]
        and min(told["width"], told["height"]) > 0
    )
