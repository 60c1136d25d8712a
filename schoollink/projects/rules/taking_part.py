"""When pupils may write, and when a teacher may go (SG-01, SG-02, SG-12)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from schoollink.core.i18n import Text, _l
from schoollink.links.rules import Doing, allows
from schoollink.projects.models import Project, ProjectState, ProjectTeacher
from schoollink.schools.models import Membership
from schoollink.supervision.rules import may_supervise


def is_eligible(membership: Membership | None, moment: datetime) -> bool:
    """Whether an adult may look after pupils: active, on the staff, vetting in date (SG-07)."""
    return membership is not None and may_supervise(
        is_active=membership.person.is_active,
        ended_at=membership.ended_at,
        barred_at=membership.barred_at,
        vetted_until=membership.vetted_until,
        on=moment.astimezone(ZoneInfo(membership.school.zone)).date(),
    )


def supervisors(project: Project, school_id: UUID, moment: datetime) -> list[ProjectTeacher]:
    """The adults of a school who take part and may look after pupils now."""
    return [
        one
        for one in project.teachers
        if one.school_id == school_id and is_eligible(one.membership, moment)
    ]


def is_supervised(project: Project, moment: datetime) -> bool:
    """Whether each school whose pupils take part has an adult here who may look after them."""
    return all(supervisors(project, key, moment) for key in project.schools_with_classes)


def may_leave(project: Project, person_id: UUID, moment: datetime) -> bool:
    """Whether a teacher may go without leaving pupils of the school alone."""
    mine = next((one for one in project.teachers if one.person_id == person_id), None)
    if mine is None or mine.school_id not in project.schools_with_classes:
        return True
    others = supervisors(project, mine.school_id, moment)
    return any(one.person_id != person_id for one in others)


def is_under_way(project: Project) -> bool:
    """Whether anything may be added: project and link are open."""
    return project.state is ProjectState.OPEN and allows(project.link.state, Doing.PROJECT)


def why_pupils_only_read(project: Project, *, supervised: bool) -> Text | None:
    """The sentence that says why pupils can't write now, or None when they can."""
    reason: Text | None = None
    if not is_under_way(project):
        reason = _l("This project is finished. You can read it.")
    elif project.link.frozen_at is not None:
        reason = _l("Writing has a break. You can read. Ask your teacher.")
    elif not supervised:
        reason = _l("You can read now. Writing opens when a teacher of each school is here.")
    return reason


def why_kept_back(project: Project) -> Text | None:
    """The sentence that says why nothing that waits may go out now, or None when it may (SG-12)."""
    if not is_under_way(project):
        return _l("This project is finished. What waits can't go out any more.")
    if project.link.frozen_at is not None:
        return _l(
            "Pupils' writing is stopped in this link. "
            "What waits can go out once they may write again."
        )
    return None


def next_position(positions: Iterable[int]) -> int:
    """The place after all others."""
    return max(positions, default=0) + 1
