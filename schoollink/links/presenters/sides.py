"""The schools of a link as one reader sees them: own school first."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from markupsafe import Markup

from schoollink.calendars.rules.days import contains, is_school_day, school_day_after
from schoollink.calendars.rules.lessons import Timetable, lessons_on_date
from schoollink.core.i18n import (
    bdi,
    clock,
    day,
    gettext,
    language_name,
    listed,
    week_day,
)
from schoollink.core.policy import Actor
from schoollink.links.models import Link, LinkSide
from schoollink.schools.models import School, SchoolState

OTHERS = ("them", "s3", "s4", "s5", "s6")


def own_first(link: Link, actor: Actor) -> list[LinkSide]:
    """The sides in the order in which this reader sees them: own school first."""
    return sorted(link.sides, key=lambda side: side.school_id not in actor.place_ids)


def marks(link: Link, actor: Actor) -> dict[UUID, str]:
    """School id -> its look for this reader: us them s3 s4 s5 s6."""
    sides = own_first(link, actor)
    return dict(zip((side.school_id for side in sides), ("us", *OTHERS), strict=False))


def our_side(link: Link, actor: Actor) -> LinkSide:
    """The side of the reader's own school."""
    return own_first(link, actor)[0]


def partners(link: Link, actor: Actor) -> list[School]:
    """The other schools, as this reader sees it."""
    return [side.school for side in own_first(link, actor)[1:]]


def partner_names(link: Link, actor: Actor) -> Any:
    """The names of the other schools as one phrase, each apart from its surroundings."""
    return listed([bdi(school.name) for school in partners(link, actor)])


def ages(school: School) -> str:
    """`Pupils of 7 to 13` in the reader's language."""
    return str(
        gettext(
            "Pupils of %(youngest)s to %(oldest)s", youngest=school.youngest, oldest=school.oldest
        )
    )


def languages(codes: Iterable[str]) -> str:
    """`English and Swahili` in the reader's language."""
    return str(listed([language_name(code) for code in codes]))


def day_word(at: datetime, timetable: Timetable) -> str:
    """What a school's clock says under its time: `Lessons until 15:10`, `Weekend`, `Tuesday`."""
    on, dates = at.date(), timetable.dates
    if on not in dates.extra:
        if on.isoweekday() in dates.weekend:
            return str(gettext("Weekend"))
        if any(contains(one, on) for one in dates.closures):
            return str(gettext("School closed today"))
        if dates.knows(on) and not is_school_day(on, dates):
            return str(gettext("Holiday until %(day)s", day=day(school_day_after(on, 1, dates))))
    lessons = lessons_on_date(timetable, on)
    if lessons and lessons[0].starts <= at.time() < lessons[-1].ends:
        return str(gettext("Lessons until %(time)s", time=clock(lessons[-1].ends)))
    return Markup('<time datetime="{}">{}</time>').format(on, week_day(on))


def unverified(schools: Iterable[School]) -> list[School]:
    """The schools of which the pages say that no network verified them (SG-45)."""
    return [school for school in schools if school.state is SchoolState.INVITED]
