"""The year of a link: what both share, drawn and told."""

import re
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from schoollink.calendars.models import Term
from schoollink.core.clock import Clock
from schoollink.core.database import db, unit_of_work
from schoollink.links.models import Link, LinkState
from tests.calendars.years import SHARED, put_years
from tests.page import Page
from tests.world import World


@pytest.fixture(autouse=True)
def _winter(clock: Clock) -> None:
    clock.stop(datetime(2026, 2, 10, 12, tzinfo=UTC))


def year(page: Page, world: World, who: str = "meera", **values: object) -> Page:
    return page.as_(who).get("meetings.year", link_id=world.link.id, **values)


SVG = "{http://www.w3.org/2000/svg}"


def listed_weeks(page: Page) -> list[tuple[int, str, str]]:
    """(weeks, first day, last day) of each shared stretch in the list under the strip."""
    found = []
    for row in page.find("tr"):
        words = " ".join("".join(row.itertext()).split())
        match = re.match(r"Together in school: (\d+) weeks?", words)
        if match:
            days = [e.get("datetime", "") for e in row.iter("time")]
            found.append((int(match[1]), days[0], days[1]))
    return found


def drawn_weeks(page: Page) -> list[tuple[float, list[int]]]:
    """(share of the year in per cent, numbers written on it) of each shared bar of the strip."""
    [track] = [e for e in page.tree.iter(f"{SVG}svg") if e.get("class") == "tr together"]
    return [
        (
            float((bar.get("width") or "").rstrip("%")),
            [
                int(n)
                for text in bar.iter(f"{SVG}text")
                for n in re.findall(r"\d+", text.text or "")
            ],
        )
        for bar in track.findall(f"{SVG}svg")
    ]


def test_C45_both_see_in_how_many_weeks_both_are_in_lessons(page: Page, world: World) -> None:
    put_years(world)
    for who in ("meera", "grace"):
        year(page, world, who)
        assert "Both schools are in lessons for 24 weeks this year." in page.words
        assert "School year 2025/26." in page.words


def test_the_list_says_each_stretch_as_counted_by_hand(page: Page, world: World) -> None:
    put_years(world)
    year(page, world)
    assert listed_weeks(page) == [(weeks, first, last) for first, last, weeks, _ in SHARED]


def test_the_numbers_of_the_strip_are_those_of_the_list(page: Page, world: World) -> None:
    """A bar too narrow for its number (two days of a week) has none; every other has its own."""
    put_years(world)
    year(page, world)
    drawn, told = drawn_weeks(page), listed_weeks(page)
    assert len(drawn) == len(told) == 6
    for (share, numbers), (weeks, first, last) in zip(drawn, told, strict=True):
        days = (datetime.fromisoformat(last) - datetime.fromisoformat(first)).days + 1
        assert share == pytest.approx(days / 365 * 100, abs=0.01)
        assert set(numbers) == ({weeks} if share >= 1.2 else set())
    assert sum(weeks for weeks, _, _ in told) == 24


def test_every_term_and_closed_day_stands_in_the_list(page: Page, world: World) -> None:
    put_years(world)
    year(page, world)
    table = " ".join(" ".join("".join(row.itertext()).split()) for row in page.find("tr"))
    for words in (
        "Aireside Primary: Autumn, first half",
        "Aireside Primary: May Day",
        "Lakeview Primary: Term 1",
        "Lakeview Primary: Half-term break",
    ):
        assert words in table
    assert table.count("Lakeview Primary: Half-term break") == 2


@pytest.mark.parametrize("number", ["2025", "2026"])
def test_a_year_lists_the_real_days_of_what_belongs_to_it(
    page: Page, world: World, number: str
) -> None:
    """The first half of autumn begins on the last day of August, in both schools."""
    terms = {"2025": ("2025-08-25", "2025-10-24"), "2026": ("2026-08-31", "2026-10-23")}
    for school in (world.leeds, world.kisumu):
        world.put(*(_term(school.id, "Autumn", *days) for days in terms.values()))
    year(page, world, year=number)
    first, last = (date.fromisoformat(day) for day in terms[number])
    [(_, *together)] = listed_weeks(page)
    assert together == [str(first), str(last)]
    rows = [row for row in page.find("tr") if "Autumn" in "".join(row.itertext())]
    assert [[e.get("datetime") for e in row.iter("time")] for row in rows] == [together] * 2
    for bar in page.tree.iter(f"{SVG}svg"):
        if bar.get("width", "").endswith("%"):
            share = [float((bar.get(one) or "").rstrip("%")) for one in ("x", "width")]
            assert 0 <= share[0] <= sum(share) <= 100.01, "drawn no further than its year"


