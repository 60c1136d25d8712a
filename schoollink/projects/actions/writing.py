"""Writing sections: new ones, new versions, old versions again, order, taking away."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update

from schoollink.audit.actions import record
from schoollink.core.clock import now
from schoollink.core.database import db
from schoollink.core.errors import NotFound, RuleBroken, Stale
from schoollink.core.i18n import _l
from schoollink.core.policy import Actor
from schoollink.files.actions import TakenFile, answer_recognisable, keep
from schoollink.files.models import Recognisable
from schoollink.files.queries import stored_file
from schoollink.files.rules import stays_in_school
from schoollink.projects.actions.people import own_school
from schoollink.projects.actions.telling import settle_waiting, tell_approvers
from schoollink.projects.models import (
    Project,
    ProjectTeacher,
    Revision,
    RevisionState,
    Section,
    SectionKind,
)
from schoollink.projects.queries import MOST_SECTIONS, sections_of, version
from schoollink.projects.rules import why_pupils_only_read
from schoollink.projects.rules.taking_part import is_under_way, next_position
from schoollink.supervision.queries import supervised_schools


@dataclass(frozen=True)
class NewVersion:
    """What somebody wrote. `send` is False when a pupil only keeps it for later."""

    words: str
    language: str | None = None
    send: bool = True
    picture: TakenFile | None = None
    """A picture that was taken for this version."""
    recognisable: Recognisable | None = None
    """Whether a pupil can be recognised in it. Without a new picture a "yes" or "not sure" still
    counts, for the picture that stays."""
    picture_id: UUID | None = None
    """The picture of an earlier version, when this one keeps it."""


def add_section(
    project: Project,
    kind: SectionKind,
    new: NewVersion,
    *,
    actor: Actor,
    class_id: UUID | None = None,
) -> Section:
    """Put a section at the end of the page.

    A pupil's waits for own-school staff, an adult's is approved at once. With `class_id` an adult
    types for a class of the own school. Raises RuleBroken when pupils may not write now, or when
    the page is full.
    """
    _check_may_write(project, actor)
    school_id = own_school(project, actor)
    if class_id is not None and (
        actor.is_pupil or class_id not in _own_classes(project, school_id)
    ):
        raise RuleBroken(_l("Choose a class of your school."), field="by")
    present = sections_of(project)
    if sum(one.withdrawn_at is None for one in present) >= MOST_SECTIONS:
        raise RuleBroken(_l("This page is full. Take something away first."), field="words")
    section = Section.of(
        project_id=project.id,
        school_id=school_id,
        author_id=actor.person_id,
        class_id=class_id,
        kind=kind,
        position=next_position(one.position for one in present),
        made_at=now(),
    )
    db.session.add(section)
    db.session.flush()
    _write(section, new, number=1, actor=actor)
    record(actor, "section.added", section, place_id=school_id)
    return section


def save_section(section: Section, new: NewVersion, *, based_on: int, actor: Actor) -> None:
    """Write the next version; raises Stale when it did not start from the newest (RL-30)."""
    _check_may_write(section.project, actor)
    if section.version != based_on:
        raise Stale(_l("Somebody changed this a moment ago. Your words are still here."))
    _retire_waiting(section)
    _keep_at_home(new)
    section.version += 1
    _write(section, new, number=section.version, actor=actor)
    record(actor, "section.saved", section, place_id=section.school_id, number=section.version)


def restore_version(section: Section, number: int, *, based_on: int, actor: Actor) -> None:
    """Make an older version the newest again, as a version of its own (C22)."""
    old = version(section, number)
    if old is None:
        raise NotFound
    again = NewVersion(old.words, old.language, picture_id=old.picture_id)
    save_section(section, again, based_on=based_on, actor=actor)


def withdraw_section(section: Section, *, actor: Actor) -> None:
    """Take a section away: its place says so, and nobody sees its words any more."""
    _retire_waiting(section)
    section.withdrawn_at = now()
    db.session.flush()
    settle_waiting(section)
    record(actor, "section.withdrawn", section, place_id=section.school_id)


def move_section(project: Project, section_id: UUID, *, up: bool, actor: Actor) -> None:
    """Move a section one place up or down among those that are there."""
    order = [one for one in sections_of(project) if one.withdrawn_at is None]
    at = next((i for i, one in enumerate(order) if one.id == section_id), None)
    if at is None:
        raise NotFound
    to = at - 1 if up else at + 1
    if not 0 <= to < len(order):
        return
    order[at], order[to] = order[to], order[at]
    for place, one in enumerate(order, start=1):
        one.position = place
    record(actor, "section.moved", project, section=section_id)


def _write(section: Section, new: NewVersion, *, number: int, actor: Actor) -> None:
    is_approved = not actor.is_pupil
    if is_approved:
        state = RevisionState.APPROVED
        section.approved_number = number
    else:
        state = RevisionState.WAITING if new.send else RevisionState.DRAFT
    db.session.flush()
    picture_id = new.picture_id
    if new.picture is not None:
        picture_id = keep(
            new.picture,
            place_id=section.school_id,
            actor=actor,
            recognisable=new.recognisable or Recognisable.UNSURE,
        ).id
    db.session.add(
        Revision.of(
            section_id=section.id,
            number=number,
            words=new.words,
            language=new.language,
            picture_id=picture_id,
            author_id=actor.person_id,
            made_at=now(),
            state=state,
            decided_by_id=actor.person_id if is_approved else None,
            decided_at=now() if is_approved else None,
        )
    )
    db.session.flush()
    if state is RevisionState.WAITING:
        tell_approvers(section, actor=actor)
    elif number > 1:
        settle_waiting(section)


def _keep_at_home(new: NewVersion) -> None:
    """Who says now that a pupil may be recognised is believed at once, also of what others see.

    The way back is a new picture with an answer of its own, which is approved anew (SG-33).
    """
    if new.picture is not None or new.picture_id is None or new.recognisable is None:
        return
    stored = stored_file(new.picture_id)
    if stored is not None and stays_in_school(new.recognisable):
        answer_recognisable(stored, new.recognisable)


def _retire_waiting(section: Section) -> None:
    db.session.execute(
        update(Revision)
        .where(
            Revision.section_id == section.id,
            Revision.state.in_((RevisionState.WAITING, RevisionState.DRAFT)),
        )
        .values(state=RevisionState.REPLACED)
    )


def _check_may_write(project: Project, actor: Actor) -> None:
    """What pupils need is read again in this transaction, held against change until its end."""
    if not actor.is_pupil:
        if not is_under_way(project):
            raise RuleBroken(_l("This project is finished. You can read it."), field="words")
        return
    db.session.refresh(project.link, ["state", "frozen_at"], with_for_update={"read": True})
    people = db.session.scalars(
        select(ProjectTeacher.person_id)
        .where(ProjectTeacher.project_id == project.id)
        .with_for_update(read=True)
    ).all()
    there = supervised_schools(people, project.link.schools, hold=True)
    reason = why_pupils_only_read(project, supervised=project.schools_with_classes <= there)
    if reason is not None:
        raise RuleBroken(reason, field="words")


def _own_classes(project: Project, school_id: UUID) -> set[UUID]:
    return {one.class_id for one in project.classes if one.school_class.school_id == school_id}
