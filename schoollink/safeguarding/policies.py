"""Who may tell, who reads what was told, and who never does."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import Select, false, or_, select

from schoollink.core.policy import Actor, allow
from schoollink.links.models import LinkSide
from schoollink.messages.policies import is_shown
from schoollink.projects.models import Revision, Section
from schoollink.projects.rules import went_out
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
    return actor.person_id not in report.named_ids


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
        or_(Report.revision_id.is_(None), Report.revision_id.not_in(_parts_of(actor))),
    )


def _parts_of(actor: Actor) -> Select[UUID]:
    """Every version of the parts of pages that somebody began."""
    return (
        select(Revision.id)
        .join(Section, Section.id == Revision.section_id)
        .where(Section.author_id == actor.person_id)
    )


def readers_of(report: Report) -> Select[UUID]:
    """The child-safety leads who may read a report."""
    return (
        select(Membership.person_id)
        .join(HeldRole, HeldRole.membership_id == Membership.id)
        .where(
            Membership.school_id.in_(report.school_ids),
            Membership.ended_at.is_(None),
            Membership.barred_at.is_(None),
            HeldRole.role == Role.SAFETY,
            Membership.person_id.not_in(report.named_ids),
        )
    )


def knows_who_told(actor: Actor, report: Report) -> bool:
    """Only child-safety leads of the child's own school learn who told (SG-22)."""
    return actor.holds(report.school_id, SAFETY)


def reads_what_was_told(actor: Actor, report: Report) -> bool:
    """Whether a reader of a report reads the message or the part of a page that it is about, too.

    What never left a school is for the child-safety leads of that school (SG-31, SG-33, SG-59).
    """
    message, version = report.message, report.revision
    if message is not None:
        return actor.holds(message.school_id, SAFETY) or is_shown(actor, message)
    return version is not None and (
        actor.holds(version.section.school_id, SAFETY) or went_out(version.section, version)
    )
