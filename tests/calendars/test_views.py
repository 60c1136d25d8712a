"""The calendar of a school by hand: pages, mistakes, and two people at the same time."""

from datetime import UTC, date, datetime

import pytest

from schoollink.audit.models import AuditEntry
from schoollink.calendars.models import Closure, ClosureKind, OpenHoliday, Term
from schoollink.calendars.queries import is_school_day, school_days_after
from schoollink.core.clock import Clock
from schoollink.core.database import unit_of_work
from tests.calendars.years import put_years
from tests.page import Page
from tests.world import World

IN_MARCH = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _spring(clock: Clock) -> None:
    clock.stop(IN_MARCH)


def show(page: Page, world: World, who: str = "meera", **values: object) -> Page:
    return page.as_(who).get("calendars.show", school_id=world.leeds.id, **values)


def test_days_that_can_not_be_are_said_beside_what_else_is_wrong(page: Page, world: World) -> None:
    sent = {"name": "", "first_day": "2026-04-02", "last_day": "2026-01-05", "version": "0"}
    page.as_("meera").post("calendars.new_term", sent, status=422, school_id=world.leeds.id)
    assert set(page.errors()) == {"name", "last_day"}
    sent |= {"kind": "holiday", "first_day": "2036-04-02", "last_day": ""}
    page.post("calendars.new_closure", sent, status=422, school_id=world.leeds.id)
    assert set(page.errors()) == {"name", "first_day"}


def test_R43_a_school_sees_its_year_with_terms_and_closed_days(page: Page, world: World) -> None:
    put_years(world)
    show(page, world)
    assert "school year 2025/26" in page.words
    for words in ("Autumn, first half", "Mon 1 Sept 2025", "Fri 24 Oct 2025", "May Day"):
        assert words in page.words
    assert "Change" in page.words
    assert "Remove" in page.words


def test_each_term_says_how_many_school_days_it_has(page: Page, world: World) -> None:
    """Summer, first half: 20 April to 22 May is 25 weekdays, one of them closed."""
    put_years(world)
    show(page, world)
    days = [
        "".join(cell.itertext()).strip()
        for cell in page.find("td")
        if cell.get("data-label") == "School days"
    ]
    assert days == ["40", "35", "30", "29", "24", "37"]


def test_partner_staff_read_and_change_nothing(page: Page, world: World) -> None:
    term = put_years(world)["term"]
    show(page, world, "daniel")
    assert "Autumn, first half" in page.words
    assert not {"Change", "Remove", "Add a term", "Paste more dates"} & set(page.links())
    page.get("calendars.edit_term", term_id=term.id, status=403)


def test_AT041_a_teacher_of_one_school_cannot_edit_the_calendar_of_another(
    page: Page, world: World
) -> None:
    term = put_years(world)["term"]
    sent = {"name": "X", "first_day": "2026-01-05", "last_day": "2026-01-06", "version": 1}
    page.as_("peter")
    page.post("calendars.edit_term", sent, term_id=term.id, status=403)
    page.post("calendars.new_term", sent, school_id=world.leeds.id, status=403)
    page.post("calendars.delete_term", {}, term_id=term.id, status=403)
    assert world.fresh(term).name == term.name
    assert len(world.all(Term, school_id=world.leeds.id)) == 6


@pytest.mark.parametrize("who", ["layla", "ava", "ines", "sam"])
def test_outsiders_find_no_calendar(page: Page, world: World, who: str) -> None:
    page.as_(who).get("calendars.show", school_id=world.leeds.id, status=404)
    page.get("calendars.download", school_id=world.leeds.id, status=404)


def test_a_teacher_changes_and_only_a_link_teacher_removes(page: Page, world: World) -> None:
    term = put_years(world)["term"]
    show(page, world, "ben")
    assert any(text.startswith("Change") for text in page.links())
    assert not any(text.startswith("Remove") for text in page.links())
    page.get("calendars.delete_term", term_id=term.id, status=403)


