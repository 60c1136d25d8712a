"""Shared lesson times against a bitmap of minutes, and what the golden cases leave open.

`SCHOOLLINK_EXAMPLES` says how many examples are tried; 10000 takes some minutes.
"""

import os
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import groupby
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from schoollink.calendars.rules.days import Off, SchoolDates, contains
from schoollink.calendars.rules.lessons import HoursRule, Lesson, Slot, Timetable
from schoollink.calendars.rules.windows import Edge, Window, nearest, shared_windows, why_none
from schoollink.core.clock import instant_of
from tests.calendars.years import Days, days

MINUTE = timedelta(minutes=1)
ZONES = (
    "Europe/London",
    "Africa/Nairobi",
    "America/New_York",
    "Asia/Hebron",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Pacific/Auckland",
    "America/Los_Angeles",
    "America/St_Johns",
)
# Days on which clocks change somewhere, and their neighbours.
DATES = [
    date.fromisoformat(text) + timedelta(days=n)
    for text in ("2026-03-08", "2026-03-28", "2026-04-05", "2026-04-24", "2026-10-25", "2026-10-30")
    for n in range(-1, 3)
]


def clock_times(first: int, last: int) -> st.SearchStrategy[time]:
    """Mostly whole five minutes between two hours."""
    return st.integers(first * 12, last * 12 - 1).map(lambda n: time(n // 12, n % 12 * 5))


@st.composite
def bells(draw: st.DrawFn) -> tuple[Lesson, ...]:
    ends = sorted(draw(st.sets(clock_times(0, 24), min_size=2, max_size=8)))
    pairs = zip(ends[::2], ends[1::2], strict=False)
    return tuple(Lesson(f"P{n}", *pair) for n, pair in enumerate(pairs, 1))


@st.composite
def spans_near(draw: st.DrawFn, longest: int) -> Days:
    first = draw(st.sampled_from(DATES)) - timedelta(days=draw(st.integers(0, longest)))
    return Days(first, first + timedelta(days=draw(st.integers(0, longest))))


@st.composite
def timetables(draw: st.DrawFn) -> Timetable:
    terms = draw(st.lists(spans_near(20), max_size=2)) + [days("2026-01-01", "2026-12-31")] * draw(
        st.integers(0, 1)
    )
    extra = draw(st.dictionaries(st.sampled_from(DATES), st.none() | bells(), max_size=2))
    usual = draw(bells())
    ranged = draw(
        st.lists(
            st.builds(
                lambda lessons, span: HoursRule(lessons, span.first_day, span.last_day),
                bells(),
                spans_near(10),
            ),
            max_size=1,
        )
    )
    on_weekday = draw(
        st.lists(st.builds(HoursRule, bells(), weekday=st.integers(1, 7)), max_size=2)
    )
    slots = st.builds(Slot, st.sampled_from(["P1", "P2"]), st.integers(1, 7))
    return Timetable(
        draw(st.sampled_from(ZONES)),
        SchoolDates(
            terms,
            draw(st.lists(spans_near(3), max_size=2)),
            draw(st.sets(st.integers(1, 7), max_size=2).map(frozenset)),
            frozenset(extra),
        ),
        usual,
        ranged + on_weekday,
        draw(st.just(()) | bells()),
        extra,
        only=draw(st.none() | st.frozensets(slots, min_size=4, max_size=10)),
    )


@cache
def first_minutes(zone: str, day: date) -> dict[datetime, datetime]:
    """Wall time -> the first instant at which clocks of the zone show it, around a day."""
    found: dict[datetime, datetime] = {}
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=16)
    for n in range(56 * 60):
        at = start + n * MINUTE
        found.setdefault(at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0), at)
    return found


def instant_shown(zone: str, day: date, at: time) -> datetime:
    """By looking at the clock minute after minute; a time never shown counts on from before."""
    shown, wanted, later = first_minutes(zone, day), datetime.combine(day, at), 0
    while wanted - later * MINUTE not in shown:
        later += 1
    return shown[wanted - later * MINUTE] + later * MINUTE


