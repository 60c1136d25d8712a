"""Applications through their pages."""

import csv
import io
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from schoollink.audit.models import AuditEntry
from schoollink.core import jobs
from schoollink.core.clock import Clock, zone_release
from schoollink.core.database import db, unit_of_work
from schoollink.funding.models import (
    Application,
    ApplicationDocument,
    ApplicationState,
    ApplicationTask,
    BudgetLine,
    FundingSource,
)
from schoollink.links.models import Link
from schoollink.notifications.models import Notice
from schoollink.schools.models import School
from tests.funding.cast import NEW, added, given, spent, tasked
from tests.page import Page
from tests.world import World


@pytest.fixture(autouse=True)
def november(clock: Clock) -> None:
    clock.stop(datetime(2026, 11, 20, 9, tzinfo=UTC))


SENT = NEW | {"deadline_day": "2026-12-04", "deadline_time": "12:00", "amount": "6,000.00"}


def test_an_empty_list_offers_the_first_step(page: Page, world: World) -> None:
    page.as_("meera").get("funding.index", link_id=world.link.id)
    assert "No application yet." in page.words
    page.as_("ben").get("funding.index", link_id=world.link.id)
    assert "No application has a task for you." in page.words


def test_R111_an_application_is_added_and_shown_by_both_clocks(page: Page, world: World) -> None:
    page.as_("meera").get("funding.create", link_id=world.link.id)
    page.post("funding.create", SENT, link_id=world.link.id).follow()
    assert "Friday 4 December 2026, 12:00 in Brussels" in page.words
    assert "11:00 in Leeds" in page.words
    assert "14:00 in Kisumu" in page.words
    assert "€6,000.00" in page.words
    (application,) = world.all(Application)
    assert application.deadline_at == datetime(2026, 12, 4, 11, tzinfo=UTC)
    assert (application.amount, application.zone_release) == (600000, zone_release())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"funder": ""}, "funder"),
        ({"deadline_day": "soon"}, "deadline_day"),
        ({"deadline_day": "0001-01-01"}, "deadline_day"),
        ({"deadline_time": "noon"}, "deadline_time"),
        ({"deadline_zone": "Mars/Olympus"}, "deadline_zone"),
        ({"amount": "a lot"}, "amount"),
        ({"amount": "10.5", "currency": "JPY"}, "amount"),
        ({"currency": "XXX"}, "currency"),
        ({"currency": ""}, "currency"),
        ({"amount": "0.00"}, "amount"),
    ],
)
def test_what_can_not_be_is_refused_beside_its_field(
    page: Page, world: World, changes: dict[str, str], field: str
) -> None:
    page.as_("meera").post("funding.create", SENT | changes, status=422, link_id=world.link.id)
    assert list(page.errors()) == [field]
    assert page.value("programme") == "Small school partnerships"
    assert world.all(Application) == []


def test_a_deadline_in_the_past_is_asked_about_once(page: Page, world: World) -> None:
    late = SENT | {"deadline_day": "2026-11-18", "programme": ""}
    page.as_("meera").get("funding.create", link_id=world.link.id)
    assert not page.find("input", name="passed")
    page.post("funding.create", late, link_id=world.link.id, status=422)
    assert set(page.errors()) == {"deadline_day", "programme"}
    assert "This deadline has passed. Is that right?" in page.errors()["deadline_day"]
    assert page.find("input", name="passed")
    assert page.value("deadline_day") == "2026-11-18"
    sure = late | {"programme": "Small school partnerships", "passed": "y"}
    page.post("funding.create", sure, link_id=world.link.id)
    (application,) = world.all(Application)
    assert str(application.deadline_day) == "2026-11-18"
    page.get("funding.edit", application_id=application.id)
    assert not page.find("input", name="passed")
    changed = sure | {"funder": "The town", "version": "1"}
    del changed["passed"]
    page.post("funding.edit", changed, application_id=application.id)
    earlier = changed | {"deadline_day": "2026-11-10", "version": "2"}
    page.post("funding.edit", earlier, application_id=application.id, status=422)
    assert set(page.errors()) == {"deadline_day"}


@pytest.mark.parametrize(
    ("who", "zone", "currency"),
    [("meera", "Europe/London", "GBP"), ("daniel", "Africa/Nairobi", "KES")],
)
def test_clock_and_currency_are_those_of_the_own_school_at_first(
    page: Page, world: World, who: str, zone: str, currency: str
) -> None:
    page.as_(who).get("funding.create", link_id=world.link.id)
    assert (page.value("deadline_zone"), page.value("currency")) == (zone, currency)


