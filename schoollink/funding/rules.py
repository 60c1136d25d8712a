"""Which step may follow, when a deadline has passed, and whether sums are level."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from schoollink.core.i18n import Text, _l
from schoollink.funding.models import ApplicationState

STEPS: Mapping[ApplicationState, frozenset[ApplicationState]] = {
    ApplicationState.SPOTTED: frozenset({ApplicationState.DRAFTING, ApplicationState.CLOSED}),
    ApplicationState.DRAFTING: frozenset({ApplicationState.SUBMITTED, ApplicationState.CLOSED}),
    ApplicationState.SUBMITTED: frozenset(
        {ApplicationState.AWARDED, ApplicationState.DECLINED, ApplicationState.CLOSED}
    ),
    ApplicationState.AWARDED: frozenset({ApplicationState.CLOSED}),
    ApplicationState.DECLINED: frozenset({ApplicationState.CLOSED}),
    ApplicationState.CLOSED: frozenset(),
}
"""Which state may follow which; checks, sign-off, claims and reports come between later."""

TIMES: Mapping[ApplicationState, str] = {
    ApplicationState.SUBMITTED: "submitted_at",
    ApplicationState.AWARDED: "decided_at",
    ApplicationState.DECLINED: "decided_at",
}
"""The time that belongs to a state: the step there sets it, the step back takes it away."""

TO_SEND = frozenset({ApplicationState.SPOTTED, ApplicationState.DRAFTING})


def hindrance(
    state: ApplicationState, new: ApplicationState, *, deadline_at: datetime, moment: datetime
) -> Text | None:
    """Why an application can't take a step now, as a sentence; None when it can (F-01)."""
    if new not in STEPS[state]:
        return _l("This does not follow from where the application stands now.")
    if new is ApplicationState.SUBMITTED and moment > deadline_at:
        return _l(
            "The deadline has passed. If the funder gave you more time, change the deadline first."
        )
    return None


def before(
    state: ApplicationState, closed_from: ApplicationState | None
) -> ApplicationState | None:
    """The state that the last step led away from, or None. Each state can be reached from one
    other only, save the end: of that the caller says where it was reached from, if it is known.
    """
    befores = (old for old, news in STEPS.items() if state in news)
    if state is ApplicationState.CLOSED:
        return next((old for old in befores if old is closed_from), None)
    return next(befores, None)


def is_late(state: ApplicationState, deadline_at: datetime, moment: datetime) -> bool:
    """Whether the deadline passed and nothing was sent."""
    return state in TO_SEND and moment > deadline_at


@dataclass(frozen=True)
class Sum:
    """Sources against uses in one currency, in minor units; nothing is converted."""

    currency: str
    uses: int
    sources: int
    confirmed: int

    @property
    def difference(self) -> int:
        """What the sources are above the uses; below nought it is still to find (F-03)."""
        return self.sources - self.uses


def sums(lines: Iterable[Any], sources: Iterable[Any]) -> list[Sum]:
    """One sum for each currency that occurs, in the order of the codes."""
    found: dict[str, list[int]] = {}
    for line in lines:
        found.setdefault(line.currency, [0, 0, 0])[0] += line.amount
    for source in sources:
        of_currency = found.setdefault(source.currency, [0, 0, 0])
        of_currency[1] += source.amount
        of_currency[2] += source.amount if source.is_confirmed else 0
    return [Sum(currency, *found[currency]) for currency in sorted(found)]


def by(rows: Iterable[Any], currency: str, attribute: str) -> dict[Any, int]:
    """Minor units of one currency by the value of an attribute, in the order of first sight."""
    found: dict[Any, int] = {}
    for row in rows:
        if row.currency == currency:
            key = getattr(row, attribute)
            found[key] = found.get(key, 0) + row.amount
    return found
