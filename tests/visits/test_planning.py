"""Planning, logging, changing and moving visits through their pages."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from schoollink.audit.models import AuditEntry
from schoollink.core.clock import Clock
from schoollink.core.database import db, unit_of_work
from schoollink.links.models import Link, LinkState
from schoollink.visits import actions
from schoollink.visits.models import CheckKind, Visit, VisitCheck, VisitState
from tests.page import Page
from tests.visits.cast import check, logged, plan, planned, to_kisumu, to_leeds, with_item
from tests.world import World

NOW = datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture(autouse=True)
def november(clock: Clock) -> None:
    clock.stop(NOW)


def sent(world: World, **changes: Any) -> dict[str, Any]:
    """A plan as its form sends it."""
    fields = plan() | {"direction": to_leeds(world)} | changes
    if not fields.pop("has_pupils"):
        return fields
    return fields | {"has_pupils": "y"}


def past(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "who": "Meera Patel and Tom Hurst",
        "direction": to_kisumu(world),
        "first_day": "2026-05-04",
        "last_day": "2026-05-08",
        "exchanged": "Songs and fractions.",
    } | changes


def activate(world: World) -> None:
    """Make the cast's link a partnership."""
    with world.app.app_context(), unit_of_work():
        link = db.session.get(Link, world.link.id)
        assert link is not None
        link.state = LinkState.ACTIVE


def test_a_link_without_visits_offers_the_first_step(page: Page, world: World) -> None:
    page.as_("meera").get("visits.index", link_id=world.link.id)
    assert "No visit yet" in page.words
    assert {"Plan a visit", "Did you meet before? Write down a past visit"} <= set(page.links())


def test_a_child_safety_lead_reads_and_is_offered_nothing(page: Page, world: World) -> None:
    visit = planned(world)
    page.as_("sarah").get("visits.index", link_id=world.link.id)
    assert "Plan a visit" not in page.links()
    page.get("visits.show", visit_id=visit.id)
    assert "Change" not in " ".join(page.links())
    page.get("visits.edit", status=403, visit_id=visit.id)


def test_R108_a_past_visit_is_logged_in_five_fields(page: Page, world: World) -> None:
    page.as_("ben").get("visits.log", link_id=world.link.id)
    names = {e.get("name") for tag in ("input", "textarea") for e in page.find(tag)}
    assert names - {"csrf_token", None} == {
        "who",
        "direction",
        "first_day",
        "last_day",
        "exchanged",
    }
    page.post("visits.log", past(world), link_id=world.link.id)
    (visit,) = world.all(Visit)
    assert (visit.state, visit.is_logged_past, visit.days) == (VisitState.CLOSED, True, 5)
    page.follow()
    assert "Songs and fractions." in page.words
    assert "Aireside Primary visits Lakeview Primary in Kisumu" in page.words


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"last_day": "2026-05-03"}, "last_day"),
        ({"last_day": "2026-11-21", "first_day": "2026-11-20"}, "last_day"),
        ({"first_day": "2025-01-01"}, "last_day"),
        ({"who": ""}, "who"),
        ({"exchanged": " "}, "exchanged"),
        ({"direction": "nowhere"}, "direction"),
        ({"first_day": "yesterday"}, "first_day"),
        ({"first_day": "0026-05-04"}, "first_day"),
    ],
)
def test_a_past_visit_that_can_not_be_is_refused_beside_its_field(
    page: Page, world: World, changes: dict[str, str], field: str
) -> None:
    page.as_("ben").post("visits.log", past(world) | changes, status=422, link_id=world.link.id)
    assert list(page.errors()) == [field]
    assert page.value("who") == changes.get("who", "Meera Patel and Tom Hurst")
    assert world.all(Visit) == []