def test_the_empty_calendar_leads_to_the_quick_start(page: Page, world: World) -> None:
    show(page, world)
    assert "There are no dates here yet." in page.words
    assert page.links()["Put in your dates"].endswith("/calendar/quick-start")
    show(page, world, "daniel")
    assert "has not put in its dates yet. Ask them." in page.words


def test_other_years_are_one_link_away(page: Page, world: World) -> None:
    put_years(world)
    page.as_("daniel").get("calendars.show", school_id=world.kisumu.id)
    assert "school year 2026" in page.words
    show(page, world, year="2031")
    assert "school year 2025/26" in page.words
    world.put(_term(world, "Next autumn", "2026-09-02", "2026-10-23"))
    show(page, world)
    page.get(page.links()["Year 2026/27"])
    assert "Next autumn" in page.words
    assert "Year 2025/26" in page.links()


def test_a_year_lists_no_term_of_the_next_one(page: Page, world: World) -> None:
    put_years(world)
    world.put(_term(world, "Next autumn", "2026-08-31", "2026-10-23"))
    show(page, world)
    assert "Next autumn" not in page.words
    page.get(page.links()["Year 2026/27"])
    assert "Next autumn" in page.words
    assert "Mon 31 Aug" in page.words


# by hand


def test_a_term_is_added_changed_and_removed_by_hand(page: Page, world: World) -> None:
    page.as_("meera").post(
        "calendars.new_term",
        {
            "name": "  Spring ",
            "first_day": "2026-01-05",
            "last_day": "2026-04-02",
            "version": "0",
        },
        school_id=world.leeds.id,
    ).follow()
    assert "The term is saved." in page.words
    [term] = world.all(Term)
    assert (term.name, term.first_day, term.last_day, term.version) == (
        "Spring",
        date(2026, 1, 5),
        date(2026, 4, 2),
        1,
    )
    page.get("calendars.edit_term", term_id=term.id)
    assert (page.value("name"), page.value("version")) == ("Spring", "1")
    page.post(
        "calendars.edit_term",
        {"name": "Spring", "first_day": "2026-01-06", "last_day": "2026-04-02", "version": "1"},
        term_id=term.id,
    )
    assert world.fresh(term).first_day == date(2026, 1, 6)
    assert world.fresh(term).version == 2
    page.get("calendars.delete_term", term_id=term.id)
    page.post("calendars.delete_term", {}, term_id=term.id).follow()
    assert "The term is removed." in page.words
    assert world.all(Term) == []
    acts = {entry.action for entry in world.all(AuditEntry, place_id=world.leeds.id)}
    assert {"term.added", "term.changed", "term.removed"} <= acts


@pytest.mark.parametrize(
    ("first", "last", "field", "words"),
    [
        ("2026-04-02", "2026-01-05", "last_day", "The last day comes before the first day."),
        ("2026-01-05", "", "last_day", "Please fill this in."),
        ("5 January", "2026-04-02", "first_day", "Please give a day as year-month-day"),
        ("2025-10-24", "2025-10-31", "first_day", "overlap with Autumn, first half"),
        ("2126-01-05", "2126-04-02", "first_day", "This year is far away."),
    ],
)
def test_K02_a_wrong_term_comes_back_with_the_reason_beside_it(
    page: Page, world: World, first: str, last: str, field: str, words: str
) -> None:
    put_years(world)
    sent = {"name": "Kept words", "first_day": first, "last_day": last, "version": "0"}
    page.as_("meera").post("calendars.new_term", sent, school_id=world.leeds.id, status=422)
    assert words in page.errors()[field]
    assert page.value("name") == "Kept words"
    assert len(world.all(Term, school_id=world.leeds.id)) == 6


def test_a_term_may_be_moved_over_its_own_days(page: Page, world: World) -> None:
    term = put_years(world)["term"]
    sent = {"name": "Autumn", "first_day": "2025-09-02", "last_day": "2025-10-24", "version": "1"}
    page.as_("ben").post("calendars.edit_term", sent, term_id=term.id)
    assert world.fresh(term).name == "Autumn"