def test_a_currency_that_nobody_can_know_is_not_chosen(page: Page, world: World) -> None:
    with world.app.app_context(), unit_of_work():
        school = db.session.get(School, world.kisumu.id)
        assert school is not None
        school.country = "PS"
    page.as_("daniel").get("funding.create", link_id=world.link.id)
    assert page.value("currency") == ""


def test_an_amount_that_can_be_two_is_asked_about(page: Page, world: World) -> None:
    url = {"link_id": world.link.id}
    page.as_("daniel").post("funding.create", SENT | {"amount": "1.250"}, status=422, **url)
    assert "Do you mean 1250 or 1.25?" in page.errors()["amount"]
    assert page.value("amount") == "1.250"
    page.post("funding.create", SENT | {"amount": "1.25"}, **url)
    page.post("funding.create", SENT | {"amount": "1,250"}, **url)
    assert {row.amount for row in world.all(Application)} == {125, 125000}


def test_the_next_deadline_stands_first_and_a_late_one_says_so(page: Page, world: World) -> None:
    added(world, programme="Passed", deadline_day=date(2026, 11, 19))
    added(world, programme="Later", deadline_day=date(2027, 2, 1))
    added(world, programme="Next", deadline_day=date(2026, 11, 25))
    page.as_("daniel").get("funding.index", link_id=world.link.id)
    places = [page.words.index(name) for name in ("Next", "Later", "Passed")]
    assert places == sorted(places)
    assert "Late: the deadline was" in page.words


def test_an_application_goes_its_way(page: Page, world: World, clock: Clock) -> None:
    application = added(world)
    page.as_("rose").post("funding.submit", status=409, application_id=application.id)
    page.post("funding.draft", application_id=application.id)
    page.post("funding.submit", application_id=application.id)
    page.post("funding.award", application_id=application.id).follow()
    assert "The funder said yes." in page.words
    page.post("funding.close", application_id=application.id)
    row = world.fresh(application)
    assert row.state is ApplicationState.CLOSED
    assert row.submitted_at == row.decided_at == datetime(2026, 11, 20, 9, tzinfo=UTC)
    page.post("funding.edit", SENT | {"version": "1"}, status=409, application_id=application.id)
    assert {e.action for e in world.all(AuditEntry, subject_id=application.id)} == {
        "application.added",
        "application.drafting",
        "application.submitted",
        "application.awarded",
        "application.closed",
    }


def test_a_step_that_was_a_mistake_is_taken_back(page: Page, world: World) -> None:
    application = added(world)
    url = {"application_id": application.id}
    page.as_("meera").get("funding.show", **url)
    assert "That was a mistake" not in page.words
    for door in ("draft", "submit", "decline", "close"):
        page.post(f"funding.{door}", **url)
    page.as_("daniel").get("funding.show", **url)
    assert "Then the application goes one step back, to “Declined”." in page.words
    page.post("funding.step_back", {"state": page.value("state")}, **url).follow()
    assert "The application is where it was before." in page.words
    page.post("funding.step_back", {"state": page.value("state")}, **url).follow()
    row = world.fresh(application)
    assert (row.state, row.decided_at) == (ApplicationState.SUBMITTED, None)
    assert row.submitted_at is not None
    page.post("funding.award", **url)
    page.post("funding.step_back", {"state": "awarded"}, **url)
    page.post("funding.step_back", {"state": "submitted"}, **url)
    page.post("funding.step_back", {"state": "drafting"}, **url)
    row = world.fresh(application)
    assert (row.state, row.submitted_at) == (ApplicationState.SPOTTED, None)
    page.post("funding.step_back", {"state": "spotted"}, status=409, **url)
    undone = world.all(AuditEntry, subject_id=application.id, action="application.step_undone")
    assert {entry.details["was"] for entry in undone} == {
        "closed",
        "declined",
        "awarded",
        "submitted",
        "drafting",
    }


