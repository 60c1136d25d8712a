"""HOUSE decision 13: nothing about a person is without an end, and the daily sweep brings it."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import String, Text, func, select

from schoollink.accounts.models import Account, Invitation, Person, SignIn
from schoollink.core import jobs
from schoollink.core.clock import Clock, now
from schoollink.core.database import Base, db, unit_of_work
from schoollink.files.models import StoredFile
from schoollink.funding.models import Application, ApplicationDocument, ApplicationTask
from schoollink.links.actions import end_link
from schoollink.links.models import EndWords, Link, LinkSide, LinkState
from schoollink.messages.models import Message, Room, RoomAdult, RoomLog, RoomRead
from schoollink.notifications.models import Notice
from schoollink.projects.models import Project, ProjectTeacher, Revision, Section
from schoollink.resources.models import Resource, ResourceVersion
from schoollink.safeguarding.actions import NewReport, close_report, tell_a_grown_up
from schoollink.safeguarding.models import Report, Why
from schoollink.schools.actions import (
    edit_pupil,
    end_membership,
    invite_staff,
    join_staff,
    pupil_leaves,
)
from schoollink.schools.models import Acquaintance, HeldRole, Membership, Pupil, Role, SchoolClass
from schoollink.visits.models import ItineraryItem, Visit, VisitCheck, VisitCost, VisitPerson
from tests.page import Page
from tests.projects.cast import put_picture, write
from tests.schools.cast import invited_to_bring_a_school
from tests.stage import EXAMPLES
from tests.world import World

MADE_IN_A_LINK = (
    RoomLog, RoomRead, RoomAdult, Message, Revision, Section, ProjectTeacher, Resource,
    ResourceVersion, VisitPerson, ItineraryItem, VisitCheck, VisitCost, Visit, ApplicationTask,
    ApplicationDocument, StoredFile,
)  # fmt: skip
CANARY = "Zqxcanary"
AT_HOME = {"name": "Ava", "avatar": "cat", "school_only": True}


def swept(app: Flask) -> None:
    """What a minute of the job thread does, with nothing that goes wrong."""
    before = jobs.log
    failed: list[str] = []

    class Log:
        def exception(self, event: str, **_: Any) -> None:
            failed.append(event)

        def __getattr__(self, name: str) -> Any:
            return getattr(before, name)

    jobs.log = Log()
    try:
        with app.app_context():
            jobs.sweep()
    finally:
        jobs.log = before
    assert failed == []


def count(world: World, model: Any) -> int:
    with world.app.app_context(), unit_of_work(writes=False):
        return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def full(world: World) -> World:
    """A link with some of everything in it."""
    for model in (Room, Resource, ResourceVersion, ItineraryItem, VisitCheck, Application):
        EXAMPLES[model](world)
    project = world.all(Project)[0]
    write(world, project, "Our river in May.", by="ava")
    put_picture(world, project, by="meera")
    return world


def places_with(words: str) -> Iterator[str]:
    """Where in the database these words stand."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, String | Text):
                found = select(func.count()).where(column.icontains(words))
                if db.session.scalar(found):
                    yield f"{table.name}.{column.name}"


# a link that has ended


def test_a_year_after_its_end_nothing_is_left_of_what_people_made_in_a_link(
    full: World, clock: Clock, page: Page
) -> None:
    made = {model for model in MADE_IN_A_LINK if count(full, model)}
    assert {Message, Revision, Resource, Visit, ApplicationTask, StoredFile} <= made
    full.do(end_link, full.link, EndWords.THANKS, by="meera")
    page.as_("daniel").get("links.show", link_id=full.link.id)
    assert "Your pages stay readable for both schools until" in page.words
    clock.forward(days=364)
    swept(full.app)
    assert count(full, Message) > 0
    clock.forward(days=2)
    swept(full.app)
    assert {model.__name__: count(full, model) for model in MADE_IN_A_LINK} == dict.fromkeys(
        (model.__name__ for model in MADE_IN_A_LINK), 0
    )
    sides = full.all(LinkSide, link_id=full.link.id)
    assert [side.contact_id for side in sides] == [None, None]
    assert full.all(Project), "that there was a project stays"
    assert full.all(Application)[0].notes == ""
    page.as_("meera").get("links.show", link_id=full.link.id)
    assert "everything that was written and shared here was deleted" in page.words


