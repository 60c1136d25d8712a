"""Visits that several tests share, made through the actions that people use."""

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from schoollink.core.clock import today
from schoollink.visits import actions
from schoollink.visits.actions.visits import direction_of
from schoollink.visits.models import Visit, VisitCheck
from tests.world import World


def plan() -> dict[str, Any]:
    """A plan for the five days from the second Monday of the coming March: from 8 March 2027,
    while it is 2026."""
    here = today("Europe/London")
    second_weeks = (date(year, 3, n) for year in (here.year, here.year + 1) for n in range(8, 15))
    monday = next(day for day in second_weeks if day >= here and day.isoweekday() == 1)
    return {
        "title": "",
        "form": "information",
        "first_day": monday,
        "last_day": monday + timedelta(days=4),
        "who": "Daniel Ochieng and Rose Akinyi",
        "has_pupils": False,
        "purpose": "Teach one topic together and compare what pupils learn.",
        "why_in_person": "We want to stand in the same classroom.",
    }


def to_leeds(world: World) -> str:
    """Kisumu visits Leeds."""
    return direction_of(world.kisumu.id, world.leeds.id)


def to_kisumu(world: World) -> str:
    """Leeds visits Kisumu."""
    return direction_of(world.leeds.id, world.kisumu.id)


def planned(world: World, *, by: str = "meera", **changes: Any) -> Visit:
    """A visit of Kisumu to Leeds, in planning."""
    new = actions.NewVisit(**plan() | {"direction": to_leeds(world)} | changes)
    visit: Visit = world.do(actions.plan_visit, world.link, new, by=by)
    return visit


def logged(world: World, **changes: Any) -> Visit:
    """A past visit of Leeds to Kisumu: five days."""
    past = {
        "who": "Meera Patel",
        "direction": to_kisumu(world),
        "first_day": date(2026, 5, 4),
        "last_day": date(2026, 5, 8),
        "exchanged": "Songs, and how each of us teaches fractions.",
    }
    visit: Visit = world.do(
        actions.log_visit, world.link, actions.PastVisit(**past | changes), by="ben"
    )
    return visit


def with_item(world: World, visit: Visit, **changes: Any) -> Any:
    """Something on the first day of a visit."""
    item = {
        "day": visit.first_day,
        "starts": time(9, 30),
        "ends": time(10, 30),
        "what": "Watch a lesson in Year 5",
        "kind": "lesson",
        "place": "Room 7",
    }
    return world.do(actions.add_item, visit, actions.Item(**item | changes), by="meera")


def with_cost(world: World, visit: Visit, amount: str, currency: str, payer: str) -> Any:
    """A cost of a visit."""
    cost = actions.Cost("travel", "", Decimal(amount), currency, payer)
    return world.do(actions.add_cost, visit, cost, by="meera")


def check(world: World, visit: Visit) -> VisitCheck:
    """One preparation of a visit."""
    found: VisitCheck = world.all(VisitCheck, visit_id=visit.id)[0]
    return found
