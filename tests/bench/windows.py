"""How fast shared lesson times are found: `make bench-windows`.

A year of two, five and ten schools of the golden cases, in milliseconds of one processor, best of
several rounds; beside it a walk over every minute of the year for two schools, as a baseline. At
most 30 ms for two schools and 80 ms for ten.
"""

import sys
import time as timing
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from schoollink.calendars.rules.days import is_school_day
from schoollink.calendars.rules.lessons import Timetable
from schoollink.calendars.rules.windows import shared_windows
from tests.calendars.test_golden import timetable

ROUNDS = 7
START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
SCHOOLS = [
    "london",
    "nairobi",
    "new_york",
    "abu_dis",
    "toronto",
    "accra",
    "karachi",
    "casablanca",
    "dubai",
    "lima",
]
AT_MOST = {2: 30.0, 10: 80.0}


def milliseconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The best of some rounds, in milliseconds of processor time."""
    best = float("inf")
    for _ in range(rounds):
        began = timing.process_time()
        work()
        best = min(best, timing.process_time() - began)
    return best * 1000


def every_minute(schools: list[Timetable]) -> int:
    """In how many minutes of the year all are in lesson, by asking each minute."""
    found, at = 0, START
    while at < END:
        found += all(_in_lesson(one, at) for one in schools)
        at += timedelta(minutes=1)
    return found


def _in_lesson(school: Timetable, at: datetime) -> bool:
    there = at.astimezone(ZoneInfo(school.zone))
    clock = there.time()
    return any(
        one.starts <= clock < one.ends for one in school.lessons_on(there.date())
    ) and is_school_day(there.date(), school.dates)


def main() -> int:
    """Measure and print; the status says whether it is quick enough."""
    schools = [timetable(name) for name in SCHOOLS]
    slow = milliseconds(lambda: every_minute(schools[:2]), rounds=1)
    print(f"every minute,  2 schools: {slow:8.1f} ms")
    late = False
    for count in (2, 5, 10):
        some = schools[:count]
        took = milliseconds(partial(shared_windows, some, START, END))
        most = AT_MOST.get(count)
        late = late or bool(most and took > most)
        limit = f", at most {most:.0f}" if most else ""
        print(f"sweep,        {count:2} schools: {took:8.1f} ms ({took / slow:.4f} of it{limit})")
    return int(late)


if __name__ == "__main__":
    sys.exit(main())
