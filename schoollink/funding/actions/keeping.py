"""What is left of applications when their time is over."""

from uuid import UUID

from sqlalchemy import delete, select, update

from schoollink.core.database import db
from schoollink.files.actions import discard_all
from schoollink.funding.models import Application, ApplicationDocument, ApplicationTask


def forget_people(link_id: UUID) -> None:
    """Delete who did what for the applications of a link, their documents and notes; what was
    asked for, from whom and for what stays, as funders want it.
    """
    applications = select(Application.id).where(Application.link_id == link_id)
    documents = ApplicationDocument.application_id.in_(applications)
    given_up = db.session.scalars(select(ApplicationDocument.file_id).where(documents)).all()
    db.session.execute(delete(ApplicationDocument).where(documents))
    db.session.execute(
        delete(ApplicationTask).where(ApplicationTask.application_id.in_(applications))
    )
    db.session.execute(update(Application).where(Application.link_id == link_id).values(notes=""))
    discard_all(given_up)
