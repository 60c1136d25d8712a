"""Term dates: published ones where they fall, samples made from them for other years.

Leeds 2025/26: Leeds City Council, as printed by the Yorkshire Evening Post (2025-09-01).
Kenya 2026: circular of the Ministry of Education of 2025-10-09.
Abu Dis has samples only. A sample is the published year moved by whole weeks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from schoollink.calendars.actions import NewClosure, NewTerm, NewTimes
from schoollink.calendars.models import ClosureKind

A_YEAR_OF_WEEKS = timedelta(weeks=52)

LEEDS = (
    ("Autumn, first half", date(2025, 9, 1), date(2025, 10, 24)),
    ("Autumn, second half", date(2025, 11, 3), date(2025, 12, 19)),
    ("Spring, first half", date(2026, 1, 5), date(2026, 2, 13)),
    ("Spring, second half", date(2026, 2, 23), date(2026, 4, 2)),
    ("Summer, first half", date(2026, 4, 20), date(2026, 5, 22)),
    ("Summer, second half", date(2026, 6, 1), date(2026, 7, 21)),
)
KENYA = (
    ("Term 1", date(2026, 1, 5), date(2026, 4, 2)),
    ("Term 2", date(2026, 4, 27), date(2026, 7, 31)),
    ("Term 3", date(2026, 8, 24), date(2026, 10, 23)),
)
ABU_DIS = (
    ("First term", date(2025, 8, 31), date(2026, 1, 7)),
    ("Second term", date(2026, 1, 25), date(2026, 6, 3)),
)
LEEDS_CLOSED = (("Early May holiday", date(2026, 5, 4), date(2026, 5, 4)),)
KENYA_CLOSED = (
    ("Half-term break", date(2026, 2, 25), date(2026, 3, 1)),
    ("Half-term break", date(2026, 6, 24), date(2026, 6, 28)),
)

TIMES = {
    "leeds": NewTimes(time(9, 0), time(15, 15), time(12, 10), time(13, 10)),
    "kisumu": NewTimes(time(8, 0), time(15, 10), time(12, 40), time(14, 0)),
    "abu_dis": NewTimes(time(7, 45), time(13, 20), time(10, 30), time(10, 50)),
}
TERMS = {"leeds": LEEDS, "kisumu": KENYA, "abu_dis": ABU_DIS}
CLOSED = {"leeds": LEEDS_CLOSED, "kisumu": KENYA_CLOSED, "abu_dis": ()}


@dataclass(frozen=True)
class Moved:
    """Terms and closed days of one year, and whether they are samples."""

    terms: list[NewTerm]
    closures: list[NewClosure]
    is_sample: bool


def years(school: str, present: date) -> Iterator[Moved]:
    """The published year, and sample years before and after, until a year from now is covered."""
    first = TERMS[school][0][1]
    begin = (present - first) // A_YEAR_OF_WEEKS
    for count in sorted({0, begin - 1, begin, begin + 1}):
        yield _moved(school, count)


def _moved(school: str, count: int) -> Moved:
    shift = A_YEAR_OF_WEEKS * count
    is_sample = count != 0 or school == "abu_dis"
    return Moved(
        [NewTerm(name, a + shift, b + shift) for name, a, b in TERMS[school]],
        [
            NewClosure(name, a + shift, b + shift, ClosureKind.HOLIDAY)
            for name, a, b in CLOSED[school]
        ],
        is_sample,
    )
