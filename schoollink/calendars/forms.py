"""Forms of the calendar: the quick start, a term, closed days, public holidays."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Any

from schoollink.calendars.actions import NewClosure, NewTerm, NewTimes
from schoollink.calendars.models import Closure, ClosureKind, Term
from schoollink.calendars.presenters import weekday_names
from schoollink.calendars.queries import dates_of, lesson_times_of, terms_of
from schoollink.calendars.rules import days, usual
from schoollink.calendars.rules.pasting import (
    LONGEST_NAME,
    Reading,
    ReadSpan,
    Unread,
    Why,
    parse_terms,
)
from schoollink.calendars.rules.together import Year
from schoollink.core.clock import today
from schoollink.core.errors import RuleBroken
from schoollink.core.forms import (
    Choice,
    Choices,
    Day,
    Form,
    Hidden,
    Long,
    Text,
    Time,
    Whole,
    Yes,
)
from schoollink.core.i18n import Text as Words
from schoollink.core.i18n import _l, day, gettext
from schoollink.schools.models import School

TIMES = ("first_lesson", "last_lesson", "lunch_from", "lunch_to")
ROWS = (1, 2, 3)
SUGGESTED_DAYS = 400


class Version(Whole):
    """The version that somebody began to edit; sent along unseen."""

    kind = "hidden"

    def __init__(self, **more: Any) -> None:
        super().__init__("", low=0, high=10**9, **more)


@dataclass(frozen=True)
class QuickStart:
    """What the quick start yields: fields, and the dates that were understood."""

    dates: str | None
    first_lesson: time
    last_lesson: time
    lunch_from: time | None
    lunch_to: time | None
    weekend: list[str]
    sure: bool
    seen: str | None
    version: int
    reading: Reading = field(default_factory=Reading)
    terms: Sequence[NewTerm] = ()
    closures: Sequence[NewClosure] = ()
    guesses: Sequence[str] = ()

    @property
    def times(self) -> NewTimes:
        """The usual day, for the action."""
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
    term: NewTerm


class QuickStartForm(Form[QuickStart]):
    """Six answers on one page, looked at once more before they are saved."""

    dates = Long(
        _l("Term dates"),
        required=False,
        rows=7,
        max_length=6000,
        hint=_l(
            "Copy them from your website or a letter, one term on a line, and paste them here."
        ),
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
    existing: Sequence[Term] = ()
    reading: Reading | None = None

    def offer(self, **subjects: Any) -> None:
        """The times saved before, or usual ones as guesses."""
        self.school = school = subjects["school"]
        self.existing = terms_of(school)
        times = lesson_times_of(school)
        self.shown: dict[str, Any] = (
            {name: getattr(times, name) for name in TIMES} if times else dict(usual.USUAL_TIMES)
        )
        self.guesses = list(times.guesses if times else TIMES)
        self.dates.flags.required = not self.existing
        self.weekend.options = [(str(n), weekday_names([n])[0]) for n in range(1, 8)]
        self.show(
            weekend=school.weekend or usual.usual_weekend(school.country),
            version=times.version if times else 0,
            sure=bool(times) and not self.guesses,
            **self.shown,
        )

    @property
    def still_guessed(self) -> list[str]:
        """The labels of the times that nobody has made sure of."""
        if self.sure.data:
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
        if not any(self[name].errors for name in TIMES):
            times = [self[name].data for name in TIMES]
            for name, words in days.mistakes_in_times(*times):
                self.blame_too(name, words)

    def _read(self) -> None:
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

    @property
    def _are_dates_wrong(self) -> bool:
        return bool(self.dates.errors or any(f.errors for row in self.rows for f in row))

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

    def new_terms(self) -> list[NewTerm]:
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
            entries.append(_Entry(row, span.line, NewTerm(name, span.first_day, span.last_day)))
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
        among: list[Term | NewTerm] = list(self.existing)
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
        guesses = [] if value.sure else usual.still_guessed(values, self.shown, self.guesses)
        closures = [
            NewClosure(span.name or str(kind.label), span.first_day, span.last_day, kind)
            for span in reading.closures
            if (kind := span.kind) is not None
        ]
        return replace(
            value, reading=reading, terms=self.new_terms(), closures=closures, guesses=guesses
        )


def _overlap_words(term: NewTerm, other: Term | NewTerm) -> str:
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


@dataclass(frozen=True)
class TermEntry:
    """What the form of a term yields."""

    name: str
    first_day: date
    last_day: date
    version: int

    @property
    def new(self) -> NewTerm:
        """The term, for the action."""
        return NewTerm(self.name, self.first_day, self.last_day)


class TermForm(Form[TermEntry]):
    """A term."""

    name = Text(
        _l("Name"), max_length=LONGEST_NAME, hint=_l("As your school calls it: Autumn, Term 1.")
    )
    first_day = Day(_l("First day of lessons"))
    last_day = Day(_l("Last day of lessons"))
    version = Version()

    def offer(self, **subjects: Any) -> None:
        """The term as it is."""
        term: Term | None = subjects.get("term")
        if term is None:
            self.show(version=0)
        else:
            self.show(**values_of(term), version=term.version)


@dataclass(frozen=True)
class ClosureEntry:
    """What the form of closed days yields."""

    name: str
    first_day: date
    last_day: date | None
    kind: str
    version: int

    @property
    def new(self) -> NewClosure:
        """The closed days, for the action; without a last day it is one day."""
        last = self.last_day or self.first_day
        return NewClosure(self.name, self.first_day, last, ClosureKind(self.kind))


class ClosureForm(Form[ClosureEntry]):
    """Days without lessons."""

    name = Text(_l("Name"), max_length=LONGEST_NAME, hint=_l("Such as: Half-term break, May Day."))
    first_day = Day(_l("First day without lessons"))
    last_day = Day(
        _l("Last day without lessons"), required=False, hint=_l("Leave it empty for a single day.")
    )
    kind = Choice(_l("Why"), options=[(kind.value, kind.label) for kind in ClosureKind])
    version = Version()

    def offer(self, **subjects: Any) -> None:
        """The closed days as they are."""
        closure: Closure | None = subjects.get("closure")
        if closure is None:
            self.show(kind=ClosureKind.HOLIDAY.value, version=0)
        else:
            self.show(**values_of(closure), version=closure.version)


def values_of(row: Term | Closure) -> dict[str, Any]:
    """A term or closed days in the fields of their form."""
    values = {"name": row.name, "first_day": row.first_day, "last_day": row.last_day}
    return values | ({"kind": row.kind.value} if isinstance(row, Closure) else {})


@dataclass(frozen=True)
class ClosedOn:
    """The public holidays on which the school is closed."""

    days: list[str]
    closures: Sequence[NewClosure] = ()


class HolidaysForm(Form[ClosedOn]):
    """Public holidays on school days: suggestions that a person confirms."""

    days = Choices(_l("Your school is closed on"))

    def offer(self, **subjects: Any) -> None:
        """The holidays that nobody has settled."""
        school: School = subjects["school"]
        first = today(school.zone)
        dates = dates_of(school)
        last = dates.last_known or first
        self.found = {
            one.day.isoformat(): one
            for one in usual.holidays_to_settle(school.country, dates, first, last)
            if (one.day - first).days <= SUGGESTED_DAYS
        }
        self.days.options = [
            (key, gettext("%(day)s: %(name)s", day=day(one.day), name=one.name))
            for key, one in self.found.items()
        ]

    def keep_to(self, year: Year) -> None:
        """Leave out what falls into other school years."""
        self.days.options = [one for one in self.days.options if self.found[one[0]].day in year]

    def prepare(self, value: ClosedOn) -> ClosedOn:
        """Hand on the chosen days with their names."""
        chosen = [self.found[key] for key in value.days]
        closures = [
            NewClosure(one.name[:LONGEST_NAME], one.day, one.day, ClosureKind.HOLIDAY)
            for one in chosen
        ]
        return replace(value, closures=closures)
