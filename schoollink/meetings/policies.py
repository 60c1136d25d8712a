"""Who sees the year of a link, and that partner schools read each other's calendars."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import Select, false, or_, select

from schoollink.calendars.policies import CalendarPermission, Subject, school_of
from schoollink.calendars.policies import readers_of as staff_of
from schoollink.core.database import db
from schoollink.core.policy import Actor, allow, allow_also
from schoollink.links.models import Link, LinkSide
from schoollink.links.policies import on_staff_of_link
from schoollink.meetings.rules.sharing import SHARES_YEARS
from schoollink.schools.models import Membership, School


class MeetingPermission(StrEnum):
    """What one may do with the year of a link."""

    VIEW = "meetings:view"


def on_staff_of_partner(actor: Actor, subject: Subject) -> bool:
    """An adult on the staff of a school that shares its year with this one. Asks the database,
    and only about somebody who is not on the school's own staff."""
    if actor.is_pupil or not actor.place_ids:
        return False
    partners = _partners_of(school_of(subject).id)
    mine = partners.where(LinkSide.school_id.in_(actor.place_ids))
    return db.session.execute(mine.limit(1)).first() is not None


allow(MeetingPermission.VIEW, [on_staff_of_link])
allow_also(CalendarPermission.VIEW, [on_staff_of_partner])


def visible_calendars(actor: Actor) -> Select[School]:
    """The schools whose calendars somebody may read, as SQL."""
    if actor.is_pupil or not actor.place_ids:
        return select(School).where(false())
    links = select(LinkSide.link_id).where(LinkSide.school_id.in_(actor.place_ids))
    partners = (
        select(LinkSide.school_id)
        .join(Link, Link.id == LinkSide.link_id)
        .where(LinkSide.link_id.in_(links), Link.state.in_(SHARES_YEARS))
    )
    return select(School).where(or_(School.id.in_(actor.place_ids), School.id.in_(partners)))


def readers_of_calendar(school: School) -> Select[UUID]:
    """The people who may read a school's calendar."""
    partners = select(Membership.person_id).where(
        Membership.school_id.in_(_partners_of(school.id)),
        Membership.ended_at.is_(None),
        Membership.barred_at.is_(None),
    )
    own = staff_of(school)
    return select(Membership.person_id).where(
        or_(Membership.person_id.in_(own), Membership.person_id.in_(partners))
    )


def _partners_of(school_id: UUID) -> Select[UUID]:
    links = (
        select(LinkSide.link_id)
        .join(Link, Link.id == LinkSide.link_id)
        .where(LinkSide.school_id == school_id, Link.state.in_(SHARES_YEARS))
    )
    return select(LinkSide.school_id).where(
        LinkSide.link_id.in_(links), LinkSide.school_id != school_id
    )
