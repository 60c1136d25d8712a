"""Lesson times as people write them, one lesson on a line: `P1 9:00-9:40`."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import time
from itertools import count, pairwise

from schoollink.calendars.rules.lessons import Lesson
from schoollink.calendars.rules.written import plain
from schoollink.core.database.base import Labelled
from schoollink.core.i18n import _l

MOST_LESSONS = 20
LONGEST_LABEL = 20
DAWN = time(5)
"""No lesson begins before it, so a time without am or pm means the afternoon."""

_CLOCK = re.compile(
    r"(?<!\d)(?P<hour>[01]?\d|2[0-4])(?:[:.h](?P<minute>[0-5]\d))?\s*(?P<half>[ap]\.?m\.?)?(?!\w)",
    re.IGNORECASE,
)


class Mistake(Labelled):
    """What can't be in lesson times."""

    NIGHT = "night", _l("This is at night. Write 13:00, or 1:00 pm.")
    NO_TIMES = "no_times", _l("Write when it begins and when it ends, like 9:00-9:40.")
    ENDS_FIRST = "ends_first", _l("It must end after it begins. No lesson goes on after midnight.")
    OVERLAPS = "overlaps", _l("It begins before the lesson before it ends.")
    TWICE = "twice", _l("Another lesson has this name. Give each its own.")
    LONG_LABEL = "long_label", _l("Its name is too long: there is room for 20 characters.")
    TOO_MANY = "too_many", _l("There is room for 20 lessons a day.")


@dataclass
class ReadLessons:
    """The lessons that were understood, in order, and what is wrong in which line (from 1)."""

    lessons: list[Lesson] = field(default_factory=list)
    mistakes: list[tuple[int, Mistake]] = field(default_factory=list)


def parse_lessons(text: str) -> ReadLessons:
    """Read lessons, one on a line, in any order. Those without a name are numbered."""
    found = ReadLessons()
    lines: list[tuple[int, Lesson]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        read = _lesson(plain(line.strip()))
        if isinstance(read, Mistake):
            found.mistakes.append((number, read))
        else:
            lines.append((number, read))
    lines.sort(key=lambda pair: (pair[1].starts, pair[1].ends))
    found.mistakes += _together(lines)
    found.mistakes.sort(key=lambda pair: pair[0])
    found.lessons = list(_numbered([one for _, one in lines]))
    return found


def _lesson(line: str) -> Lesson | Mistake:
    clocks = [one for one in _CLOCK.finditer(line) if one["minute"] or one["half"]]
    if len(clocks) != 2:
        return Mistake.NO_TIMES
    first, last = clocks
    ends = _time(last, last["half"])
    starts = _time(first, first["half"])
    if starts is None or ends is None:
        return Mistake.NO_TIMES
    if not first["half"] and last["half"]:
        starts = _same_half(starts, ends)
    if starts < DAWN and not first["half"]:
        return Mistake.NIGHT
    label = _bare(line[: first.start()]) or _bare(line[last.end() :])
    if ends <= starts:
        return Mistake.ENDS_FIRST
    if len(label) > LONGEST_LABEL:
        return Mistake.LONG_LABEL
    return Lesson(label, starts, ends)


def _same_half(starts: time, ends: time) -> time:
    """`1:10-2:00 pm` begins in the afternoon, `11:30-1:00 pm` before noon: the shorter one."""
    later = starts.replace(hour=starts.hour + 12) if starts.hour < 12 else starts
    return later if later < ends else starts


def _bare(text: str) -> str:
    return text.strip(" \t:|,;.()-")


def _time(found: re.Match[str], half: str | None) -> time | None:
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    half = (half or "").lower()
    if half.startswith("p") and hour < 12:
        hour += 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    return time(hour, minute) if hour < 24 else None


def _together(lines: Sequence[tuple[int, Lesson]]) -> Iterator[tuple[int, Mistake]]:
    for (_, before), (number, after) in pairwise(lines):
        if after.starts < before.ends:
            yield number, Mistake.OVERLAPS
    seen: set[str] = set()
    for number, one in lines:
        if one.label and one.label in seen:
            yield number, Mistake.TWICE
        seen.add(one.label)
    for number, _ in lines[MOST_LESSONS:]:
        yield number, Mistake.TOO_MANY


def _numbered(lessons: Sequence[Lesson]) -> Iterator[Lesson]:
    taken = {one.label for one in lessons}
    for number, one in enumerate(lessons, 1):
        label = one.label or next(name for name in map(str, count(number)) if name not in taken)
        taken.add(label)
        yield one._replace(label=label)


def lesson_lines(lessons: Iterable[Lesson]) -> str:
    """Lessons as somebody would write them."""
    return "\n".join(f"{one.label} {one.starts:%H:%M}-{one.ends:%H:%M}".strip() for one in lessons)


def lessons_between(
    starts: time, ends: time, lunch_from: time | None, lunch_to: time | None
) -> tuple[Lesson, ...]:
    """A rough day: what lies before and after lunch, without names."""
    if lunch_from is None or lunch_to is None:
        return (Lesson("", starts, ends),)
    halves = (Lesson("", starts, lunch_from), Lesson("", lunch_to, ends))
    return tuple(one for one in halves if one.starts < one.ends)
