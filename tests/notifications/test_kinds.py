"""What the features announce as somebody's to do, and that it is over when it is done."""

from typing import Any

import pytest
from sqlalchemy import update

from schoollink.core.database import db, unit_of_work
from schoollink.funding import actions as funding
from schoollink.funding.models import ApplicationState
from schoollink.funding.presenters import TASK
from schoollink.links.actions import end_link, rest, stop_pupil_writing
from schoollink.links.models import EndWords, Link, LinkState
from schoollink.links.presenters import notices as links
from schoollink.messages import actions as messages
from schoollink.messages.presenters import HELD
from schoollink.notifications.models import Notice
from schoollink.notifications.rules import Kind
from schoollink.projects import actions as projects
from schoollink.projects.models import Project
from schoollink.projects.presenters import OPENED, WAITING
from schoollink.visits import actions as visits
from schoollink.visits.models import Visit
from schoollink.visits.presenters import PLANNED
from tests.funding import cast as applications
from tests.links.test_races import race
from tests.messages.cast import every_message, project_room, say
from tests.page import Page
from tests.projects.cast import make_project, write
from tests.visits import cast as plans
from tests.world import World


def asked(world: World, kind: Kind) -> set[str]:
    """Who is asked for this now."""
    rows = world.all(Notice, kind=kind.name, settled_at=None)
    return {world.name_of(row.person_id) for row in rows}


@pytest.fixture
def project(world: World) -> Project:
    return make_project(world)


# what pupils write on pages


def test_those_who_approve_hear_of_what_their_pupils_wrote(world: World, project: Project) -> None:
    write(world, project, "Our tap", by="ava")
    assert asked(world, WAITING) == {"meera", "tom", "ben"}


def test_a_draft_and_what_adults_write_wait_for_nobody(world: World, project: Project) -> None:
    write(world, project, "Our tap", by="ava", send=False)
    write(world, project, "Our tap", by="meera")
    assert asked(world, WAITING) == set()


def test_it_is_over_when_nothing_of_that_school_waits(world: World, project: Project) -> None:
    one = write(world, project, "Our tap", by="ava")
    two = write(world, project, "Our sink", by="noah")
    write(world, project, "Our lake", by="achieng")
    world.do(projects.approve, one, 1, by="tom")
    assert "meera" in asked(world, WAITING)
    world.do(projects.send_back, two, 1, "Say more.", by="tom")
    assert asked(world, WAITING) == {"daniel", "rose", "peter"}


@pytest.mark.parametrize("how", ["withdrawn", "kept"])
def test_it_is_over_when_the_pupil_takes_it_back(world: World, project: Project, how: str) -> None:
    one = write(world, project, "Our tap", by="ava")
    if how == "withdrawn":
        world.do(projects.withdraw_section, one, by="ava")
    else:
        later = projects.NewVersion("Our tap and", send=False)
        world.do(projects.save_section, one, later, based_on=1, by="ava")
    assert asked(world, WAITING) == set()


def test_a_finished_project_asks_nobody(world: World, project: Project) -> None:
    write(world, project, "Our tap", by="ava")
    world.do(projects.close_project, project, by="meera")
    assert asked(world, WAITING) == set()


def test_pupils_who_send_at_once_are_both_taken(world: World, project: Project) -> None:
    """Two units that tell the same people of the same project do not stand in each other's way."""
    one = write(world, project, "Our tap", by="ava", send=False)
    two = write(world, project, "Our sink", by="noah", send=False)
    new = projects.NewVersion("Ready")

    def send(section: Any, *, actor: Any) -> None:
        projects.save_section(section, new, based_on=1, actor=actor)

    assert race(world, ("ava", send, (one,)), ("noah", send, (two,))) == [None, None]
    assert asked(world, WAITING) == {"meera", "tom", "ben"}


# projects


def started(world: World) -> Project:
    new = projects.NewProject("Rivers", "Where our water comes from", "droplets")
    made: Project = world.do(projects.start_project, world.link, new, by="meera")
    return made


def test_the_partners_link_teachers_hear_of_a_new_project(world: World) -> None:
    started(world)
    assert asked(world, OPENED) == {"daniel", "rose"}


def test_it_is_over_when_one_of_them_takes_part(world: World) -> None:
    made = started(world)
    world.do(projects.join_project, made, by="peter")
    assert asked(world, OPENED) == set()


