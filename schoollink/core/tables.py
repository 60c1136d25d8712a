"""Rows as CSV for spreadsheets: RFC 4180, and no cell that a spreadsheet would run (SEC-06)."""

import csv
import io
from collections.abc import Iterable, Sequence

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def harmless(cell: object) -> str:
    """A cell as text; what a spreadsheet could take for a formula gets a leading quote mark."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(RISKY) else text


def as_csv(heads: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """A table as CSV text, with the mark that tells spreadsheets it is UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([harmless(cell) for cell in heads])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()
