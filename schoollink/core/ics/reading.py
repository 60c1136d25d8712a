"""Reading calendar files of strangers: the work is done in `child.py`, in a process of its own."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile

from schoollink.core.apart import run_apart
from schoollink.core.database.base import Labelled
from schoollink.core.i18n import _l

CHILD = Path(__file__).with_name("child.py")
LARGEST = 2 * 1024 * 1024
"""Bytes of a file that are read at most (SEC-32)."""
AHEAD_DAYS = 400


class Reason(Labelled):
    """Why a file can't be read, or an event in it is left out."""

    NOT_A_CALENDAR = "not_a_calendar", _l("This is no calendar file.")
    NOT_A_PROPERTY = "not_a_property", _l("This line is no line of a calendar file.")
    ENDS_WITHOUT_BEGIN = "ends_without_begin", _l("Something ends in this line that never began.")
    CUT_OFF = "cut_off", _l("The file is cut off: its end is missing.")
    NESTED = "nested", _l("This is no calendar file.")
    TOO_MANY = "too_many", _l("There is too much in this file. Take the dates of one school year.")
    TOO_LARGE = "too_large", _l("This file is too large: there is room for 2 MB.")
    TOO_SLOW = "too_slow", _l("This file takes too long to read. Take the dates of one year.")
    NO_DAY = "no_day", _l("It has no day.")
    RULE = "rule", _l("It comes again by a rule that no school has.")
    FAR_AWAY = "far_away", _l("Its year is far away.")
    UNSURE = "unsure", _l("We can't tell whether there is school then.")
    NOT_WHOLE_DAYS = "not_whole_days", _l("It has hours, and is not about whole days.")


@dataclass(frozen=True)
class ReadEvent:
    """Whole days with a name, both days included."""

    uid: str
    name: str
    first_day: date
    last_day: date


@dataclass(frozen=True)
class LeftOut:
    """Something in the file that is no whole day, by its name."""

    name: str
    why: Reason


@dataclass(frozen=True)
class ReadCalendar:
    """What a file says, by date."""

    events: tuple[ReadEvent, ...]
    left_out: tuple[LeftOut, ...]


class BrokenCalendar(Exception):
    """The file can't be read: why, and in which line, 0 for the whole file."""

    def __init__(self, why: Reason, line: int = 0) -> None:
        super().__init__(why.value)
        self.why, self.line = why, line


def read_calendar(body: bytes, *, first: date, zone: str, days: int = AHEAD_DAYS) -> ReadCalendar:
    """The whole days of an .ics file from a date on; hours are in `zone` where the file names
    none. Raises BrokenCalendar, Busy. Takes a second: never inside a unit of work."""
    if len(body) > LARGEST:
        raise BrokenCalendar(Reason.TOO_LARGE)
    with TemporaryFile() as given, TemporaryFile() as made:
        given.write(body)
        given.seek(0)
        code = run_apart(CHILD, first.isoformat(), str(days), zone, given=given, made=made)
        if code is None or code < 0:
            raise BrokenCalendar(Reason.TOO_SLOW)
        if code > 0:
            raise BrokenCalendar(Reason.NOT_A_CALENDAR)
        made.seek(0)
        answer = json.load(made)
    if "broken" in answer:
        raise BrokenCalendar(Reason(answer["broken"]), answer["line"])
    events = [
        ReadEvent(
            one["uid"],
            one["name"],
            date.fromisoformat(one["first"]),
            date.fromisoformat(one["last"]),
        )
        for one in answer["events"]
    ]
    return ReadCalendar(
        tuple(sorted(events, key=lambda one: (one.first_day, one.last_day, one.name))),
        tuple(LeftOut(one["name"], Reason(one["why"])) for one in answer["left_out"]),
    )