# messages


def test_own_school_hears_of_held_messages_until_they_are_read(world: World) -> None:
    room = project_room(world)
    first = say(world, room, "ava")
    say(world, room, "noah")
    say(world, room, "achieng")
    assert asked(world, HELD) == {"meera", "tom", "sarah", "daniel", "rose", "grace"}
    world.do(messages.release_message, room, first.id, by="meera")
    assert "tom" in asked(world, HELD)
    world.do(messages.release_all, room, every_message(world), by="meera")
    assert asked(world, HELD) == {"daniel", "rose", "grace"}


@pytest.mark.parametrize("who", ["meera", "ava"])
def test_a_held_message_that_goes_away_waits_for_nobody(world: World, who: str) -> None:
    room = project_room(world)
    message = say(world, room, "ava")
    if who == "ava":
        world.do(messages.remove_message, room, message.id, by="ava")
    else:
        world.do(messages.return_message, room, message.id, "Say it kindly.", by="meera")
    assert asked(world, HELD) == set()


# visits


@pytest.fixture
def partners(world: World) -> None:
    """The schools have agreed, so their visits can be confirmed."""
    with world.app.app_context(), unit_of_work():
        db.session.execute(
            update(Link).where(Link.id == world.link.id).values(state=LinkState.ACTIVE)
        )


@pytest.mark.usefixtures("partners")
def test_the_partner_hears_of_a_planned_visit_until_they_act(world: World) -> None:
    visit = plans.planned(world)
    assert asked(world, PLANNED) == {"daniel", "rose"}
    plans.with_item(world, visit)  # by the school that plans
    assert asked(world, PLANNED) == {"daniel", "rose"}
    world.do(visits.confirm_visit, visit, by="daniel")
    assert asked(world, PLANNED) == set()


@pytest.mark.usefixtures("partners")
def test_new_days_for_a_visit_ask_the_partner_again(world: World) -> None:
    visit = plans.planned(world)
    world.do(visits.confirm_visit, visit, by="daniel")
    days = {"last_day": visit.first_day, "version": world.fresh(visit).version}
    changed = visits.ChangedVisit(**plans.plan() | {"direction": plans.to_leeds(world)} | days)
    world.do(visits.change_visit, visit, changed, by="daniel")
    assert asked(world, PLANNED) == {"meera", "tom"}


def test_a_cancelled_visit_asks_nobody(world: World) -> None:
    visit: Visit = plans.planned(world)
    world.do(visits.cancel_visit, visit, visits.Cancelling(""), by="meera")
    assert asked(world, PLANNED) == set()


# applications


def test_somebody_hears_of_their_task_until_it_is_done(world: World) -> None:
    task = applications.tasked(world, applications.added(world), "ben")
    assert asked(world, TASK) == {"ben"}
    world.do(funding.finish_task, task, by="ben")
    assert asked(world, TASK) == set()
    world.do(funding.reopen_task, task, by="meera")
    assert asked(world, TASK) == {"ben"}
    world.do(funding.drop_part, task, by="meera")
    assert asked(world, TASK) == set()


def test_a_closed_application_has_no_tasks_for_anybody(world: World) -> None:
    application = applications.added(world)
    applications.tasked(world, application, "ben")
    world.do(funding.move_application, application, ApplicationState.CLOSED, by="meera")
    assert asked(world, TASK) == set()


# links


def test_a_link_that_ended_asks_nobody(world: World) -> None:
    world.do(stop_pupil_writing, world.link, by="sarah")
    world.do(rest, world.link, by="sam")
    assert asked(world, links.FROZEN)
    world.do(end_link, world.link, EndWords.DONE, by="meera")
    assert asked(world, links.FROZEN) | asked(world, links.PAUSED) == set()


# all of them


def test_every_notice_leads_to_a_page(world: World, page: Page) -> None:
    write(world, make_project(world), "Our tap", by="ava")
    say(world, project_room(world), "ava")
    plans.planned(world, by="daniel")
    application = applications.added(world)
    applications.tasked(world, application, "tom")
    page.as_("tom").get("notifications.index")
    places = [a.get("href", "") for a in page.find("ul", class_="list")[0].iter("a")]
    assert len(places) == 4
    assert f"/applications/{application.id}" in places
    for place in places:
        page.get(place)
