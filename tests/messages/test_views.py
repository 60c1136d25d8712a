"""Rooms through plain pages: everything works without JavaScript."""

from uuid import uuid4
from xml.etree.ElementTree import Element

import pytest

from schoollink.core.clock import Clock, now
from schoollink.messages import actions
from schoollink.messages.models import BODY_LENGTH, Message, MessageState, Room, RoomRead
from schoollink.messages.policies import RoomPermission
from schoollink.projects.actions import join_project
from schoollink.projects.models import Project
from tests.messages import stage
from tests.messages.cast import say
from tests.page import Page
from tests.world import World


@pytest.mark.parametrize("language", ["en", "ar-XB"])
@pytest.mark.parametrize("who", ["ava", "otieno", "meera", "grace"])
def test_a_room_shows_its_morning_to_everybody_in_it(
    page: Page, world: World, room: Room, who: str, language: str
) -> None:
    stage.lively(world, room)
    page.as_(who).in_language(language).get("messages.show", room_id=room.id)
    for words in ("as big as the sea", "12 steps from my bed", "Grade 5"):
        assert words in page.words
    for words in ("wrong room", "And again"):
        assert (words in page.html) is (who == "grace"), "what is gone is for child safety"


def test_a_pupil_writes_and_reads_who_reads_it_first(page: Page, world: World, room: Room) -> None:
    page.as_("ava").get("messages.show", room_id=room.id)
    key = page.value("key")
    page.post("messages.create", {"key": key, "body": "Hello  Kisumu"}, room_id=room.id).follow()
    assert "Ben Ward will read this first." in page.words or "Meera Patel" in page.words
    page.as_("otieno").get("messages.show", room_id=room.id)
    assert "Hello" not in page.words


def test_a_message_that_shows_nothing_is_none(page: Page, world: World, room: Room) -> None:
    sent = {"key": str(uuid4()), "body": "\u200b\n\u2060"}
    page.as_("meera").post("messages.create", sent, status=422, room_id=room.id)
    assert "Please fill this in." in page.words
    page.post("messages.create", sent | {"body": "\u202eOnce"}, room_id=room.id)
    assert [one.body for one in world.all(Message)] == ["Once"]


def test_what_one_pupil_typed_is_not_in_the_next_ones_box(
    page: Page, world: World, room: Room
) -> None:
    """On a tablet that they share, in a tab that the first one left open."""
    page.as_("ava").get("messages.show", room_id=room.id)
    old = {name: page.value(name) for name in ("key", "csrf_token")} | {"body": "From Ava"}
    page.client.environ_base["HTTP_ORIGIN"] = "http://localhost"
    before = "http://localhost" + page.url("messages.show", room_id=room.id)
    page.client.environ_base["HTTP_REFERER"] = before
    page.as_("noah").post("messages.create", old, status=403, room_id=room.id)
    assert "From Ava" not in page.html
    assert "Nothing was done: the page was too old." in page.words
    assert page.links()["Back to the page"] == before
    page.as_("ava").post("messages.create", old, status=403, room_id=room.id)
    assert page.value("body") == "From Ava"
    assert not world.all(Message)


def test_the_same_page_sent_twice_writes_once(page: Page, world: World, room: Room) -> None:
    sent = {"key": str(uuid4()), "body": "Once"}
    page.as_("meera")
    for _ in range(2):
        page.post("messages.create", sent, room_id=room.id)
    assert len(world.all(Message)) == 1


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"key": str(uuid4()), "body": ""}, "body"),
        ({"key": str(uuid4()), "body": "x" * (BODY_LENGTH + 1)}, "body"),
        ({"key": "not a key", "body": "Words"}, "body"),
        ({"key": str(uuid4()), "body": "Words", "class_id": str(uuid4())}, "body"),
    ],
)
def test_what_cannot_be_taken_comes_back_with_the_words(
    page: Page, room: Room, sent: dict[str, str], field: str
) -> None:
    page.as_("meera").post("messages.create", sent, status=422, room_id=room.id)
    assert page.value("body") == sent["body"]
    assert page.errors()[field]


def test_AT076_forged_fields_are_refused(page: Page, room: Room) -> None:
    for field in ("author_id", "seq", "posted_at", "school", "state"):
        sent = {"key": str(uuid4()), "body": "x", field: "1"}
        page.as_("meera").post("messages.create", sent, status=400, room_id=room.id)


