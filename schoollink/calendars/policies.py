"""Who may see and change a school's calendar.

The school's own staff here; staff of partner schools read it too, which meetings.policies adds,
for a calendar knows of no links.
"""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import Select, false, select

from schoollink.calendars.models import Closure, DayType, ExtraDay, SchoolYear, Term
from schoollink.core.policy import Actor, allow
from schoollink.schools.models import Membership, Role, School

LEADS = (Role.LEAD.value, Role.SECOND.value)


class CalendarPermission(StrEnum):
    """What one may do with a school's calendar."""

    VIEW = "calendars:view"
    EDIT = "calendars:edit"
    REMOVE = "calendars:remove"


Subject = School | Term | SchoolYear | Closure | ExtraDay | DayType
"""A school, or a part of its calendar."""


def school_of(subject: Subject) -> School:
    """The school whose calendar this is about."""
    return subject if isinstance(subject, School) else subject.school


def on_own_staff(actor: Actor, subject: Subject) -> bool:
    """An adult on the staff of the school."""
    return not actor.is_pupil and school_of(subject).id in actor.place_ids


def leads_own_school(actor: Actor, subject: Subject) -> bool:
    """A link teacher or second link teacher of the school."""
    return actor.holds(school_of(subject).id, *LEADS)


allow(CalendarPermission.VIEW, [on_own_staff])
allow(CalendarPermission.EDIT, [on_own_staff], seen_through=CalendarPermission.VIEW)
allow(CalendarPermission.REMOVE, [leads_own_school], seen_through=CalendarPermission.VIEW)


def visible_calendars(actor: Actor) -> Select[School]:
    """The schools on whose staff somebody is, as SQL."""
    if actor.is_pupil or not actor.place_ids:
        return select(School).where(false())
    return select(School).where(School.id.in_(actor.place_ids))


def readers_of(school: School) -> Select[UUID]:
    """The people on a school's staff."""
    return select(Membership.person_id).where(
        Membership.school_id == school.id,
        Membership.ended_at.is_(None),
        Membership.barred_at.is_(None),
    )
