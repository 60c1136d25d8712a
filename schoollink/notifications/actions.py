"""Telling people, and no longer telling them."""

from collections.abc import Iterable, Set
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.exc import IntegrityError

from schoollink.core.clock import now
from schoollink.core.database import Identified, after_commit, db
from schoollink.core.policy import Actor
from schoollink.notifications import rules
from schoollink.notifications.models import Notice, Snooze
from schoollink.notifications.signals import urgent_notice_made


def announce(
    kind: rules.Kind,
    subject: Identified,
    people: Select[UUID] | Iterable[UUID],
    *,
    actor: Actor,
) -> None:
    """Tell people of a subject; whoever acts is not told. Telling twice is telling once, anew."""
    found = db.session.scalars(people) if isinstance(people, Select) else people
    keys = {key for key in found if key != actor.person_id}
    for notice in _notices(kind, subject.id, keys):
        notice.at, notice.read_at, notice.settled_at = now(), None, None
    if kind.is_urgent and keys:
        after_commit(lambda: urgent_notice_made(kind.name, subject.id))


def _notices(kind: rules.Kind, subject_id: UUID, keys: Set[UUID]) -> list[Notice]:
    """A notice for each of these people, held; taken in one order, so that no two units wait for
    each other."""
    known = db.session.scalars(
        select(Notice)
        .where(
            Notice.kind == kind.name,
            Notice.subject_id == subject_id,
            Notice.person_id.in_(keys),
        )
        .order_by(Notice.person_id)
        .with_for_update()
    ).all()
    missing = keys - {one.person_id for one in known}
    made = [
        Notice.of(person_id=key, kind=kind.name, subject_id=subject_id, at=now())
        for key in sorted(missing, key=str)
    ]
    try:
        with db.session.begin_nested():
            db.session.add_all(made)
    except IntegrityError:
        return _notices(kind, subject_id, keys)  # somebody was quicker by a moment
    return [*known, *made]


def settle(
    kind: rules.Kind, subject_id: UUID, people: Select[UUID] | Iterable[UUID] | None = None
) -> None:
    """The matter is done, for everybody or for some people: nobody is reminded of it."""
    keys = people if isinstance(people, Select) or people is None else list(people)
    of_whom = [] if keys is None else [Notice.person_id.in_(keys)]
    db.session.execute(
        update(Notice)
        .where(
            Notice.kind == kind.name,
            Notice.subject_id == subject_id,
            Notice.settled_at.is_(None),
            *of_whom,
        )
        .values(settled_at=now())
        .execution_options(synchronize_session=False)
    )


def mark_read(person_id: UUID) -> None:
    """Everything that the person's list showed was seen."""
    db.session.execute(
        update(Notice)
        .where(Notice.person_id == person_id, Notice.read_at.is_(None))
        .values(read_at=now())
        .execution_options(synchronize_session=False)
    )


def mark_mailed(notice_ids: Iterable[UUID], at: datetime | None) -> None:
    """A mail that leaves now names these; with None it did not leave, and they are owed again."""
    db.session.execute(
        update(Notice)
        .where(Notice.id.in_(list(notice_ids)))
        .values(mailed_at=at)
        .execution_options(synchronize_session=False)
    )


def snooze(kind: str, *, actor: Actor) -> None:
    """Do not tell the person of this kind for 30 days."""
    row = db.session.get(Snooze, (actor.me, kind))
    if row is None:
        row = Snooze(person_id=actor.me, kind=kind)
        db.session.add(row)
    row.until = now() + rules.SNOOZE


def wake(kind: str, *, actor: Actor) -> None:
    """Tell the person of this kind again."""
    row = db.session.get(Snooze, (actor.me, kind))
    if row is not None:
        db.session.delete(row)