def test_a_link_that_goes_on_loses_nothing(full: World, clock: Clock) -> None:
    before = {model: count(full, model) for model in MADE_IN_A_LINK}
    link = full.fresh(full.link)
    link.trying_until = date(2099, 1, 1)
    full.put(link)
    for name in ("year5", "grade5", "seventh"):
        one = full.fresh(getattr(full, name))
        one.year_ends = date(2099, 1, 1)
        full.put(one)
    clock.forward(days=800)
    swept(full.app)
    assert {model: count(full, model) for model in MADE_IN_A_LINK} == before


def test_a_link_at_rest_in_which_staff_still_talk_does_not_end(world: World, clock: Clock) -> None:
    link = world.fresh(world.link)
    link.state, link.trying_until = LinkState.PAUSED, now().date()
    clock.forward(days=370)
    link.last_activity_at = now() - timedelta(days=3)
    world.put(link)
    swept(world.app)
    assert world.fresh(world.link).state is LinkState.PAUSED
    link = world.fresh(world.link)
    link.last_activity_at, link.sides[0].wants_renewal_at = None, now() - timedelta(days=3)
    world.put(link)
    swept(world.app)
    assert world.fresh(world.link).state is LinkState.PAUSED, "somebody wants to go on"


def test_who_made_sure_of_a_school_is_forgotten_a_year_after_the_last_link(
    world: World, clock: Clock
) -> None:
    pair = {"school_id": world.leeds.id, "other_id": world.kisumu.id}
    world.put(
        Acquaintance(**pair, made_at=now(), checked_by_id=world.meera.id, checked_at=now(),
                     checked_how="We called the head.")
    )  # fmt: skip
    declined = world.put(
        Link.of(
            state=LinkState.DECLINED,
            purpose="Earlier",
            proposed_at=now() - timedelta(days=400),
            answered_at=now() - timedelta(days=400),
            sides=[
                LinkSide.of(school_id=world.leeds.id, position=0),
                LinkSide.of(school_id=world.kisumu.id, position=1),
            ],
        )
    )
    swept(world.app)
    assert world.fresh(declined).forgotten_at is not None
    assert world.all(Acquaintance, **pair)[0].checked_how
    world.do(end_link, world.link, EndWords.THANKS, by="meera")
    clock.forward(days=360)
    swept(world.app)
    assert world.all(Acquaintance, **pair)[0].checked_how
    clock.forward(days=10)
    swept(world.app)
    swept(world.app)
    checked = world.all(Acquaintance, **pair)[0]
    assert (checked.checked_how, checked.checked_by_id) == ("", None)


def test_a_link_at_rest_ends_after_a_year_without_a_word(
    world: World, clock: Clock, page: Page
) -> None:
    link = world.fresh(world.link)
    link.state, link.trying_until = LinkState.PAUSED, now().date() - timedelta(days=364)
    link.proposed_at = now() - timedelta(days=470)
    world.put(link)
    swept(world.app)
    assert world.fresh(world.link).state is LinkState.PAUSED
    clock.forward(days=3)
    swept(world.app)
    ended = world.fresh(world.link)
    assert ended.state is LinkState.ENDED
    assert ended.ended_at is not None
    assert world.all(Notice, kind="links.ended")
    page.as_("daniel").get("links.show", link_id=world.link.id)


def test_what_a_report_is_about_outlasts_the_end_of_its_link(
    full: World, clock: Clock, app: Flask
) -> None:
    """RT-22: the report first; a year after it was looked after, everything goes."""
    report = EXAMPLES[Report](full)
    full.do(end_link, full.link, EndWords.THANKS, by="meera")
    clock.forward(days=400)
    swept(app)
    assert full.fresh(report).message.body == "Who is there?"
    full.do(close_report, report, by="sarah")
    clock.forward(days=364)
    swept(app)
    assert full.fresh(report) is not None
    clock.forward(days=2)
    swept(app)
    swept(app)
    assert full.all(Report) == []
    assert count(full, Message) == 0


