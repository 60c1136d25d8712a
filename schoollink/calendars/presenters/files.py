"""A school's calendar as entries and files."""

from collections.abc import Iterable

from schoollink.calendars.models import Closure, Term
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
