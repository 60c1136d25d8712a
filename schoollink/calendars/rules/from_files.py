"""Term dates from calendar files and tables, as lines like those that people paste."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from schoollink.calendars.rules.pasting import closure_kind, says_edge
from schoollink.core.ics import ReadEvent

SHORTEST_TERM = timedelta(days=14)
"""What is shorter, and has no word for closed days in its name, may be anything."""

COLUMNS: Mapping[str, frozenset[str]] = {
    "title": frozenset({"title", "name", "subject", "summary", "event", "term", "what"}),
    "start": frozenset({"start", "startdate", "from", "begin", "begins", "firstday"}),
    "end": frozenset({"end", "enddate", "to", "until", "ends", "lastday"}),
}
"""What columns are called: by OneRoster, by Google, by people."""


def text_of(body: bytes) -> str:
    """The text of a file, as its producers write it: UTF-8, UTF-16 or Windows' own letters."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def lines_of_events(events: Iterable[ReadEvent]) -> tuple[list[str], list[str]]:
    """Lines to paste, and the names of events of which nobody can tell what they mean."""
    lines: list[str] = []
    unsure: list[str] = []
    for one in events:
        is_closed = closure_kind(one.name) is not None
        is_long = one.last_day - one.first_day >= SHORTEST_TERM
        if not is_closed and not is_long and not says_edge(one.name):
            unsure.append(one.name)
        elif one.first_day == one.last_day:
            lines.append(f"{one.name}: {one.first_day}")
        else:
            lines.append(f"{one.name}: {one.first_day} to {one.last_day}")
    return lines, list(dict.fromkeys(filter(None, unsure)))


def lines_of_table(text: str) -> list[str]:
    """A table with commas, semicolons or tabs, row by row; columns with known names are put in
    their order, and a row of anything else stays as it is."""
    rows = [
        row for row in csv.reader(io.StringIO(text), _dialect(text)) if any(map(str.strip, row))
    ]
    if not rows:
        return []
    places = _places(rows[0])
    if "start" not in places:
        return [" | ".join(cell.strip() for cell in row) for row in rows]
    return [_line(row, places) for row in rows[1:]]


def _dialect(text: str) -> type[csv.Dialect]:
    try:
        return csv.Sniffer().sniff(text[:4000], delimiters=",;\t")
    except csv.Error:
        return csv.excel


def _places(header: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(header):
        plain = "".join(ch for ch in cell.lower() if ch.isalpha())
        for name, known in COLUMNS.items():
            if plain in known:
                found.setdefault(name, place)
    return found


def _line(row: Sequence[str], places: Mapping[str, int]) -> str:
    cells = {name: row[place].strip() for name, place in places.items() if place < len(row)}
    start, end = cells.get("start", ""), cells.get("end", "")
    days = start if end in {"", start} else f"{start} to {end}"
    return f"{cells.get('title', '')}: {days}".lstrip(": ")
