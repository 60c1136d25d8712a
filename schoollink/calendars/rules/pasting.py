"""Term dates from pasted text: tables, lists, sentences. Nothing is lost: every line of the text
is a term, closed days, a heading, or stands among those that were not understood, with why."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from schoollink.calendars.models import ClosureKind
from schoollink.calendars.rules.days import LONGEST_DAYS, ONE_DAY, contains, overlaps
from schoollink.calendars.rules.written import DateReader, Written, plain
from schoollink.core.database.base import Labelled
from schoollink.core.i18n import _l

LONGEST_NAME = 60
JULY = 7


class Why(Labelled):
    """Why a line was not understood."""

    ONE_DATE = "one_date", _l("There is only one date in it. A term has a first and a last day.")
    NO_SUCH_DAY = "no_such_day", _l("A day in it does not exist.")
    ENDS_FIRST = "ends_first", _l("The last day comes before the first day.")
    TOO_LONG = "too_long", _l("It is longer than a year.")
    MORE_DATES = "more_dates", _l("There are more dates in it than a term has.")
    TWICE = "twice", _l("These dates stand in an earlier line.")
    OVERLAPS = "overlaps", _l("It overlaps with an earlier line. A day belongs to one term.")

    @property
    def is_understood(self) -> bool:
        """Whether the line was read, and what it says can't be."""
        return self in {Why.ENDS_FIRST, Why.TOO_LONG, Why.OVERLAPS}


@dataclass(frozen=True)
class ReadSpan:
    """A term, or closed days when it has a kind. `name` may be empty or a bare number."""

    line: int
    name: str
    first_day: date
    last_day: date
    kind: ClosureKind | None = None


@dataclass(frozen=True)
class Unread:
    """A line that was not understood, or contradicts itself or the one with `other`."""

    line: int
    text: str
    why: Why
    other: ReadSpan | None = None


@dataclass
class Reading:
    """What became of each line."""

    terms: list[ReadSpan] = field(default_factory=list)
    closures: list[ReadSpan] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)


class NotUnderstood(Exception):
    """A line can't be read as dates."""

    def __init__(self, why: Why, other: ReadSpan | None = None) -> None:
        super().__init__(why.value)
        self.why, self.other = why, other


def parse_terms(
    text: str, *, near: date, country: str = "GB", languages: Sequence[str] = ("en",)
) -> Reading:
    """Read term dates, one to a line. Dates without a year take that of a heading, else follow
    the line before, else are the ones nearest to `near`."""
    return _Paste(DateReader(languages, country), near).read(text)


@dataclass(frozen=True)
class _SchoolYear:
    """A year that a heading named: `2026`, or `2025/26` from July on."""

    number: int
    spans_two: bool

    def date_of(self, written: Written) -> date | None:
        later = self.spans_two and written.month < JULY
        return written.on(self.number + later)