def test_a_part_of_a_page_that_was_told_of_outlasts_the_end_of_its_link(
    full: World, clock: Clock, app: Flask
) -> None:
    """RT-22: even when nobody at the partner school may know of the report."""
    section = write(full, full.all(Project)[0], "Something unkind", by="daniel")
    report = full.do(tell_a_grown_up, NewReport(Why.MEAN, full.fresh(section).newest.id), by="ava")
    full.do(edit_pupil, full.all(Pupil, person_id=full.ava.id)[0], **AT_HOME, by="meera")
    assert full.fresh(report).link_id is None
    assert full.fresh(full.link).held_at is not None
    full.do(end_link, full.link, EndWords.THANKS, by="meera")
    clock.forward(days=400)
    swept(app)
    assert full.fresh(report).revision.words == "Something unkind"
    full.do(close_report, report, by="sarah")
    clock.forward(days=366)
    swept(app)
    swept(app)
    assert full.all(Report) == []
    assert count(full, Section) == count(full, Revision) == 0


def test_SG59_a_report_that_goes_home_lets_go_of_the_link(
    full: World, clock: Clock, app: Flask
) -> None:
    """Nothing of the link is about it any more, so the link ends like all others."""
    report = full.do(tell_a_grown_up, NewReport(Why.WORRIED, full.all(Room)[0].id), by="ava")
    assert full.fresh(full.link).held_at is not None
    full.do(edit_pupil, full.all(Pupil, person_id=full.ava.id)[0], **AT_HOME, by="meera")
    assert full.fresh(report).link_id is None
    assert full.fresh(full.link).held_at is None
    full.do(end_link, full.link, EndWords.THANKS, by="meera")
    clock.forward(days=400)
    swept(app)
    assert count(full, Message) == 0


# a pupil


def test_SG43_whoever_left_is_erased_at_once_and_their_words_stay_nameless(
    full: World, page: Page, app: Flask
) -> None:
    room = EXAMPLES[Room](full)
    ava = full.all(Pupil, person_id=full.ava.id)[0]
    full.do(pupil_leaves, ava, by="meera")
    swept(app)
    person = full.all(Person, id=full.ava.id)[0]
    assert person.erased_at is not None
    with app.app_context(), page.app.test_request_context():
        assert person.name == "A former pupil"
    left = full.all(Pupil, person_id=full.ava.id)[0]
    assert (left.avatar, left.secret_hash) == ("leaf", None)
    page.as_("meera").get("messages.show", room_id=room.id)
    assert "Our tap is 12 steps from my bed." in page.words
    assert "A former pupil" in page.words
    assert "Ava" not in page.words


def test_SG59_what_stayed_in_school_stays_there_when_its_pupil_is_erased(
    full: World, page: Page, app: Flask
) -> None:
    project = full.all(Project)[0]
    section = write(full, project, "Only for us here.", by="ava")
    ava = full.all(Pupil, person_id=full.ava.id)[0]
    ava.school_only = True
    full.put(ava)
    full.do(pupil_leaves, ava, by="meera")
    swept(app)
    page.as_("meera").get("projects.show", project_id=project.id)
    assert "Only for us here." in page.words
    page.as_("daniel").get("projects.show", project_id=project.id)
    assert "Only for us here." not in page.words
    assert full.fresh(section) is not None


def test_a_pupil_in_a_report_is_erased_when_the_report_has_gone(
    full: World, clock: Clock, app: Flask, page: Page
) -> None:
    report = EXAMPLES[Report](full)
    full.do(pupil_leaves, full.all(Pupil, person_id=full.ava.id)[0], by="meera")
    swept(app)
    assert full.all(Person, id=full.ava.id)[0].erased_at is None
    page.as_("meera").get("messages.show", room_id=full.all(Room)[0].id)
    assert "Ava" not in page.words, "who is named by a report must not see that there is one"
    assert "A former pupil" in page.words
    page.as_("sarah").get("safeguarding.show", report_id=report.id)
    assert "Ava" in page.words
    full.do(close_report, report, by="sarah")
    clock.forward(days=366)
    swept(app)
    swept(app)
    assert full.all(Person, id=full.ava.id)[0].erased_at is not None


def test_who_was_erased_gets_no_name_again(world: World, page: Page, app: Flask) -> None:
    ava = world.all(Pupil, person_id=world.ava.id)[0]
    world.do(pupil_leaves, ava, by="meera")
    page.as_("meera").get("schools.pupil", pupil_id=world.ava.id, status=404)
    sent = {"name": "Avalon", "avatar": "cat"}
    page.post("schools.pupil", sent, pupil_id=world.ava.id, status=404)
    swept(app)
    page.post("schools.pupil", sent, pupil_id=world.ava.id, status=404)
    with app.app_context(), unit_of_work(writes=False):
        assert set(places_with("Avalon")) == set()


# a school year


