"""A school's calendar as entries and files."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from schoollink.calendars.models import Closure, ExtraDay, SchoolYear, Term
from schoollink.calendars.rules.days import SchoolDates, contains
from schoollink.calendars.rules.together import year_around
from schoollink.core.i18n import gettext
from schoollink.core.ics import CalendarEntry, calendar_file
from schoollink.schools.models import School


def calendar_entries(
    school: School, terms: Iterable[Term], closures: Iterable[Closure]
) -> list[CalendarEntry]:
    """A school's terms and closed days as entries of whole days, by date."""
    rows: list[Term | Closure] = [*terms, *closures]
    return [_entry(school, row) for row in sorted(rows, key=lambda row: (row.first_day, row.id))]


def _entry(school: School, row: Term | Closure) -> CalendarEntry:
    return CalendarEntry(
        uid=f"{row.__tablename__}-{row.id}",
        title=gettext("%(school)s: %(what)s", school=school.name, what=row.name),
        starts=row.first_day,
        ends=row.last_day,
        changed_at=row.changed_at,
        version=row.version,
        text=gettext("A sample, not the school's own date.") if row.is_sample else "",
        category="TERM" if isinstance(row, Term) else "CLOSED",
    )


def ics_of(school: School, terms: Iterable[Term], closures: Iterable[Closure]) -> bytes:
    """A school's terms and closed days as an .ics file."""
    name = gettext("%(school)s: terms and closed days", school=school.name)
    return calendar_file(name, calendar_entries(school, terms, closures))


COLUMNS = ("school", "type", "title", "start", "end", "note")


def csv_of(
    school: School, terms: Iterable[Term], closures: Iterable[Closure], extra: Iterable[ExtraDay]
) -> str:
    """A school's dates as a table that the quick start reads back; both days are included."""
    rows: list[tuple[str, str, date, date, bool]] = [
        ("term", one.name, one.first_day, one.last_day, one.is_sample) for one in terms
    ]
    rows += [
        (one.kind.value, one.name, one.first_day, one.last_day, one.is_sample) for one in closures
    ]
    rows += [("extra_day", one.name, one.day, one.day, False) for one in extra]
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for kind, title, first, last, is_sample in sorted(rows, key=lambda row: (row[2], row[3])):
        note = "sample" if is_sample else ""
        table.writerow([plain_cell(one) for one in (school.name, kind, title, first, last, note)])
    return text.getvalue()


def plain_cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t"} else text


def academic_sessions(years: Sequence[SchoolYear], terms: Sequence[Term]) -> dict[str, Any]:
    """School years and terms in the shape of OneRoster 1.2 academicSessions; both days are
    included, and `schoolYear` is the year in which a school year ends."""
    sessions = [_session(one, "schoolYear", None, one.last_day.year) for one in years]
    for term in terms:
        parent = next((one for one in years if contains(one, term.first_day)), None)
        around = parent or year_around(term.first_day, [SchoolDates(terms)])
        sessions.append(_session(term, "term", parent, around.last_day.year))
    return {"academicSessions": sessions}


def _session(
    row: Term | SchoolYear, kind: str, parent: SchoolYear | None, year: int
) -> dict[str, Any]:
    session: dict[str, Any] = {
        "sourcedId": str(row.id),
        "status": "active",
        "dateLastModified": row.changed_at.isoformat(timespec="milliseconds").replace(
            "+00:00", "Z"
        ),
        "title": row.name,
        "type": kind,
        "startDate": row.first_day.isoformat(),
        "endDate": row.last_day.isoformat(),
        "schoolYear": str(year),
    }
    if parent is not None:
        session["parent"] = {"sourcedId": str(parent.id), "type": "academicSession"}
    return session