def _term(school_id: UUID, name: str, first: str, last: str) -> Term:
    return Term.of(
        school_id=school_id,
        name=name,
        first_day=date.fromisoformat(first),
        last_day=date.fromisoformat(last),
        version=1,
        changed_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def test_the_strip_is_a_drawing_and_the_list_is_for_everybody(page: Page, world: World) -> None:
    put_years(world)
    year(page, world)
    [strip] = page.find("div", class_="ys")
    assert strip.get("aria-hidden") == "true"
    assert len([e for e in page.tree.iter(f"{SVG}rect") if e.get("class") == "today"]) == 2


def test_own_school_stands_first(page: Page, world: World) -> None:
    put_years(world)
    names = {}
    for who in ("meera", "daniel"):
        year(page, world, who)
        [strip] = page.find("div", class_="ys")
        names[who] = [
            "".join(e.itertext())
            for e in strip.iter("strong")
            if "Both" not in "".join(e.itertext())
        ]
    assert names == {"meera": ["Leeds", "Kisumu"], "daniel": ["Kisumu", "Leeds"]}


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-02-10", "Today both schools are in lessons."),
        ("2026-02-14", "The next day when both schools are in lessons: Mon 23 Feb"),
        ("2026-02-25", "The next day when both schools are in lessons: Mon 2 Mar"),
        ("2026-11-20", "We do not know yet when you are next in lessons together."),
    ],
)
def test_when_both_are_next_in_school(
    page: Page, world: World, clock: Clock, day: str, words: str
) -> None:
    clock.stop(datetime.fromisoformat(f"{day}T12:00+00:00"))
    put_years(world)
    assert words in year(page, world).words


def test_a_school_without_dates_is_asked_by_name(page: Page, world: World) -> None:
    put_years(world, kisumu=False)
    year(page, world)
    assert "Lakeview Primary has not put in its dates yet. Ask them." in page.words
    assert "Their link teacher is Daniel Ochieng ." in page.words
    assert "Both schools are in lessons" not in page.words
    year(page, world, "daniel")
    assert "Your school has not put in its dates yet." in page.words
    assert page.links()["Put in your dates"].endswith("/calendar/quick-start")


def test_no_dates_at_all_show_no_strip(page: Page, world: World) -> None:
    year(page, world)
    assert "There is no year to show yet." in page.words
    assert not page.find("div", class_="ys")


def test_several_school_years_are_linked(page: Page, world: World) -> None:
    put_years(world)
    year(page, world)
    assert "Year 2024/25" not in page.links()
    page.get(page.links()["Year 2026/27"])
    assert "Lakeview Primary has no terms" not in page.words
    assert "Your school has no terms in the year 2026/27 yet." in page.words
    assert "Year 2025/26" in page.links()
    assert year(page, world, year="1999").words.count("School year 2025/26.") == 1


def test_years_that_never_meet_say_so(page: Page, world: World) -> None:
    world.put(_term(world.leeds.id, "T", "2026-01-05", "2026-03-27"))
    world.put(_term(world.kisumu.id, "T", "2026-04-06", "2026-06-26"))
    year(page, world)
    assert "there is no day when both schools are in lessons" in page.words


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (LinkState.PROPOSED, "Once both schools have said yes"),
        (LinkState.ENDED, "This link is over"),
    ],
)
def test_R43_dates_are_shared_only_while_both_have_said_yes(
    page: Page, world: World, state: LinkState, words: str
) -> None:
    put_years(world)
    with world.app.app_context(), unit_of_work():
        link = db.session.get(Link, world.link.id)
        assert link is not None
        link.state = state
    year(page, world)
    assert words in page.words
    assert "Term 1" not in page.html


@pytest.mark.parametrize("who", ["layla", "ava", "ines", "sam"])
def test_outsiders_find_no_year(page: Page, world: World, who: str) -> None:
    page.as_(who).get("meetings.year", link_id=world.link.id, status=404)


def test_the_page_mirrors_and_stays_small(page: Page, world: World) -> None:
    put_years(world)
    page.as_("meera").in_language("ar-XB")
    page.get("meetings.year", link_id=world.link.id)
    assert page.find("html")[0].get("dir") == "rtl"
    assert page.queries <= 20