def test_RL30_a_stale_save_shows_both_and_overwrites_nothing(page: Page, world: World) -> None:
    term = put_years(world)["term"]
    toms = {"name": "By Tom", "first_day": "2025-09-02", "last_day": "2025-10-24", "version": "1"}
    page.as_("tom").post("calendars.edit_term", toms, term_id=term.id)
    meeras = toms | {"name": "By Meera", "first_day": "2025-09-03"}
    page.as_("meera").post("calendars.edit_term", meeras, term_id=term.id, status=409)
    assert "Somebody else saved this while you were writing." in page.words
    assert "By Tom" in page.words
    assert "By Meera" in page.words
    assert page.value("name") == "By Meera"
    assert world.fresh(term).name == "By Tom"
    page.post("calendars.edit_term", meeras | {"version": page.value("version")}, term_id=term.id)
    assert world.fresh(term).name == "By Meera"
    assert world.fresh(term).version == 3


def test_a_sample_becomes_real_when_a_person_changes_it(page: Page, world: World) -> None:
    term = world.put(_term(world, "Made up", "2026-01-05", "2026-04-02", is_sample=True))
    show(page, world)
    assert "Sample" in page.words
    sent = {"name": "Real", "first_day": "2026-01-05", "last_day": "2026-04-02", "version": "1"}
    page.post("calendars.edit_term", sent, term_id=term.id)
    assert world.fresh(term).is_sample is False


def test_closed_days_are_added_changed_and_removed_by_hand(page: Page, world: World) -> None:
    put_years(world)
    sent = {"name": "Snow", "first_day": "2026-01-12", "kind": "closure", "version": "0"}
    page.as_("ben").post("calendars.new_closure", sent, school_id=world.leeds.id)
    [closure] = world.all(Closure, name="Snow")
    assert closure.last_day == date(2026, 1, 12)
    assert closure.kind is ClosureKind.CLOSURE
    with world.app.app_context(), unit_of_work(writes=False):
        assert not is_school_day(world.leeds, date(2026, 1, 12))
        assert is_school_day(world.leeds, date(2026, 1, 13))
        assert school_days_after(world.leeds, date(2026, 1, 9), 1) == date(2026, 1, 13)
    more = sent | {"last_day": "2026-01-13", "version": "1"}
    page.post("calendars.edit_closure", more, closure_id=closure.id)
    assert world.fresh(closure).last_day == date(2026, 1, 13)
    page.post("calendars.edit_closure", more, closure_id=closure.id, status=409)
    assert "Somebody else saved this" in page.words
    page.as_("meera").get("calendars.delete_closure", closure_id=closure.id)
    page.post("calendars.delete_closure", {}, closure_id=closure.id)
    assert world.all(Closure, name="Snow") == []


def test_wrong_closed_days_come_back_with_the_reason(page: Page, world: World) -> None:
    put_years(world)
    sent = {"name": "Again", "first_day": "2026-05-04", "kind": "holiday", "version": "0"}
    page.as_("ben").post("calendars.new_closure", sent, school_id=world.leeds.id, status=422)
    assert "in your calendar already" in page.errors()["first_day"]
    sent |= {"last_day": "2026-05-01"}
    page.post("calendars.new_closure", sent, school_id=world.leeds.id, status=422)
    assert "before the first day" in page.errors()["last_day"]
    sent |= {"last_day": "", "kind": "snow"}
    page.post("calendars.new_closure", sent, school_id=world.leeds.id, status=422)
    assert "kind" in page.errors()


# public holidays


def test_public_holidays_are_suggestions_that_a_person_confirms(page: Page, world: World) -> None:
    put_years(world)
    page.as_("daniel").get("calendars.show", school_id=world.kisumu.id)
    assert "We only suggest them." in page.words
    assert len(world.all(Closure, school_id=world.kisumu.id)) == 2
    page.post(
        "calendars.confirm_holidays",
        {"days": ["2026-05-01", "2026-10-20"]},
        school_id=world.kisumu.id,
    ).follow()
    new = [c for c in world.all(Closure, school_id=world.kisumu.id) if c.kind.value == "holiday"]
    assert {str(c.first_day) for c in new} >= {"2026-05-01", "2026-10-20"}
    offered = {e.get("value") for e in page.find("input", name="days")}
    assert "2026-05-01" not in offered
    assert "2026-06-01" in offered


