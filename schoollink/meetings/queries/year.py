"""The year of a link, as far as its schools have put it in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from schoollink.accounts.models import Person
from schoollink.calendars.queries import dates_of_all
from schoollink.calendars.rules import together
from schoollink.calendars.rules.days import SchoolDates, middle_of
from schoollink.calendars.rules.together import Stretch, Year
from schoollink.core.database import db
from schoollink.links.models import Link
from schoollink.schools.models import School


@dataclass(frozen=True)
class LinkYear:
    """A year of all schools of a link. `stretches` are the times in it that they share."""

    year: Year
    years: Sequence[Year]
    dates: Mapping[UUID, SchoolDates]
    stretches: Sequence[Stretch]
    is_shared_today: bool
    next_day: date | None

    @property
    def weeks(self) -> int:
        """In how many weeks of the year all are in lessons."""
        return sum(stretch.weeks for stretch in self.stretches)

    def has_dates(self, school: School) -> bool:
        """Whether the school has put in any term at all."""
        return bool(self.dates[school.id].terms)

    def has_this_year(self, school: School) -> bool:
        """Whether a term of the school belongs to the shown year."""
        return any(middle_of(term) in self.year for term in self.dates[school.id].terms)


def year_of(link: Link, today: date, number: str = "") -> LinkYear:
    """The year that holds today, or the one whose number was asked for when there are dates in
    it. All schools are in it, also those without dates."""
    dates = dates_of_all(link.schools)
    schools = list(dates.values())
    current = together.year_around(today, schools)
    years = sorted({current, *together.years_with_dates(schools)}, key=lambda one: one.first_day)
    year = next((one for one in years if str(one.number) == number), current)
    next_day = together.next_shared_day(today, schools)
    return LinkYear(
        year,
        years,
        dates,
        together.stretches_of(year, schools),
        next_day == today,
        next_day if next_day != today else None,
    )


def contact_names(link: Link) -> dict[UUID, str]:
    """School id -> the name of the link teacher who leads there."""
    schools = {side.contact_id: side.school_id for side in link.sides if side.contact_id}
    people = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(schools)))
    return {schools[key]: name for key, name in people}
