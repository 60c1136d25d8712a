"""What a report can be about, and who reads it first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select

from schoollink.accounts.models import Person
from schoollink.calendars.queries import timetable_of
from schoollink.calendars.rules.days import counts_as_school_day
from schoollink.calendars.rules.lessons import lessons_on_date
from schoollink.core.clock import now
from schoollink.core.database import db
from schoollink.core.i18n import in_zone
from schoollink.core.policy import Actor, can
from schoollink.links.models import Link
from schoollink.messages.models import Message, Room
from schoollink.messages.policies import MessagePermission, RoomPermission, visible_rooms
from schoollink.projects.models import Project, Revision, Section
from schoollink.projects.policies import SectionPermission
from schoollink.projects.rules import is_own, went_out
from schoollink.safeguarding.models import Report, ReportState
from schoollink.safeguarding.policies import keeps_children_safe, readers_of, visible_reports
from schoollink.schools.models import Membership, Pupil, School

USUAL_HOURS = time(8), time(16)

KEPT_AFTER_CLOSE = timedelta(days=365)
SHOWN_AGAIN = 5


@dataclass(frozen=True)
class About:
    """What somebody tells of: the link it happened in, and perhaps a message, or a version of a
    part of a page.
    """

    link: Link | None = None
    message: Message | None = None
    revision: Revision | None = None

    @property
    def author_id(self) -> UUID | None:
        """Who wrote it."""
        written = self.message or self.revision
        return written.author_id if written else None

    @property
    def stays_home(self) -> bool:
        """Whether it is by a pupil who may be in nothing that leaves the school (SG-59)."""
        if self.message is not None:
            return self.message.stays_home
        return self.revision is not None and bool(self.revision.section.author_is_school_only)


def about(key: UUID | None, actor: Actor) -> About:
    """What a key on a page of the actor stands for: a message, a version of a part of a page, a
    room, or nothing known.

    Without either it is the pupil's link when there is only one.
    """
    message = db.session.get(Message, key) if key else None
    if message is not None and can(actor, MessagePermission.SEE, message):
        return About(message.room.link, message)
    version = db.session.get(Revision, key) if key else None
    if version is not None and _may_have_read(actor, version):
        return About(version.section.project.link, revision=version)
    room = db.session.get(Room, key) if key else None
    if room is not None and can(actor, RoomPermission.VIEW, room):
        return About(room.link)
    links = {one.link.id: one.link for one in db.session.scalars(visible_rooms(actor).limit(20))}
    return About(next(iter(links.values())) if len(links) == 1 else None)


def _may_have_read(actor: Actor, version: Revision) -> bool:
    """Whether somebody had a version before their eyes, even if it is gone or changed since."""
    section = version.section
    was_there = is_own(section, actor) or went_out(section, version)
    return was_there and can(actor, SectionPermission.VIEW, section)


def told_by(actor: Actor) -> Sequence[Report]:
    """What somebody told lately, the newest first."""
    return db.session.scalars(
        select(Report)
        .where(Report.reporter_id == actor.person_id)
        .order_by(Report.created_at.desc(), Report.id)
        .limit(SHOWN_AGAIN)
    ).all()


def is_school_only(person_id: UUID) -> bool:
    """Whether somebody is a pupil who may be in nothing that leaves the school (SG-59)."""
    pupil = db.session.get(Pupil, person_id)
    return pupil is not None and pupil.school_only


def reports_with(person_id: UUID) -> Sequence[Report]:
    """The reports that somebody told or is named by, and that a link shares."""
    return db.session.scalars(
        select(Report).where(
            or_(Report.reporter_id == person_id, Report.named_id == person_id),
            Report.link_id.is_not(None),
        )
    ).all()


def people_in(report: Report) -> set[UUID]:
    """Who told, and whom it is about."""
    return {report.reporter_id, *report.named_ids}


def links_behind(report: Report) -> set[UUID]:
    """The links in which it happened: one at most, even if the report itself stays at home."""
    by_message = report.message.room.link.id if report.message is not None else None
    by_page = report.revision.section.project.link_id if report.revision is not None else None
    return {key for key in (report.link_id, by_message, by_page) if key}


def people_in_reports(people: Collection[UUID]) -> set[UUID]:
    """Which of these people a report is still kept about."""
    found = db.session.execute(
        select(Report.reporter_id, Report.named_id).where(
            or_(Report.reporter_id.in_(people), Report.named_id.in_(people))
        )
    )
    began = db.session.scalars(
        select(Section.author_id)
        .join(Revision, Revision.section_id == Section.id)
        .join(Report, Report.revision_id == Revision.id)
        .where(Section.author_id.in_(people))
    )
    return {key for row in found for key in row if key in people} | {key for key in began if key}


def is_reported(link_id: UUID) -> bool:
    """Whether a report is still kept about what was said or shown in a link."""
    rooms = (
        select(Room.id)
        .outerjoin(Project, Project.id == Room.project_id)
        .where(or_(Room.link_id == link_id, Project.link_id == link_id))
    )
    said = select(Message.id).where(Message.room_id.in_(rooms))
    shown = (
        select(Revision.id)
        .join(Section, Section.id == Revision.section_id)
        .join(Project, Project.id == Section.project_id)
        .where(Project.link_id == link_id)
    )
    found = select(Report.id).where(
        or_(
            Report.link_id == link_id,
            Report.message_id.in_(said),
            Report.revision_id.in_(shown),
        )
    )
    return db.session.scalar(found.limit(1)) is not None


def reports_to_forget() -> Sequence[UUID]:
    """Reports that were looked after a year ago."""
    before = now() - KEPT_AFTER_CLOSE
    return db.session.scalars(
        select(Report.id).where(Report.state == ReportState.CLOSED, Report.closed_at < before)
    ).all()


def count_open(actor: Actor) -> int:
    """How many reports wait for somebody to look at them."""
    if not keeps_children_safe(actor, None):
        return 0
    waiting = visible_reports(actor).where(Report.state == ReportState.OPEN).subquery()
    return db.session.scalar(select(func.count()).select_from(waiting)) or 0


def has_readers(report: Report) -> bool:
    """Whether anybody at all may read a report."""
    return db.session.scalar(readers_of(report).limit(1)) is not None


def is_at_school(school: School, moment: datetime) -> bool:
    """Whether the grown-ups of a school are there at a moment, as far as its calendar says."""
    there = in_zone(moment, school.zone)
    timetable = timetable_of(school)
    lessons = lessons_on_date(timetable, there.date())
    first, last = (lessons[0].starts, lessons[-1].ends) if lessons else USUAL_HOURS
    return first <= there.time() < last and counts_as_school_day(there.date(), timetable.dates)


def first_reader_of(report: Report) -> str:
    """The name of a child-safety lead of the child's own school who reads it, or nothing."""
    found = db.session.scalar(
        select(Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Person.id.in_(readers_of(report)), Membership.school_id == report.school_id)
        .order_by(Person.name)
        .limit(1)
    )
    return found or ""