def the_class(world: World) -> SchoolClass:
    found: SchoolClass = world.all(SchoolClass, id=world.year5.id)[0]
    return found


def test_SG43_a_class_is_asked_at_the_end_of_its_year_and_its_pupils_leave_60_days_later(
    world: World, clock: Clock, app: Flask, page: Page
) -> None:
    swept(app)
    assert the_class(world).year_told_at is None
    clock.forward(days=367)
    swept(app)
    told = {one.person_id for one in world.all(Notice, subject_id=world.year5.id)}
    assert told == {world.meera.id, world.ben.id, world.tom.id}
    page.as_("meera").get("schools.show_class", school_class_id=world.year5.id)
    assert "Does this class go on?" in page.words
    clock.forward(days=58)
    swept(app)
    assert the_class(world).ended_at is None
    clock.forward(days=3)
    swept(app)
    swept(app)
    assert the_class(world).ended_at is not None
    assert world.all(Person, id=world.ava.id)[0].erased_at is not None


def test_a_class_that_goes_on_keeps_its_pupils(
    world: World, clock: Clock, app: Flask, page: Page
) -> None:
    clock.forward(days=367)
    swept(app)
    ends = (now() + timedelta(days=300)).date()
    page.as_("ben").post(
        "schools.change_class",
        {"name": "Year 5", "ages": "6-9", "year_ends": ends.isoformat(), "teachers": world.ben.id},
        status=302,
        school_class_id=world.year5.id,
    )
    clock.forward(days=70)
    swept(app)
    assert the_class(world).year_ends == ends
    assert the_class(world).ended_at is None
    assert world.all(Notice, subject_id=world.year5.id)[0].settled_at is not None


@pytest.mark.parametrize(
    ("days", "sentence"),
    [(-1, "This day has passed."), (600, "Choose the last day of this school year")],
)
def test_a_class_can_end_neither_yesterday_nor_in_years(
    world: World, page: Page, days: int, sentence: str
) -> None:
    day = (now() + timedelta(days=days)).date().isoformat()
    page.as_("ben").post(
        "schools.change_class",
        {"name": "Year 5", "ages": "6-9", "year_ends": day, "teachers": world.ben.id},
        status=422,
        school_class_id=world.year5.id,
    )
    assert sentence in page.errors()["year_ends"]
    assert page.value("year_ends") == day


def test_however_late_it_is_nobody_leaves_unasked(
    world: World, clock: Clock, app: Flask, page: Page
) -> None:
    """A server that slept for a year asks first, and waits 30 days."""
    clock.forward(days=800)
    swept(app)
    swept(app)
    assert the_class(world).ended_at is None
    page.as_("meera").get("schools.show_class", school_class_id=world.year5.id)
    last = (now() + timedelta(days=30)).date()
    assert f"its pupils leave on {last.strftime('%A %-d %B %Y')}" in page.words
    page.get("schools.change_class", school_class_id=world.year5.id)
    assert page.value("year_ends") == "", "nobody saves a day that has passed unseen"
    clock.forward(days=31)
    swept(app)
    assert the_class(world).ended_at is not None


# a colleague


def _leave(world: World, who: str, by: str) -> None:
    member = world.all(Membership, person_id=world.people[who].id)[0]
    world.do(end_membership, member, by=by)


def test_RT23_thirty_days_after_leaving_nothing_leads_to_a_colleague(
    full: World, clock: Clock, app: Flask, page: Page
) -> None:
    """A canary in every field that is a person's own, and then a look into every table."""
    room = EXAMPLES[Room](full)
    account = full.all(Account, person_id=full.daniel.id)[0]
    account.person.name, account.address = CANARY, f"{CANARY}@example.org"
    account.sign_in_name = CANARY.lower()
    full.put(account)
    full.sign_in("daniel")
    full.put(
        Invitation.of(
            purpose="schools.staff", for_name=CANARY, address=f"{CANARY}@example.org",
            created_at=now(), expires_at=now() + timedelta(days=14), generation=1,
            accepted_at=now(), accepted_by_id=full.daniel.id,
        )
    )  # fmt: skip
    full.do(_make_lead, full.kisumu, by="rose")
    _leave(full, "daniel", by="rose")
    clock.forward(days=29)
    swept(app)
    with app.app_context(), unit_of_work(writes=False):
        assert "person.name" in set(places_with(CANARY))
    clock.forward(days=2)
    swept(app)
    with app.app_context(), unit_of_work(writes=False):
        assert set(places_with(CANARY)) == set()
    for model in (Account, SignIn, Membership, ProjectTeacher):
        assert full.all(model, person_id=full.daniel.id) == []
    page.as_("meera").get("messages.show", room_id=room.id)
    assert "A former colleague" in page.words
    page.get("links.show", link_id=full.link.id)
    page.get("home.index")