class _Paste:
    def __init__(self, reader: DateReader, near: date) -> None:
        self.reader, self.near = reader, near
        self.reading = Reading()
        self.year: _SchoolYear | None = None
        self.heading = ""
        self.cells: list[str] = []
        self.begun: tuple[int, str, date, str] | None = None

    def read(self, text: str) -> Reading:
        for number, line in enumerate(text.splitlines(), 1):
            if re.search(r"\w", line):
                self._line(number, line.strip(), plain(line.strip()))
        self._give_up_begun()
        return self.reading

    def _line(self, number: int, line: str, text: str) -> None:
        dates = self.reader.find(text)
        rest = _without(text, dates)
        self.year = _year_in(rest) or self.year
        if not dates:
            self._take_heading(line, text)
            return
        try:
            self._take(number, line, text, dates)
        except NotUnderstood as wrong:
            self.reading.unread.append(Unread(number, line, wrong.why, wrong.other))

    def _take_heading(self, line: str, text: str) -> None:
        self.reading.headings.append(line)
        self.cells = _cells(text)
        self.heading = self._name(_YEARS.sub("", text))

    def _take(self, number: int, line: str, text: str, dates: list[Written]) -> None:
        if not all(written.exists for written in dates):
            raise NotUnderstood(Why.NO_SUCH_DAY)
        name = self._name(_YEARS.sub("", text[: dates[0].start]))
        name = name or self._name(_YEARS.sub("", text[dates[-1].end :]))
        if len(dates) == 1:
            self._take_one(number, line, name, self._settle_one(dates[0]))
            return
        first, last = self._settle(dates[0], dates[1])
        name = self._name(_BEGINS_LAST.sub("", name))
        kind = closure_kind(name)
        span = ReadSpan(number, name or self.heading, first, last, kind)
        more = [self._inside(number, text, dates, at, span) for at in _groups(text, dates, 2)]
        self._keep(span)
        self.reading.closures += more

    def _take_one(self, number: int, line: str, name: str, day: date) -> None:
        kind = closure_kind(name)
        if kind is not None:
            self.reading.closures.append(ReadSpan(number, name, day, day, kind))
        elif _BEGINS.search(name):
            self._give_up_begun()
            self.begun = (number, line, day, self.heading)
        elif _ENDS.search(name) and self.begun is not None:
            began, _, first, heading = self.begun
            if day < first:
                self._give_up_begun()
                raise NotUnderstood(Why.ENDS_FIRST)
            self.begun = None
            self._keep(ReadSpan(began, heading, first, day))
        else:
            raise NotUnderstood(Why.ONE_DATE)

    def _give_up_begun(self) -> None:
        if self.begun is not None:
            number, line, *_ = self.begun
            self.reading.unread.append(Unread(number, line, Why.ONE_DATE))
            self.begun = None

    def _inside(
        self, number: int, text: str, dates: list[Written], at: tuple[int, int], term: ReadSpan
    ) -> ReadSpan:
        """Closed days that stand in the line of their term."""
        one, two = dates[at[0]], dates[at[1]]
        first, last = self._between(one, term), self._between(two, term)
        if term.kind or first is None or last is None or last < first:
            raise NotUnderstood(Why.MORE_DATES)
        name = self._name(text[dates[at[0] - 1].end : one.start]) or self._column(text, one)
        return ReadSpan(
            number,
            name[:1].upper() + name[1:],
            first,
            last,
            closure_kind(name) or ClosureKind.CLOSURE,
        )

    def _between(self, written: Written, term: ReadSpan) -> date | None:
        years = (written.year,) if written.year else (term.first_day.year, term.last_day.year)
        found = (written.on(year) for year in years)
        return next((day for day in found if day and contains(term, day)), None)

    def _column(self, text: str, written: Written) -> str:
        """The word of the table's head above a date."""
        here = len(_BETWEEN_CELLS.findall(text[: written.start].lstrip("| ")))
        same = len(self.cells) == len(_cells(text)) > 1
        return self._name(self.cells[here]) if same else ""

    def _keep(self, span: ReadSpan) -> None:
        if span.last_day < span.first_day:
            raise NotUnderstood(Why.ENDS_FIRST)
        if (span.last_day - span.first_day).days > LONGEST_DAYS:
            raise NotUnderstood(Why.TOO_LONG)
        if span.kind:
            self.reading.closures.append(span)
            return
        for other in self.reading.terms:
            if (other.first_day, other.last_day) == (span.first_day, span.last_day):
                raise NotUnderstood(Why.TWICE)
            if overlaps(other, span):
                raise NotUnderstood(Why.OVERLAPS, other)
        self.reading.terms.append(span)

    # years that were not written

    def _settle(self, one: Written, two: Written) -> tuple[date, date]:
        first = self._settle_one(one) if one.year or not two.year else None
        if first is not None:
            last = two.on(two.year) if two.year else _from(two, first)
        else:
            last = two.on(two.year or 0)
            first = last and _until(one, last)
        if first is None or last is None:
            raise NotUnderstood(Why.NO_SUCH_DAY)
        return first, last

    def _settle_one(self, written: Written) -> date:
        found = self._known(written) or self._nearest(written)
        if found is None:
            raise NotUnderstood(Why.NO_SUCH_DAY)
        return found

    def _known(self, written: Written) -> date | None:
        if written.year:
            return written.on(written.year)
        if self.year:
            return self.year.date_of(written)
        if self.begun:
            return _from(written, self.begun[2])
        terms = self.reading.terms
        return _from(written, terms[-1].first_day) if terms else None

    def _nearest(self, written: Written) -> date | None:
        years = (self.near.year - 1, self.near.year, self.near.year + 1)
        found = [day for day in map(written.on, years) if day]
        return min(found, key=lambda day: abs(day - self.near), default=None)

    def _name(self, text: str) -> str:
        """The words of a text without marks, weekdays and the small words around dates."""
        words = (word for word in _WORD.findall(text) if not self._is_weekday(word))
        name = " ".join(words)
        while (shorter := _AROUND.sub("", name).strip(_MARKS)) != name:
            name = shorter
        return name[:LONGEST_NAME].rstrip()

    def _is_weekday(self, word: str) -> bool:
        return word.casefold().strip(_MARKS) in self.reader.weekdays


def says_edge(name: str) -> bool:
    """Whether a name speaks of the first or the last day of a term."""
    return bool(_BEGINS.search(name) or _ENDS.search(name))


