"""Applications as pages, calendars and tables need them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from babel import dates

from schoollink.core.clock import now, today
from schoollink.core.i18n import (
    _l,
    ago,
    bdi,
    clock,
    current_language,
    day,
    full_day,
    gettext,
    in_zone,
    label,
    money,
)
from schoollink.core.ics import CalendarEntry
from schoollink.core.money import major_text
from schoollink.funding import rules
from schoollink.funding.models import (
    Application,
    ApplicationState,
    ApplicationTask,
    BudgetLine,
    FundingSource,
)
from schoollink.funding.policies import FundingPermission
from schoollink.links.models import Link
from schoollink.notifications.rules import Kind, register
from schoollink.schools.models import School

TAGS = {
    ApplicationState.SPOTTED: "info",
    ApplicationState.DRAFTING: "together",
    ApplicationState.SUBMITTED: "info",
    ApplicationState.AWARDED: "ok",
    ApplicationState.DECLINED: "",
    ApplicationState.CLOSED: "",
}

IN_A_CALENDAR = timedelta(minutes=15)


def zone_name(zone: str) -> str:
    """The town that a zone is called by, in the reader's language."""
    locale = current_language().locale
    return str(dates.get_timezone_location(ZoneInfo(zone), locale=locale, return_city=True))


def deadline_words(application: Application) -> str:
    """`Friday 4 December 2026, 12:00 in Brussels`."""
    return str(
        gettext(
            "%(day)s, %(time)s in %(place)s",
            day=full_day(application.deadline_day),
            time=clock(application.deadline_time),
            place=zone_name(application.deadline_zone),
        )
    )


def clocks_of(application: Application, marks: Mapping[UUID, str]) -> list[dict[str, Any]]:
    """The deadline on the clock of each school."""
    return [
        {"side": marks[school.id], "text": _at(application, school)}
        for school in application.link.schools
    ]


def _at(application: Application, school: School) -> str:
    there = in_zone(application.deadline_at, school.zone)
    if there.date() == application.deadline_day:
        return str(gettext("%(time)s in %(place)s", time=clock(there), place=school.place))
    return str(
        gettext(
            "%(day)s %(time)s in %(place)s",
            day=day(there.date()),
            time=clock(there),
            place=school.place,
        )
    )


def when_words(application: Application) -> str:
    """`That is in 3 days`, and that it is late when it is."""
    if rules.is_late(application.state, application.deadline_at, now()):
        return str(gettext("Late: the deadline was %(when)s", when=ago(application.deadline_at)))
    if application.state in rules.TO_SEND:
        return str(gettext("That is %(when)s", when=ago(application.deadline_at)))
    return ""


def is_late(application: Application) -> bool:
    """Whether the deadline passed and nothing was sent."""
    return rules.is_late(application.state, application.deadline_at, now())


def next_first(applications: Iterable[Application]) -> list[Application]:
    """The next deadline first; those that passed stand at the end."""
    return sorted(applications, key=lambda one: (is_late(one), one.deadline_at))


def amount_words(application: Application) -> str:
    """What is asked for, or nothing."""
    if application.amount is None:
        return ""
    return money(application.amount, application.currency)


def steps_of(application: Application) -> list[dict[str, str]]:
    """The way of an application for the stepper; the answer has the name of what it was."""
    declined = application.state is ApplicationState.DECLINED
    answer = ApplicationState.DECLINED if declined else ApplicationState.AWARDED
    way = [
        ApplicationState.SPOTTED,
        ApplicationState.DRAFTING,
        ApplicationState.SUBMITTED,
        answer,
        ApplicationState.CLOSED,
    ]
    if application.state is ApplicationState.CLOSED:
        return []
    here = way.index(application.state)
    answered = here == way.index(answer)
    return [
        {
            "label": label(state) if state is not answer or answered else str(gettext("Answer")),
            "state": "done" if n < here else "current" if n == here else "todo",
        }
        for n, state in enumerate(way)
    ]


def task_state(task: ApplicationTask) -> str:
    """How a task is shown: done, late or waiting; late follows from the day at its school."""
    if task.done_at is not None:
        return "done"
    late = task.by_day is not None and task.by_day < today(task.school.zone)
    return "late" if late else "waiting"


def school_names(link: Link) -> dict[UUID | None, str]:
    """Who spends or gives: each school, or all of them together under None."""
    together = gettext("Both schools") if len(link.sides) == 2 else gettext("All schools")
    return {None: str(together)} | {school.id: school.name for school in link.schools}


def budgets_of(
    application: Application,
    lines: Sequence[BudgetLine],
    sources: Sequence[FundingSource],
    marks: Mapping[UUID, str],
) -> list[dict[str, Any]]:
    """Uses and sources as two bars for each currency, and how they compare in words."""
    names = school_names(application.link)
    return [
        {
            "currency": one.currency,
            "uses": money(one.uses, one.currency),
            "use_parts": _parts(
                rules.by(lines, one.currency, "spending_school_id"), names, marks, one.currency
            ),
            "source_parts": _source_parts(one, sources, names, marks),
            "words": _difference_words(one),
            "is_level": one.difference == 0,
            "confirmed": money(one.confirmed, one.currency) if one.confirmed else "",
        }
        for one in rules.sums(lines, sources)
    ]