def test_two_who_see_the_same_mistake_take_one_step_back(page: Page, world: World) -> None:
    application = added(world)
    url = {"application_id": application.id}
    page.as_("meera").post("funding.draft", **url)
    page.post("funding.submit", **url)
    page.post("funding.step_back", {"state": "submitted"}, **url)
    page.as_("daniel").post("funding.step_back", {"state": "submitted"}, status=409, **url)
    page.post("funding.step_back", status=409, **url)
    assert world.fresh(application).state is ApplicationState.DRAFTING


def test_an_application_closed_by_mistake_has_its_tasks_again(page: Page, world: World) -> None:
    application = added(world)
    url = {"application_id": application.id}
    tasked(world, application, "ben")
    page.as_("meera").post("funding.close", **url)
    assert {one.settled_at is None for one in world.all(Notice, kind="funding.task")} == {False}
    page.as_("ben").post("funding.step_back", {"state": "closed"}, status=403, **url)
    page.get("funding.show", **url)
    assert "That was a mistake" not in page.words
    page.as_("daniel").post("funding.step_back", {"state": "closed"}, **url)
    assert {one.settled_at for one in world.all(Notice, kind="funding.task")} == {None}
    assert world.fresh(application).state is ApplicationState.SPOTTED


def test_rule_F01_after_the_deadline_it_is_not_sent_until_the_deadline_is_changed(
    page: Page, world: World, clock: Clock
) -> None:
    application = added(world)
    page.as_("meera").post("funding.draft", application_id=application.id)
    clock.stop(datetime(2026, 12, 4, 11, 0, 1, tzinfo=UTC))
    page.as_("meera").get("funding.show", application_id=application.id)
    assert "The deadline has passed." in page.words
    page.post("funding.submit", status=409, application_id=application.id)
    later = SENT | {"deadline_time": "17:00", "version": "1"}
    page.post("funding.edit", later, application_id=application.id)
    page.post("funding.submit", application_id=application.id)
    assert world.fresh(application).state is ApplicationState.SUBMITTED


def test_a_stale_save_shows_both_texts_and_loses_neither(page: Page, world: World) -> None:
    application = added(world)
    theirs = SENT | {"notes": "Daniel knows the officer.", "version": "1"}
    page.as_("daniel").post("funding.edit", theirs, application_id=application.id)
    mine = SENT | {"notes": "Meera asks the town.", "amount": "7000", "version": "1"}
    page.as_("meera").post("funding.edit", mine, status=409, application_id=application.id)
    assert "Daniel knows the officer." in page.words
    assert page.value("notes") == "Meera asks the town."
    assert (page.value("amount"), page.value("version")) == ("7000", "2")
    page.post("funding.edit", mine | {"version": "2"}, application_id=application.id)
    assert world.fresh(application).amount == 700000


def test_C55_tasks_have_a_person_of_a_school_and_a_day(page: Page, world: World) -> None:
    application = added(world)
    who = f"{world.kisumu.id}.{world.peter.id}"
    task = {"what": "Write the story", "who": who, "by_day": "2026-11-19", "passed": "y"}
    page.as_("meera").post("funding.add_task", task, application_id=application.id).follow()
    assert "Peter Kamau" in page.words
    assert "Late" in page.words
    (row,) = world.all(ApplicationTask)
    page.as_("peter").get("funding.index", link_id=world.link.id)
    assert "Small school partnerships" in page.words
    page.post("funding.finish_task", task_id=row.id).follow()
    assert world.fresh(row).done_at is not None
    assert "Costs and sources" in page.words
    page.post("funding.drop_task", status=403, task_id=row.id)
    page.as_("ben").post("funding.finish_task", status=404, task_id=row.id)
    page.as_("meera").post("funding.reopen_task", task_id=row.id)
    assert world.fresh(row).done_at is None


def test_a_task_is_at_first_for_who_writes_it(page: Page, world: World) -> None:
    page.as_("daniel").get("funding.add_task", application_id=added(world).id)
    assert page.value("who") == f"{world.kisumu.id}.{world.daniel.id}"


def test_the_day_of_a_task_is_asked_about_as_a_deadline_is(page: Page, world: World) -> None:
    url = {"application_id": added(world).id}
    task = {"what": "Write the story", "who": f"{world.kisumu.id}.{world.peter.id}"}
    page.as_("meera").get("funding.add_task", **url)
    assert not page.find("input", name="passed")
    page.post("funding.add_task", task | {"by_day": "0026-12-01"}, status=422, **url)
    assert "This year is far away. Look at it again." in page.errors()["by_day"]
    past = task | {"by_day": "2026-11-19"}
    page.post("funding.add_task", past | {"what": ""}, status=422, **url)
    assert set(page.errors()) == {"what", "by_day"}
    assert page.find("input", name="passed")
    page.post("funding.add_task", past | {"passed": "y"}, **url)
    page.post("funding.add_task", task | {"by_day": "2026-11-20"}, **url)
    page.post("funding.add_task", task, **url)
    assert len(world.all(ApplicationTask)) == 3