@pytest.mark.parametrize(
    "days",
    [
        {"first_day": "2026-03-14", "last_day": "2026-03-10"},
        {"first_day": "2099-03-10", "last_day": "2099-03-14"},
    ],
    ids=["turned round", "still to come"],
)
def test_days_that_can_not_be_are_said_beside_what_else_is_wrong(
    page: Page, world: World, days: dict[str, str]
) -> None:
    page.as_("ben").post(
        "visits.log", past(world) | days | {"who": ""}, status=422, link_id=world.link.id
    )
    assert set(page.errors()) == {"who", "last_day"}


def test_today_at_the_host_decides_whether_a_day_is_past(
    page: Page, world: World, clock: Clock
) -> None:
    clock.stop(datetime(2026, 11, 20, 22, tzinfo=ZoneInfo("Europe/London")))
    over = past(world, first_day="2026-11-20", last_day="2026-11-21")
    page.as_("ben").post("visits.log", over, link_id=world.link.id)
    home = over | {"direction": to_leeds(world)}
    page.post("visits.log", home, status=422, link_id=world.link.id)


def test_R93_a_visit_is_planned_with_its_reasons_and_checklist(page: Page, world: World) -> None:
    page.as_("meera").get("visits.create", link_id=world.link.id)
    page.post("visits.create", sent(world), link_id=world.link.id)
    (visit,) = world.all(Visit)
    assert visit.state is VisitState.PLANNING
    assert {check.kind for check in world.all(VisitCheck)} == set(CheckKind)
    page.follow()
    assert "We want to stand in the same classroom." in page.words
    assert "0 of 6 are settled." in page.words
    assert [e.action for e in world.all(AuditEntry, subject_id=visit.id)] == ["visit.planned"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"why_in_person": ""}, "why_in_person"),
        ({"purpose": ""}, "purpose"),
        ({"last_day": "2027-03-07"}, "last_day"),
        ({"first_day": "2026-03-01", "last_day": "2026-03-02"}, "last_day"),
        ({"last_day": "2027-12-24"}, "last_day"),
        ({"last_day": "9999-12-31"}, "last_day"),
    ],
)
def test_R93_a_plan_without_a_reason_or_sensible_days_is_refused(
    page: Page, world: World, changes: dict[str, str], field: str
) -> None:
    plan = sent(world) | changes
    page.as_("meera").post("visits.create", plan, status=422, link_id=world.link.id)
    assert list(page.errors()) == [field]


def test_days_that_are_over_are_said_beside_what_else_is_wrong(page: Page, world: World) -> None:
    plan = sent(world) | {"first_day": "2020-03-02", "last_day": "2020-03-06", "purpose": ""}
    page.as_("meera").post("visits.create", plan, status=422, link_id=world.link.id)
    assert set(page.errors()) == {"purpose", "last_day"}
    assert "These days are over." in page.errors()["last_day"]


def test_C11_planning_tells_whose_turn_it_is(page: Page, world: World) -> None:
    logged(world)
    page.as_("daniel").get("visits.create", link_id=world.link.id)
    assert "You were guests for 0 days, hosts for 5 days." in page.words
    assert "Perhaps the next journey is yours." in page.words


def test_C11_the_list_shows_the_balance_for_each_side(page: Page, world: World) -> None:
    logged(world)
    page.as_("meera").get("visits.index", link_id=world.link.id)
    assert "You were guests for 5 days, hosts for 0 days." in page.words
    page.as_("daniel").get("visits.index", link_id=world.link.id)
    assert "You were guests for 0 days, hosts for 5 days." in page.words


def test_while_a_link_is_tried_out_a_visit_is_planned_and_not_confirmed(
    page: Page, world: World
) -> None:
    visit = planned(world)
    page.as_("meera").get("visits.show", visit_id=visit.id)
    assert "a visit can be planned, but not confirmed" in page.words
    page.post("visits.confirm", status=409, visit_id=visit.id)
    assert world.fresh(visit).state is VisitState.PLANNING


def test_a_visit_with_pupils_is_planned_and_not_confirmed(page: Page, world: World) -> None:
    activate(world)
    visit = planned(world, has_pupils=True)
    page.as_("meera").get("visits.show", visit_id=visit.id)
    assert "keep pupils safe" in page.words
    page.post("visits.confirm", status=409, visit_id=visit.id)
    assert "keep pupils safe" in page.words
    assert world.fresh(visit).state is VisitState.PLANNING


