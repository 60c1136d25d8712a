"""What may follow what, how days balance, what a day holds. Time is passed in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from schoollink.core.i18n import Text, _l
from schoollink.visits.models import CheckState, ItemKind, VisitState

STEPS: Mapping[VisitState, frozenset[VisitState]] = {
    VisitState.PLANNING: frozenset({VisitState.CONFIRMED, VisitState.CANCELLED}),
    VisitState.CONFIRMED: frozenset(
        {VisitState.PLANNING, VisitState.IN_PROGRESS, VisitState.CANCELLED}
    ),
    VisitState.IN_PROGRESS: frozenset({VisitState.CLOSED}),
    VisitState.CLOSED: frozenset(),
    VisitState.CANCELLED: frozenset(),
}
"""Which state may follow which; the states between, such as approvals, come later."""

WAY = (VisitState.PLANNING, VisitState.CONFIRMED, VisitState.IN_PROGRESS, VisitState.CLOSED)
COMING = frozenset({VisitState.PLANNING, VisitState.CONFIRMED, VisitState.IN_PROGRESS})
OVER = frozenset({VisitState.CLOSED, VisitState.CANCELLED})
HAPPENED = frozenset({VisitState.IN_PROGRESS, VisitState.CLOSED})
LONGEST = timedelta(days=200)  # a long exchange is about six months (R21)
FULL_DAY = 8 * 60  # minutes of programme after which a day is full (I-05)
MOST_DAYS_SHOWN = 14
PROGRAMME = frozenset({ItemKind.MEETING, ItemKind.LESSON, ItemKind.WORKSHOP, ItemKind.CULTURE})


class Span(Protocol):
    """What the balance needs to know of a visit."""

    sending_school_id: UUID
    host_school_id: UUID
    first_day: date
    last_day: date
    state: VisitState


@dataclass(frozen=True)
class Standing:
    """What a step depends on. `today` is the date at the host."""

    state: VisitState
    has_pupils: bool
    is_trying_out: bool
    first_day: date
    has_exchanged: bool
    today: date


def hindrance(visit: Standing, new: VisitState) -> Text | None:
    """Why a visit can't take a step now, as a sentence; None when it can."""
    if new not in STEPS[visit.state]:
        return _l("This does not follow from where the visit stands now.")
    match new:
        case VisitState.CONFIRMED if visit.has_pupils:
            return _l(
                "A visit with pupils can be planned here, but not confirmed yet. "
                "The steps that keep pupils safe on a visit have to be here first."
            )
        case VisitState.CONFIRMED if visit.is_trying_out:
            return _l(
                "While you try the partnership out, a visit can be planned, but not confirmed."
            )
        case VisitState.IN_PROGRESS if visit.today < visit.first_day:
            return _l("The visit can start on its first day.")
        case VisitState.CLOSED if not visit.has_exchanged:
            return _l("Write first what was exchanged. Then the visit can be closed.")
    return None


def days_problem(first_day: date, last_day: date) -> Text | None:
    """Why these can't be the days of a visit, as a sentence beside the last."""
    if last_day < first_day:
        return _l("The last day comes before the first.")
    if last_day - first_day >= LONGEST:
        return _l("This is longer than 200 days. Please look at the days again.")
    return None


def planned_problem(last_day: date, today: date) -> Text | None:
    """Why a visit that ends then can't be planned; `today` is the date at the host."""
    if last_day < today:
        return _l("These days are over. Write it down as a past visit instead.")
    return None


def logged_problem(last_day: date, today: date) -> Text | None:
    """Why a visit that ends then can't be written down as past; `today` as above."""
    return _l("This day is still to come. Plan the visit instead.") if last_day > today else None


NOT_A_DAY = _l("This day is not part of the visit.")
ENDS_FIRST = _l("The end comes before the start.")


def times_in_order(starts: time, ends: time) -> bool:
    """Whether something ends after it starts."""
    return starts < ends


def next_steps(visit: Standing) -> list[VisitState]:
    """The states that could follow, whether or not something is still in the way."""
    return [state for state in VisitState if state in STEPS[visit.state]]


@dataclass(frozen=True)
class Balance:
    """Days and visits of one school on both sides (C11)."""

    guest_days: int
    host_days: int
    guest_visits: int
    host_visits: int

    @property
    def is_empty(self) -> bool:
        """Nobody has travelled yet."""
        return self.guest_visits + self.host_visits == 0

    @property
    def turn(self) -> str:
        """Whose turn it is to travel, by days: "ours", "theirs", or "" when it is even."""
        if self.guest_days == self.host_days:
            return ""
        return "theirs" if self.guest_days > self.host_days else "ours"


def balance(visits: Iterable[Span], school_id: UUID, today: date) -> Balance:
    """How long a school has been guest and host until today, first and last days counted."""
    days = {True: 0, False: 0}
    count = {True: 0, False: 0}
    for visit in visits:
        travelled = school_id == visit.sending_school_id
        spent = (min(visit.last_day, today) - visit.first_day).days + 1
        if visit.state not in HAPPENED or spent <= 0:
            continue
        if not travelled and school_id != visit.host_school_id:
            continue
        days[travelled] += spent
        count[travelled] += 1
    return Balance(days[True], days[False], count[True], count[False])


def check_shows(state: CheckState, due_on: date | None, today: date) -> str:
    """How a check is shown: done, waiting, late or not_needed. Without a day nothing is late."""
    if state is CheckState.WAITING and due_on is not None and due_on < today:
        return "late"
    return state.value


def at_home(day: date, at: time, host_zone: str, home_zone: str) -> datetime:
    """A wall time at the host as the clock at home shows it."""
    return datetime.combine(day, at, ZoneInfo(host_zone)).astimezone(ZoneInfo(home_zone))


def programme_minutes(items: Iterable[Any]) -> int:
    """Minutes of lessons, meetings and the like on a day; meals, rest and travel don't count."""
    return sum(
        _minutes(item.ends) - _minutes(item.starts)
        for item in items
        if item.kind in PROGRAMME and item.ends is not None
    )


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def days_of(first_day: date, last_day: date) -> list[date]:
    """Every day of a span."""
    return [first_day + timedelta(days=n) for n in range((last_day - first_day).days + 1)]


def days_shown(first_day: date, last_day: date, filled: Iterable[date]) -> list[date]:
    """The days to choose from: all of a short visit; of a long one those with something on them."""
    every = days_of(first_day, last_day)
    if len(every) <= MOST_DAYS_SHOWN:
        return every
    return sorted({first_day, last_day, *filled}.intersection(every))


def shift_of(old: tuple[date, date], new: tuple[date, date]) -> timedelta:
    """How far what is planned moves along with the first and last day; nowhere when the visit
    becomes longer or shorter, for nobody can tell what goes where."""
    return new[0] - old[0] if new[1] - new[0] == old[1] - old[0] else timedelta()


def sums(costs: Sequence[Any]) -> dict[str, dict[Any, int]]:
    """Currency -> payer -> minor units; nothing is converted."""
    found: dict[str, dict[Any, int]] = {}
    for cost in costs:
        of_currency = found.setdefault(cost.currency, {})
        of_currency[cost.payer] = of_currency.get(cost.payer, 0) + cost.amount
    return dict(sorted(found.items()))