def test_a_post_that_asks_for_json_gets_it(page: Page, world: World, room: Room) -> None:
    page.as_("meera")
    sent = {"csrf_token": page.token(), "key": str(uuid4()), "body": "By fetch"}
    url = page.url("messages.create", room_id=room.id)
    answer = page.client.post(url, data=sent, headers={"Accept": "application/json"})
    assert answer.json["ok"] is True
    assert answer.json["data"]["message"]["body"] == "By fetch"
    assert answer.json["data"]["seq"] == 1
    refused = page.client.post(
        url, data=sent | {"key": "x"}, headers={"Accept": "application/json"}
    )
    assert (refused.status_code, refused.json["error"]["code"]) == (422, "rule")


def test_a_class_says_something(page: Page, world: World, room: Room) -> None:
    sent = {"key": str(uuid4()), "body": "We are here", "class_id": str(world.grade5.id)}
    page.as_("daniel").post("messages.create", sent, room_id=room.id)
    page.as_("ava").get("messages.show", room_id=room.id)
    assert "Grade 5" in page.words
    assert "typed by Daniel Ochieng" in page.words


def test_older_messages_are_one_link_away(page: Page, world: World, room: Room) -> None:
    for number in range(53):
        say(world, room, "meera", f"Number {number}.")
    page.as_("daniel").get("messages.show", room_id=room.id)
    assert "Number 2." not in page.words
    assert "Number 52." in page.words
    page.get(page.links()["Show older"])
    assert "Number 2." in page.words
    assert "Number 3." not in page.words


def test_what_is_new_is_marked_and_read_when_seen(page: Page, world: World, room: Room) -> None:
    say(world, room, "meera", "one")
    page.as_("otieno").get("messages.show", room_id=room.id)
    assert [(r.person_id, r.seq) for r in world.all(RoomRead)] == [(world.otieno.id, 1)]
    say(world, room, "meera", "two")
    page.as_("otieno").get("messages.mine")
    assert "1 new" in page.words
    page.get("messages.show", room_id=room.id)
    assert "New since you were here" in page.words
    page.as_("daniel").get("messages.index", link_id=world.link.id)
    assert "2 new" in page.words


def test_SG27_who_can_read_is_what_the_policy_says(page: Page, world: World, room: Room) -> None:
    world.do(actions.join_room, room, by="peter")
    for who in ("ava", "meera"):
        page.as_(who).get("messages.show", room_id=room.id)
        said = page.words.split("can read this.")[1]
        may = world.who_can(RoomPermission.VIEW, room)
        adults = {key for key in may if not world.people[key].is_pupil}
        named = {key for key, person in world.people.items() if person.name in said}
        assert named - {"ava"} == adults
        assert "2 pupils of Year 5" in said
        assert "2 pupils of Grade 5" in said


def test_SG27_nothing_parts_a_pupil_s_talk_from_the_box_but_who_can_read_it(
    page: Page, world: World, room: Room
) -> None:
    """The way out comes after the box, at the end where the page opens."""
    say(world, room, "meera", "Good morning")
    page.as_("ava").get("messages.show", room_id=room.id)
    order = [
        name
        for e in page.tree.iter()
        for name in (e.get("id"), e.get("class"), e.get("action"))
        if name in {"more", "talk", "readers", "body", "/sign-out"}
    ]
    assert order == ["more", "talk", "readers", "body", "/sign-out"]
    (box,) = page.find("textarea")
    (notice,) = page.find("p", id="readers")
    assert box.get("aria-describedby") == "readers"
    assert "can read this." in "".join(notice.itertext())
    bar = next(e for e in page.find("section") if notice in e.iter())
    assert "bottom" in bar.get("class", ""), "it stays in sight with the box"
    link = world.fresh(world.link)
    link.frozen_at = now()
    world.put(link)
    page.get("messages.show", room_id=room.id)
    assert page.find("p", id="readers"), "also while nobody may write"
    assert page.find("form", action="/sign-out")


def test_SG37_a_link_in_a_message_is_plain_text(page: Page, world: World, room: Room) -> None:
    say(world, room, "meera", "https://far.example/x <b>and</b> javascript:alert(1)")
    page.as_("otieno").get("messages.show", room_id=room.id)
    assert "https://far.example/x <b>and</b>" in page.words
    assert not [a for a in page.find("a") if "far.example" in a.get("href", "")]


