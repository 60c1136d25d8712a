"""What is left of projects when their time is over."""

from uuid import UUID

from sqlalchemy import delete, select

from schoollink.core.database import db
from schoollink.files.actions import discard_all
from schoollink.projects.models import Project, ProjectTeacher, Revision, Section


def forget_pages(link_id: UUID) -> None:
    """Delete what was written and drawn in the projects of a link, and who took part; what each
    was called and what it was for stays.
    """
    projects = select(Project.id).where(Project.link_id == link_id)
    sections = select(Section.id).where(Section.project_id.in_(projects))
    versions = Revision.section_id.in_(sections)
    given_up = set(db.session.scalars(select(Revision.picture_id).where(versions)))
    db.session.execute(delete(Revision).where(versions))
    db.session.execute(delete(Section).where(Section.project_id.in_(projects)))
    db.session.execute(delete(ProjectTeacher).where(ProjectTeacher.project_id.in_(projects)))
    discard_all(given_up)


def forget_teacher(person_id: UUID) -> None:
    """Somebody takes part in no project any more."""
    db.session.execute(delete(ProjectTeacher).where(ProjectTeacher.person_id == person_id))
