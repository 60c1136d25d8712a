"""What is known of projects: bounded, ordered, loaded at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import selectinload

from schoollink.core.clock import now
from schoollink.core.database import db
from schoollink.core.policy import Actor
from schoollink.links.models import Link
from schoollink.projects.models import (
    Project,
    ProjectState,
    ProjectStep,
    Revision,
    RevisionState,
    Section,
)
from schoollink.projects.policies import approving_school, visible_projects
from schoollink.projects.rules import Seen, what_reader_sees
from schoollink.projects.rules.taking_part import is_eligible
from schoollink.schools.models import Membership, Pupil, SchoolClass

_FOR_A_PAGE = (selectinload(Section.approved),)
MOST_SECTIONS = 60
MOST_STEPS = 20
MOST_UNDER_WAY = 200
MOST_VERSIONS = 50


def project(project_id: UUID) -> Project | None:
    """A project by key."""
    return db.session.get(Project, project_id)


def projects_of(link: Link) -> list[Project]:
    """The projects of a link, those under way first, newest first."""
    return list(
        db.session.scalars(
            select(Project)
            .where(Project.link_id == link.id)
            .order_by(Project.state.desc(), Project.created_at.desc(), Project.id)
            .limit(MOST_SECTIONS)
        )
    )


def open_projects_of(links: Iterable[Link]) -> dict[UUID, list[Project]]:
    """Link id -> its projects under way, newest first."""
    found: dict[UUID, list[Project]] = defaultdict(list)
    for one in db.session.scalars(
        select(Project)
        .where(Project.link_id.in_([link.id for link in links]), Project.state == ProjectState.OPEN)
        .order_by(Project.created_at.desc(), Project.id)
        .limit(MOST_UNDER_WAY)
    ):
        found[one.link_id].append(one)
    return found


def my_projects(actor: Actor) -> list[Project]:
    """The projects of a pupil, newest first."""
    return list(
        db.session.scalars(
            visible_projects(actor)
            .order_by(Project.state.desc(), Project.created_at.desc(), Project.id)
            .limit(20)
        )
    )


def count_under_way(link: Link) -> int:
    """How many projects of a link are open."""
    return (
        db.session.scalar(
            select(func.count(Project.id)).where(
                Project.link_id == link.id, Project.state == ProjectState.OPEN
            )
        )
        or 0
    )


def sections_of(project: Project) -> list[Section]:
    """The sections of the page, in its order, taken away ones too."""
    return list(
        db.session.scalars(
            select(Section)
            .where(Section.project_id == project.id)
            .options(*_FOR_A_PAGE)
            .order_by(Section.position, Section.made_at, Section.id)
            .limit(10 * MOST_SECTIONS)
        )
    )


def page_for(project: Project, reader: Actor) -> list[Seen]:
    """The page as one reader sees it."""
    seen = (what_reader_sees(section, reader) for section in sections_of(project))
    return [one for one in seen if one is not None]


def steps_of(project: Project) -> list[ProjectStep]:
    """The steps in the order in which they were written down."""
    return list(
        db.session.scalars(
            select(ProjectStep)
            .where(ProjectStep.project_id == project.id)
            .order_by(ProjectStep.added_at, ProjectStep.id)
            .limit(MOST_STEPS)
        )
    )


def waiting_for(project: Project, actor: Actor) -> list[Section]:
    """The sections whose newest version waits for the actor, oldest first."""
    query = _waiting(project, actor)
    if query is None:
        return []
    return list(
        db.session.scalars(
            query.options(*_FOR_A_PAGE).order_by(Revision.made_at, Section.id).limit(MOST_SECTIONS)
        )
    )


def count_waiting(project: Project, actor: Actor) -> int:
    """How many of them there are."""
    query = _waiting(project, actor)
    if query is None:
        return 0
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def count_waiting_in(projects: Iterable[Project], actor: Actor) -> dict[UUID, int]:
    """Project id -> how many sections wait for the actor, where any do."""
    of_whom = [
        (Section.project_id == one.id) & (Section.school_id == school_id)
        for one in projects
        if (school_id := approving_school(actor, one)) is not None
    ]
    if not of_whom:
        return {}
    rows = db.session.execute(
        _all_waiting()
        .where(or_(*of_whom))
        .with_only_columns(Section.project_id, func.count())
        .group_by(Section.project_id)
    )
    return dict(rows.all())


def _waiting(project: Project, actor: Actor) -> Select[Section] | None:
    school_id = approving_school(actor, project)
    if school_id is None:
        return None
    return _waiting_at(project.id, school_id)


def is_waiting(project_id: UUID, school_id: UUID) -> bool:
    """Whether something of a school's pupils waits in a project."""
    found = _waiting_at(project_id, school_id).with_only_columns(Section.id).limit(1)
    return db.session.scalar(found) is not None