def test_removing_and_hiding_leave_a_tombstone(page: Page, world: World, room: Room) -> None:
    first, second = say(world, room, "daniel", "Oops"), say(world, room, "daniel", "Rude")
    page.as_("daniel").post("messages.remove", {"message": str(first.id)}, room_id=room.id)
    page.as_("meera").post("messages.hide", {"message": str(second.id)}, room_id=room.id)
    page.as_("ava").get("messages.show", room_id=room.id)
    assert "This message was removed." in page.words
    assert "A teacher has hidden this message." in page.words
    assert "Oops" not in page.html
    assert "Rude" not in page.html


def test_a_pupil_changes_what_came_back(page: Page, world: World, room: Room) -> None:
    held = say(world, room, "ava", "My number is 0123")
    world.do(actions.return_message, room, held.id, "Keep numbers secret.", by="meera")
    page.as_("ava").get("messages.show", room_id=room.id)
    assert "Sent back: Keep numbers secret." in page.words
    page.get(next(u for u in (a.get("href", "") for a in page.find("a")) if "again=" in u))
    assert page.value("body") == "My number is 0123"
    page.as_("noah").get("messages.show", room_id=room.id, again=held.id)
    assert page.value("body") == ""


# reading first


def test_staff_release_one_and_all_and_send_back(page: Page, world: World, room: Room) -> None:
    for words in ("first", "second", "third"):
        say(world, room, "ava", words)
    theirs = say(world, room, "otieno", "theirs")
    page.as_("meera").get("messages.held", room_id=room.id)
    assert all(words in page.words for words in ("first", "second", "third"))
    assert "theirs" not in page.words
    by_words = {m.body: m for m in world.all(Message)}
    sent = {"message": str(by_words["first"].id), "reason": ""}
    page.post("messages.send_back", sent, status=422, room_id=room.id)
    assert page.errors() == {f"reason-{by_words['first'].id}": "Mistake: Please fill this in."}
    page.post("messages.send_back", sent | {"reason": "Kinder"}, room_id=room.id).follow()
    page.post("messages.release", {"message": str(by_words["second"].id)}, room_id=room.id)
    say(world, room, "noah", "came while it was read")
    shown = {"messages": [str(by_words["third"].id)]}
    page.post("messages.release_all", shown, room_id=room.id).follow()
    states = {m.body: m.state for m in world.all(Message)}
    assert states == {
        "first": MessageState.RETURNED,
        "second": MessageState.VISIBLE,
        "third": MessageState.VISIBLE,
        "came while it was read": MessageState.HELD,
        "theirs": MessageState.HELD,
    }
    page.post("messages.release", {"message": str(theirs.id)}, status=404, room_id=room.id)


def test_who_decides_in_the_room_comes_back_to_it(page: Page, world: World, room: Room) -> None:
    for words in ("first", "second", "third"):
        say(world, room, "ava", words)
    ids = {m.body: str(m.id) for m in world.all(Message)}
    page.as_("meera").get("messages.show", room_id=room.id)
    go, back = _decisions(page, ids["first"])
    page.post(go.get("formaction", ""), {"message": ids["first"]})
    in_the_room = page.url("messages.show", room_id=room.id)
    assert page.response.headers["Location"] == f"{in_the_room}#m-{ids['first']}"
    assert page.follow().find("li", id=f"m-{ids['first']}")
    assert (back.get("form"), back.get("name")) == ("look", "at")
    (look,) = page.find("form", id="look")
    page.get(f"{look.get('action')}?at={ids['second']}")
    (opened,) = [one for one in page.find("details") if one.get("open") is not None]
    (form,) = opened.iter("form")
    sent = {"message": ids["second"], "reason": ""}
    page.post(form.get("action", ""), sent, status=422)
    assert [one.get("action") for one in page.find("form") if "at=" in one.get("action", "")]
    page.post(form.get("action", ""), sent | {"reason": "Kinder"})
    assert page.response.headers["Location"] == f"{in_the_room}#m-{ids['second']}"
    page.get("messages.held", room_id=room.id)
    assert not [one for one in page.find("details") if one.get("open") is not None]
    page.post("messages.release", {"message": ids["third"]}, room_id=room.id)
    assert page.response.headers["Location"] == f"{in_the_room}#end", "nothing waits any more"


def test_to_show_what_a_colleague_showed_already_is_no_fault(
    page: Page, world: World, room: Room
) -> None:
    held, other = say(world, room, "ava", "first"), say(world, room, "ava", "second")
    world.do(actions.release_message, room, held.id, by="tom")
    before = world.fresh(held).seq
    page.as_("meera").post("messages.release", {"message": str(held.id)}, room_id=room.id).follow()
    assert "everybody in the room can see it already" in page.words
    assert "second" in page.words, "what still waits"
    assert world.fresh(held).seq == before
    page.post("messages.release", {"message": str(other.id)}, room_id=room.id)
    page.post("messages.release", {"message": str(other.id)}, room_id=room.id).follow()
    assert "Everybody in the room can see it now." in page.words, "pressed twice"
    sent = {"message": str(held.id)}
    page.as_("daniel").post("messages.release", sent, status=403, room_id=room.id)


