"""Sign-ins begin and end."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm.attributes import set_committed_value

from schoollink.accounts.models import Person, SignIn, SignInWay
from schoollink.accounts.queries import sign_ins_of
from schoollink.accounts.rules import FACTOR_LIFE, Life, life_of
from schoollink.audit.actions import record
from schoollink.core.clock import now
from schoollink.core.database import after_commit, db
from schoollink.core.gate import note
from schoollink.core.policy import NOBODY, Actor
from schoollink.core.realtime import hang_up
from schoollink.core.security import actor_behind, hash_token, new_token

NOTED_EVERY = timedelta(minutes=1)


def begin(
    person: Person,
    way: SignInWay,
    *,
    device: str,
    ends_with: UUID | None = None,
    door_ends_at: datetime | None = None,
    needs_factor: bool = False,
) -> SignIn:
    """Begin a sign-in; the row carries its token for `core.security.begin_sign_in(row)`.

    Its limits follow from who the person is (RP-20, RP-21). `ends_with` is a class door: the device
    is shared, and the sign-in ends no later than `door_ends_at`. The oldest ones end when there
    are more than one person may have. With `needs_factor` nobody is signed in until the second
    step.
    """
    token, moment = new_token(), now()
    row = SignIn.of(
        person=person,
        person_id=person.id,
        token_hash=hash_token(token),
        way=way,
        device=device[:80],
        created_at=moment,
        last_active_at=moment,
        ends_at=moment,
        idle_minutes=0,
        factor_due=False,
        ends_with=ends_with,
    )
    row.carry(token)
    life = _life(row)
    row.idle_minutes = int((FACTOR_LIFE if needs_factor else life.idle).total_seconds() // 60)
    row.ends_at = min(filter(None, [moment + life.longest, door_ends_at]))
    row.factor_due = needs_factor
    if not needs_factor:
        _make_room(person, life, ends_with)
    db.session.add(row)
    db.session.flush()
    record(Actor(person_id=person.id, sign_in_id=row.id), "sign_in.began", row, way=way.value)
    return row


def _life(row: SignIn) -> Life:
    who = actor_behind(row)
    return life_of(
        is_pupil=row.person.is_pupil,
        is_shared=row.ends_with is not None,
        roles=who.roles,
        runs_server=who.is_site_admin,
    )


def _make_room(person: Person, life: Life, ends_with: UUID | None) -> None:
    """End the oldest sign-ins, so that with the new one there are not more than allowed."""
    living = [row for row in sign_ins_of(person.id) if row.ends_with == ends_with]
    _end_all(living[life.at_once - 1 :], Actor(person_id=person.id))


def end(sign_in: SignIn, *, actor: Actor) -> None:
    """End one sign-in; its open tabs hear nothing more."""
    _end_all([sign_in], actor)


def end_all(person_id: UUID, *, actor: Actor, besides: UUID | None = None) -> int:
    """End the sign-ins of a person, all or all but one; gives how many."""
    rows = db.session.scalars(
        select(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
    ).all()
    return _end_all([row for row in rows if row.id != besides], actor)


def end_with(door_id: UUID, *, actor: Actor) -> int:
    """End every sign-in that a class door let in; gives how many."""
    rows = db.session.scalars(
        select(SignIn).where(SignIn.ends_with == door_id, SignIn.ended_at.is_(None))
    ).all()
    return _end_all(rows, actor)


def _end_all(rows: Iterable[SignIn], actor: Actor) -> int:
    count = 0
    for row in rows:
        if row.ended_at is not None:
            continue
        row.ended_at = now()
        record(actor, "sign_in.ended", row)
        _hang_up_later(row.id)
        count += 1
    return count


def _hang_up_later(sign_in_id: UUID) -> None:
    after_commit(lambda: hang_up(sign_in_id))


def note_activity(sign_in: SignIn) -> None:
    """Remember that somebody is there, at most once a minute, after the present request."""
    moment, key = now(), sign_in.id
    if sign_in.last_active_at > moment - NOTED_EVERY:
        return

    def write() -> None:
        db.session.execute(
            update(SignIn)
            .where(SignIn.id == key, SignIn.last_active_at < moment, SignIn.ended_at.is_(None))
            .values(last_active_at=moment)
        )

    note(write)
    set_committed_value(sign_in, "last_active_at", moment)  # for whoever asks in this request


def record_failure(people: Iterable[Person], *, step: str, actor: Actor = NOBODY) -> None:
    """Write down that somebody failed to sign in as one of these people, or as nobody we know; or
    that somebody who is in failed to prove it again.
    """
    action = "proof.failed" if actor.signed_in else "sign_in.failed"
    tried = list(people)
    for person in tried:
        record(actor, action, person, step=step)
    if not tried:
        record(actor, action, step=step)
