"""Who may tell, who reads what was told, and who never does."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import Select, false, or_, select

from schoollink.core.policy import Actor, allow
from schoollink.links.models import LinkSide
from schoollink.safeguarding.models import Report
from schoollink.schools.models import HeldRole, Membership, Role

SAFETY = Role.SAFETY.value


class ReportPermission(StrEnum):
    """What one may do with reports."""

    TELL = "reports:tell"
    ADD = "reports:add"
    LIST = "reports:list"
    VIEW = "reports:view"
    HANDLE = "reports:handle"


def is_pupil(actor: Actor, subject: object) -> bool:
    """A pupil who is signed in."""
    return actor.signed_in and actor.is_pupil


def told_it(actor: Actor, report: Report) -> bool:
    """Whoever told."""
    return actor.signed_in and report.reporter_id == actor.person_id


def keeps_children_safe(actor: Actor, subject: object) -> bool:
    """A child-safety lead of any school."""
    return actor.holds_anywhere(SAFETY)


def looks_after(actor: Actor, report: Report) -> bool:
    """A child-safety lead of one of the schools that the report goes to."""
    return any(actor.holds(key, SAFETY) for key in report.school_ids)


def is_not_named(actor: Actor, report: Report) -> bool:
    """Somebody else than the person whom it is about."""
    return actor.person_id != report.named_id


allow(ReportPermission.TELL, [is_pupil])
allow(ReportPermission.ADD, [told_it])
allow(ReportPermission.LIST, [keeps_children_safe])
allow(ReportPermission.VIEW, [looks_after, is_not_named])
allow(ReportPermission.HANDLE, [looks_after, is_not_named], seen_through=ReportPermission.VIEW)


def visible_reports(actor: Actor) -> Select[Report]:
    """The reports that an actor may read; never one that names them."""
    safe = [key for key in actor.place_ids if actor.holds(key, SAFETY)]
    if not safe:
        return select(Report).where(false())
    links = select(LinkSide.link_id).where(LinkSide.school_id.in_(safe))
    return select(Report).where(
        or_(Report.school_id.in_(safe), Report.link_id.in_(links)),
        or_(Report.named_id.is_(None), Report.named_id != actor.person_id),
    )


def readers_of(report: Report) -> Select[UUID]:
    """The child-safety leads who may read a report."""
    people = (
        select(Membership.person_id)
        .join(HeldRole, HeldRole.membership_id == Membership.id)
        .where(
            Membership.school_id.in_(report.school_ids),
            Membership.ended_at.is_(None),
            Membership.barred_at.is_(None),
            HeldRole.role == Role.SAFETY,
        )
    )
    if report.named_id is None:
        return people
    return people.where(Membership.person_id != report.named_id)


def knows_who_told(actor: Actor, report: Report) -> bool:
    """Only child-safety leads of the child's own school learn who told (SG-22)."""
    return actor.holds(report.school_id, SAFETY)