def test_a_visit_goes_its_whole_way(page: Page, world: World, clock: Clock) -> None:
    activate(world)
    visit = planned(world)
    page.as_("daniel").post("visits.confirm", visit_id=visit.id)
    page.post("visits.start", status=409, visit_id=visit.id)
    clock.stop(datetime(2027, 3, 8, 7, tzinfo=ZoneInfo("Europe/London")))
    page.as_("daniel").post("visits.start", visit_id=visit.id)
    page.post("visits.close", status=409, visit_id=visit.id)
    page.post(
        "visits.account",
        {"exchanged": "How we teach water.", "follow_up": "A visit back.", "version": "1"},
        visit_id=visit.id,
    )
    page.post("visits.close", visit_id=visit.id).follow()
    assert world.fresh(visit).state is VisitState.CLOSED
    assert "How we teach water." in page.words
    page.post("visits.cancel", {"words": ""}, status=409, visit_id=visit.id)


def test_a_cancelled_visit_says_why_and_changes_no_more(page: Page, world: World) -> None:
    visit = planned(world)
    page.as_("rose").post("visits.cancel", {"words": "The school is closed."}, visit_id=visit.id)
    page.follow()
    assert "The school is closed." in page.words
    page.as_("meera").post(
        "visits.edit", sent(world) | {"version": "1"}, status=409, visit_id=visit.id
    )
    assert world.fresh(visit).state is VisitState.CANCELLED


def called_off(world: World) -> dict[str, Any]:
    """A cancelled visit, with the keys of its parts."""
    visit = planned(world)
    item = with_item(world, visit, day=visit.last_day)
    one = check(world, visit)
    late = actions.Preparation("waiting", date(2026, 11, 1), "", "", 1)
    world.do(actions.change_check, one, late, by="meera")
    world.do(actions.cancel_visit, visit, actions.Cancelling(""), by="meera")
    return {"visit": visit, "item": item, "check": one}


def test_a_cancelled_visit_warns_of_nothing_and_offers_no_change(page: Page, world: World) -> None:
    there = called_off(world)
    page.as_("meera").get("visits.show", visit_id=there["visit"].id)
    assert "to finish" not in page.words
    assert "Late" not in page.words
    for endpoint in ("show", "itinerary", "checklist", "people", "money"):
        page.get(f"visits.{endpoint}", visit_id=there["visit"].id)
        main = page.find("main")[0]
        ways = [a.get("href", "") for a in main.iter("a")]
        assert not [way for way in ways if way.endswith(("/edit", "/new"))], endpoint


@pytest.mark.parametrize(
    ("endpoint", "of"),
    [
        ("edit", "visit"),
        ("account", "visit"),
        ("cancel", "visit"),
        ("add_item", "visit"),
        ("add_person", "visit"),
        ("add_cost", "visit"),
        ("edit_item", "item"),
        ("edit_check", "check"),
    ],
)
def test_a_form_of_a_cancelled_visit_says_so_when_it_is_opened(
    page: Page, world: World, endpoint: str, of: str
) -> None:
    there = called_off(world)
    before = "http://localhost" + page.url("visits.show", visit_id=there["visit"].id)
    page.as_("meera").client.environ_base["HTTP_REFERER"] = before
    page.get(f"visits.{endpoint}", status=409, **{f"{of}_id": there[of].id})
    assert "This visit was cancelled. Plan a new one instead." in page.words
    assert page.links()["Back to the page"] == before
    page.client.environ_base["HTTP_REFERER"] = page.response.request.url
    page.get(f"visits.{endpoint}", status=409, **{f"{of}_id": there[of].id})
    assert "Back to the page" not in page.links(), "it would lead nowhere else"


def test_a_visit_that_is_over_is_not_asked_why_it_is_called_off(page: Page, world: World) -> None:
    page.as_("meera").get("visits.cancel", status=409, visit_id=logged(world).id)


