"""MP3 and MP4: are they that, and where do they say where they were made.

An MP4 is boxes in boxes. The boxes that hold words about the recording (where, by whom, with what)
are turned into empty ones of the same length, so nothing else in the file moves (AT-109).
"""

import re
import struct
from collections.abc import Iterator

from schoollink.core.errors import RuleBroken
from schoollink.core.i18n import _l

NOT_MP3 = _l("This is not an MP3. Save the recording anew and try again.")
NOT_MP4 = _l("This is not an MP4 that we can read. Save the recording anew and try again.")
TRACKS_PLACES = _l("This film notes where it was made. Save it without its places and add that.")

_TALKATIVE = {b"udta", b"meta", b"uuid", b"free", b"skip", b"ilst", b"keys"}
_HOLDS_BOXES = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf", b"mvex", b"moof"}
_HOLDS_BOXES |= {b"traf", b"mfra"}
_PLACES = re.compile(rb"gpmd|camm|rtmd|ISO6709|\.location\.")
_MOST_BOXES = 20_000

Span = tuple[int, int]


def check_mp3(head: bytes) -> None:
    """Refuse what has no sound frame where an MP3 has its first; `head` is the whole file."""
    start = 0
    while head[start : start + 3] == b"ID3" and len(head) > start + 10:
        size = 0
        for byte in head[start + 6 : start + 10]:
            size = size << 7 | byte & 0x7F
        start += 10 + size
    sound = head[start : start + 4096].lstrip(b"\x00")
    if len(sound) < 4 or sound[0] != 0xFF or sound[1] & 0xE0 != 0xE0 or sound[1] & 0x06 == 0:
        raise RuleBroken(NOT_MP3)


def spans_to_empty(whole: bytes) -> list[Span]:
    """Where an MP4's boxes begin and end that say more than sound and picture.

    Raises RuleBroken when it is no MP4 or has a track of places.
    """
    kinds = {kind for kind, _, _ in _boxes(whole, 0, len(whole), _MOST_BOXES)}
    brand = whole[8:12]
    if whole[4:8] != b"ftyp" or b"moov" not in kinds or brand == b"qt  ":
        raise RuleBroken(NOT_MP4)
    return list(_spans(whole, 0, len(whole), 0))


def _spans(whole: bytes, start: int, end: int, depth: int) -> Iterator[Span]:
    for kind, begin, stop in _boxes(whole, start, end, _MOST_BOXES):
        if kind in _TALKATIVE:
            yield begin, stop
        elif kind == b"trak" and _PLACES.search(whole, begin, stop):
            raise RuleBroken(TRACKS_PLACES)
        elif kind in _HOLDS_BOXES and depth < 8:
            yield from _spans(whole, _inside(whole, begin), stop, depth + 1)


def _inside(whole: bytes, begin: int) -> int:
    return begin + (16 if whole[begin : begin + 4] == b"\x00\x00\x00\x01" else 8)


def _boxes(whole: bytes, start: int, end: int, most: int) -> Iterator[tuple[bytes, int, int]]:
    """(kind, first byte, byte after the last) of each box in a stretch of the file."""
    at = start
    for _ in range(most):
        if at == end:
            return
        if end - at < 8:
            raise RuleBroken(NOT_MP4)
        size, kind = struct.unpack_from(">I4s", whole, at)
        if size == 1 and end - at >= 16:
            size = struct.unpack_from(">Q", whole, at + 8)[0]
        elif size == 0:
            size = end - at
        if size < 8 or at + size > end:
            raise RuleBroken(NOT_MP4)
        yield kind, at, at + size
        at += size
    raise RuleBroken(NOT_MP4)


def emptied(whole: bytes, spans: list[Span]) -> bytes:
    """The file with those boxes turned into free ones of the same length."""
    made = bytearray(whole)
    for begin, stop in spans:
        inside = _inside(whole, begin)
        made[begin + 4 : begin + 8] = b"free"
        made[inside:stop] = bytes(stop - inside)
    return bytes(made)
