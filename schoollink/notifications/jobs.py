"""Notices end after 90 days."""

from uuid import UUID

from sqlalchemy import delete

from schoollink.core.database import db, unit_of_work
from schoollink.core.jobs import job
from schoollink.notifications.models import Notice
from schoollink.notifications.queries import old_notices


@job("notifications.end", due=old_notices)
def end_notice(notice_id: UUID) -> None:
    """Delete one old notice."""
    with unit_of_work():
        db.session.execute(
            delete(Notice)
            .where(Notice.id == notice_id)
            .execution_options(synchronize_session=False)
        )
