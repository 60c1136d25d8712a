"""The year of a link as a strip and as sentences."""

from typing import Any

from schoollink.calendars.presenters import strip_of
from schoollink.core.i18n import ngettext
from schoollink.core.policy import Actor
from schoollink.links.models import Link
from schoollink.links.presenters import marks, own_first
from schoollink.meetings.queries import LinkYear, contact_names


def strips(link: Link, shown: LinkYear, actor: Actor) -> list[dict[str, Any]]:
    """The rows of the strip, own school first."""
    looks = marks(link, actor)
    by_place = len({school.place for school in link.schools}) == len(link.sides)
    return [
        strip_of(side.school, looks[side.school_id], shown.dates[side.school_id], shown.year)
        | {"title": side.school.place if by_place else side.school.name}
        for side in own_first(link, actor)
    ]


def weeks_text(link: Link, shown: LinkYear) -> str:
    """`Both schools are in lessons for 24 weeks this year.`"""
    if len(link.sides) == 2:
        return str(
            ngettext(
                "Both schools are in lessons for %(num)s week this year.",
                "Both schools are in lessons for %(num)s weeks this year.",
                shown.weeks,
            )
        )
    return str(
        ngettext(
            "All schools are in lessons for %(num)s week this year.",
            "All schools are in lessons for %(num)s weeks this year.",
            shown.weeks,
        )
    )


def missing(link: Link, shown: LinkYear, actor: Actor) -> list[dict[str, Any]]:
    """Schools without a term in the shown year: whether it is the reader's own, whether it has
    put in anything at all, and whom to ask."""
    names = contact_names(link)
    return [
        {
            "school": side.school,
            "is_own": side.school_id in actor.place_ids,
            "has_dates": shown.has_dates(side.school),
            "ask": names.get(side.school_id),
        }
        for side in own_first(link, actor)
        if not shown.has_this_year(side.school)
    ]
