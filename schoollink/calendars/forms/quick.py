"""The calendar in six answers, read and looked at before anything is saved."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from typing import Any

from werkzeug.datastructures import FileStorage

from schoollink.calendars.actions import NewClosure, NewSpan, NewTimes
from schoollink.calendars.forms.fields import Version
from schoollink.calendars.models import Term
from schoollink.calendars.presenters import weekday_names
from schoollink.calendars.queries import terms_of, usual_day_of
from schoollink.calendars.rules import days, usual
from schoollink.calendars.rules.from_files import lines_of_events, lines_of_table, text_of
from schoollink.calendars.rules.pasting import (
    LONGEST_NAME,
    Reading,
    ReadSpan,
    Unread,
    Why,
    parse_terms,
)
from schoollink.core.clock import today
from schoollink.core.errors import RuleBroken
from schoollink.core.forms import Choices, Day, Form, Hidden, Long, Text, Time, Upload, Yes
from schoollink.core.i18n import Text as Words
from schoollink.core.i18n import _l, day, gettext
from schoollink.core.ics import LARGEST, BrokenCalendar, LeftOut, Reason, read_calendar
from schoollink.schools.models import School

TIMES = ("first_lesson", "last_lesson", "lunch_from", "lunch_to")
ROWS = (1, 2, 3)
LOOK_BACK = timedelta(days=120)
"""From how long ago on dates that come again in a file are taken."""


@dataclass(frozen=True)
class QuickStart:
    """What the quick start yields: fields, and the dates that were understood."""

    dates: str | None
    weekend: list[str]
    seen: str | None
    version: int
    first_lesson: time | None = None
    last_lesson: time | None = None
    lunch_from: time | None = None
    lunch_to: time | None = None
    sure: bool = False
    reading: Reading = field(default_factory=Reading)
    terms: Sequence[NewSpan] = ()
    closures: Sequence[NewClosure] = ()
    guesses: Sequence[str] = ()

    @property
    def times(self) -> NewTimes | None:
        """The usual day, for the action; None when nothing was said of it."""
        if self.first_lesson is None or self.last_lesson is None:
            return None
        return NewTimes(
            self.first_lesson,
            self.last_lesson,
            self.lunch_from,
            self.lunch_to,
            list(self.guesses),
        )


@dataclass(frozen=True)
class _Entry:
    """A new term, and where it was put in: in a row to pick days, or in a line of the text."""

    row: int
    line: int
    term: NewSpan


class QuickStartForm(Form[QuickStart]):
    """Six answers on one page, looked at once more before they are saved."""

    dates = Long(
        _l("Term dates"),
        required=False,
        rows=7,
        max_length=20_000,
        hint=_l(
            "Copy them from your website or a letter, one term on a line, and paste them here."
        ),
    )
    file = Upload(
        _l("Or a file"),
        required=False,
        accept=".ics,.csv,.txt,text/calendar,text/csv",
        max_bytes=LARGEST,
        hint=_l("A calendar file (.ics) or a table (.csv), up to 2 MB."),
    )
    pick1_name = Text(_l("Name of the first term"), required=False, max_length=LONGEST_NAME)
    pick1_first = Day(_l("First day of the first term"), required=False)
    pick1_last = Day(_l("Last day of the first term"), required=False)
    pick2_name = Text(_l("Name of the second term"), required=False, max_length=LONGEST_NAME)
    pick2_first = Day(_l("First day of the second term"), required=False)
    pick2_last = Day(_l("Last day of the second term"), required=False)
    pick3_name = Text(_l("Name of the third term"), required=False, max_length=LONGEST_NAME)
    pick3_first = Day(_l("First day of the third term"), required=False)
    pick3_last = Day(_l("Last day of the third term"), required=False)
    first_lesson = Time(_l("First lesson begins"))
    last_lesson = Time(_l("Last lesson ends"))
    lunch_from = Time(_l("Lunch begins"), required=False)
    lunch_to = Time(_l("Lunch ends"), required=False)
    weekend = Choices(_l("Days of the week without school"))
    sure = Yes(
        _l("These times are right"),
        required=False,
        hint=_l("If not, your partner sees the times that you left as they were as a guess."),
    )
    seen = Hidden("", required=False, max_length=64)
    version = Version()

    school: School
    left_out: Sequence[LeftOut] = ()
    """What stands in the file and is about no term and no closed days."""
    existing: Sequence[Term] = ()
    reading: Reading | None = None
    asks_times: bool = True
    """Not once the lessons of the usual day are known one by one."""

    def offer(self, **subjects: Any) -> None:
        """The times saved before, or usual ones as guesses."""
        self.school = school = subjects["school"]
        self.existing = terms_of(school)
        times = usual_day_of(school)
        self.asks_times = times is None or times.is_rough
        if not self.asks_times:
            for field in (self.first_lesson, self.last_lesson):
                field.relax()
        self.shown: dict[str, Any] = (
            {name: getattr(times, name) for name in TIMES} if times else dict(usual.USUAL_TIMES)
        )
        self.guesses = list(times.guesses if times else TIMES)
        self.dates.flags.required = not self.existing
        self.weekend.options = [(str(n), weekday_names([n])[0]) for n in range(1, 8)]
        self.show(
            weekend=school.weekend or usual.usual_weekend(school.country),
            version=times.version if times else 0,
            **({"sure": bool(times) and not self.guesses, **self.shown} if self.asks_times else {}),
        )

    def begin_like(self, lines: Sequence[str]) -> None:
        """Begin with dates that are known elsewhere; they count once somebody has looked."""
        self.dates.data = "\n".join(lines)

    @property
    def still_guessed(self) -> list[str]:
        """The labels of the times that nobody has made sure of."""
        if not self.asks_times or self.sure.data:
            return []
        values = {name: self[name].data for name in TIMES}
        return [
            self[one].label.text for one in usual.still_guessed(values, self.shown, self.guesses)
        ]

    @property
    def rows(self) -> list[list[Any]]:
        """The fields of each term that may be picked."""
        parts = ("name", "first", "last")
        return [[self[f"pick{n}_{part}"] for part in parts] for n in ROWS]

    @property
    def wants_look(self) -> bool:
        """Whether there are dates that the person has not seen as they were understood."""
        value = self.value
        return (
            value is not None
            and bool(value.terms or value.reading.unread or value.closures)
            and (value.seen != self.digest)
        )

    @property
    def digest(self) -> str:
        """Stands for the dates as they were sent."""
        sent = [str(self.dates.data or "")]
        sent += [str(f.data or "") for row in self.rows for f in row]
        return hashlib.sha256("\n".join(sent).encode()).hexdigest()[:32]

    def check(self, value: QuickStart) -> None:
        """Read the dates and look at all together."""
        self.say_more()

    def say_more(self) -> None:
        """The same, also while a field by itself is wrong."""
        self._check_times()
        if len(self.weekend.data or ()) > 6:
            self.blame_too("weekend", _l("A week needs at least one school day."))
        if self.reading is None and not self.dates.errors:
            self._read()

    def _check_times(self) -> None:
        if self.asks_times and not any(self[name].errors for name in TIMES):
            times = [self[name].data for name in TIMES]
            for name, words in days.mistakes_in_times(*times):
                self.blame_too(name, words)

    def _read(self) -> None:
        if self.file.data is not None:
            self._read_file(self.file.data)
        self.reading = parse_terms(
            self.dates.data or "",
            near=today(self.school.zone),
            country=self.school.country,
            languages=self.school.languages,
        )
        self._check_rows()
        self._check_lines()
        entries = self._entries()
        self._check_entries(entries)
        if not entries and not self.existing and not self._are_dates_wrong:
            self.blame(
                "dates",
                _l("We found no term in this. Write one on a line: 5 January 2026 to 2 April 2026.")
                if self.dates.data
                else _l("Paste your term dates, or pick them below."),
            )

    def _read_file(self, file: FileStorage) -> None:
        """Put what a file says into the text, as lines that can be changed before saving."""
        body = file.stream.read(LARGEST + 1)
        try:
            lines = self._lines_of(body)
        except BrokenCalendar as broken:
            words = broken.why.label
            if broken.line:
                words = gettext("Line %(number)s: %(mistake)s", number=broken.line, mistake=words)
            self.blame("file", words)
            return
        if not lines:
            self.blame("file", _l("There are no terms and no closed days in this file."))
        self.dates.data = "\n".join(filter(None, [self.dates.data, *lines]))

    def _lines_of(self, body: bytes) -> list[str]:
        if len(body) > LARGEST:
            raise BrokenCalendar(Reason.TOO_LARGE)
        text = text_of(body)
        if "BEGIN:VCALENDAR" not in text[:2000].upper():
            return lines_of_table(text)
        first = today(self.school.zone) - LOOK_BACK
        calendar = read_calendar(text.encode(), first=first, zone=self.school.zone)
        lines, unsure = lines_of_events(calendar.events)
        self.left_out = [*calendar.left_out, *(LeftOut(name, Reason.UNSURE) for name in unsure)]
        return lines

    @property
    def _are_dates_wrong(self) -> bool:
        return bool(
            self.file.errors or self.dates.errors or any(f.errors for row in self.rows for f in row)
        )

    @property
    def not_understood(self) -> list[Unread]:
        """The lines that could not be read; those that contradict something are mistakes."""
        unread = self.reading.unread if self.reading else []
        return [one for one in unread if not one.why.is_understood and one.why is not Why.TWICE]

    @property
    def said_twice(self) -> list[str]:
        """The numbers of the lines whose dates stand in an earlier line."""
        unread = self.reading.unread if self.reading else []
        return [str(one.line) for one in unread if one.why is Why.TWICE]

    def new_terms(self) -> list[NewSpan]:
        """The terms pasted and picked that are not there yet, with names."""
        return [entry.term for entry in self._entries()]

    def _entries(self) -> list[_Entry]:
        there = {(term.first_day, term.last_day) for term in self.existing}
        number = len(self.existing)
        entries = []
        for row, span in self._spans():
            if (span.first_day, span.last_day) in there:
                continue
            there.add((span.first_day, span.last_day))
            number += 1
            name = _term_name(span.name, number)
            entries.append(_Entry(row, span.line, NewSpan(name, span.first_day, span.last_day)))
        return entries

    def _spans(self) -> Iterable[tuple[int, ReadSpan]]:
        """What was understood, each with the number of its row where it was picked, else 0."""
        for span in self.reading.terms if self.reading else []:
            yield 0, span
        for number, (name, first, last) in zip(ROWS, self.rows, strict=True):
            if isinstance(first.data, date) and isinstance(last.data, date):
                yield number, ReadSpan(0, name.data or "", first.data, last.data)

    def _check_rows(self) -> None:
        for name, first, last in self.rows:
            if bool(first.data) != bool(last.data) or (name.data and not first.data):
                missing = last if first.data else first
                self.blame_too(missing.name, _l("Give the first and the last day of this term."))

    def _check_lines(self) -> None:
        """Lines that were read, and can't be: each is said with its number."""
        for one in self.reading.unread if self.reading else []:
            if one.why is Why.OVERLAPS and one.other is not None:
                words = gettext(
                    "It overlaps with line %(other)s. A day belongs to one term only.",
                    other=one.other.line,
                )
                self._blame_line(one.line, words)
            elif one.why.is_understood:
                self._blame_line(one.line, one.why.label)

    def _blame_line(self, line: int, words: Words) -> None:
        self.blame("dates", gettext("Line %(number)s: %(mistake)s", number=line, mistake=words))

    def _check_entries(self, entries: Sequence[_Entry]) -> None:
        among: list[Term | NewSpan] = list(self.existing)
        for entry in entries:
            term = entry.term
            try:
                days.check_span(term.first_day, term.last_day, today(self.school.zone))
            except RuleBroken as broken:
                self._blame_entry(entry, broken.text, broken.field)
                continue
            other = days.first_overlap(term, among)
            if other is not None:
                self._blame_entry(entry, _overlap_words(term, other))
            among.append(term)

    def _blame_entry(self, entry: _Entry, words: Words, at: str = "first_day") -> None:
        if entry.row:
            self.blame_too(f"pick{entry.row}_{at.removesuffix('_day')}", words)
        else:
            self._blame_line(entry.line, words)

    def prepare(self, value: QuickStart) -> QuickStart:
        """Hand on what was understood."""
        reading = self.reading or Reading()
        values = {name: getattr(value, name) for name in TIMES}
        is_sure = value.sure or not self.asks_times
        guesses = [] if is_sure else usual.still_guessed(values, self.shown, self.guesses)
        closures = [
            NewClosure(span.name or str(kind.label), span.first_day, span.last_day, kind)
            for span in reading.closures
            if (kind := span.kind) is not None
        ]
        return replace(
            value, reading=reading, terms=self.new_terms(), closures=closures, guesses=guesses
        )


def _overlap_words(term: NewSpan, other: Term | NewSpan) -> str:
    return gettext(
        "%(name)s overlaps with %(other)s, %(first)s to %(last)s. A day belongs to one term only.",
        name=term.name,
        other=other.name,
        first=day(other.first_day),
        last=day(other.last_day),
    )


def _term_name(name: str, number: int) -> str:
    """The name of a term; a bare number and no name become `Term 1`."""
    if name and not name.isdigit():
        return name
    return str(gettext("Term %(number)s", number=name or number))
