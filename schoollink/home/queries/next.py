"""What of the good next steps is done."""

from sqlalchemy import exists, select

from schoollink.calendars.models import Term
from schoollink.core.clock import today
from schoollink.core.database import db
from schoollink.links.models import Link
from schoollink.messages.models import Message, MessageKind, Room
from schoollink.projects.models import Project
from schoollink.resources.models import Resource
from schoollink.schools.models import School


def paths_used(link: Link, school: School) -> frozenset[str]:
    """Paths inside a link under which a school has done its part, whoever of it did."""
    parts = {
        "/messages": select(Message.id)
        .join(Room, Room.id == Message.room_id)
        .where(
            Room.link_id == link.id,
            Message.school_id == school.id,
            Message.kind == MessageKind.TEXT,
        ),
        "/calendar": select(Term.id).where(
            Term.school_id == school.id, Term.last_day >= today(school.zone)
        ),
        "/projects": select(Project.id).where(Project.link_id == link.id),
        "/resources": select(Resource.id).where(
            Resource.link_id == link.id, Resource.school_id == school.id
        ),
    }
    found = db.session.execute(select(*map(exists, parts.values()))).one()
    return frozenset(path for path, is_used in zip(parts, found, strict=True) if is_used)