def minutes_in_lesson(
    school: Timetable, start: datetime, end: datetime, *, beyond: bool
) -> set[datetime]:
    """Every minute between two instants in which the school is in lesson."""
    found: set[datetime] = set()
    day = start.date() - timedelta(days=2)
    while day <= end.date() + timedelta(days=2):
        for lesson in lessons_on(school, day, beyond=beyond):
            at = instant_shown(school.zone, day, lesson.starts)
            ends = instant_shown(school.zone, day, lesson.ends)
            while at < ends:
                if start <= at < end:
                    found.add(at)
                at += MINUTE
        day += timedelta(days=1)
    return found


def lessons_on(school: Timetable, day: date, *, beyond: bool) -> list[Lesson]:
    in_term = any(contains(term, day) for term in school.dates.terms)
    closed = any(contains(one, day) for one in school.dates.closures)
    weekday = day.isoweekday()
    if day not in school.extra and (not in_term or closed or weekday in school.dates.weekend):
        return []
    lessons = school.usual
    for rule in reversed(school.rules):
        inside = (rule.first_day or day) <= day <= (rule.last_day or day)
        if inside and rule.weekday in (None, weekday):
            lessons = rule.lessons
    lessons = lessons if school.extra.get(day) is None else school.extra[day] or ()
    usable = [
        one
        for one in lessons
        if school.only is None or day in school.extra or Slot(one.label, weekday) in school.only
    ]
    return usable + (list(school.beyond) if beyond else [])


def runs(minutes: list[datetime], shortest: int) -> list[Window]:
    """Minutes in order as windows of at least so many."""
    found = []
    for _, run in groupby(enumerate(minutes), lambda pair: pair[1] - pair[0] * MINUTE):
        listed = [at for _, at in run]
        if len(listed) >= shortest:
            found.append(Window(listed[0], listed[-1] + MINUTE))
    return found


@settings(max_examples=int(os.environ.get("SCHOOLLINK_EXAMPLES", "150")), deadline=None)
@given(
    st.lists(timetables(), min_size=1, max_size=4),
    st.sampled_from(DATES),
    st.integers(0, 24 * 60 - 1),
    st.integers(1, 40 * 60),
    st.integers(1, 60),
    st.integers(1, 4),
    st.booleans(),
)
def test_the_sweep_finds_what_a_bitmap_of_minutes_finds(
    schools: list[Timetable],
    day: date,
    minute: int,
    length: int,
    shortest: int,
    least: int,
    beyond: bool,
) -> None:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) + minute * MINUTE
    end = start + length * MINUTE
    each = [minutes_in_lesson(one, start, end, beyond=beyond) for one in schools]
    enough = min(least, len(schools))
    shared = [at for at in sorted(set().union(*each)) if sum(at in one for one in each) >= enough]
    found = shared_windows(schools, start, end, minutes=shortest, beyond=beyond, at_least=least)
    assert found == runs(shared, shortest)


# what cases by hand say best

ALWAYS = SchoolDates([days("2026-01-01", "2026-12-31")])


def school(zone: str, *times: str, dates: SchoolDates = ALWAYS, beyond: str = "") -> Timetable:
    """A school with lessons `09:00-10:00`."""
    return Timetable(zone, dates, bell(*times), beyond=bell(beyond) if beyond else ())


def bell(*times: str) -> tuple[Lesson, ...]:
    pairs = [text.split("-") for text in times]
    return tuple(
        Lesson(f"P{n}", time.fromisoformat(one), time.fromisoformat(other))
        for n, (one, other) in enumerate(pairs, 1)
    )


def on(text: str) -> tuple[datetime, datetime]:
    start = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return start, start + timedelta(days=1)


def test_K07_touching_lessons_of_two_schools_are_no_shared_time() -> None:
    one, other = school("UTC", "08:00-09:00"), school("UTC", "09:00-10:00")
    assert shared_windows([one, other], *on("2026-03-10")) == []
    gap = why_none([one, other], *on("2026-03-10")).gap
    assert gap is not None
    assert gap.minutes == 0


def test_K07_a_break_is_no_lesson_and_lessons_that_touch_are_one_time() -> None:
    one, other = (
        school("UTC", "08:00-09:00", "09:00-10:00", "10:20-11:00"),
        school("UTC", "08:30-10:40"),
    )
    found = shared_windows([one, other], *on("2026-03-10"), minutes=30)
    assert [window.minutes for window in found] == [90]