@pytest.mark.parametrize("changes", [{"last_day": "2027-03-13"}, {"has_pupils": True}])
def test_other_days_or_pupils_take_a_confirmed_visit_back_to_planning(
    page: Page, world: World, changes: dict[str, Any]
) -> None:
    activate(world)
    visit = planned(world)
    page.as_("meera").post("visits.confirm", visit_id=visit.id)
    page.post("visits.edit", sent(world, who="Rose") | {"version": "1"}, visit_id=visit.id)
    assert world.fresh(visit).state is VisitState.CONFIRMED
    page.post("visits.edit", sent(world, **changes) | {"version": "2"}, visit_id=visit.id)
    assert world.fresh(visit).state is VisitState.PLANNING


def test_SG58_no_pupils_join_a_visit_that_is_under_way(
    page: Page, world: World, clock: Clock
) -> None:
    """It was confirmed without them, and what keeps pupils safe was never asked."""
    activate(world)
    visit = planned(world)
    page.as_("meera").post("visits.confirm", visit_id=visit.id)
    clock.stop(datetime(2027, 3, 8, 7, tzinfo=ZoneInfo("Europe/London")))
    page.as_("meera").post("visits.start", visit_id=visit.id)
    with_pupils = sent(world, has_pupils=True) | {"version": "1"}
    page.post("visits.edit", with_pupils, status=422, visit_id=visit.id)
    assert "under way" in page.errors()["has_pupils"]
    assert world.fresh(visit).has_pupils is False


def test_a_stale_save_shows_both_texts_and_loses_neither(page: Page, world: World) -> None:
    visit = planned(world)
    page.as_("daniel").get("visits.edit", visit_id=visit.id)
    assert page.value("version") == "1"
    theirs = sent(world, purpose="Compare two rivers.") | {"version": "1"}
    page.post("visits.edit", theirs, visit_id=visit.id)
    mine = sent(world, purpose="Compare two lakes.") | {"version": "1"}
    page.as_("meera").post("visits.edit", mine, status=409, visit_id=visit.id)
    assert "Compare two rivers." in page.words
    assert page.value("purpose") == "Compare two lakes."
    assert page.value("version") == "2"
    assert world.fresh(visit).purpose == "Compare two rivers."
    page.post("visits.edit", mine | {"version": "2"}, visit_id=visit.id)
    assert world.fresh(visit).purpose == "Compare two lakes."


def test_a_stale_account_shows_both_texts(page: Page, world: World) -> None:
    visit = logged(world)
    first = {"exchanged": "A song.", "follow_up": "", "version": "1"}
    page.as_("daniel").post("visits.account", first, visit_id=visit.id)
    page.as_("meera").post(
        "visits.account", first | {"exchanged": "A dance."}, status=409, visit_id=visit.id
    )
    assert "A song." in page.words
    assert page.value("exchanged") == "A dance."


def test_a_past_visit_is_corrected_without_reasons_and_stays_past(page: Page, world: World) -> None:
    visit = logged(world)
    wanted = sent(
        world,
        direction=to_kisumu(world),
        purpose="",
        why_in_person="",
        first_day="2026-05-04",
        last_day="2026-05-09",
    ) | {"version": "1"}
    page.as_("ben").post("visits.edit", wanted, visit_id=visit.id)
    assert world.fresh(visit).last_day == date(2026, 5, 9)
    later = wanted | {"version": "2", "last_day": "2026-11-22"}
    page.post("visits.edit", later, status=422, visit_id=visit.id)
    assert list(page.errors()) == ["last_day"]


@pytest.mark.parametrize("who", ["layla", "ava", "yara", "ines", "sam"])
def test_SG58_outsiders_pupils_and_advisers_find_nothing(
    page: Page, world: World, who: str
) -> None:
    visit = planned(world)
    page.as_(who).get("visits.index", status=404, link_id=world.link.id)
    for endpoint in ("show", "itinerary", "checklist", "people", "money", "sheet", "calendar"):
        page.get(f"visits.{endpoint}", status=404, visit_id=visit.id)
    page.post("visits.create", sent(world), status=404, link_id=world.link.id)
    page.post("visits.confirm", status=404, visit_id=visit.id)
    assert len(world.all(Visit)) == 1


