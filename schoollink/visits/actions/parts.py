"""The parts of a visit: what happens on its days, its people, preparations and costs."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from uuid import UUID

from schoollink.core.clock import now
from schoollink.core.database import db
from schoollink.core.errors import RuleBroken, Stale
from schoollink.core.i18n import _l
from schoollink.core.money import TOO_FINE, minor_units
from schoollink.core.policy import Actor
from schoollink.visits import queries, rules
from schoollink.visits.actions.visits import check_not_cancelled, check_version, remember
from schoollink.visits.models import (
    CheckState,
    CostKind,
    ItemKind,
    ItineraryItem,
    Payer,
    Side,
    Visit,
    VisitCheck,
    VisitCost,
    VisitPerson,
    VisitRole,
)


@dataclass(frozen=True)
class Item:
    """Something that happens on a day; `version` 0 for a new one."""

    day: date
    starts: time
    ends: time | None
    what: str
    kind: str
    place: str
    version: int = 0


@dataclass(frozen=True)
class Part:
    """Somebody's part: `member` is the id of somebody on the staff, else name, organisation and
    side."""

    member: str
    name: str
    organisation: str
    side: str | None
    role: str
    task: str


@dataclass(frozen=True)
class Preparation:
    """How far one check is."""

    state: str
    due_on: date | None
    who: str
    note: str
    version: int


@dataclass(frozen=True)
class Cost:
    """One cost."""

    kind: str
    what: str
    amount: Decimal
    currency: str
    payer: str


def add_item(visit: Visit, item: Item, *, actor: Actor) -> ItineraryItem:
    """Put something on a day of the visit."""
    check_not_cancelled(visit)
    _check_item(visit, item)
    row = ItineraryItem.of(visit_id=visit.id, created_at=now(), **_of_item(item))
    db.session.add(row)
    remember(actor, "visit.item_added", visit)
    return row


def change_item(row: ItineraryItem, item: Item, *, actor: Actor) -> None:
    """Change what happens. Raises Stale when somebody saved another version first."""
    check_not_cancelled(row.visit)
    if item.version != row.version:
        raise Stale(_l("Somebody else saved this while you were writing."))
    _check_item(row.visit, item)
    for name, value in _of_item(item).items():
        setattr(row, name, value)
    row.version += 1
    remember(actor, "visit.item_changed", row)


def add_person(visit: Visit, part: Part, *, actor: Actor) -> VisitPerson:
    """Give an adult a part. The form sees to it that there is a member of the staff or a name."""
    check_not_cancelled(visit)
    person = VisitPerson.of(
        visit_id=visit.id,
        person_id=UUID(part.member) if part.member else None,
        name="" if part.member else part.name,
        organisation="" if part.member else part.organisation,
        side=_side_of(visit, part),
        role=VisitRole(part.role),
        task=part.task,
        created_at=now(),
    )
    db.session.add(person)
    remember(actor, "visit.person_added", visit)
    return person


def _side_of(visit: Visit, part: Part) -> Side:
    """The side of the school where a member works; what was said counts for others, and for
    whoever works at both."""
    if not part.member:
        return Side(part.side or "")
    sides = [
        Side.VISITING if one.school_id == visit.sending_school_id else Side.HOSTING
        for one in queries.staff_of(visit.link)
        if str(one.person_id) == part.member
    ]
    if not sides:
        raise RuleBroken(_l("Please choose one of these."), field="member")
    return next((side for side in sides if side.value == part.side), sides[0])


def change_check(check: VisitCheck, prepared: Preparation, *, actor: Actor) -> None:
    """Say how far a check is. Raises Stale when somebody saved another version first."""
    check_not_cancelled(check.visit)
    check_version(check, prepared.version)
    check.state, check.due_on = CheckState(prepared.state), prepared.due_on
    check.who, check.note = prepared.who, prepared.note
    check.version += 1
    remember(actor, "visit.check_changed", check, state=check.state)


def add_cost(visit: Visit, cost: Cost, *, actor: Actor) -> VisitCost:
    """Add a cost. Refuses an amount that the currency can't have."""
    check_not_cancelled(visit)
    minor = minor_units(cost.amount, cost.currency)
    if minor is None:
        raise RuleBroken(TOO_FINE, field="amount")
    row = VisitCost.of(
        visit_id=visit.id,
        kind=CostKind(cost.kind),
        what=cost.what,
        amount=minor,
        currency=cost.currency,
        payer=Payer(cost.payer),
        created_at=now(),
    )
    db.session.add(row)
    remember(actor, "visit.cost_added", visit)
    return row


def drop_part(part: ItineraryItem | VisitPerson | VisitCost, *, actor: Actor) -> None:
    """Take a part of a visit away."""
    check_not_cancelled(part.visit)
    remember(actor, f"{part.__tablename__}.dropped", part)
    db.session.delete(part)


def _of_item(item: Item) -> dict[str, object]:
    return {
        "day": item.day,
        "starts": item.starts,
        "ends": item.ends,
        "what": item.what,
        "kind": ItemKind(item.kind),
        "place": item.place,
    }


def _check_item(visit: Visit, item: Item) -> None:
    if not visit.has_day(item.day):
        raise RuleBroken(rules.NOT_A_DAY, field="day")
    if item.ends is not None and not rules.times_in_order(item.starts, item.ends):
        raise RuleBroken(rules.ENDS_FIRST, field="ends")