def test_two_of_three_schools_are_enough_where_asked() -> None:
    schools = [
        school("UTC", "08:00-09:00"),
        school("UTC", "08:30-10:00"),
        school("UTC", "09:30-11:00"),
    ]
    assert shared_windows(schools, *on("2026-03-10")) == []
    found = shared_windows(schools, *on("2026-03-10"), at_least=2)
    assert [f"{one.starts:%H:%M}-{one.ends:%H:%M}" for one in found] == [
        "08:30-09:00",
        "09:30-10:00",
    ]


def test_K08_days_without_school_come_before_hours_that_do_not_meet() -> None:
    closed = SchoolDates(ALWAYS.terms, [days("2026-03-10")])
    late = school("UTC", "20:00-21:00")
    why = why_none([school("UTC", "08:00-09:00", dates=closed), late], *on("2026-03-10"))
    assert why.off == ((0, Off.CLOSED),)
    assert why.gap is None
    both = why_none([school("UTC", "08:00-09:00", dates=SchoolDates()), late], *on("2026-03-14"))
    assert both.off == ((0, Off.OUT_OF_TERM), (1, Off.WEEKEND))


def test_K08_the_smallest_extension_makes_a_window() -> None:
    leeds, sydney = (
        school("Europe/London", "09:00-15:20"),
        school("Australia/Sydney", "09:00-15:00"),
    )
    gap = why_none([leeds, sydney], *on("2026-06-16")).gap
    assert gap is not None
    assert gap.ends is not None
    assert gap.starts is not None
    assert (gap.ends.place, gap.starts.place, gap.minutes) == (1, 0, 180)
    longer = school("Australia/Sydney", "09:00-15:00", "15:00-18:40")
    found = shared_windows([leeds, longer], *on("2026-06-16"), minutes=40)
    assert [window.minutes for window in found] == [40]


def test_K08_a_shared_time_that_is_too_short_says_by_how_much() -> None:
    one, other = school("UTC", "08:00-09:00"), school("UTC", "08:40-10:00")
    assert shared_windows([one, other], *on("2026-03-10"), minutes=40) == []
    gap = nearest([one, other], *on("2026-03-10"))
    assert gap is not None
    assert gap.minutes == -20


def test_a_lesson_inside_another_is_the_one_to_be_longer() -> None:
    long, short = school("UTC", "09:00-15:00"), school("UTC", "10:00-10:30")
    gap = nearest([long, short], *on("2026-03-10"))
    assert gap is not None
    assert gap.minutes == -30
    assert gap.ends == Edge(1, datetime(2026, 3, 10, 10, 30, tzinfo=UTC))
    assert gap.starts == Edge(1, datetime(2026, 3, 10, 10, 0, tzinfo=UTC))


def test_of_three_schools_the_two_furthest_apart_decide() -> None:
    schools = [school("UTC", f"{hour}:00-{hour}:30") for hour in ("08", "09", "13")]
    gap = why_none(schools, *on("2026-03-10")).gap
    assert gap is not None
    assert gap.minutes == 270


def test_an_extra_day_has_school_on_a_weekend_and_its_own_lessons() -> None:
    saturday = date(2026, 3, 14)
    dates = SchoolDates(ALWAYS.terms, extra=frozenset({saturday}))
    extra = Timetable("UTC", dates, bell("08:00-09:00"), extra={saturday: bell("10:00-11:00")})
    found = shared_windows([extra], *on("2026-03-14"))
    assert [window.starts.hour for window in found] == [10]


def test_K06_a_lesson_without_length_after_a_clock_change_is_dropped() -> None:
    """In Leeds the hour from one to two is left out on 29 March 2026."""
    dates = SchoolDates(ALWAYS.terms, weekend=frozenset())
    night = school("Europe/London", "01:30-02:00", dates=dates)
    assert instant_of(date(2026, 3, 29), time(1, 30), "Europe/London").hour == 1
    assert shared_windows([night], *on("2026-03-29")) == []