@pytest.mark.parametrize("who", ["sarah", "grace", "layla", "ava"])
def test_nobody_else_can_be_given_a_task(page: Page, world: World, who: str) -> None:
    task = {"what": "x", "who": f"{world.leeds.id}.{world.people[who].id}", "by_day": ""}
    page.as_("meera").post("funding.add_task", task, status=422, application_id=added(world).id)
    assert list(page.errors()) == ["who"]


def test_rule_F20_both_schools_see_who_spends_and_what_is_still_to_find(
    page: Page, world: World
) -> None:
    application = added(world)
    line = {
        "what": "Flights",
        "kind": "travel",
        "amount": "9,000",
        "currency": "EUR",
        "spender": str(world.kisumu.id),
    }
    page.as_("daniel").post("funding.add_line", line, application_id=application.id)
    source = {
        "name": "This grant",
        "amount": "5000",
        "currency": "EUR",
        "giver": "none",
        "is_confirmed": "y",
    }
    page.post("funding.add_source", source, application_id=application.id)
    given(world, application, "2500", school=world.leeds, is_in_kind=True)
    page.as_("meera").get("funding.budget", application_id=application.id)
    assert "€1,500.00\u2069 is still to find." in page.words
    assert "€5,000.00\u2069 is certain." in page.words
    assert "Time or things · not certain yet" in page.words
    given(world, application, "2000", school=world.kisumu)
    page.get("funding.show", application_id=application.id)
    assert "The sources are \u2068€500.00\u2069 above the costs." in page.words
    row = world.all(FundingSource, amount=200000)[0]
    page.post("funding.drop_source", source_id=row.id)
    page.post("funding.drop_line", line_id=world.all(BudgetLine)[0].id)
    assert world.all(BudgetLine) == []


def test_currencies_are_never_added_up(page: Page, world: World) -> None:
    application = added(world)
    spent(world, application, "100", "EUR")
    given(world, application, "100", "GBP")
    page.as_("meera").get("funding.show", application_id=application.id)
    assert "€100.00\u2069 is still to find." in page.words
    assert "The sources are \u2068£100.00\u2069 above the costs." in page.words


def test_a_document_is_kept_opened_and_taken_away(page: Page, world: World) -> None:
    application = added(world)
    tasked(world, application, "ben")
    sent = {"title": "The call", "file": (io.BytesIO(b"Apply until Friday."), "call.txt")}
    page.as_("meera").post("funding.add_document", sent, application_id=application.id).follow()
    assert "The call" in page.words
    (document,) = world.all(ApplicationDocument)
    opened = page.as_("ben").client.get(page.url("funding.open_document", document_id=document.id))
    assert opened.data == b"Apply until Friday."
    assert "attachment" in opened.headers["Content-Disposition"]
    opened.close()
    page.as_("peter").get("funding.open_document", status=404, document_id=document.id)
    page.as_("daniel").post("funding.drop_document", document_id=document.id)
    assert world.all(ApplicationDocument) == []


@pytest.mark.parametrize(("name", "body"), [("call.exe", b"MZ"), ("call.txt", b"")])
def test_a_file_that_is_none_is_refused(page: Page, world: World, name: str, body: bytes) -> None:
    sent = {"title": "", "file": (io.BytesIO(body), name)}
    page.as_("meera").post("funding.add_document", sent, status=422, application_id=added(world).id)
    assert list(page.errors()) == ["file"]
    assert world.all(ApplicationDocument) == []


def test_the_calendar_file_has_deadlines_in_the_funders_zone(page: Page, world: World) -> None:
    added(world)
    page.as_("rose").get("funding.calendar", link_id=world.link.id)
    (event,) = Calendar.from_ical(page.response.data).walk("VEVENT")
    assert event["dtend"].dt == datetime(2026, 12, 4, 12, tzinfo=ZoneInfo("Europe/Brussels"))
    assert event["dtend"].params["TZID"] == "Europe/Brussels"
    assert event["summary"] == "Deadline: Small school partnerships, European Commission"


