"""Who may see a project, read its page, write and approve.

Everybody on the staff of the link's schools knows of a project; its page, where pupils write, is
read by those who take part and by link teachers and child-safety leads, all of them vetted.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, or_, select, union

from schoollink.accounts.models import Person
from schoollink.core.clock import today
from schoollink.core.policy import Actor, allow
from schoollink.links.models import LinkSide
from schoollink.links.policies import LEADS
from schoollink.projects.models import (
    Project,
    ProjectClass,
    ProjectStep,
    ProjectTeacher,
    Revision,
    Section,
)
from schoollink.projects.rules import is_own, what_reader_sees
from schoollink.projects.rules.taking_part import is_under_way
from schoollink.schools.models import (
    SCHOOL_ONLY,
    VETTED,
    HeldRole,
    Membership,
    Pupil,
    Role,
    School,
)

WATCHING = (Role.LEAD, Role.SECOND, Role.SAFETY)


class ProjectPermission(StrEnum):
    """What one may do with a project."""

    VIEW = "projects:view"
    READ = "projects:read"
    WRITE = "projects:write"
    APPROVE = "projects:approve"
    JOIN = "projects:join"
    LEAVE = "projects:leave"
    MANAGE = "projects:manage"
    ARRANGE = "projects:arrange"


class PupilPermission(StrEnum):
    """What only pupils have."""

    OWN_PAGES = "projects:own"


class StepPermission(StrEnum):
    """What one may do with a step."""

    VIEW = "steps:view"
    TICK = "steps:tick"


class SectionPermission(StrEnum):
    """What one may do with a section of a project's page."""

    VIEW = "sections:view"
    HISTORY = "sections:history"
    EDIT = "sections:edit"
    APPROVE = "sections:approve"
    WITHDRAW = "sections:withdraw"


class RevisionPermission(StrEnum):
    """What one may do with one version of a section."""

    VIEW = "revisions:view"


# facts about an actor and a project


def on_staff(actor: Actor, project: Project) -> bool:
    """An adult on the staff of one of the link's schools."""
    return not actor.is_pupil and not actor.place_ids.isdisjoint(project.school_ids)


def in_a_class(actor: Actor, project: Project) -> bool:
    """A pupil of a class that takes part, who may be in what leaves the school."""
    return (
        actor.is_pupil
        and not actor.class_ids.isdisjoint(project.class_ids)
        and not actor.holds_anywhere(SCHOOL_ONLY)
    )


def takes_part(actor: Actor, project: Project) -> bool:
    """A vetted adult who joined."""
    return any(
        one.person_id == actor.person_id and actor.holds(one.school_id, VETTED)
        for one in project.teachers
    )


def has_joined(actor: Actor, project: Project) -> bool:
    """An adult who joined, vetted or not."""
    return any(one.person_id == actor.person_id for one in project.teachers)


def has_not_joined(actor: Actor, project: Project) -> bool:
    """Somebody who did not join."""
    return not has_joined(actor, project)


def watches(actor: Actor, project: Project) -> bool:
    """A vetted link teacher or child-safety lead of one of the link's schools."""
    return any(
        actor.holds(key, VETTED) and actor.holds(key, *(role.value for role in WATCHING))
        for key in project.school_ids
    )


def leads(actor: Actor, project: Project) -> bool:
    """A link teacher or second link teacher of one of the link's schools."""
    return not actor.is_pupil and any(actor.holds(key, *LEADS) for key in project.school_ids)


def under_way(actor: Actor, project: Project) -> bool:
    """Project and link are open."""
    return is_under_way(project)


def approving_school(actor: Actor, project: Project) -> UUID | None:
    """The school for whose pupils an actor approves, if any."""
    for key in sorted(project.school_ids & actor.place_ids, key=str):
        if approves_for(actor, project, key):
            return key
    return None


