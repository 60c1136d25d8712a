"""Planning, logging, changing and moving a visit."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from schoollink.audit.actions import record
from schoollink.core.clock import now, today
from schoollink.core.database import db, step
from schoollink.core.errors import RuleBroken, Stale
from schoollink.core.i18n import Text, _l
from schoollink.core.policy import Actor
from schoollink.links.actions import note_activity
from schoollink.links.models import Link, LinkState
from schoollink.links.policies import people_with_role
from schoollink.notifications.actions import announce, settle
from schoollink.schools.models import Membership, Role, School
from schoollink.schools.policies import staff_ids
from schoollink.visits import queries, rules
from schoollink.visits.models import (
    CheckKind,
    ExchangeForm,
    Visit,
    VisitCheck,
    VisitState,
)
from schoollink.visits.presenters import PLANNED


@dataclass(frozen=True)
class PastVisit:
    """A visit that is over, in five fields. `direction` is "<sending id>.<host id>"."""

    who: str
    direction: str
    first_day: date
    last_day: date
    exchanged: str


@dataclass(frozen=True)
class NewVisit:
    """A visit to plan."""

    title: str
    form: str
    direction: str
    first_day: date
    last_day: date
    who: str
    has_pupils: bool
    purpose: str
    why_in_person: str


@dataclass(frozen=True)
class ChangedVisit(NewVisit):
    """A visit as somebody wants it, made from one version of it."""

    version: int


@dataclass(frozen=True)
class Account:
    """What came of a visit."""

    exchanged: str
    follow_up: str
    version: int


@dataclass(frozen=True)
class Cancelling:
    """Why a visit is called off, in one sentence or none."""

    words: str


def plan_visit(link: Link, new: NewVisit, *, actor: Actor) -> Visit:
    """Plan a visit with its checklist. Refuses days that are over, or that don't follow."""
    sending, host = sending_and_host(link, new.direction)
    _refuse(rules.days_problem(new.first_day, new.last_day))
    _refuse(rules.planned_problem(new.last_day, today(host.zone)))
    visit = Visit.of(
        link_id=link.id,
        sending_school_id=sending.id,
        host_school_id=host.id,
        created_at=now(),
        changed_at=now(),
        **_planned(new),
    )
    db.session.add(visit)
    db.session.flush()
    db.session.add_all(VisitCheck.of(visit_id=visit.id, kind=kind) for kind in CheckKind)
    remember(actor, "visit.planned", visit)
    _tell_partners(visit, actor)
    return visit


def log_visit(link: Link, past: PastVisit, *, actor: Actor) -> Visit:
    """Write a visit down that is over. Refuses days that are still to come at the host."""
    sending, host = sending_and_host(link, past.direction)
    _refuse(rules.days_problem(past.first_day, past.last_day))
    _refuse(rules.logged_problem(past.last_day, today(host.zone)))
    visit = Visit.of(
        link_id=link.id,
        sending_school_id=sending.id,
        host_school_id=host.id,
        first_day=past.first_day,
        last_day=past.last_day,
        who=past.who,
        exchanged=past.exchanged,
        is_logged_past=True,
        state=VisitState.CLOSED,
        created_at=now(),
        changed_at=now(),
    )
    db.session.add(visit)
    db.session.flush()
    remember(actor, "visit.logged", visit)
    return visit


def change_visit(visit: Visit, changed: ChangedVisit, *, actor: Actor) -> bool:
    """Change the plan. Other days or pupils take a confirmed visit back to planning. Gives
    whether what is planned moved along with the days.

    Raises Stale when somebody saved another version first.
    """
    check_version(visit, changed.version)
    check_not_cancelled(visit)
    sending, host = sending_and_host(visit.link, changed.direction)
    _refuse(rules.days_problem(changed.first_day, changed.last_day))
    old, new = (visit.first_day, visit.last_day), (changed.first_day, changed.last_day)
    moved = new != old
    turned = host.id != visit.host_school_id or sending.id != visit.sending_school_id
    pupils = changed.has_pupils != visit.has_pupils
    if (moved or turned) and visit.state not in rules.COMING:
        _check_over(visit, changed.last_day)
    if turned and visit.state is VisitState.IN_PROGRESS:
        raise RuleBroken(_l("The visit is under way already."), field="direction")
    if pupils and visit.state is VisitState.IN_PROGRESS:
        raise RuleBroken(_l("The visit is under way already."), field="has_pupils")
    if visit.state is VisitState.CONFIRMED and (moved or turned or pupils):
        step(visit, "state", VisitState.PLANNING)
    has_carried = _carry_along(visit, rules.shift_of(old, new))
    visit.sending_school_id, visit.host_school_id = sending.id, host.id
    for name, value in _planned(changed).items():
        setattr(visit, name, value)
    _touch(visit)
    remember(actor, "visit.changed", visit, moved=moved)
    if (moved or turned) and visit.state is VisitState.PLANNING:
        _tell_partners(visit, actor)
    return has_carried


