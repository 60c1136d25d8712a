"""Applications that several tests share, made through the actions that people use."""

from datetime import date, time
from decimal import Decimal
from typing import Any

from schoollink.funding import actions
from schoollink.funding.models import Application
from tests.world import World

NEW: dict[str, Any] = {
    "funder": "European Commission",
    "programme": "Small school partnerships",
    "deadline_day": date(2026, 12, 4),
    "deadline_time": time(12),
    "deadline_zone": "Europe/Brussels",
    "amount": Decimal("6000"),
    "currency": "EUR",
    "notes": "For the visit in March.",
}


def added(world: World, **changes: Any) -> Application:
    """An application of the cast's link."""
    new = actions.NewApplication(**NEW | changes)
    application: Application = world.do(actions.add_application, world.link, new, by="meera")
    return application


def tasked(world: World, application: Application, who: str = "ben", **changes: Any) -> Any:
    """A task of somebody."""
    school = world.kisumu if who in {"daniel", "rose", "peter"} else world.leeds
    task = {
        "what": "Ask for two prices",
        "who": f"{school.id}.{world.people[who].id}",
        "by_day": None,
    }
    return world.do(actions.add_task, application, actions.Task(**task | changes), by="meera")


def spent(
    world: World, application: Application, amount: str, currency: str = "EUR", school: Any = None
) -> Any:
    """Something that is spent."""
    spender = str(school.id) if school else actions.NO_SCHOOL
    line = actions.Line("travel", "Flights", Decimal(amount), currency, spender)
    return world.do(actions.add_line, application, line, by="meera")


def given(
    world: World,
    application: Application,
    amount: str,
    currency: str = "EUR",
    school: Any = None,
    **more: Any,
) -> Any:
    """Something that is given."""
    source = {
        "name": "This grant",
        "amount": Decimal(amount),
        "currency": currency,
        "giver": str(school.id) if school else actions.NO_SCHOOL,
        "is_in_kind": False,
        "is_confirmed": False,
    }
    return world.do(actions.add_source, application, actions.Source(**source | more), by="meera")


def whole(world: World) -> Application:
    """An application with a task for a teacher, costs and sources."""
    application = added(world)
    tasked(world, application, "ben", by_day=date(2026, 12, 1))
    spent(world, application, "9000", school=world.leeds)
    given(world, application, "6000")
    return application
