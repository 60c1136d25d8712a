"""Visits as pages, calendar files and calendar entries need them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from markupsafe import Markup

from schoollink.core.clock import today
from schoollink.core.i18n import _l, bdi, clock, day, gettext, label, money, ngettext
from schoollink.core.ics import CalendarEntry
from schoollink.notifications.rules import Kind, register
from schoollink.schools.models import School
from schoollink.visits import rules
from schoollink.visits.models import (
    ItemKind,
    ItineraryItem,
    Payer,
    Visit,
    VisitCheck,
    VisitCost,
    VisitPerson,
    VisitState,
)
from schoollink.visits.policies import VisitPermission

SHORTEST = timedelta(minutes=30)
"""How long something lasts in a calendar when nobody said."""

LOOKS = {
    ItemKind.MEETING: ("activity", "handshake"),
    ItemKind.LESSON: ("activity", "users"),
    ItemKind.WORKSHOP: ("activity", "palette"),
    ItemKind.CULTURE: ("activity", "camera"),
    ItemKind.TRAVEL: ("travel", "bus"),
    ItemKind.MEAL: ("meal", "utensils"),
    ItemKind.REST: ("rest", "coffee"),
    ItemKind.FREE: ("free", "sun"),
}

TAGS = {
    VisitState.PLANNING: "info",
    VisitState.CONFIRMED: "ok",
    VisitState.IN_PROGRESS: "together",
    VisitState.CLOSED: "",
    VisitState.CANCELLED: "",
}

SIDES = {Payer.SENDING: "us", Payer.HOST: "them", Payer.GRANT: "together", Payer.OPEN: "gap"}


def _apart(text: str) -> str:
    """People's words set apart, so that their direction disturbs nothing; nothing stays nothing."""
    return bdi(text) if text else ""


def _joined(*words: str) -> str:
    """What there is of some words, in one line."""
    return Markup(" · ").join(filter(None, words))


def sentence_of(sending: School, host: School) -> str:
    """`Lakeview Primary visits Aireside Primary in Leeds`."""
    return str(
        gettext(
            "%(guests)s visits %(hosts)s in %(place)s",
            guests=sending.name,
            hosts=host.name,
            place=host.place,
        )
    )


def title_of(visit: Visit) -> str:
    """The visit's name, else the two schools."""
    return visit.title or sentence_of(visit.sending_school, visit.host_school)


def balance_words(balance: rules.Balance) -> str:
    """`You were guests for 12 days, hosts for 5.`"""
    guests = ngettext("%(num)s day", "%(num)s days", balance.guest_days)
    hosts = ngettext("%(num)s day", "%(num)s days", balance.host_days)
    return str(
        gettext("You were guests for %(guests)s, hosts for %(hosts)s.", guests=guests, hosts=hosts)
    )


def turn_words(balance: rules.Balance) -> str:
    """A kind word on whose turn it is to travel; nothing when it is even."""
    return {
        "ours": str(gettext("Perhaps the next journey is yours.")),
        "theirs": str(gettext("Perhaps the next time they come to you.")),
        "": "",
    }[balance.turn]


def steps_of(visit: Visit) -> list[dict[str, Any]]:
    """The way of a visit for the stepper."""
    if visit.state is VisitState.CANCELLED:
        return []
    here = rules.WAY.index(visit.state)
    over = visit.state is VisitState.CLOSED
    return [
        {
            "label": label(state),
            "state": "done" if over or n < here else "current" if n == here else "todo",
        }
        for n, state in enumerate(rules.WAY)
    ]


def _at_home(visit: Visit, item: ItineraryItem) -> str:
    home = visit.sending_school
    there = rules.at_home(item.day, item.starts, visit.host_school.zone, home.zone)
    if there.date() == item.day:
        return str(gettext("%(time)s in %(place)s", time=clock(there), place=home.place))
    return str(
        gettext(
            "%(day)s %(time)s in %(place)s",
            day=day(there.date()),
            time=clock(there),
            place=home.place,
        )
    )


def items_of(visit: Visit, items: Iterable[ItineraryItem], url: Any = None) -> list[dict[str, Any]]:
    """Items for the itinerary, each with both clocks."""
    shown = []
    for item in items:
        look, icon = LOOKS[item.kind]
        until = gettext("until %(time)s", time=clock(item.ends)) if item.ends else ""
        shown.append(
            {
                "at": item.starts,
                "kind": look,
                "icon": icon,
                "title": item.what,
                "text": _joined(until, _apart(item.place), _at_home(visit, item)),
                "url": url(item) if url else "",
                "id": item.id,
            }
        )
    return shown


