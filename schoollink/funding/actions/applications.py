"""Adding, changing and moving an application."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from schoollink.audit.actions import record
from schoollink.core.clock import instant_of, now, zone_release
from schoollink.core.database import db, step
from schoollink.core.errors import RuleBroken, Stale
from schoollink.core.i18n import _l
from schoollink.core.money import TOO_FINE, minor_units
from schoollink.core.policy import Actor
from schoollink.funding import rules
from schoollink.funding.models import Application, ApplicationState
from schoollink.funding.presenters import TASK
from schoollink.funding.queries import state_before
from schoollink.links.actions import note_activity
from schoollink.links.models import Link
from schoollink.notifications.actions import announce, settle


@dataclass(frozen=True)
class NewApplication:
    """An application; the deadline is wall time in an IANA zone."""

    funder: str
    programme: str
    deadline_day: date
    deadline_time: time
    deadline_zone: str
    amount: Decimal | None
    currency: str
    notes: str


@dataclass(frozen=True)
class ChangedApplication(NewApplication):
    """An application as somebody wants it, made from one version of it."""

    version: int


def add_application(link: Link, new: NewApplication, *, actor: Actor) -> Application:
    """Put an application on the list of a link."""
    application = Application.of(
        link_id=link.id, created_at=now(), changed_at=now(), **_values(new)
    )
    derive(application)
    db.session.add(application)
    db.session.flush()
    remember(actor, "application.added", application)
    return application


def change_application(
    application: Application, changed: ChangedApplication, *, actor: Actor
) -> None:
    """Change what is known. Raises Stale when somebody saved another version first."""
    if changed.version != application.version:
        raise Stale(_l("Somebody else saved this while you were writing."))
    check_not_closed(application)
    for name, value in _values(changed).items():
        setattr(application, name, value)
    derive(application)
    application.version += 1
    application.changed_at = now()
    remember(actor, "application.changed", application)


def move_application(application: Application, new: ApplicationState, *, actor: Actor) -> None:
    """Take one step. Raises RuleBroken with the sentence that says what is in the way."""
    moment = now()
    hindrance = rules.hindrance(
        application.state, new, deadline_at=application.deadline_at, moment=moment
    )
    if hindrance is not None:
        raise RuleBroken(hindrance, state=application.state)
    old, times = application.state, _times(new, moment)
    step(application, "state", new, changed_at=moment, **times)
    remember(actor, f"application.{new.value}", application, was=old)
    if new is ApplicationState.CLOSED:
        for task in application.tasks:
            settle(TASK, task.id)


def step_back(application: Application, *, seen: str, actor: Actor) -> None:
    """Undo the last step, with the time that it set and the tasks that it settled.

    Raises Stale when the application no longer stands where the actor saw it, and RuleBroken when
    nobody knows where it stood before.
    """
    undone, old = application.state, state_before(application)
    if undone != seen:
        raise Stale(
            _l("Somebody else changed this a moment ago. Look at how it stands now."), state=undone
        )
    if old is None:
        raise RuleBroken(_l("There is no step that can be taken back."), state=undone)
    step(application, "state", old, changed_at=now(), **_times(undone, None))
    remember(actor, "application.step_undone", application, was=undone)
    if undone is ApplicationState.CLOSED:
        for task in application.tasks:
            if task.done_at is None:
                announce(TASK, task, [task.person_id], actor=actor)


def _times(state: ApplicationState, moment: datetime | None) -> dict[str, datetime | None]:
    return {rules.TIMES[state]: moment} if state in rules.TIMES else {}


def derive(application: Application) -> None:
    """Derive the instant of the deadline with the present zone data."""
    application.deadline_at = instant_of(
        application.deadline_day, application.deadline_time, application.deadline_zone
    )
    application.zone_release = zone_release()


def remember(actor: Actor, action: str, thing: Any, **details: Any) -> None:
    """Write an act down, and that something happened in the link."""
    application = thing if isinstance(thing, Application) else thing.application
    record(actor, action, thing, **details)
    note_activity(application.link_id)


def check_not_closed(application: Application) -> None:
    """Raise RuleBroken when the application was closed."""
    if application.state is ApplicationState.CLOSED:
        raise RuleBroken(_l("This application is closed. It can only be read."))


def minor_of(amount: Decimal, currency: str) -> int:
    """Minor units; raises RuleBroken beside the field when the currency has none that small."""
    minor = minor_units(amount, currency)
    if minor is None:
        raise RuleBroken(TOO_FINE, field="amount")
    return minor


def _values(new: NewApplication) -> dict[str, object]:
    return {
        "funder": new.funder,
        "programme": new.programme,
        "deadline_day": new.deadline_day,
        "deadline_time": new.deadline_time,
        "deadline_zone": new.deadline_zone,
        "amount": None if new.amount is None else minor_of(new.amount, new.currency),
        "currency": new.currency,
        "notes": new.notes,
    }
