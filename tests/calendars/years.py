"""Published school years (Leeds 2025/26, Kenya 2026), as rules and as rows."""

from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from schoollink.calendars.models import (
    Closure,
    ClosureKind,
    CycleMode,
    DayType,
    ExtraDay,
    LessonTime,
    SchoolYear,
    Term,
    WeekCycle,
)
from schoollink.calendars.rules.days import SchoolDates
from schoollink.calendars.rules.hours import parse_lessons
from tests.world import World

PUBLISHED = datetime(2025, 8, 1, 12, tzinfo=UTC)


class Days(NamedTuple):
    """A span of dates, for rules."""

    first_day: date
    last_day: date
    name: str = ""


def days(first: str, last: str = "", name: str = "") -> Days:
    """A span from ISO dates; one day when there is only one."""
    return Days(date.fromisoformat(first), date.fromisoformat(last or first), name)


LEEDS_TERMS = [
    days("2025-09-01", "2025-10-24", "Autumn, first half"),
    days("2025-11-03", "2025-12-19", "Autumn, second half"),
    days("2026-01-05", "2026-02-13", "Spring, first half"),
    days("2026-02-23", "2026-04-02", "Spring, second half"),
    days("2026-04-20", "2026-05-22", "Summer, first half"),
    days("2026-06-01", "2026-07-21", "Summer, second half"),
]
LEEDS_CLOSED = [days("2026-05-04", name="May Day")]
KENYA_TERMS = [
    days("2026-01-05", "2026-04-02", "Term 1"),
    days("2026-04-27", "2026-07-31", "Term 2"),
    days("2026-08-24", "2026-10-23", "Term 3"),
]
KENYA_CLOSED = [
    days("2026-02-25", "2026-03-01", "Half-term break"),
    days("2026-06-24", "2026-06-28", "Half-term break"),
]
LEEDS = SchoolDates(LEEDS_TERMS, LEEDS_CLOSED, frozenset({6, 7}))
KENYA = SchoolDates(KENYA_TERMS, KENYA_CLOSED, frozenset({6, 7}))

SHARED = [
    ("2026-01-05", "2026-02-13", 6, 30),
    ("2026-02-23", "2026-02-24", 1, 2),
    ("2026-03-02", "2026-04-02", 5, 24),
    ("2026-04-27", "2026-05-22", 4, 19),
    ("2026-06-01", "2026-06-23", 4, 17),
    ("2026-06-29", "2026-07-21", 4, 17),
]
"""Counted by hand on a wall calendar: first day, last day, weeks, days that Leeds and Kenya share
from 1 September 2025 to 31 August 2026. Kenya's half-terms begin on a Wednesday, so the weeks of
23 February and 22 June have two shared days; 4 May is closed in Leeds."""


def put_years(world: World, *, leeds: bool = True, kisumu: bool = True) -> dict[str, Any]:
    """Write the published years as rows; gives some of them by name."""
    rows: list[Any] = []
    if leeds:
        rows += _rows(world.leeds.id, LEEDS_TERMS, LEEDS_CLOSED)
    if kisumu:
        rows += _rows(world.kisumu.id, KENYA_TERMS, KENYA_CLOSED)
    world.put(*rows)
    return {"term": rows[0], "closure": next(row for row in rows if isinstance(row, Closure))}


def put_term(world: World, school: Any, first: str, last: str) -> None:
    """Write one term."""
    world.put(*_rows(school.id, [days(first, last, "Term")], []))


def example_dates(world: World) -> dict[str, Any]:
    """A term and closed days of Leeds; written on the first call."""
    terms = world.all(Term, school_id=world.leeds.id)
    if not terms:
        return put_years(world)
    return {"term": terms[0], "closure": world.all(Closure, school_id=world.leeds.id)[0]}


LEEDS_LESSONS = "1 9:00-10:00\n2 10:00-10:30\n3 10:45-12:00\n4 13:00-14:00\n5 14:00-15:15"
KISUMU_LESSONS = (
    "1 8:00-8:40\n2 8:40-9:20\n3 9:30-10:10\n4 10:10-10:50\n5 11:20-12:00\n"
    "6 12:00-12:40\n7 14:00-14:40\n8 14:40-15:10"
)


def day_type(school_id: Any, lessons: str, **more: Any) -> DayType:
    """Lesson times from lines, one lesson on each."""
    read = parse_lessons(lessons)
    assert not read.mistakes
    return DayType.of(
        school_id=school_id,
        changed_at=PUBLISHED,
        **{"name": "", "weekdays": [], "guesses": [], "version": 1} | more,
        lessons=[
            LessonTime(position=n, label=one.label, starts=one.starts, ends=one.ends)
            for n, one in enumerate(read.lessons, 1)
        ],
    )


def put_hours(world: World) -> None:
    """Lesson by lesson: the usual days of Leeds and Kisumu."""
    world.put(
        day_type(world.leeds.id, LEEDS_LESSONS, is_usual=True),
        day_type(world.kisumu.id, KISUMU_LESSONS, is_usual=True),
    )


def example_hours(world: World) -> dict[str, Any]:
    """Everything that a calendar can hold beside dates, for Leeds; written on the first call."""
    leeds = world.leeds.id
    if not world.all(SchoolYear):
        example_dates(world)
        put_hours(world)
        fridays = day_type(leeds, LEEDS_LESSONS, name="Fridays", weekdays=["5"], turn="B")
        world.put(
            SchoolYear.of(
                school_id=leeds,
                name="2025/26",
                first_day=date(2025, 9, 1),
                last_day=date(2026, 8, 31),
                changed_at=PUBLISHED,
                version=1,
            ),
            fridays,
            day_type(leeds, "Club 8:00-8:45\nEvening 15:30-16:30", name="Clubs", is_beyond=True),
            ExtraDay.of(
                school_id=leeds,
                name="Open Saturday",
                day=date(2026, 3, 14),
                day_type_id=fridays.id,
                changed_at=PUBLISHED,
                version=1,
            ),
            WeekCycle(
                school_id=leeds,
                labels=["A", "B"],
                anchor=date(2025, 9, 1),
                mode=CycleMode.SCHOOL_WEEKS,
                version=1,
                changed_at=PUBLISHED,
            ),
        )
    return {
        "year": world.all(SchoolYear)[0],
        "kind": next(one for one in world.all(DayType, school_id=leeds) if one.name == "Fridays"),
        "extra": world.all(ExtraDay)[0],
    }


def _rows(school_id: Any, terms: list[Days], closed: list[Days]) -> list[Any]:
    made: list[Any] = [
        Term.of(school_id=school_id, changed_at=PUBLISHED, version=1, **span._asdict())
        for span in terms
    ]
    return made + [
        Closure.of(
            school_id=school_id,
            changed_at=PUBLISHED,
            version=1,
            kind=ClosureKind.HOLIDAY,
            **span._asdict(),
        )
        for span in closed
    ]
