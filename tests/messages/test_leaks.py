"""C20: what is held, returned, removed or hidden reaches nobody by any route."""

from typing import Any

import pytest
from flask import Flask

from schoollink.core.database import db, unit_of_work
from schoollink.core.errors import RuleBroken
from schoollink.messages import actions, queries
from schoollink.messages.models import Room
from schoollink.messages.policies import audience_of
from schoollink.safeguarding.models import Report
from schoollink.schools.models import Pupil
from tests.messages.cast import every_message, say
from tests.page import Page
from tests.world import World

TOKEN = "zebra-violet-17"
PARTNERS = ("otieno", "achieng", "daniel", "rose", "grace", "peter")
SAFETY = ("sarah", "grace")


@pytest.fixture
def pushed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any], Any]]:
    """What would have left through sockets: name, body, rooms of sign-ins."""
    sent: list[tuple[str, dict[str, Any], Any]] = []

    def emit(name: str, body: dict[str, Any], *, to: Any) -> None:
        sent.append((name, body, set(to)))

    monkeypatch.setattr(app.extensions["socketio"], "emit", emit)
    return sent


def everything_for(page: Page, world: World, room: Room, who: str, message_id: Any) -> str:
    """All that somebody gets from every route that could show a message."""
    page.as_(who)
    link, project = room_owner(world, room)
    seen = ""
    for url in (
        f"/rooms/{room.id}",
        f"/rooms/{room.id}?before=999",
        f"/rooms/{room.id}?again={message_id}",
        f"/rooms/{room.id}/screen",
        f"/rooms/{room.id}/held",
        f"/rooms/{room.id}/join",
        f"/rooms/{room.id}/events?after=0",
        f"/links/{link}",
        f"/links/{link}/messages",
        f"/projects/{project}",
        "/talk",
        "/check",
        "/notices",
        "/reports",
        "/my",
        f"/my/tell?about={message_id}",
    ):
        seen += page.client.get(url, follow_redirects=True).text
    return seen


def room_owner(world: World, room: Room) -> tuple[Any, Any]:
    with world.app.app_context(), unit_of_work(writes=False):
        return world._load(room).link.id, room.project_id


@pytest.mark.parametrize("state", ["held", "returned", "removed while held"])
def test_what_was_never_shown_is_unknown_to_the_partner_school(
    page: Page,
    world: World,
    room: Room,
    pushed: list[tuple[str, dict[str, Any], Any]],
    state: str,
) -> None:
    for who in PARTNERS:
        world.sign_in(who)
    held = say(world, room, "ava", TOKEN)
    if state == "returned":
        world.do(actions.return_message, room, held.id, "Kinder, please", by="meera")
    if state == "removed while held":
        world.do(actions.remove_message, room, held.id, by="ava")
    for who in (*PARTNERS, "noah"):
        seen = everything_for(page, world, room, who, held.id)
        assert TOKEN not in seen, who
        assert str(held.id) not in seen.replace(f"about={held.id}", "").replace(
            f'value="{held.id}"', ""
        ), who
    assert all(to <= rooms_of(world, "ava", "meera", "tom", "sarah") for *_, to in pushed)
    at_home = "sarah" if state == "removed while held" else "meera"
    assert TOKEN in everything_for(page, world, room, at_home, held.id)


@pytest.mark.parametrize("act", [actions.remove_message, actions.hide_message])
def test_words_that_were_taken_away_are_in_no_page_and_no_push(
    page: Page,
    world: World,
    room: Room,
    pushed: list[tuple[str, dict[str, Any], Any]],
    act: Any,
) -> None:
    for who in PARTNERS:
        world.sign_in(who)
    sent = say(world, room, "daniel", TOKEN)
    assert TOKEN in str(pushed)
    pushed.clear()
    world.do(act, room, sent.id, by="daniel")
    assert TOKEN not in str(pushed)
    assert pushed, "the change itself is told"
    for who in {*PARTNERS, "ava", "meera", "tom"} - {*SAFETY}:
        assert TOKEN not in everything_for(page, world, room, who, sent.id), who


