"""Telling a grown-up, and looking after what was told."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from schoollink.accounts.actions import hold, release
from schoollink.audit.actions import record
from schoollink.core.clock import now
from schoollink.core.database import db, step
from schoollink.core.policy import SYSTEM, Actor
from schoollink.links.actions import hold_link, release_link
from schoollink.notifications.actions import announce, settle
from schoollink.safeguarding import queries
from schoollink.safeguarding.models import Report, ReportState, Why
from schoollink.safeguarding.policies import readers_of
from schoollink.safeguarding.presenters import TOLD


@dataclass(frozen=True)
class NewReport:
    """What a child chose, and the key of what they looked at."""

    why: Why
    about: UUID | None = None


def tell_a_grown_up(new: NewReport, *, actor: Actor) -> Report:
    """Open a report for the child-safety leads of both schools, and tell them at once (SG-15).

    Whoever wrote what it is about is named by it and never told. What a pupil told or wrote who is
    in school only stays in the school (SG-59).
    """
    found = queries.about(new.about, actor)
    stays_home = queries.is_school_only(actor.me) or found.stays_home
    report = Report.of(
        reporter_id=actor.me,
        school_id=next(iter(actor.place_ids)),
        link_id=found.link.id if found.link and not stays_home else None,
        message_id=found.message.id if found.message else None,
        revision_id=found.revision.id if found.revision else None,
        named_id=found.author_id,
        why=new.why,
        words="",
        state=ReportState.OPEN,
        created_at=now(),
    )
    db.session.add(report)
    db.session.flush()
    record(actor, "report.opened", report, place_id=report.school_id)
    _hold(report)
    announce(TOLD, report, readers_of(report), actor=actor)
    return report


def _hold(report: Report) -> None:
    """Nothing that the report is about is deleted while the report is kept (RT-22)."""
    hold(queries.people_in(report))
    for link_id in queries.links_behind(report):
        hold_link(link_id)


def forget_report(report: Report, *, actor: Actor = SYSTEM) -> None:
    """Delete a report that was looked after a year ago, and let go of what it was about."""
    people, links = queries.people_in(report), queries.links_behind(report)
    record(actor, "report.forgotten", report, place_id=report.school_id)
    db.session.delete(report)
    db.session.flush()
    release(people - queries.people_in_reports(people))
    _release_links(links)


def keep_in_school(report: Report) -> None:
    """A report leaves the link that it was shared in; what it is about may still hold one."""
    before = queries.links_behind(report)
    report.link_id = None
    db.session.flush()
    _release_links(before - queries.links_behind(report))


def _release_links(links: Collection[UUID]) -> None:
    for link_id in links:
        if not queries.is_reported(link_id):
            release_link(link_id)


def say_more(report: Report, words: str, *, actor: Actor) -> None:
    """Add a child's own words to what they told; what they said before stays.

    Who has looked at it already is told again: new words must not lie in what counts as done.
    """
    if report.words == words or report.words.endswith(f"\n\n{words}"):
        return  # pressed twice
    report.words = f"{report.words}\n\n{words}" if report.words else words
    record(actor, "report.added", report, place_id=report.school_id)
    if report.state is not ReportState.OPEN:
        step(report, "state", ReportState.OPEN)
        announce(TOLD, report, readers_of(report), actor=actor)


def mark_seen(report: Report, *, actor: Actor) -> None:
    """Say that somebody looks after it."""
    if report.state is not ReportState.OPEN:
        return
    step(report, "state", ReportState.SEEN, seen_at=now(), seen_by_id=actor.person_id)
    record(actor, "report.seen", report, place_id=report.school_id)
    settle(TOLD, report.id)


def close_report(report: Report, *, actor: Actor) -> None:
    """Say that it was looked after."""
    if report.state is ReportState.CLOSED:
        return
    step(report, "state", ReportState.CLOSED, closed_at=now(), closed_by_id=actor.person_id)
    record(actor, "report.closed", report, place_id=report.school_id)
    settle(TOLD, report.id)
