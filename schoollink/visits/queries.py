"""Reads: visits of a link and the parts of one visit."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import lazyload

from schoollink.core.database import db
from schoollink.links.models import Link
from schoollink.schools.models import Membership
from schoollink.visits.models import (
    ItineraryItem,
    Visit,
    VisitCheck,
    VisitCost,
    VisitPerson,
)
from schoollink.visits.rules import COMING

MOST = 100


def has_visits(link: Link) -> bool:
    """Whether a link has a visit, past, planned or cancelled."""
    one = select(Visit.id).where(Visit.link_id == link.id).limit(1)
    return db.session.scalar(one) is not None


def visits_of(link: Link) -> Sequence[Visit]:
    """All visits of a link, for its balance of days."""
    return db.session.scalars(
        select(Visit)
        .where(Visit.link_id == link.id)
        .options(lazyload(Visit.link))
        .order_by(Visit.first_day)
        .limit(500)
    ).all()


def upcoming_visits(link: Link, today: date) -> Sequence[Visit]:
    """Visits that are still to come or under way, the next one first."""
    return db.session.scalars(
        select(Visit)
        .where(Visit.link_id == link.id, Visit.state.in_(COMING), Visit.last_day >= today)
        .options(lazyload(Visit.link))
        .order_by(Visit.first_day, Visit.id)
        .limit(MOST)
    ).all()


def past_visits(link: Link, today: date) -> Select[Visit]:
    """Visits that are over, closed or cancelled, as a select for a list by key."""
    return select(Visit).where(
        Visit.link_id == link.id, Visit.state.not_in(COMING) | (Visit.last_day < today)
    )


def itinerary(visit: Visit) -> Sequence[ItineraryItem]:
    """What happens, in the order of days and times."""
    return db.session.scalars(
        select(ItineraryItem)
        .where(ItineraryItem.visit_id == visit.id)
        .order_by(ItineraryItem.day, ItineraryItem.starts, ItineraryItem.id)
    ).all()


def checks(visit: Visit) -> list[VisitCheck]:
    """The checklist in its fixed order."""
    rows = db.session.scalars(select(VisitCheck).where(VisitCheck.visit_id == visit.id)).all()
    order = list(VisitCheck.kind.type.python_type)
    return sorted(rows, key=lambda check: order.index(check.kind))


def people(visit: Visit) -> Sequence[VisitPerson]:
    """The adults with a part in it, in the order in which they were put in."""
    return db.session.scalars(
        select(VisitPerson)
        .where(VisitPerson.visit_id == visit.id)
        .order_by(VisitPerson.created_at, VisitPerson.id)
    ).all()


def costs(visit: Visit) -> Sequence[VisitCost]:
    """What it costs, in the order in which it was put in."""
    return db.session.scalars(
        select(VisitCost)
        .where(VisitCost.visit_id == visit.id)
        .order_by(VisitCost.created_at, VisitCost.id)
    ).all()


def staff_of(link: Link) -> Sequence[Membership]:
    """The staff of the link's schools who may be named, by school and name."""
    found = db.session.scalars(
        select(Membership).where(
            Membership.school_id.in_(link.school_ids),
            Membership.ended_at.is_(None),
            Membership.barred_at.is_(None),
        )
    ).all()
    order = [side.school_id for side in link.sides]
    return sorted(found, key=lambda one: (order.index(one.school_id), one.person.name))