def closure_kind(name: str) -> ClosureKind | None:
    """What kind of closed days a name speaks of; None when it may be a term's."""
    if _EXAMS.search(name):
        return ClosureKind.EXAMS
    if _TRAINING.search(name):
        return ClosureKind.TRAINING
    if _HOLIDAY.search(name) or _FEAST.fullmatch(name.strip()):
        return ClosureKind.HOLIDAY
    return ClosureKind.CLOSURE if _CLOSED.search(name) else None


def _without(text: str, dates: Iterable[Written]) -> str:
    for written in dates:
        text = text[: written.start] + " " * (written.end - written.start) + text[written.end :]
    return text


def _year_in(text: str) -> _SchoolYear | None:
    for match in _YEARS.finditer(text):
        first, second = int(match[1]), match[2]
        if second is None:
            return _SchoolYear(first, spans_two=False)
        if (first + 1) % 100 == int(second) % 100:
            return _SchoolYear(first, spans_two=True)
    return None


def _cells(text: str) -> list[str]:
    return _BETWEEN_CELLS.split(text.strip("| "))


def _groups(text: str, dates: list[Written], start: int) -> Iterable[tuple[int, int]]:
    """Indices of further dates: pairs where only a dash or a word like "to" stands between."""
    at = start
    while at < len(dates):
        last = at + 1
        if last < len(dates) and (
            dates[last].joined or _RANGE.fullmatch(text[dates[at].end : dates[last].start])
        ):
            yield at, last
            at += 2
        else:
            yield at, at
            at += 1


def _from(written: Written, first: date) -> date | None:
    """The first such day on or after another."""
    days = (written.on(first.year), written.on(first.year + 1))
    return next((day for day in days if day and day >= first), None)


def _until(written: Written, last: date) -> date | None:
    """The last such day on or before another."""
    days = (written.on(last.year), written.on(last.year - 1))
    return next((day for day in days if day and day < last + ONE_DAY), None)


_BETWEEN_CELLS = re.compile(r"[|\t;]")
_MARKS = " .,:;|*•·-/()[]\"'=>"
_WORD = re.compile(r"[^\s|\t;]+")
_YEARS = re.compile(r"(?<!\d)(20\d\d)(?:\s?[-/]\s?((?:20)?\d\d)(?!\d))?(?!\d)")
_RANGE = re.compile(
    r"\W*(?:to|till|until|through|and|bis|au|al|a|hasta|até|إلى|hadi)?\W*", re.IGNORECASE
)
_AROUND = re.compile(
    r"^(?:from|to|and|du|vom|von|del?|desde|de)\b|(?<!\w)(?:from|to|on|between|du|au|le|vom"
    r"|bis|am|del?|desde|de|do|من|kuanzia)$",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"\b(?:start|begin|open|commence|reopen|first day|rentrée|début|beginn|inicio|início|comienz"
    r"|kufungua)",
    re.IGNORECASE,
)
_BEGINS_LAST = re.compile(r"\b(?:starts?|begins?|opens?|commences)$", re.IGNORECASE)
_ENDS = re.compile(
    r"\b(?:end|clos|finish|last day|break(?:s|ing)? up|fin\b|ende|schluss|fim\b|kufunga)",
    re.IGNORECASE,
)
_TRAINING = re.compile(
    r"\b(?:inset|in-service|training|staff (?:only|day)|teacher(?:s'?)? (?:only|day)"
    r"|professional (?:day|development)|pupil[- ]free|non[- ]pupil|pédagogique|fortbildung"
    r"|formación|formação)|تدريب",
    re.IGNORECASE,
)
_HOLIDAY = re.compile(
    r"\b(?:holidays?|(?<!1st )(?<!2nd )(?<!first )(?<!second )half[- ]?term(?!\s*\d)|mid-?term"
    r"|recess|vacations?|vacances|congés?|férié"
    r"|vacaciones|festivo|férias|feriado|likizo|break)\b|ferien|feiertag|عطلة|إجازة",
    re.IGNORECASE,
)
_EXAMS = re.compile(
    r"\b(?:exams?|examinations?|assessment week|examens?|épreuves|prüfung(?:en|szeit)?|exámenes"
    r"|exames|mitihani)\b|امتحان",
    re.IGNORECASE,
)
_FEAST = re.compile(r"(?:the )?(?:christmas|easter)\W*", re.IGNORECASE)
_CLOSED = re.compile(
    r"\b(?:closed|closure|fermée?|geschlossen|cerrado|fechad[oa])\b", re.IGNORECASE
)