def test_who_comes_second_to_a_message_that_waited_learns_it_and_finds_the_way_back(
    page: Page, world: World, room: Room
) -> None:
    held = say(world, room, "ava", "first")
    world.do(actions.return_message, room, held.id, "Kinder", by="tom")
    sent = {"message": str(held.id)}
    page.as_("meera").post("messages.release", sent, room_id=room.id).follow()
    assert "This does not wait any more." in page.words
    assert world.fresh(held).shown_at is None
    late = sent | {"reason": "Nicer"}
    page.post("messages.send_back", late, status=409, room_id=room.id)
    assert "This does not wait any more." in page.words
    assert page.links()["Back to the room"]
    assert world.fresh(held).reason == "Kinder"


def _decisions(page: Page, message_id: str) -> tuple[Element, Element]:
    """The two buttons beside a message that waits."""
    (row,) = page.find("li", id=f"m-{message_id}")
    go, back = [one for one in row.iter("button") if one.get("value") == message_id]
    return go, back


@pytest.mark.parametrize("endpoint", ["messages.held", "messages.check"])
def test_showing_all_is_asked_once_more(
    page: Page, world: World, room: Room, endpoint: str
) -> None:
    where = {} if endpoint == "messages.check" else {"room_id": room.id}
    say(world, room, "ava", "first")
    page.as_("meera").get(endpoint, **where)
    assert "Show all" not in page.words, "one message has a button of its own"
    say(world, room, "ava", "second")
    page.get(endpoint, **where)
    url = page.url("messages.release_all", room_id=room.id)
    (form,) = page.find("form", action=url)
    (asked,) = [one for one in page.find("details") if form in one.iter("form")]
    assert asked.get("open") is None
    said = " ".join(" ".join(asked.itertext()).split())
    assert said.startswith("Show all to everybody Then the partner school reads them too.")
    assert said.endswith("Yes, show 2 messages")
    sent = [one.get("value") for one in form.iter("input") if one.get("name") == "messages"]
    assert set(sent) == {str(m.id) for m in world.all(Message)}


def test_what_a_teacher_has_not_read_carries_no_tick(page: Page, world: World, room: Room) -> None:
    say(world, room, "ava")
    for who in ("ava", "meera"):
        page.as_(who).get("messages.show", room_id=room.id)
        waiting = [
            line
            for line in page.find("p", class_="st")
            if line.get("data-state") in {None, "held", "yours"}
        ]
        assert len(waiting) >= 5, "in the list, and for what comes while the page is open"
        for line in waiting:
            assert [one.get("href") for one in line.iter() if one.get("href")] == ["#i-eye"]


def test_everything_that_waits_is_on_one_page(page: Page, world: World, room: Room) -> None:
    say(world, room, "ava", "From Ava")
    say(world, room, "otieno", "From Otieno")
    page.as_("tom").get("messages.check")
    assert "From Ava" in page.words
    assert "From Otieno" not in page.words
    page.as_("ben").get("messages.check")
    assert "From Ava" not in page.words


def test_the_overview_of_a_link_says_what_waits(page: Page, world: World, room: Room) -> None:
    say(world, room, "ava")
    page.as_("meera").get("links.show", link_id=world.link.id)
    assert "1 message of your pupils waits to be read first." in page.words
    page.as_("daniel").get("links.show", link_id=world.link.id)
    assert "waits to be read first" not in page.words


# who may write


def test_why_a_pupil_may_not_write_stands_where_the_box_was(
    page: Page, world: World, room: Room
) -> None:
    link = world.fresh(world.link)
    link.frozen_at = now()
    world.put(link)
    page.as_("ava").get("messages.show", room_id=room.id)
    assert "A teacher has stopped the writing for now." in page.text
    assert not page.find("textarea")
    sent = {"key": str(uuid4()), "body": "Still typed"}
    page.post("messages.create", sent, status=422, room_id=room.id)
    assert world.all(Message) == []
    assert page.value("body") == "Still typed"
    assert "A teacher has stopped the writing for now." in page.errors()["body"]


