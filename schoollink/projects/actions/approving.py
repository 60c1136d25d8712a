"""Own-school staff decide about what pupils wrote, version by version."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from schoollink.audit.actions import record
from schoollink.core.clock import now
from schoollink.core.database import db, step
from schoollink.core.errors import RuleBroken, Stale
from schoollink.core.i18n import _l
from schoollink.core.policy import Actor
from schoollink.projects.actions.telling import settle_waiting
from schoollink.projects.models import Project, Revision, RevisionState, Section
from schoollink.projects.queries import version, waiting_for
from schoollink.projects.rules.taking_part import why_kept_back


def approve(section: Section, number: int, *, actor: Actor) -> None:
    """Let everybody see exactly this version. One that a colleague approved already stays so.

    Raises Stale when the author wrote a newer one in between or it was sent back already,
    RuleBroken while pupils' writing is stopped or once the project is over.
    """
    if section.approved_number == number:
        return
    _check_may_go_out(section.project)
    revision = _decide(section, number, RevisionState.APPROVED, actor, field="number")
    section.approved_number = number
    record(actor, "section.approved", section, place_id=section.school_id, number=revision.number)


def send_back(section: Section, number: int, advice: str, *, actor: Actor) -> None:
    """Give a version back to its author with a word. What was approved before stays to be seen."""
    _decide(section, number, RevisionState.SENT_BACK, actor, advice=advice, field="advice")
    record(actor, "section.sent_back", section, place_id=section.school_id, number=number)


def approve_all(project: Project, revision_ids: Collection[UUID], *, actor: Actor) -> int:
    """Approve those of the named versions that still wait; gives how many.

    Only what the approver had before their eyes is named. Whatever its author changes at this very
    moment is left waiting.
    """
    count = 0
    for section in waiting_for(project, actor):
        newest = section.newest
        if newest.id in revision_ids and _is_free(section, newest):
            approve(section, newest.number, actor=actor)
            count += 1
    return count


def _is_free(section: Section, newest: Revision) -> bool:
    held = db.session.execute(
        select(Section.version).where(Section.id == section.id).with_for_update(skip_locked=True)
    ).scalar()
    return held == newest.number


def _check_may_go_out(project: Project) -> None:
    """What pupils wrote reaches nobody new once their writing is stopped or all is over (SG-12)."""
    db.session.refresh(project.link, ["state", "frozen_at"], with_for_update={"read": True})
    if reason := why_kept_back(project):
        raise RuleBroken(reason)


def _decide(
    section: Section,
    number: int,
    state: RevisionState,
    actor: Actor,
    *,
    advice: str = "",
    field: str,
) -> Revision:
    revision = version(section, number)
    if (
        revision is None
        or revision.state is not RevisionState.WAITING
        or number != section.version
        or section.withdrawn_at is not None
    ):
        raise Stale(_l("This changed a moment ago. Look at how it stands now."), field=field)
    step(
        revision,
        "state",
        state,
        advice=advice,
        decided_by_id=actor.person_id,
        decided_at=now(),
    )
    settle_waiting(section)
    return revision
