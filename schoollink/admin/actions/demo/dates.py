"""Term dates: published ones where they fall, samples made from them for other years.

Leeds 2025/26: Leeds City Council, as printed by the Yorkshire Evening Post (2025-09-01).
Kenya 2026: circular of the Ministry of Education of 2025-10-09.
Abu Dis has samples only. A sample is the published year moved by whole weeks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from schoollink.calendars.actions import NewClosure, NewSpan
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

LESSONS = {
    "leeds": (
        "1 9:00-9:45\n2 9:45-10:30\n3 10:45-11:30\n4 11:30-12:10\n5 13:10-14:15\n6 14:15-15:15"
    ),
    "kisumu": (
        "1 8:00-8:40\n2 8:40-9:20\n3 9:30-10:10\n4 10:10-10:50\n5 11:20-12:00\n"
        "6 12:00-12:40\n7 14:00-14:40\n8 14:40-15:10"
    ),
    "abu_dis": (
        "1 7:45-8:30\n2 8:30-9:15\n3 9:15-10:00\n4 10:20-11:05\n5 11:05-11:50\n"
        "6 11:50-12:35\n7 12:35-13:20"
    ),
}
"""Lesson times made up for the demonstration."""
CLUBS = {"leeds": "Breakfast club 8:00-8:45\nAfter school 15:30-16:30"}
TERMS = {"leeds": LEEDS, "kisumu": KENYA, "abu_dis": ABU_DIS}
CLOSED = {"leeds": LEEDS_CLOSED, "kisumu": KENYA_CLOSED, "abu_dis": ()}


@dataclass(frozen=True)
class Moved:
    """Terms and closed days of one year, and whether they are samples."""

    terms: list[NewSpan]
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
        [NewSpan(name, a + shift, b + shift) for name, a, b in TERMS[school]],
        [
            NewClosure(name, a + shift, b + shift, ClosureKind.HOLIDAY)
            for name, a, b in CLOSED[school]
        ],
        is_sample,
    )