@pytest.mark.parametrize("act", [actions.remove_message, actions.hide_message])
def test_SG14_child_safety_leads_of_both_schools_read_what_was_taken_away_on_the_page_only(
    page: Page, world: World, room: Room, act: Any
) -> None:
    sent = say(world, room, "daniel", TOKEN)
    world.do(act, room, sent.id, by="daniel")
    for who in SAFETY:
        page.as_(who).get("messages.show", room_id=room.id)
        (row,) = page.find("li", id=f"m-{sent.id}")
        (closed,) = row.iter("details")
        assert closed.get("open") is None
        assert " ".join(" ".join(closed.itertext()).split()) == f"What it said {TOKEN}"
        assert page.html.count(TOKEN) == 1
        (item,) = page.json("messages.events", room_id=room.id, after=0)["items"]
        assert item["body"] is None
        assert TOKEN not in page.get("messages.screen", room_id=room.id).html


@pytest.mark.parametrize("act", [actions.remove_message, actions.hide_message])
def test_SG14_SG15_a_pupil_tells_of_what_was_taken_away_and_child_safety_reads_it(
    page: Page, world: World, room: Room, act: Any
) -> None:
    sent = say(world, room, "otieno", TOKEN)
    world.do(actions.release_message, room, sent.id, by="daniel")
    world.do(act, room, sent.id, by="otieno" if act is actions.remove_message else "daniel")
    url = page.url("safeguarding.tell", about=sent.id)
    page.as_("otieno").get("messages.show", room_id=room.id)
    assert not page.find("a", href=url), "one's own"
    page.as_("ava").get("messages.show", room_id=room.id)
    assert page.find("a", href=url)
    page.get(url)
    assert "A grown-up can still read what it said." in page.words
    page.post("safeguarding.create", {"why": "mean", "about": page.value("about")})
    report: Report = world.all(Report)[0]
    assert (report.message_id, report.named_id) == (sent.id, world.otieno.id)
    assert TOKEN not in page.follow().html
    for who in SAFETY:
        assert TOKEN in page.as_(who).get("safeguarding.show", report_id=report.id).words


def test_a_pupil_who_tells_of_a_message_that_they_cannot_see_names_nobody(
    page: Page, world: World, room: Room
) -> None:
    held = say(world, room, "ava", TOKEN)
    page.as_("otieno").post("safeguarding.create", {"why": "mean", "about": str(held.id)})
    report: Report = world.all(Report)[0]
    assert (report.message_id, report.named_id) == (None, None)


def test_what_a_pupil_tells_of_and_nobody_else_saw_stays_in_the_school(
    page: Page, world: World, room: Room
) -> None:
    held = say(world, room, "ava", TOKEN)
    page.as_("ava").post("safeguarding.create", {"why": "worried", "about": str(held.id)})
    report: Report = world.all(Report)[0]
    assert TOKEN in page.as_("sarah").get("safeguarding.show", report_id=report.id).words
    assert TOKEN not in page.as_("grace").get("safeguarding.show", report_id=report.id).html
    assert "The child-safety leads there read it." in page.words


def rooms_of(world: World, *who: str) -> set[str]:
    from schoollink.accounts.models import SignIn

    people = {world.people[key].id for key in who}
    return {f"s:{row.id}" for row in world.all(SignIn) if row.person_id in people}


def test_SG59_what_a_pupil_wrote_who_becomes_school_only_is_gone_for_the_partner(
    page: Page, world: World, room: Room
) -> None:
    shown = say(world, room, "ava", TOKEN)
    world.do(actions.release_message, room, shown.id, by="meera")
    assert TOKEN in everything_for(page, world, room, "otieno", shown.id)
    _keep_in_school(world, "ava")
    for who in PARTNERS:
        assert TOKEN not in everything_for(page, world, room, who, shown.id), who
    assert TOKEN in everything_for(page, world, room, "noah", shown.id)
    with world.app.app_context(), unit_of_work(writes=False):
        found = world._load(room)
        assert TOKEN not in {one.body for one in queries.shown_in(found, 20)}, "on the projector"
        heard = set(db.session.scalars(audience_of(world._load(shown), found)))
    assert heard == {world.people[who].id for who in ("meera", "tom", "sarah", "noah")}


def test_SG59_what_waits_of_a_pupil_who_becomes_school_only_never_goes_out(
    world: World, room: Room
) -> None:
    held = say(world, room, "ava", TOKEN)
    _keep_in_school(world, "ava")
    with pytest.raises(RuleBroken):
        world.do(actions.release_message, room, held.id, by="meera")
    assert world.do(actions.release_all, room, every_message(world), by="meera") == 0
    assert world.fresh(held).shown_at is None


def _keep_in_school(world: World, who: str) -> None:
    pupil = world.all(Pupil, person_id=world.people[who].id)[0]
    pupil.school_only = True
    world.put(pupil)