def approves_for(actor: Actor, project: Project, school_id: UUID) -> bool:
    """A vetted adult of that school who takes part or is a link teacher."""
    if actor.is_pupil or not actor.holds(school_id, VETTED):
        return False
    joined = any(
        one.person_id == actor.person_id and one.school_id == school_id for one in project.teachers
    )
    return joined or actor.holds(school_id, *LEADS)


def approves(actor: Actor, project: Project) -> bool:
    """Somebody who approves for one of the schools."""
    return approving_school(actor, project) is not None


# facts about an actor and a step


def sees_step(actor: Actor, step: ProjectStep) -> bool:
    """Somebody who sees its project."""
    return on_staff(actor, step.project) or in_a_class(actor, step.project)


def manages_step(actor: Actor, step: ProjectStep) -> bool:
    """Somebody who manages its project."""
    return takes_part(actor, step.project) or leads(actor, step.project)


# facts about an actor and a section


def reads_page(actor: Actor, section: Section) -> bool:
    """Somebody who reads the page and to whom the section is there."""
    return (
        _may_read(actor, section.project)
        and section.project.link.school_ids.issuperset({section.school_id})
        and what_reader_sees(section, actor) is not None
    )


def wrote_it(actor: Actor, section: Section) -> bool:
    """The author, still reading the page."""
    return section.author_id == actor.person_id and _may_read(actor, section.project)


def is_there(actor: Actor, section: Section) -> bool:
    """The section was not taken away."""
    return section.withdrawn_at is None


def still_under_way(actor: Actor, section: Section) -> bool:
    """Project and link are open."""
    return is_under_way(section.project)


def is_by_adults(actor: Actor, section: Section) -> bool:
    """A section of an adult or of a class, which any own-school adult of the project may edit."""
    return not section.is_by_pupil


def approves_section(actor: Actor, section: Section) -> bool:
    """An adult who approves for the section's school."""
    return approves_for(actor, section.project, section.school_id)


def watches_section(actor: Actor, section: Section) -> bool:
    """A vetted link teacher or child-safety lead of the section's school."""
    return is_own(section, actor) and watches(actor, section.project)


def sees_revision(actor: Actor, revision: Revision) -> bool:
    """It is the very version that the reader sees on the page."""
    if not reads_page(actor, revision.section):
        return False
    seen = what_reader_sees(revision.section, actor)
    return seen is not None and seen.revision is not None and seen.revision.id == revision.id


def sees_history(actor: Actor, revision: Revision) -> bool:
    """The author or an own-school adult, who see every version."""
    section = revision.section
    return (
        (wrote_it(actor, section) and is_there(actor, section))
        or approves_section(actor, section)
        or watches_section(actor, section)
    )


def _may_read(actor: Actor, project: Project) -> bool:
    return in_a_class(actor, project) or takes_part(actor, project) or watches(actor, project)


def is_pupil(actor: Actor, subject: object) -> bool:
    """A pupil."""
    return actor.is_pupil


VIEW = ProjectPermission.VIEW
allow(PupilPermission.OWN_PAGES, [is_pupil])
allow(VIEW, [on_staff], [in_a_class])
allow(ProjectPermission.READ, [takes_part], [watches], [in_a_class], seen_through=VIEW)
allow(
    ProjectPermission.WRITE,
    [takes_part, under_way],
    [in_a_class, under_way],
    seen_through=VIEW,
)
allow(ProjectPermission.APPROVE, [approves], seen_through=VIEW)
allow(ProjectPermission.JOIN, [on_staff, has_not_joined, under_way], seen_through=VIEW)
allow(ProjectPermission.LEAVE, [has_joined], seen_through=VIEW)
allow(ProjectPermission.MANAGE, [takes_part], [leads], seen_through=VIEW)
allow(ProjectPermission.ARRANGE, [takes_part, under_way], seen_through=VIEW)

allow(StepPermission.VIEW, [sees_step])
allow(StepPermission.TICK, [manages_step], seen_through=StepPermission.VIEW)

