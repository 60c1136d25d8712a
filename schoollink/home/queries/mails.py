"""Who is owed a mail now."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, select, tuple_
from sqlalchemy.orm import aliased

from schoollink.accounts.models import Account, Person
from schoollink.calendars.queries import dates_of_all
from schoollink.calendars.rules.days import counts_as_school_day
from schoollink.core.clock import now, today
from schoollink.core.database import db
from schoollink.notifications import queries as notifications
from schoollink.notifications.models import Notice
from schoollink.notifications.rules import is_morning
from schoollink.schools.models import Membership, School


def people_to_mail(person_id: UUID | None = None) -> list[UUID]:
    """Staff with an address and something new to do, on a school day's morning at their school.

    Their school is the one where they have worked longest. Whoever got today's mail is not among
    them. With `person_id` only that person is asked for.
    """
    places = _places_of_owed(person_id)
    dates = dates_of_all({school.id: school for _, school in places}.values())
    last = notifications.last_mailed(key for key, _ in places)
    return [
        key
        for key, school in places
        if counts_as_school_day(today(school.zone), dates[school.id])
        and not _is_of_today(last.get(key), school.zone)
    ]


def _places_of_owed(person_id: UUID | None) -> Sequence[tuple[UUID, School]]:
    """Each person who waits for a mail with their school, where it is morning there."""
    zones = db.session.scalars(select(School.zone).distinct()).all()
    mornings = [zone for zone in zones if is_morning(now().astimezone(ZoneInfo(zone)))]
    owed = notifications.people_owed()
    if person_id is not None:
        owed = owed.where(Notice.person_id == person_id)
    earlier = aliased(Membership)
    is_earlier = tuple_(earlier.created_at, earlier.id) < tuple_(
        Membership.created_at, Membership.id
    )
    worked_before = select(earlier.id).where(
        earlier.person_id == Membership.person_id, _is_active(earlier), is_earlier
    )
    found = db.session.execute(
        select(Membership.person_id, School)
        .join(School, School.id == Membership.school_id)
        .join(Account, Account.person_id == Membership.person_id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.person_id.in_(owed),
            School.zone.in_(mornings),
            _is_active(Membership),
            _is_reached(),
            ~worked_before.exists(),
        )
        .order_by(Membership.person_id)
    )
    return [(row[0], row[1]) for row in found]


def _is_active(member: type[Membership]) -> ColumnElement[bool]:
    return and_(member.ended_at.is_(None), member.barred_at.is_(None))


def _is_reached() -> ColumnElement[bool]:
    """Over Account joined with Person: there is an address, and somebody who may come in."""
    return and_(
        Account.address.is_not(None), Person.suspended_at.is_(None), Person.ended_at.is_(None)
    )


def _is_of_today(at: datetime | None, zone: str) -> bool:
    return at is not None and at.astimezone(ZoneInfo(zone)).date() == today(zone)


def urgent_to_mail(kind: str | None = None, subject_id: UUID | None = None) -> list[UUID]:
    """Notices that can't wait, of people with an address; all, or those of one subject."""
    query = notifications.urgent_owed()
    if kind is not None:
        query = query.where(Notice.kind == kind, Notice.subject_id == subject_id)
    return list(
        db.session.scalars(
            query.join(Account, Account.person_id == Notice.person_id)
            .join(Person, Person.id == Notice.person_id)
            .where(_is_reached())
            .order_by(Notice.at, Notice.id)
            .with_only_columns(Notice.id)
        )
    )