def _parts(
    found: Mapping[Any, int], names: Mapping[Any, str], marks: Mapping[UUID, str], currency: str
) -> list[dict[str, Any]]:
    return [
        {
            "side": marks.get(key, "together"),
            "share": amount,
            "label": bdi(names[key]),
            "amount": money(amount, currency),
            "words": f"{names[key]} {money(amount, currency)}",
        }
        for key, amount in found.items()
    ]


def _source_parts(
    one: rules.Sum,
    sources: Sequence[FundingSource],
    names: Mapping[Any, str],
    marks: Mapping[UUID, str],
) -> list[dict[str, Any]]:
    others = str(gettext("Grants and other money"))
    given = rules.by(sources, one.currency, "school_id")
    parts = _parts(given, {**names, None: others}, marks, one.currency)
    if one.difference < 0:
        missing = money(-one.difference, one.currency)
        words = str(gettext("Still to find"))
        parts.append(
            {
                "side": "gap",
                "share": -one.difference,
                "label": words,
                "amount": missing,
                "words": f"{words} {missing}",
            }
        )
    return parts


def _difference_words(one: rules.Sum) -> str:
    if one.difference == 0:
        return str(gettext("Costs and sources are level."))
    amount = money(abs(one.difference), one.currency)
    if one.difference < 0:
        return str(gettext("%(amount)s is still to find.", amount=amount))
    return str(gettext("The sources are %(amount)s above the costs.", amount=amount))


def bar_words(parts: Iterable[Mapping[str, Any]]) -> str:
    """A bar in words, for those who don't see it."""
    return ", ".join(part["words"] for part in parts)


def calendar_entries(applications: Iterable[Application]) -> list[CalendarEntry]:
    """Deadlines in the zone of the funder, for calendars and feeds."""
    return [
        CalendarEntry(
            uid=f"application-{one.id}",
            title=str(
                gettext(
                    "Deadline: %(programme)s, %(funder)s",
                    programme=one.programme,
                    funder=one.funder,
                )
            ),
            starts=(
                at := datetime.combine(
                    one.deadline_day, one.deadline_time, ZoneInfo(one.deadline_zone)
                )
            )
            - IN_A_CALENDAR,
            ends=at,
            changed_at=one.changed_at,
            version=one.version,
            category=str(gettext("Funding")),
            is_private=True,
            is_cancelled=one.state is ApplicationState.CLOSED,
        )
        for one in applications
    ]


def table_of(applications: Iterable[Application]) -> tuple[list[str], list[list[object]]]:
    """Heads and rows of all applications; amounts as decimals, beside their currency."""
    heads = [
        gettext("Funder"),
        gettext("Programme"),
        gettext("Deadline"),
        gettext("Time"),
        gettext("Time zone"),
        gettext("Amount"),
        gettext("Currency"),
        gettext("State"),
    ]
    rows: list[list[object]] = [
        [
            one.funder,
            one.programme,
            one.deadline_day.isoformat(),
            clock(one.deadline_time),
            one.deadline_zone,
            "" if one.amount is None else major_text(one.amount, one.currency),
            one.currency,
            label(one.state),
        ]
        for one in applications
    ]
    return [str(head) for head in heads], rows


def budget_table(
    application: Application, lines: Iterable[BudgetLine], sources: Iterable[FundingSource]
) -> tuple[list[str], list[list[object]]]:
    """Heads and rows of one budget: what is spent, then where it comes from."""
    names = school_names(application.link)
    heads = [
        gettext("Cost or source"),
        gettext("What"),
        gettext("Kind"),
        gettext("Who"),
        gettext("Amount"),
        gettext("Currency"),
        gettext("Confirmed"),
    ]
    yes, no = str(gettext("Yes")), str(gettext("No"))
    spent: list[list[object]] = [
        [
            str(gettext("Cost")),
            line.what,
            label(line.kind),
            names[line.spending_school_id],
            major_text(line.amount, line.currency),
            line.currency,
            "",
        ]
        for line in lines
    ]
    given: list[list[object]] = [
        [
            str(gettext("Source")),
            source.name,
            str(gettext("Time or things")) if source.is_in_kind else str(gettext("Money")),
            names[source.school_id] if source.school_id else "",
            major_text(source.amount, source.currency),
            source.currency,
            yes if source.is_confirmed else no,
        ]
        for source in sources
    ]
    return [str(head) for head in heads], spent + given


TASK = register(
    Kind(
        "funding.task",
        label=_l("You have a task for an application"),
        model=ApplicationTask,
        permission=FundingPermission.DO_TASK,
        sentence=lambda task: gettext(
            "Your task for %(programme)s: %(what)s.",
            programme=task.application.programme,
            what=task.what,
        ),
        endpoint="funding.show",
        value="application_id",
        key=attrgetter("application_id"),
        is_todo=True,
    )
)
"""What somebody is told who is to do something for an application."""
