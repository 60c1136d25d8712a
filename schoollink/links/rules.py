"""What decides about a link: its steps, its days, who must be named, what a state allows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

from schoollink.core.database.base import Labelled
from schoollink.core.i18n import _l
from schoollink.links.models import LinkState

SchoolDays = Callable[[date], bool]

REMIND_AFTER = 10
LAPSE_AFTER = 20
"""School days of the asked school."""
TRYING_DAYS = 90
RENEW_FROM = 30
"""Days before the end of trying out from which the pages offer to go on."""
LONGEST_LOOK = 366
RESTS_FOR = timedelta(days=365)
"""A link that rests so long without a word has ended."""
KEPT_AFTER_END = timedelta(days=365)
"""How long what people made in a link stays readable after it ended."""

S = LinkState
STEPS: Mapping[LinkState, frozenset[LinkState]] = {
    S.PROPOSED: frozenset({S.TRYING, S.DECLINED, S.LAPSED}),
    S.TRYING: frozenset({S.TRYING, S.PAUSED, S.ACTIVE, S.ENDED}),
    S.ACTIVE: frozenset({S.PAUSED, S.ENDED}),
    S.PAUSED: frozenset({S.TRYING, S.ACTIVE, S.ENDED}),
    S.DECLINED: frozenset(),
    S.LAPSED: frozenset(),
    S.ENDED: frozenset(),
}
LIVE = frozenset(state for state, following in STEPS.items() if following)
"""States in which two schools have a link that stands in the way of a second one."""
OVER = frozenset(STEPS) - LIVE
"""States that are final."""
MET = frozenset({S.TRYING, S.ACTIVE, S.PAUSED})
"""States in which both schools have said yes and neither has said goodbye."""


def may_step(old: LinkState, new: LinkState) -> bool:
    """Whether a link may go from one state to the other."""
    return new in STEPS[old]


# what a state allows


class Doing(Enum):
    """What features ask about before they let schools do it together."""

    STAFF_TALK = auto()
    CALENDARS = auto()
    RESOURCES = auto()
    MEETINGS = auto()
    PROJECT = auto()
    PLAN_VISIT = auto()
    CONFIRM_VISIT = auto()
    PUBLIC_PAGE = auto()
    RECOGNISABLE_PICTURE = auto()


_TRYING = frozenset(
    {
        Doing.STAFF_TALK,
        Doing.CALENDARS,
        Doing.RESOURCES,
        Doing.MEETINGS,
        Doing.PROJECT,
        Doing.PLAN_VISIT,
    }
)
ALLOWED: Mapping[LinkState, frozenset[Doing]] = {
    S.PROPOSED: frozenset({Doing.STAFF_TALK}),
    S.TRYING: _TRYING,
    S.ACTIVE: frozenset(Doing),
    S.PAUSED: frozenset({Doing.STAFF_TALK}),
    S.DECLINED: frozenset(),
    S.LAPSED: frozenset(),
    S.ENDED: frozenset(),
}


def allows(state: LinkState, doing: Doing) -> bool:
    """Whether schools whose link stands here may do this together."""
    return doing in ALLOWED[state]


def most_projects(state: LinkState) -> int | None:
    """How many open projects a link may have; None is any number."""
    return {S.TRYING: 1, S.ACTIVE: None}.get(state, 0)


# days


def outside_weekend(weekend: Iterable[str]) -> SchoolDays:
    """School days as far as only the weekend is known (ISO weekdays as text)."""
    free = frozenset(weekend)
    return lambda day: str(day.isoweekday()) not in free


def school_day_after(first: date, count: int, is_school_day: SchoolDays) -> date:
    """The day that is the `count`-th school day after `first`.

    A school whose calendar knows no school days for a year is looked at as one that has one daily.
    """
    day, left = first, count
    for _ in range(LONGEST_LOOK):
        day += timedelta(days=1)
        left -= is_school_day(day)
        if left == 0:
            return day
    return first + timedelta(days=count)


def reminder_and_lapse(proposed_on: date, calendars: Iterable[SchoolDays]) -> tuple[date, date]:
    """The day of the reminder and the last day to answer; the slowest asked school counts."""
    days = list(calendars)
    return (
        max(school_day_after(proposed_on, REMIND_AFTER, one) for one in days),
        max(school_day_after(proposed_on, LAPSE_AFTER, one) for one in days),
    )


def trying_until(first_day: date) -> date:
    """The last of 90 days."""
    return first_day + timedelta(days=TRYING_DAYS - 1)


def days_left(until: date | None, on: date) -> int | None:
    """Days of trying out that are left, today counted; 0 once it is over."""
    return None if until is None else max(0, (until - on).days + 1)


def is_time_to_renew(until: date | None, on: date, *, renewed: bool) -> bool:
    """Whether the pages offer to go on trying out: near its end or after it, and only once."""
    left = days_left(until, on)
    return left is not None and left <= RENEW_FROM and not renewed


# who must be named


class Need(Labelled):
    """What a school lacks before a link can begin (R13, R14, SG-46)."""

    LEAD = "lead", _l("a link teacher")
    SECOND = "second", _l("a second link teacher (an invitation is enough)")
    SAFETY = "safety", _l("a child-safety lead")


@dataclass(frozen=True)
class Staffing:
    """Who of a school's staff is there for a link. `second` counts an open invitation (R14)."""

    lead: bool
    second: bool
    safety: bool


def missing(staffing: Staffing) -> tuple[Need, ...]:
    """What a school must still name, in the order in which it is said."""
    named = {Need.LEAD: staffing.lead, Need.SECOND: staffing.second, Need.SAFETY: staffing.safety}
    return tuple(need for need, there in named.items() if not there)