def _waiting_at(project_id: UUID, school_id: UUID) -> Select[Section]:
    return _all_waiting().where(Section.project_id == project_id, Section.school_id == school_id)


def _all_waiting() -> Select[Section]:
    newest = (Revision.section_id == Section.id) & (Revision.number == Section.version)
    return (
        select(Section)
        .join(Revision, newest)
        .where(Section.withdrawn_at.is_(None), Revision.state == RevisionState.WAITING)
    )


def versions_of(section: Section) -> list[Revision]:
    """The versions of a section, newest first."""
    return list(
        db.session.scalars(
            select(Revision)
            .where(Revision.section_id == section.id)
            .order_by(Revision.number.desc())
            .limit(MOST_VERSIONS)
        )
    )


def version(section: Section, number: int) -> Revision | None:
    """One version by its number."""
    return db.session.scalar(
        select(Revision).where(Revision.section_id == section.id, Revision.number == number)
    )


def steps_done(projects: Sequence[Project]) -> dict[UUID, tuple[int, int]]:
    """Project id -> how many of its steps are done, and how many there are."""
    rows = db.session.execute(
        select(ProjectStep.project_id, func.count(ProjectStep.done_at), func.count(ProjectStep.id))
        .where(ProjectStep.project_id.in_([one.id for one in projects]))
        .group_by(ProjectStep.project_id)
    )
    return {key: (done, total) for key, done, total in rows}


def classes_of(school_ids: Iterable[UUID]) -> list[SchoolClass]:
    """The classes of schools that are taught now, by name."""
    return list(
        db.session.scalars(
            select(SchoolClass)
            .where(SchoolClass.school_id.in_(list(school_ids)), SchoolClass.ended_at.is_(None))
            .order_by(SchoolClass.name, SchoolClass.id)
            .limit(100)
        )
    )


def colleagues_of(school_id: UUID) -> list[Membership]:
    """The staff of a school who may look after pupils now, by name."""
    staff = db.session.scalars(
        select(Membership)
        .where(
            Membership.school_id == school_id,
            Membership.ended_at.is_(None),
            Membership.barred_at.is_(None),
        )
        .limit(200)
    )
    eligible = [one for one in staff if is_eligible(one, now())]
    return sorted(eligible, key=lambda one: one.person.name.casefold())


def sent_back_to(actor: Actor) -> list[Section]:
    """A pupil's sections that a teacher sent back, oldest first."""
    return list(
        db.session.scalars(
            select(Section)
            .join(
                Revision,
                (Revision.section_id == Section.id) & (Revision.number == Section.version),
            )
            .where(
                Section.author_id == actor.person_id,
                Section.withdrawn_at.is_(None),
                Section.project_id.in_(visible_projects(actor).with_only_columns(Project.id)),
                Revision.state == RevisionState.SENT_BACK,
            )
            .order_by(Revision.decided_at, Section.id)
            .limit(10)
        )
    )


def pupil_place(actor: Actor) -> Pupil | None:
    """A pupil's place in a class."""
    return db.session.get(Pupil, actor.person_id) if actor.is_pupil else None