def _carry_along(visit: Visit, shift: timedelta) -> bool:
    """Move what is planned for the days of the visit; what lies outside of them stays."""
    if not shift:
        return False
    inside = [item for item in queries.itinerary(visit) if visit.has_day(item.day)]
    for item in inside:
        item.day += shift
        item.version += 1
    return bool(inside)


def write_account(visit: Visit, account: Account, *, actor: Actor) -> None:
    """Write what was exchanged and what follows. Raises Stale as above."""
    check_version(visit, account.version)
    check_not_cancelled(visit)
    visit.exchanged, visit.follow_up = account.exchanged, account.follow_up
    _touch(visit)
    remember(actor, "visit.accounted", visit)


def move_visit(visit: Visit, new: VisitState, *, actor: Actor) -> None:
    """Take one step. Raises RuleBroken with the sentence that says what is in the way."""
    check_step(visit, new)
    step(visit, "state", new, changed_at=now())
    remember(actor, f"visit.{new.value}", visit)
    settle(PLANNED, visit.id)


def confirm_visit(visit: Visit, *, actor: Actor) -> None:
    """Say that the visit takes place."""
    move_visit(visit, VisitState.CONFIRMED, actor=actor)


def cancel_visit(visit: Visit, cancelling: Cancelling, *, actor: Actor) -> None:
    """Call the visit off; it stays readable."""
    move_visit(visit, VisitState.CANCELLED, actor=actor)
    visit.cancel_words = cancelling.words


def standing(visit: Visit) -> rules.Standing:
    """What the next step of a visit depends on, today at the host."""
    return rules.Standing(
        state=visit.state,
        has_pupils=visit.has_pupils,
        is_trying_out=visit.link.state is LinkState.TRYING,
        first_day=visit.first_day,
        has_exchanged=bool(visit.exchanged),
        today=today(visit.host_school.zone),
    )


def _tell_partners(visit: Visit, actor: Actor) -> None:
    leads = people_with_role(visit.link, Role.LEAD, Role.SECOND)
    announce(PLANNED, visit, leads.where(Membership.school_id.not_in(actor.place_ids)), actor=actor)


def remember(actor: Actor, action: str, thing: Any, **details: Any) -> None:
    """Write an act down, and that something happened in the link. Whose school acts on a plan has
    read it."""
    visit = thing if isinstance(thing, Visit) else thing.visit
    settle(PLANNED, visit.id, staff_ids(*actor.place_ids))
    record(actor, action, thing, place_id=visit.sending_school_id, **details)
    note_activity(visit.link_id)


def check_version(row: Visit | VisitCheck, version: int) -> None:
    """Raise Stale when a page was made from another version than the present one."""
    if version != row.version:
        raise Stale(_l("Somebody else saved this while you were writing."))


def check_not_cancelled(visit: Visit) -> None:
    """Raise RuleBroken when the visit was called off."""
    if visit.state is VisitState.CANCELLED:
        raise RuleBroken(_l("This visit was cancelled. Plan a new one instead."))


def check_step(visit: Visit, new: VisitState) -> None:
    """Raise RuleBroken with the sentence that says what is in the way of a step."""
    hindrance = rules.hindrance(standing(visit), new)
    if hindrance is not None:
        raise RuleBroken(hindrance, state=visit.state)


def _check_over(visit: Visit, last_day: date) -> None:
    """Days of a visit that is over stay over, and only those written down by hand can be wrong."""
    if not visit.is_logged_past:
        raise RuleBroken(_l("This visit is over, so its days stay."), field="first_day")
    if last_day > today(visit.host_school.zone):
        raise RuleBroken(_l("This day is still to come."), field="last_day")


def _touch(visit: Visit) -> None:
    visit.version += 1
    visit.changed_at = now()


def _planned(new: NewVisit) -> dict[str, object]:
    return {
        "title": new.title,
        "form": ExchangeForm(new.form),
        "first_day": new.first_day,
        "last_day": new.last_day,
        "who": new.who,
        "has_pupils": new.has_pupils,
        "purpose": new.purpose,
        "why_in_person": new.why_in_person,
    }


def sending_and_host(link: Link, direction: str) -> tuple[School, School]:
    """Who travels and who receives; raises RuleBroken beside `direction`."""
    of_id: dict[str, School] = {str(school.id): school for school in link.schools}
    sending, _, host = direction.partition(".")
    if sending == host or sending not in of_id or host not in of_id:
        raise RuleBroken(_l("Please choose one of these."), field="direction")
    return of_id[sending], of_id[host]


def _refuse(problem: Text | None) -> None:
    if problem is not None:
        raise RuleBroken(problem, field="last_day")


def direction_of(sending_school_id: UUID, host_school_id: UUID) -> str:
    """The words of a form for who travels where."""
    return f"{sending_school_id}.{host_school_id}"