allow(SectionPermission.VIEW, [reads_page])
allow(
    SectionPermission.HISTORY,
    [wrote_it, is_there],
    [approves_section],
    [watches_section],
    seen_through=SectionPermission.VIEW,
)
allow(
    SectionPermission.EDIT,
    [wrote_it, is_there, still_under_way],
    [approves_section, is_by_adults, is_there, still_under_way],
    seen_through=SectionPermission.VIEW,
)
allow(
    SectionPermission.APPROVE,
    [approves_section, is_there],
    seen_through=SectionPermission.VIEW,
)
allow(
    SectionPermission.WITHDRAW,
    [wrote_it, is_there],
    [approves_section, is_there],
    [watches_section, is_there],
    seen_through=SectionPermission.VIEW,
)
allow(RevisionPermission.VIEW, [sees_revision], [sees_history])


# the same as SQL


def visible_projects(actor: Actor) -> Select[Project]:
    """The projects that an actor may view."""
    if actor.is_pupil:
        if actor.holds_anywhere(SCHOOL_ONLY):
            return select(Project).where(false())
        mine = select(ProjectClass.project_id).where(ProjectClass.class_id.in_(actor.class_ids))
        return select(Project).where(Project.id.in_(mine))
    links = select(LinkSide.link_id).where(LinkSide.school_id.in_(actor.place_ids))
    return select(Project).where(Project.link_id.in_(links))


# the same as people


def readers_of(project: Project) -> Select[UUID]:
    """The people who may view a project."""
    staff = select(Membership.person_id).where(
        Membership.school_id.in_(project.school_ids), _is_on_the_staff()
    )
    return _either(staff, _pupils_of(project))


def page_readers_of(project: Project) -> Select[UUID]:
    """The people who may read the page of a project."""
    joined = select(ProjectTeacher.person_id).where(
        ProjectTeacher.project_id == project.id,
        ProjectTeacher.school_id == Membership.school_id,
    )
    watching = select(HeldRole.membership_id).where(HeldRole.role.in_(WATCHING))
    staff = select(Membership.person_id).where(
        _is_on_the_staff(),
        _is_vetted(project.link.schools),
        or_(Membership.person_id.in_(joined), Membership.id.in_(watching)),
    )
    return _either(staff, _pupils_of(project))


def approvers_of(project: Project, school_id: UUID) -> Select[UUID]:
    """The people who approve what pupils of a school wrote."""
    joined = select(ProjectTeacher.person_id).where(
        ProjectTeacher.project_id == project.id, ProjectTeacher.school_id == school_id
    )
    leading = select(HeldRole.membership_id).where(HeldRole.role.in_((Role.LEAD, Role.SECOND)))
    return select(Membership.person_id).where(
        Membership.school_id == school_id,
        _is_on_the_staff(),
        _is_vetted([one for one in project.link.schools if one.id == school_id]),
        or_(Membership.person_id.in_(joined), Membership.id.in_(leading)),
    )


def _pupils_of(project: Project) -> Select[UUID]:
    return (
        select(Pupil.person_id)
        .join(ProjectClass, ProjectClass.class_id == Pupil.class_id)
        .join(Person, Person.id == Pupil.person_id)
        .where(
            ProjectClass.project_id == project.id,
            Pupil.school_only.is_(False),
            Person.suspended_at.is_(None),
            Person.ended_at.is_(None),
        )
    )


def _either(one: Select[UUID], other: Select[UUID]) -> Select[UUID]:
    people = union(one, other).subquery()
    return select(people.c[0])


def _is_on_the_staff() -> ColumnElement[bool]:
    return Membership.ended_at.is_(None) & Membership.barred_at.is_(None)


def _is_vetted(schools: Iterable[School]) -> ColumnElement[bool]:
    days: dict[UUID, date] = {school.id: today(school.zone) for school in schools}
    return or_(
        false(),
        *(
            (Membership.school_id == key) & (Membership.vetted_until >= day)
            for key, day in days.items()
        ),
    )