def test_the_words_of_people_are_never_markup(page: Page, world: World) -> None:
    visit = planned(world, title="<b>Trip</b>", who="<script>alert(1)</script>")
    page.as_("meera").get("visits.show", visit_id=visit.id)
    assert "<b>Trip</b>" in page.words
    page.get("visits.index", link_id=world.link.id)
    assert "<script>alert(1)</script>" in page.words


@pytest.mark.parametrize("language", ["en-XA", "ar-XB"])
@pytest.mark.parametrize(
    "endpoint",
    [
        "show",
        "edit",
        "account",
        "cancel",
        "itinerary",
        "checklist",
        "people",
        "money",
        "add_item",
        "add_person",
        "add_cost",
        "sheet",
    ],
)
def test_every_page_of_a_visit_speaks_other_languages(
    page: Page, world: World, endpoint: str, language: str
) -> None:
    visit = planned(world)
    page.as_("meera").in_language(language).get(f"visits.{endpoint}", visit_id=visit.id)
    assert "⟦" in page.words


def moved(page: Page, world: World, visit: Visit, first: str, last: str) -> Page:
    """The page of a visit after it was given other days."""
    days = {"first_day": first, "last_day": last}
    page.as_("meera").post(
        "visits.edit", sent(world) | days | {"version": "1"}, visit_id=visit.id
    ).follow()
    return page


def test_what_is_planned_moves_along_with_the_days_of_a_visit(page: Page, world: World) -> None:
    visit = planned(world)
    with_item(world, visit, day=date(2027, 3, 10))
    moved(page, world, visit, "2027-05-03", "2027-05-07")
    assert "What is planned for the days moved along with them." in page.words
    assert "Wednesday 5 May" in page.words
    assert "Watch a lesson in Year 5" in page.words
    assert "outside the visit" not in page.words


def test_what_lies_outside_a_visit_that_became_shorter_is_said(page: Page, world: World) -> None:
    visit = planned(world)
    for day in (8, 8, 10):
        item = with_item(world, visit, day=date(2027, 3, day))
    moved(page, world, visit, "2027-05-01", "2027-05-02")
    assert "moved along" not in page.words
    assert "2 days of the programme lie outside the visit now." in page.words
    assert "Saturday 1 May" in page.words
    page.get(page.links()["Move or take off what is on them"])
    assert page.words.count("Outside the visit") == 2
    page.get("visits.sheet", visit_id=visit.id)
    assert page.words.count("Outside the visit") == 2
    page.get("visits.itinerary", visit_id=visit.id)
    back = {"day": "2027-05-02", "starts": "9:30", "what": "A walk", "kind": "free"}
    page.post("visits.edit_item", back | {"version": "1"}, item_id=item.id)
    page.get("visits.show", visit_id=visit.id)
    assert "1 day of the programme lies outside the visit now." in page.words
    assert "Sunday 2 May" in page.words


def test_what_lies_outside_a_visit_stays_where_it_is(page: Page, world: World) -> None:
    visit = planned(world)
    item = with_item(world, visit)
    moved(page, world, visit, "2027-05-01", "2027-05-02")
    later = sent(world) | {"first_day": "2027-05-03", "last_day": "2027-05-04", "version": "2"}
    page.post("visits.edit", later, visit_id=visit.id)
    assert world.fresh(item).day == date(2027, 3, 8)


def test_a_long_visit_shows_no_day_that_lies_outside_of_it(page: Page, world: World) -> None:
    visit = planned(world)
    with_item(world, visit)
    moved(page, world, visit, "2027-04-01", "2027-05-31")
    assert "Thursday 1 April" in page.words
    assert "8 March" not in page.words
