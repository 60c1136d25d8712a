"""Days, people, preparations, costs and files of a visit."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from schoollink.core.clock import Clock
from schoollink.visits import presenters
from schoollink.visits.models import (
    CheckKind,
    CheckState,
    ItineraryItem,
    VisitCheck,
    VisitCost,
    VisitPerson,
)
from tests.page import Page
from tests.visits.cast import logged, planned, with_cost, with_item
from tests.world import World


@pytest.fixture(autouse=True)
def november(clock: Clock) -> None:
    clock.stop(datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Europe/London")))


ITEM = {
    "day": "2027-03-09",
    "starts": "11:00",
    "ends": "12:00",
    "what": "Teach water together",
    "kind": "lesson",
    "place": "Hall",
}


def test_a_day_shows_both_clocks(page: Page, world: World) -> None:
    visit = planned(world)
    page.as_("ben").post("visits.add_item", ITEM, visit_id=visit.id).follow()
    assert "14:00 in Kisumu" in page.words
    page.get("visits.show", visit_id=visit.id, day="2027-03-09")
    assert "Teach water together" in page.words
    assert "Times are in Leeds" in page.words
    page.get("visits.show", visit_id=visit.id, day="2027-03-10")
    assert "Nothing is planned for this day yet." in page.words
    page.get("visits.show", visit_id=visit.id, day="<nonsense>")
    assert "Teach water together" in page.words


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"day": "2027-03-07"}, "day"),
        ({"day": "2027-03-13"}, "day"),
        ({"ends": "11:00"}, "ends"),
        ({"ends": "25:00"}, "ends"),
        ({"what": ""}, "what"),
        ({"kind": "party"}, "kind"),
    ],
)
def test_an_item_that_can_not_be_is_refused_beside_its_field(
    page: Page, world: World, changes: dict[str, str], field: str
) -> None:
    visit = planned(world)
    page.as_("meera").post("visits.add_item", ITEM | changes, status=422, visit_id=visit.id)
    assert list(page.errors()) == [field]
    assert world.all(ItineraryItem) == []


@pytest.mark.parametrize("more", [{}, {"what": ""}])
def test_a_wrong_day_and_a_wrong_end_are_said_at_once(
    page: Page, world: World, more: dict[str, str]
) -> None:
    visit = planned(world)
    item = with_item(world, visit)
    wrong = ITEM | {"day": "2027-03-07", "ends": "10:00"} | more
    page.as_("meera").post("visits.add_item", wrong, status=422, visit_id=visit.id)
    assert set(page.errors()) == {"day", "ends", *more}
    page.post("visits.edit_item", wrong | {"version": "1"}, status=422, item_id=item.id)
    assert set(page.errors()) == {"day", "ends", *more}


def test_an_item_is_changed_and_a_stale_change_shows_both(page: Page, world: World) -> None:
    item = with_item(world, planned(world))
    change = ITEM | {"what": "Look at the river", "version": "1"}
    page.as_("daniel").post("visits.edit_item", change, item_id=item.id)
    late = ITEM | {"what": "Look at the lake", "starts": "10:00", "version": "1"}
    page.as_("meera").post("visits.edit_item", late, status=409, item_id=item.id)
    assert "Look at the river" in page.words
    assert page.value("what") == "Look at the lake"
    assert "11:00" in page.words
    assert world.fresh(item).what == "Look at the river"
    page.post("visits.drop_item", item_id=item.id)
    assert world.fresh(item) is None


def test_a_full_day_is_said_kindly(page: Page, world: World) -> None:
    visit = planned(world)
    with_item(world, visit, starts=time(8), ends=time(13))
    page.as_("meera").get("visits.show", visit_id=visit.id)
    assert "A full day." not in page.words
    with_item(world, visit, starts=time(14), ends=time(18, 30), kind="meeting")
    page.get("visits.show", visit_id=visit.id)
    assert "A full day. 9 h 30 min" in page.words


def test_R104_a_check_says_who_sees_to_it_and_is_late_after_its_day(
    page: Page, world: World, clock: Clock
) -> None:
    visit = planned(world)
    (check,) = world.all(VisitCheck, kind=CheckKind.INSURANCE)
    page.as_("peter").get("visits.edit_check", check_id=check.id)
    sent = {"state": "waiting", "due_on": "2026-12-01", "who": "Rose", "note": "3 of 4"}
    page.post("visits.edit_check", sent | {"version": "1"}, check_id=check.id).follow()
    assert "Waiting · by Tue 1 Dec · Rose · 3 of 4" in page.words
    clock.stop(datetime(2026, 12, 2, 9, tzinfo=ZoneInfo("Europe/London")))
    page.as_("peter").get("visits.checklist", visit_id=visit.id)
    assert "Late · by Tue 1 Dec · Rose · 3 of 4" in page.words
    page.post(
        "visits.edit_check", sent | {"state": "done", "version": "1"}, status=409, check_id=check.id
    )
    assert world.fresh(check).state is CheckState.WAITING


def test_R95_R96_staff_and_others_have_parts_and_tasks(page: Page, world: World) -> None:
    visit = planned(world)
    part: dict[str, Any] = {
        "member": str(world.daniel.id),
        "name": "",
        "organisation": "",
        "side": "visiting",
        "role": "leader",
        "task": "Talks with Leeds",
    }
    page.as_("daniel").post("visits.add_person", part, visit_id=visit.id)
    other = part | {
        "member": "",
        "name": "Asha",
        "organisation": "Leeds University",
        "side": "hosting",
        "role": "interpreter",
        "task": "",
    }
    page.post("visits.add_person", other, visit_id=visit.id).follow()
    assert "Daniel Ochieng" in page.words
    assert "Interpreter · Leeds University" in page.words
    person = next(one for one in world.all(VisitPerson) if one.name)
    page.post("visits.drop_person", person_id=person.id)
    assert [one.person_id for one in world.all(VisitPerson)] == [world.daniel.id]


@pytest.mark.parametrize("member", ["layla", "ava"])
def test_nobody_of_another_school_and_no_pupil_is_named(
    page: Page, world: World, member: str
) -> None:
    visit = planned(world)
    part = {
        "member": str(world.people[member].id),
        "name": "",
        "side": "visiting",
        "role": "teacher",
    }
    page.as_("daniel").post("visits.add_person", part, status=422, visit_id=visit.id)
    assert list(page.errors()) == ["member"]


@pytest.mark.parametrize("said", [{}, {"side": "hosting"}])
@pytest.mark.parametrize(("member", "side"), [("daniel", "visiting"), ("meera", "hosting")])
def test_a_colleague_stands_on_the_side_of_their_school(
    page: Page, world: World, member: str, side: str, said: dict[str, str]
) -> None:
    part = {"member": str(world.people[member].id), "name": "", "role": "teacher"}
    page.as_("daniel").post("visits.add_person", part | said, visit_id=planned(world).id)
    (person,) = world.all(VisitPerson)
    assert person.side == side


def test_somebody_who_is_typed_in_is_asked_on_whose_side(page: Page, world: World) -> None:
    part = {"member": "", "name": "Asha", "role": "interpreter"}
    page.as_("daniel").post("visits.add_person", part, status=422, visit_id=planned(world).id)
    assert list(page.errors()) == ["side"]
    assert world.all(VisitPerson) == []


def test_a_part_needs_somebody(page: Page, world: World) -> None:
    part = {"member": "", "name": "", "side": "visiting", "role": "teacher"}
    page.as_("daniel").post("visits.add_person", part, status=422, visit_id=planned(world).id)
    assert list(page.errors()) == ["name"]
    page.post("visits.add_person", part | {"side": ""}, status=422, visit_id=planned(world).id)
    assert list(page.errors()) == ["name", "side"], "all at once"


def test_neither_way_to_say_who_calls_itself_optional(page: Page, world: World) -> None:
    """One of the two is needed."""
    page.as_("daniel").get("visits.add_person", visit_id=planned(world).id)
    for label in ("Who?", "Or somebody else, by name"):
        assert label in page.words
        assert f"{label} (optional)" not in page.words


def test_costs_stay_in_their_currencies(page: Page, world: World) -> None:
    visit = planned(world)
    sent = {"kind": "stay", "what": "Rooms", "currency": "GBP", "payer": "host"}
    page.as_("meera").post("visits.add_cost", sent | {"amount": "1,160.50"}, visit_id=visit.id)
    with_cost(world, visit, "62000", "KES", "sending")
    page.get("visits.money", visit_id=visit.id)
    assert "£1,160.50" in page.words
    assert "KES62,000.00" in page.words.replace("\u00a0", "")
    assert {(c.amount, c.currency) for c in world.all(VisitCost)} == {
        (116050, "GBP"),
        (6200000, "KES"),
    }
    row = world.all(VisitCost, currency="KES")[0]
    page.post("visits.drop_cost", cost_id=row.id)
    assert len(world.all(VisitCost)) == 1


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        ("10.5", "JPY"),
        ("1.234", "GBP"),
        ("-5", "GBP"),
        ("five", "GBP"),
        ("", "GBP"),
        ("99999999999", "GBP"),
        ("NaN", "GBP"),
    ],
)
def test_an_amount_that_is_none_is_refused(
    page: Page, world: World, amount: str, currency: str
) -> None:
    sent = {"kind": "stay", "amount": amount, "currency": currency, "payer": "host"}
    page.as_("meera").post("visits.add_cost", sent, status=422, visit_id=planned(world).id)
    assert list(page.errors()) == ["amount"]
    assert page.value("amount") == amount


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        ("99999999999999999", "GBP", "This is too large: there is room for 1,000,000,000."),
        ("£1500", "EUR", "You wrote £, and the currency chosen is EUR."),
        ("10.5", "JPY", "This currency has no parts that small."),
        ("five", "GBP", "Please give an amount like 1250 or 1250.50."),
    ],
)
def test_what_is_wrong_with_an_amount_is_said_beside_what_else_is_wrong(
    page: Page, world: World, amount: str, currency: str, words: str
) -> None:
    sent = {"kind": "stay", "amount": amount, "currency": currency, "payer": ""}
    page.as_("meera").post("visits.add_cost", sent, status=422, visit_id=planned(world).id)
    assert set(page.errors()) == {"amount", "payer"}
    assert words in page.errors()["amount"]
    assert page.value("amount") == amount


@pytest.mark.parametrize(("amount", "currency"), [("£1500", "GBP"), ("1,500 €", "EUR")])
def test_an_amount_may_carry_the_sign_of_its_currency(
    page: Page, world: World, amount: str, currency: str
) -> None:
    sent = {"kind": "stay", "amount": amount, "currency": currency, "payer": "host"}
    page.as_("meera").post("visits.add_cost", sent, visit_id=planned(world).id)
    (cost,) = world.all(VisitCost)
    assert (cost.amount, cost.currency) == (150000, currency)


def test_the_sheet_has_everything_on_one_page(page: Page, world: World) -> None:
    visit = planned(world)
    with_item(world, visit)
    page.as_("grace").get("visits.sheet", visit_id=visit.id)
    for words in ("Watch a lesson in Year 5", "12:30 in Kisumu", "Health and travel insurance"):
        assert words in page.words


def test_the_calendar_file_has_whole_days_and_the_hosts_zone(page: Page, world: World) -> None:
    visit = planned(world, title="Spring, with cake; and \\ more")
    with_item(world, visit)
    page.as_("grace").get("visits.calendar", visit_id=visit.id)
    assert page.response.mimetype == "text/calendar"
    assert "attachment" in page.response.headers["Content-Disposition"]
    assert b"DTSTART;VALUE=DATE:20270308\r\n" in page.response.data
    assert b"DTEND;VALUE=DATE:20270313\r\n" in page.response.data
    calendar = Calendar.from_ical(page.response.data)
    whole, item = calendar.walk("VEVENT")
    assert whole["summary"] == "Spring, with cake; and \\ more"
    assert whole["class"] == item["class"] == "PRIVATE"
    assert item["dtstart"].params["TZID"] == "Europe/London"
    assert item["dtstart"].dt == datetime(2027, 3, 8, 9, 30, tzinfo=ZoneInfo("Europe/London"))
    assert item["location"] == "Room 7"
    assert [zone["tzid"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/London"]


def test_SG58_calendar_entries_name_days_for_staff_and_no_places(world: World) -> None:
    visit = planned(world, title="Spring", has_pupils=True)
    with_item(world, visit)
    (entry,) = presenters.calendar_entries([visit])
    assert (entry.starts, entry.ends) == (date(2027, 3, 8), date(2027, 3, 12))
    assert entry.is_private
    assert entry.is_tentative
    assert "Room 7" not in str(entry)


def test_a_logged_visit_has_no_checklist(page: Page, world: World) -> None:
    page.as_("ben").get("visits.checklist", visit_id=logged(world).id)
    assert "A past visit needs no checklist." in page.words