def test_holidays_with_school_are_not_suggested_again(page: Page, world: World) -> None:
    put_years(world)
    page.as_("daniel").get("calendars.show", school_id=world.kisumu.id)
    sent = {"days": ["2026-05-01"], "rest": "y", "shown": page.value("shown")}
    page.post("calendars.confirm_holidays", sent, school_id=world.kisumu.id).follow()
    assert page.find("input", name="days") == []
    assert "Madaraka Day" not in page.words
    opened = {str(one.day) for one in world.all(OpenHoliday, school_id=world.kisumu.id)}
    assert {"2026-06-01", "2026-10-20"} <= opened
    assert "2026-05-01" not in opened


def test_only_holidays_that_stood_on_the_page_are_settled(page: Page, world: World) -> None:
    put_years(world)
    sent = {"rest": "y", "shown": "2026-06-01 2026-12-25 nonsense"}
    page.as_("daniel").post("calendars.confirm_holidays", sent, school_id=world.kisumu.id)
    [opened] = world.all(OpenHoliday, school_id=world.kisumu.id)
    assert str(opened.day) == "2026-06-01"


def test_holidays_are_suggested_in_their_own_year(page: Page, world: World) -> None:
    put_years(world)
    spring = _term(world, "Term 1", "2027-01-04", "2027-04-02")
    spring.school_id = world.kisumu.id
    world.put(spring)
    page.as_("daniel").get("calendars.show", school_id=world.kisumu.id)
    assert "Madaraka Day" in page.words
    assert "Good Friday" not in " ".join(page.words.split("We only suggest them.")[1:])
    page.get(page.links()["Year 2027"])
    assert "Good Friday" in page.words
    assert "Madaraka Day" not in page.words
    good_friday = {"days": ["2027-03-26"]}
    page.post("calendars.confirm_holidays", good_friday, school_id=world.kisumu.id).follow()
    assert "school year 2027" in page.words


def test_a_day_that_was_not_suggested_cannot_be_confirmed(page: Page, world: World) -> None:
    put_years(world)
    page.as_("daniel").post(
        "calendars.confirm_holidays",
        {"days": ["2026-05-05"]},
        school_id=world.kisumu.id,
        status=422,
    )
    page.post("calendars.confirm_holidays", {}, school_id=world.kisumu.id, status=422)
    assert len(world.all(Closure, school_id=world.kisumu.id)) == 2


def test_the_calendar_mirrors_in_a_language_from_right_to_left(page: Page, world: World) -> None:
    put_years(world)
    page.as_("meera").in_language("ar-XB").get("calendars.show", school_id=world.leeds.id)
    assert page.find("html")[0].get("dir") == "rtl"


def _term(world: World, name: str, first: str, last: str, **more: object) -> Term:
    return Term.of(
        school_id=world.leeds.id,
        name=name,
        first_day=date.fromisoformat(first),
        last_day=date.fromisoformat(last),
        version=1,
        changed_at=IN_MARCH,
        **more,
    )


def test_both_tables_of_dates_say_what_one_can_do_once(page: Page, world: World) -> None:
    put_years(world)
    show(page, world)
    columns = page.find("th", scope="col")
    heads = [" ".join("".join(one.itertext()).split()) for one in columns][-10:]
    assert heads == [
        *("Term", "First day", "Last day", "School days", "What you can do"),
        *("Name", "First day", "Last day", "Why", "What you can do"),
    ]
    assert not page.find("td", data_label="What you can do")
    page.as_("daniel").get("calendars.show", school_id=world.leeds.id)
    assert not page.find("a", class_="act")