def _make_lead(school: Any, *, actor: Any) -> None:
    """Rose becomes the link teacher, so that Daniel may go."""
    for member in db.session.scalars(select(Membership).where(Membership.school_id == school.id)):
        if member.person.name == "Rose Akinyi":
            for held in member.held:
                db.session.delete(held)
            db.session.flush()
            member.held = [HeldRole(role=Role.LEAD)]


def test_whoever_comes_back_within_30_days_stays(world: World, clock: Clock, app: Flask) -> None:
    _leave(world, "ben", by="meera")
    assert world.all(Person, id=world.ben.id)[0].kept_until is not None
    invited = world.do(invite_staff, world.leeds, "Ben Ward", by="meera")
    with app.app_context(), unit_of_work():
        person = db.session.get(Person, world.ben.id)
        join_staff(db.session.merge(invited.invitation), person, actor=world.actor("ben"))
    clock.forward(days=60)
    swept(app)
    assert world.all(Person, id=world.ben.id)[0].erased_at is None
    members = world.all(Membership, person_id=world.ben.id)
    assert [one.vetted_until for one in members] == [None], "the check is looked at anew"


def test_whoever_runs_the_server_is_kept(world: World, clock: Clock, app: Flask) -> None:
    account = world.all(Account, person_id=world.ben.id)[0]
    account.is_site_admin = True
    world.put(account)
    _leave(world, "ben", by="meera")
    clock.forward(days=60)
    swept(app)
    assert world.all(Person, id=world.ben.id)[0].erased_at is None
    assert world.all(Membership, person_id=world.ben.id) == []


def test_a_colleague_who_asks_is_erased_by_command_at_once(world: World, app: Flask) -> None:
    run = app.test_cli_runner().invoke
    refused = run(args=["accounts", "erase", "ben"])
    assert refused.exit_code == 1
    assert "still belongs to a school" in refused.output
    _leave(world, "ben", by="meera")
    done = run(args=["accounts", "erase", "ben"])
    assert done.exit_code == 0, done.output
    assert world.all(Person, id=world.ben.id)[0].erased_at is not None
    assert world.all(Account, person_id=world.ben.id) == []


def test_RT22_a_place_on_the_staff_is_kept_while_a_report_is(
    full: World, clock: Clock, app: Flask
) -> None:
    report = EXAMPLES[Report](full)
    named = full.fresh(report).named_id
    assert named == full.meera.id
    full.do(_make_other_lead, full.leeds, by="meera")
    _leave(full, "meera", by="tom")
    clock.forward(days=40)
    swept(app)
    assert full.all(Membership, person_id=named)
    full.do(close_report, report, by="sarah")
    clock.forward(days=366)
    swept(app)
    swept(app)
    assert full.all(Membership, person_id=named) == []
    assert full.all(Person, id=named)[0].erased_at is not None


def _make_other_lead(school: Any, *, actor: Any) -> None:
    for member in db.session.scalars(select(Membership).where(Membership.school_id == school.id)):
        if member.person.name == "Tom Hurst":
            member.held.append(HeldRole(role=Role.LEAD))


def test_whoever_came_to_bring_a_school_and_never_did_is_erased(
    world: World, clock: Clock, app: Flask, page: Page
) -> None:
    with page.client.session_transaction() as session:
        session.update(invited_to_bring_a_school(world))
    sent = {"name": "Nina Neu", "sign_in": "nina-neu", "password": "seven green kettles"}
    page.post("schools.arrive", sent)
    clock.forward(days=31)
    swept(app)
    assert world.all(Account, sign_in_name="nina-neu") == []


def test_an_adviser_leaves_by_command(world: World, clock: Clock, app: Flask) -> None:
    run = app.test_cli_runner().invoke
    assert run(args=["schools", "end-adviser", "Rivers Network", "ben"]).exit_code == 1
    done = run(args=["schools", "end-adviser", "Rivers Network", "ines"])
    assert done.exit_code == 0, done.output
    clock.forward(days=31)
    swept(app)
    assert world.all(Person, id=world.ines.id)[0].erased_at is not None