def read(page: Page) -> list[list[str]]:
    """A CSV answer, parsed."""
    text = page.response.data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_SEC06_the_table_reads_back_and_runs_nothing(page: Page, world: World) -> None:
    added(world, funder='=HYPERLINK("x")', programme='Say "yes", now')
    page.as_("meera").get("funding.table", link_id=world.link.id)
    assert page.response.mimetype == "text/csv"
    heads, row = read(page)
    assert heads[:3] == ["Funder", "Programme", "Deadline"]
    assert row == [
        '\'=HYPERLINK("x")',
        'Say "yes", now',
        "2026-12-04",
        "12:00",
        "Europe/Brussels",
        "6000.00",
        "EUR",
        "Found",
    ]
    (entry,) = world.all(AuditEntry, action="funding.exported")
    assert entry.details == {"file": "funding.csv", "rows": 1}


def test_the_budget_reads_back_as_a_table(page: Page, world: World) -> None:
    application = added(world)
    spent(world, application, "900.5", school=world.leeds)
    given(world, application, "900.5", is_confirmed=True)
    page.as_("meera").get("funding.budget_table", application_id=application.id)
    _, cost, source = read(page)
    assert cost == ["Cost", "Flights", "Travel", "Aireside Primary", "900.50", "EUR", ""]
    assert source == ["Source", "This grant", "Money", "", "900.50", "EUR", "Yes"]


def test_teachers_take_along_only_what_they_see(page: Page, world: World) -> None:
    added(world, programme="Hidden")
    tasked(world, added(world, programme="Mine"), "ben")
    page.as_("ben").get("funding.table", link_id=world.link.id)
    assert [row[1] for row in read(page)[1:]] == ["Mine"]
    page.get("funding.index", link_id=world.link.id)
    assert "Hidden" not in page.words


@pytest.mark.parametrize(
    ("who", "listed"),
    [("sarah", 403), ("layla", 404), ("ava", 404), ("ines", 404), ("sam", 404)],
)
def test_others_find_nothing(page: Page, world: World, who: str, listed: int) -> None:
    application = added(world)
    page.as_(who).get("funding.index", status=listed, link_id=world.link.id)
    page.get("funding.table", status=listed, link_id=world.link.id)
    for endpoint in ("show", "budget", "edit", "budget_table"):
        page.get(f"funding.{endpoint}", status=404, application_id=application.id)
    page.post("funding.draft", status=404, application_id=application.id)


def test_new_zone_data_derives_the_deadline_anew(world: World) -> None:
    application = added(world)
    with world.app.app_context(), unit_of_work():
        row = db.session.get(Application, application.id)
        assert row is not None
        row.zone_release, row.deadline_at = "1999a", datetime(1999, 1, 1, tzinfo=UTC)
    with world.app.app_context():
        jobs.run("funding.rederive", application.id)
    row = world.fresh(application)
    assert row.deadline_at == datetime(2026, 12, 4, 11, tzinfo=UTC)
    assert row.zone_release == zone_release()


def test_an_application_is_activity_of_its_link(world: World) -> None:
    added(world)
    (link,) = world.all(Link)
    assert link.last_activity_at == datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.mark.parametrize("language", ["en-XA", "ar-XB"])
@pytest.mark.parametrize(
    "endpoint", ["show", "edit", "budget", "add_task", "add_line", "add_source", "add_document"]
)
def test_every_page_of_an_application_speaks_other_languages(
    page: Page, world: World, endpoint: str, language: str
) -> None:
    application = added(world, deadline_time=time(0, 30))
    tasked(world, application)
    spent(world, application, "10", school=world.leeds)
    page.as_("meera").in_language(language)
    page.get(f"funding.{endpoint}", application_id=application.id)
    assert "⟦" in page.words


WORDS_NOT_USED = ("donor", "beneficiar", "recipient", " aid ", "sponsor")


@pytest.mark.parametrize("endpoint", ["show", "budget", "edit", "add_source", "add_line"])
def test_no_page_speaks_of_givers_and_takers(page: Page, world: World, endpoint: str) -> None:
    application = added(world)
    given(world, application, "10")
    page.as_("daniel").get(f"funding.{endpoint}", application_id=application.id)
    assert not [word for word in WORDS_NOT_USED if word in page.words.lower()]
