"""What is left of visits when their time is over."""

from uuid import UUID

from sqlalchemy import delete, select

from schoollink.core.database import db
from schoollink.visits.models import ItineraryItem, Visit, VisitCheck, VisitCost, VisitPerson


def forget_visits(link_id: UUID) -> None:
    """Delete the visits of a link, with who travelled."""
    visits = select(Visit.id).where(Visit.link_id == link_id)
    for part in (VisitPerson, ItineraryItem, VisitCheck, VisitCost):
        db.session.execute(delete(part).where(part.visit_id.in_(visits)))
    db.session.execute(delete(Visit).where(Visit.link_id == link_id))