@pytest.mark.parametrize("endpoint", ["messages.show", "messages.held", "messages.check"])
def test_SG12_nothing_is_offered_to_be_shown_while_writing_is_stopped(
    page: Page, world: World, room: Room, endpoint: str
) -> None:
    where = {} if endpoint == "messages.check" else {"room_id": room.id}
    say(world, room, "ava")
    page.as_("meera").get(endpoint, **where)
    assert "to everybody" in page.words
    link = world.fresh(world.link)
    link.frozen_at = now()
    world.put(link)
    page.get(endpoint, **where)
    assert "Show it to everybody" not in page.words
    if endpoint != "messages.show":
        assert "What waits can go out once they may write again." in page.words


def test_SG07_unvetted_staff_get_403(page: Page, world: World, room: Room, clock: Clock) -> None:
    clock.forward(days=601)
    page.as_("meera").get("messages.show", status=403, room_id=room.id)


@pytest.mark.parametrize(("who", "status"), [("layla", 404), ("yara", 404), ("visitor", 302)])
def test_strangers_find_nothing(page: Page, room: Room, who: str, status: int) -> None:
    for endpoint in ("show", "events", "screen"):
        page.as_(who).get(f"messages.{endpoint}", status=status, room_id=room.id)


# cover


def test_SG06_a_cover_teacher_joins_in_one_step(page: Page, world: World, room: Room) -> None:
    say(world, room, "meera", "Before")
    page.as_("ben").get("messages.show", status=403, room_id=room.id)
    page.get("messages.join", room_id=room.id)
    assert "Before" not in page.words
    page.post("messages.enter", room_id=room.id).follow()
    assert "Before" in page.words
    assert "Ben Ward from Aireside Primary is here now." in page.words
    page.post("messages.leave", room_id=room.id).follow()
    page.as_("ava").get("messages.show", room_id=room.id)
    assert "Ben Ward from Aireside Primary has left." in page.words


def test_SG06_who_joins_the_project_is_said_in_its_room(
    page: Page, world: World, room: Room
) -> None:
    world.do(join_project, world.all(Project)[0], by="peter")
    page.as_("ava").get("messages.show", room_id=room.id)
    assert "Peter Kamau from Lakeview Primary is here now" in page.words


# the other pages


def test_the_screen_shows_only_what_everybody_may_see(page: Page, world: World, room: Room) -> None:
    stage.lively(world, room)
    page.as_("meera").get("messages.screen", room_id=room.id)
    assert "as big as the sea" in page.words
    for words in ("It rains", "0123", "And again"):
        assert words not in page.html


def test_the_screen_is_for_adults_who_look_after_the_room(page: Page, room: Room) -> None:
    page.as_("ava").get("messages.screen", status=403, room_id=room.id)
    page.as_("ben").get("messages.screen", status=403, room_id=room.id)
    page.as_("grace").get("messages.screen", room_id=room.id)


def test_numbers_that_a_script_says_are_in_the_right_form(page: Page, room: Room) -> None:
    page.as_("ava").get("messages.show", room_id=room.id)
    (talk,) = [one for one in page.find("section") if one.get("data-room")]
    said = {n: talk.get(f"data-many-{n}") for n in (1, 2, 4)}
    assert said == {1: "1 new message", 2: "2 new messages", 4: "4 new messages"}


def test_a_link_shows_its_rooms_and_opens_the_missing_ones(page: Page, world: World) -> None:
    page.as_("meera").get("messages.index", link_id=world.link.id)
    page.post("messages.open_rooms", link_id=world.link.id).follow()
    assert "Staff room" in page.words
    page.get(page.links()["Staff room"])
    page.as_("ben").get("messages.index", link_id=world.link.id)
    assert "Staff room" not in page.words


def test_a_project_leads_to_its_room(page: Page, world: World, room: Room) -> None:
    project = world.all(Project)[0]
    page.as_("ava").get("messages.of_project", status=302, project_id=project.id)
    assert str(room.id) in page.response.headers["Location"]
    page.as_("ben").get("messages.of_project", status=302, project_id=project.id)
    assert page.response.headers["Location"].endswith("/join")


def test_a_pupil_without_a_room_is_told_so(page: Page, world: World) -> None:
    page.as_("yara").get("messages.mine")
    assert "It comes with your first project." in page.words


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "-1", "x"])
def test_a_number_that_no_page_of_ours_sends_breaks_nothing(
    page: Page, room: Room, number: str
) -> None:
    page.as_("meera")
    for path in (f"?before={number}", f"/events?after={number}"):
        assert page.client.get(f"/rooms/{room.id}{path}").status_code == 200