def checks_of(visit: Visit, checks: Iterable[VisitCheck], url: Any = None) -> list[dict[str, Any]]:
    """The checklist; late follows from the day at the host, and nothing is late any more for a
    visit that is over."""
    here = today(visit.host_school.zone)
    is_over = visit.state in rules.OVER
    return [
        {
            "title": label(check.kind),
            "state": rules.check_shows(check.state, None if is_over else check.due_on, here),
            "text": _joined(_by(check), _apart(check.who), _apart(check.note)),
            "url": url(check) if url else "",
        }
        for check in checks
    ]


def _by(check: VisitCheck) -> str:
    if check.due_on is None or check.state.value != "waiting":
        return ""
    return str(gettext("by %(day)s", day=day(check.due_on)))


def open_checks(visit: Visit, checks: Iterable[VisitCheck]) -> int:
    """How many preparations are still to finish."""
    return sum(one["state"] in {"waiting", "late"} for one in checks_of(visit, checks))


def people_of(
    visit: Visit, people: Iterable[VisitPerson], marks: Mapping[UUID, str]
) -> list[dict[str, Any]]:
    """The adults with their parts, in the colours of their schools."""
    shown = []
    for one in people:
        school = visit.sending_school if one.side.value == "visiting" else visit.host_school
        words = (label(one.role), bdi(one.organisation or school.name), _apart(one.task))
        shown.append(
            {
                "id": one.id,
                "name": one.shown_name,
                "symbol": school.crest,
                "side": marks[school.id],
                "role": _joined(*words),
            }
        )
    return shown


def payer_name(visit: Visit, payer: Payer) -> str:
    """Who pays, by name."""
    names = {Payer.SENDING: visit.sending_school.name, Payer.HOST: visit.host_school.name}
    return names.get(payer) or label(payer)


def budget_of(
    visit: Visit, costs: Sequence[VisitCost], marks: Mapping[UUID, str]
) -> list[dict[str, Any]]:
    """One bar for each currency, with its total; nothing is converted."""
    sides = SIDES | {
        Payer.SENDING: marks[visit.sending_school_id],
        Payer.HOST: marks[visit.host_school_id],
    }
    bars = []
    for currency, by_payer in rules.sums(costs).items():
        parts = [
            {
                "side": sides[payer],
                "share": by_payer[payer],
                "label": payer_name(visit, payer),
                "amount": money(by_payer[payer], currency),
            }
            for payer in (Payer.GRANT, Payer.SENDING, Payer.HOST, Payer.OPEN)
            if payer in by_payer
        ]
        bars.append(
            {
                "total": money(sum(by_payer.values()), currency),
                "parts": parts,
                "label": ", ".join(f"{part['label']} {part['amount']}" for part in parts),
            }
        )
    return bars


def calendar_entries(visits: Iterable[Visit]) -> list[CalendarEntry]:
    """Whole days for feeds of staff. Places never leave a visit's own pages (SG-58)."""
    return [
        CalendarEntry(
            uid=f"visit-{visit.id}",
            title=title_of(visit),
            starts=visit.first_day,
            ends=visit.last_day,
            changed_at=visit.changed_at,
            version=visit.version,
            category=label(visit.form),
            is_cancelled=visit.state is VisitState.CANCELLED,
            is_tentative=visit.state is VisitState.PLANNING,
            is_private=True,
        )
        for visit in visits
    ]


def itinerary_entries(visit: Visit, items: Iterable[ItineraryItem]) -> list[CalendarEntry]:
    """What happens, in wall time of the host; for the visit's own file only (SG-58)."""
    zone = ZoneInfo(visit.host_school.zone)
    entries = []
    for item in items:
        starts = datetime.combine(item.day, item.starts, zone)
        ends = datetime.combine(item.day, item.ends, zone) if item.ends else starts + SHORTEST
        entries.append(
            CalendarEntry(
                uid=f"itinerary-item-{item.id}",
                title=item.what,
                starts=starts,
                ends=ends,
                changed_at=visit.changed_at,
                version=item.version,
                place=item.place,
                category=label(item.kind),
                is_cancelled=visit.state is VisitState.CANCELLED,
                is_busy=True,
                is_private=True,
            )
        )
    return entries


PLANNED = register(
    Kind(
        "visits.planned",
        label=_l("A partner school plans a visit"),
        model=Visit,
        permission=VisitPermission.DECIDE,
        sentence=lambda visit: gettext(
            "Your partner school plans a visit from %(day)s. Please read the plan.",
            day=day(visit.first_day),
        ),
        endpoint="visits.show",
        value="visit_id",
        is_todo=True,
    )
)
"""What the link teachers of the other school are told of a plan, and of new days for it."""
