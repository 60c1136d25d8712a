"""What waits for a person."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from schoollink.core.clock import now
from schoollink.core.database import Base, db
from schoollink.core.i18n import Text
from schoollink.core.policy import Actor, can
from schoollink.notifications import rules
from schoollink.notifications.models import Notice, Snooze

R = TypeVar("R", Notice, UUID)


@dataclass(frozen=True)
class Told:
    """A notice with its sentence, for somebody who may still see its subject."""

    notice: Notice
    kind: rules.Kind
    subject: Any

    @property
    def sentence(self) -> Text:
        """What it says, in the language that is spoken now."""
        return self.kind.sentence(self.subject)

    @property
    def values(self) -> dict[str, UUID]:
        """What the URL of its page says."""
        return self.kind.values(self.subject)


def unread(person_id: UUID) -> Select[Notice]:
    """Notices that a person has not seen and did not snooze."""
    return _awake(
        select(Notice).where(
            Notice.person_id == person_id,
            Notice.read_at.is_(None),
            Notice.settled_at.is_(None),
        )
    )


def notices_of(person_id: UUID) -> Select[Notice]:
    """All notices of a person that are still about something."""
    return select(Notice).where(Notice.person_id == person_id)


def to_do(person_id: UUID) -> Select[Notice]:
    """Notices of things that are the person's to do and not done."""
    return _awake(
        select(Notice).where(
            Notice.person_id == person_id,
            Notice.kind.in_(_named(lambda kind: kind.is_todo)),
            Notice.settled_at.is_(None),
        )
    )


# what mails owe


def people_owed() -> Select[UUID]:
    """The people with something new to do that no mail named yet and that can wait for one."""
    return _awake(
        select(Notice.person_id).where(
            Notice.kind.in_(_named(lambda kind: kind.is_todo and not kind.is_urgent)),
            Notice.settled_at.is_(None),
            _is_owed(),
        )
    )


def last_mailed(people: Iterable[UUID]) -> dict[UUID, datetime | None]:
    """Person -> when the last daily mail left, for those who ever got one."""
    rows = db.session.execute(
        select(Notice.person_id, func.max(Notice.mailed_at))
        .where(
            Notice.person_id.in_(list(people)),
            Notice.kind.in_(_named(lambda kind: kind.is_todo and not kind.is_urgent)),
            Notice.mailed_at.is_not(None),
        )
        .group_by(Notice.person_id)
    )
    return {row[0]: row[1] for row in rows}


def urgent_owed() -> Select[Notice]:
    """Notices that can't wait, of the last day, that no mail named yet."""
    return select(Notice).where(
        Notice.kind.in_(_named(lambda kind: kind.is_urgent)),
        Notice.settled_at.is_(None),
        Notice.at > now() - rules.URGENT_FOR,
        _is_owed(),
    )


def _is_owed() -> ColumnElement[bool]:
    return or_(Notice.mailed_at.is_(None), Notice.mailed_at < Notice.at)


def _named(wanted: Callable[[rules.Kind], bool]) -> list[str]:
    return [kind.name for kind in rules.kinds().values() if wanted(kind)]


def _awake(query: Select[R]) -> Select[R]:
    return query.outerjoin(
        Snooze, and_(Snooze.person_id == Notice.person_id, Snooze.kind == Notice.kind)
    ).where(or_(Snooze.until.is_(None), Snooze.until <= now()))


def told(notices: Iterable[Notice], actor: Actor) -> Sequence[Told]:
    """The notices whose subject is still there and visible, with one query for each model."""
    wanted: dict[type[Base], set[UUID]] = defaultdict(set)
    known = [(one, rules.kinds()[one.kind]) for one in notices if one.kind in rules.kinds()]
    for notice, kind in known:
        wanted[kind.model].add(notice.subject_id)
    subjects = {model: _by_key(model, keys) for model, keys in wanted.items()}
    found = (
        Told(notice, kind, subjects[kind.model].get(notice.subject_id)) for notice, kind in known
    )
    return [one for one in found if one.subject and can(actor, one.kind.permission, one.subject)]


def _by_key(model: Any, keys: set[UUID]) -> dict[UUID, Any]:
    found = select(model).where(model.id.in_(keys)).options(*model.loads())
    return {row.id: row for row in db.session.scalars(found).unique()}


def snoozes_of(person_id: UUID) -> dict[str, Snooze]:
    """Kind name -> the snooze of a person that still holds."""
    rows = db.session.scalars(
        select(Snooze).where(Snooze.person_id == person_id, Snooze.until > now())
    )
    return {row.kind: row for row in rows}


def old_notices() -> list[UUID]:
    """Notices that were kept long enough."""
    before = now() - rules.KEPT
    return list(db.session.scalars(select(Notice.id).where(Notice.at < before).limit(200)))
