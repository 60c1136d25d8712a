"""The class door: numbers, name, pictures or a teacher's yes, in, and nothing left behind."""

from collections.abc import Callable
from typing import Any

import pytest

from schoollink.accounts.models import SignIn, SignInWay
from schoollink.core import jobs
from schoollink.core.clock import Clock, now
from schoollink.core.errors import RuleBroken
from schoollink.schools.actions import close_door, come_in
from schoollink.schools.models import Door, DoorKnock, Pupil, SecretKind
from tests.page import Page
from tests.schools.conftest import SECRET, WORDS
from tests.world import World

WRONG = ["cat", "sun", "sun", "car"]


def _sign_ins(world: World, who: str) -> list[SignIn]:
    return [
        one for one in world.all(SignIn, person_id=world.people[who].id) if one.ended_at is None
    ]


def _pupil(world: World, who: str) -> Pupil:
    found: Pupil = world.all(Pupil, person_id=world.people[who].id)[0]
    return found


def _tap(page: Page, world: World, who: str, secret: list[str], **more: Any) -> Page:
    return page.post("schools.secret", {"pictures": secret}, pupil_id=world.people[who].id, **more)


def test_RP10_a_teacher_opens_the_door_and_sees_the_numbers(page: Page, world: World) -> None:
    page.as_("ben").post("schools.open_it", school_class_id=world.year5.id).follow()
    door = world.all(Door)[0]
    assert f"{door.code[:3]} {door.code[3:]}" in page.words
    assert (door.closes_at - door.opened_at).total_seconds() == 90 * 60


def test_the_closed_door_names_the_button_as_it_is(page: Page, world: World) -> None:
    page.as_("ben").get("schools.door", school_class_id=world.year5.id)
    assert "tap “Yes”." in page.words


def test_opening_an_open_door_leaves_it_as_it_is(page: Page, world: World, door: Door) -> None:
    page.as_("ben").post("schools.open_it", school_class_id=world.year5.id)
    assert [one.code for one in world.all(Door)] == [door.code]


def test_AT034_a_teacher_opens_no_door_of_another_class_or_school(page: Page, world: World) -> None:
    page.as_("sarah").post("schools.open_it", school_class_id=world.year5.id, status=403)
    page.as_("peter").post("schools.open_it", school_class_id=world.year5.id, status=404)
    page.as_("ava").post("schools.open_it", school_class_id=world.year5.id, status=404)


def test_AT035_nobody_sees_names_without_a_door(page: Page, world: World, door: Door) -> None:
    for who in ("visitor", "ava", "noah"):
        page.as_(who).get("schools.names", status=302)
        page.follow()
        assert "Ava" not in page.text or who == "ava"
        assert "Noah" not in page.text or who == "noah"
        page.get("schools.secret", pupil_id=world.noah.id, status=302)


def test_SG10_a_door_shows_its_own_class_alone(tablet: Page, world: World) -> None:
    tablet.get("schools.names")
    assert "Ava" in tablet.words
    assert "Noah" in tablet.words
    assert "Achieng" not in tablet.text
    tablet.get("schools.secret", pupil_id=world.achieng.id, status=302)


def test_RP13_a_pupil_signs_in_with_pictures(tablet: Page, world: World, door: Door) -> None:
    _tap(tablet, world, "ava", SECRET)
    assert tablet.response.headers["Location"] == "/my"
    (row,) = _sign_ins(world, "ava")
    assert row.way is SignInWay.PICTURES
    assert row.ends_with == door.id
    assert row.idle_minutes == 15
    assert row.ends_at <= door.closes_at


def test_RP14_a_pupil_signs_in_with_words(
    tablet: Page, world: World, give_card: Callable[..., None]
) -> None:
    give_card("ava", SecretKind.WORDS)
    tablet.get("schools.secret", pupil_id=world.ava.id)
    assert "Your three words" in tablet.words
    assert "optional" not in tablet.words
    tablet.post("schools.secret", {"words": WORDS.upper()}, pupil_id=world.ava.id)
    assert [one.way for one in _sign_ins(world, "ava")] == [SignInWay.WORDS]


def test_pictures_work_one_tap_at_a_time_without_javascript(tablet: Page, world: World) -> None:
    for count in (1, 2, 3):
        _tap(tablet, world, "ava", SECRET[:count], status=200)
        kept = [e.get("value") for e in tablet.find("input", type="hidden", name="pictures")]
        assert kept == SECRET[:count]
    assert not _sign_ins(world, "ava")
    _tap(tablet, world, "ava", SECRET)
    assert _sign_ins(world, "ava")


def test_whoever_tapped_another_name_goes_back_and_nobody_waits(
    tablet: Page, page: Page, world: World
) -> None:
    tablet.post("schools.ask", pupil_id=world.noah.id).follow()
    (knock,) = world.all(DoorKnock)
    (back,) = tablet.find("form", action="/class-door/not-me")
    assert " ".join("".join(back.itertext()).split()) == "Not me? Change"
    tablet.post("schools.not_me").follow()
    assert "Who are you?" in tablet.text
    page.as_("ben").get("schools.door", school_class_id=world.year5.id)
    assert "At the door" not in page.words
    page.post("schools.say_yes", knock_id=knock.id, status=409)
    tablet.get("schools.wait", status=302)
    tablet.post("schools.walk_in")
    tablet.post("schools.not_me")
    assert not _sign_ins(world, "noah")


def test_a_yes_for_another_child_opens_nothing_once_it_was_taken_back(
    tablet: Page, page: Page, world: World
) -> None:
    tablet.post("schools.ask", pupil_id=world.noah.id)
    page.as_("ben").post("schools.say_yes", knock_id=world.all(DoorKnock)[0].id)
    tablet.post("schools.not_me")
    tablet.post("schools.ask", pupil_id=world.noah.id).follow()
    assert "Wait. Your teacher looks at you" in tablet.words
    tablet.post("schools.walk_in")
    assert not _sign_ins(world, "noah")


def test_the_way_to_help_is_on_every_page_of_the_door_but_help_itself(tablet: Page) -> None:
    for name in ("enter", "names"):
        tablet.get(f"schools.{name}")
        assert len(tablet.find("a", class_="tell")) == 1
    tablet.get("schools.door_help")
    assert not tablet.find("a", class_="tell")
    assert tablet.text.count("Tell a grown-up</h1>") == 1


def test_RP13_no_trace_of_the_pictures_comes_back(tablet: Page, world: World) -> None:
    _tap(tablet, world, "ava", WRONG).follow()
    assert "did not open" in tablet.words
    assert not tablet.find("input", name="pictures")
    assert not tablet.find("i", class_="on")


def test_RP13_five_wrong_rest_the_card_and_ten_end_it(
    tablet: Page, page: Page, world: World, clock: Clock
) -> None:
    clock.stop(now())
    for _ in range(5):
        _tap(tablet, world, "ava", WRONG)
    _tap(tablet, world, "ava", SECRET)
    assert not _sign_ins(world, "ava"), "right pictures open nothing while they rest"
    tablet.get("schools.secret", pupil_id=world.ava.id)
    assert "Ask your teacher" in tablet.words
    page.as_("ben").get("schools.door", school_class_id=world.year5.id)
    assert "Too many wrong tries" in page.words
    clock.forward(minutes=16)
    for _ in range(5):
        _tap(tablet, world, "ava", WRONG)
    clock.forward(minutes=16)
    _tap(tablet, world, "ava", SECRET)
    assert not _sign_ins(world, "ava"), "after ten only a new card opens"
    assert _pupil(world, "ava").secret_tries == 10
    page.as_("ben").get("schools.door", school_class_id=world.year5.id)
    assert "Needs a new card" in page.words


def test_secret_words_never_come_back_to_the_page(
    tablet: Page, world: World, give_card: Callable[..., Any]
) -> None:
    """Neither from an older page nor when they were too long."""
    give_card("ava", SecretKind.WORDS)
    tablet.get("schools.secret", pupil_id=world.ava.id)
    old = {"csrf_token": tablet.value("csrf_token"), "words": WORDS}
    with tablet.client.session_transaction() as cookie:
        cookie["csrf_token"] = "1" * 40
    tablet.client.environ_base["HTTP_ORIGIN"] = "http://localhost"
    tablet.post("schools.secret", old, pupil_id=world.ava.id, status=403)
    assert "too old" in tablet.words
    assert (tablet.value("words"), WORDS in tablet.html) == ("", False)
    tablet.post(
        "schools.secret", {"words": WORDS + " " * 9 + "x" * 80}, pupil_id=world.ava.id, status=422
    )
    assert (tablet.value("words"), WORDS in tablet.html) == ("", False)


def test_right_pictures_forget_wrong_ones(tablet: Page, world: World) -> None:
    for _ in range(4):
        _tap(tablet, world, "ava", WRONG)
    _tap(tablet, world, "ava", SECRET)
    assert _pupil(world, "ava").secret_tries == 0


def test_a_teacher_says_yes(tablet: Page, page: Page, world: World) -> None:
    tablet.post("schools.ask", pupil_id=world.noah.id).follow()
    assert "Wait" in tablet.words
    page.as_("ben").get("schools.door", school_class_id=world.year5.id)
    assert "At the door" in page.words
    knock = world.all(DoorKnock)[0]
    tablet.post("schools.walk_in")
    assert not _sign_ins(world, "noah"), "not before the yes"
    tablet.get("schools.wait")
    page.post("schools.say_yes", knock_id=knock.id)
    with page.client.session_transaction() as cookie:
        assert "Noah" not in str(dict(cookie)), "a cookie is read by whoever holds it"
    page.follow()
    assert "They may come in now." in page.words
    tablet.get("schools.wait")
    assert "said yes" in tablet.words
    tablet.post("schools.walk_in")
    assert [one.way for one in _sign_ins(world, "noah")] == [SignInWay.TEACHER]
    knock = world.fresh(knock)
    assert (knock.used_at is not None, knock.answered_by_id) == (True, world.ben.id)


def test_a_yes_lets_in_the_device_that_knocked_and_no_other(
    tablet: Page, new_page: Callable[[], Page], page: Page, world: World, door: Door
) -> None:
    tablet.post("schools.ask", pupil_id=world.noah.id)
    other = new_page().as_("visitor")
    other.post("schools.enter", {"code": door.code})
    other.get("schools.secret", pupil_id=world.noah.id)
    page.as_("ben").post("schools.say_yes", knock_id=world.all(DoorKnock)[0].id)
    other.post("schools.walk_in")
    assert not _sign_ins(world, "noah")


def test_a_teacher_says_no(tablet: Page, page: Page, world: World) -> None:
    tablet.post("schools.ask", pupil_id=world.noah.id)
    page.as_("ben").post("schools.say_no", knock_id=world.all(DoorKnock)[0].id)
    tablet.get("schools.wait")
    assert "said no" in tablet.words
    tablet.post("schools.walk_in")
    assert not _sign_ins(world, "noah")


def test_a_yes_can_be_used_once(tablet: Page, page: Page, world: World, door: Door) -> None:
    tablet.post("schools.ask", pupil_id=world.noah.id)
    page.as_("ben").post("schools.say_yes", knock_id=world.all(DoorKnock)[0].id)
    page.post("schools.say_yes", knock_id=world.all(DoorKnock)[0].id, status=409)
    tablet.post("schools.walk_in")
    tablet.post("schools.walk_in")
    assert len(_sign_ins(world, "noah")) == 1


def test_AT027_a_closed_door_opens_nothing(
    tablet: Page, page: Page, world: World, door: Door
) -> None:
    _tap(tablet, world, "ava", SECRET)
    other = Page(tablet.app, world).as_("visitor")
    other.post("schools.enter", {"code": door.code})
    page.as_("ben").post("schools.close_it", school_class_id=world.year5.id).follow()
    assert "Their pages go from the screens within a minute." in page.words
    assert not _sign_ins(world, "ava"), "who came in through it is signed out"
    other.get("schools.names", status=302)
    other.post("schools.enter", {"code": door.code}, status=422)


def test_AT027_a_door_closes_by_itself(
    tablet: Page, world: World, door: Door, clock: Clock
) -> None:
    clock.stop(now())
    clock.forward(minutes=91)
    tablet.get("schools.names", status=302)
    _tap(tablet, world, "ava", SECRET)
    assert not _sign_ins(world, "ava")


def test_RP23_a_new_sign_in_at_a_door_ends_the_old(
    tablet: Page, new_page: Callable[[], Page], world: World, door: Door
) -> None:
    _tap(tablet, world, "ava", SECRET)
    (first,) = _sign_ins(world, "ava")
    other = new_page().as_("visitor")
    other.post("schools.enter", {"code": door.code})
    _tap(other, world, "ava", SECRET)
    assert [one.id for one in _sign_ins(world, "ava")] != [first.id]
    assert len(_sign_ins(world, "ava")) == 1


def test_AT036_RP25_two_pupils_on_one_tablet_in_turn(
    tablet: Page, world: World, door: Door
) -> None:
    _tap(tablet, world, "ava", SECRET)
    tablet.post("accounts.sign_out")
    assert "cache" in tablet.response.headers["Clear-Site-Data"]
    assert tablet.response.headers["Location"] == "/class-door"
    assert not _sign_ins(world, "ava")
    tablet.follow()
    assert "Ava" not in tablet.text
    tablet.get("schools.names", status=302)
    tablet.post("schools.enter", {"code": door.code})
    _tap(tablet, world, "noah", SECRET)
    assert _sign_ins(world, "noah")
    assert not _sign_ins(world, "ava")


def test_SEC24_the_next_pupil_on_a_tablet_ends_the_sign_in_of_the_one_who_forgot(
    tablet: Page, world: World, door: Door
) -> None:
    _tap(tablet, world, "ava", SECRET)
    tablet.get("schools.enter")
    tablet.post("schools.enter", {"code": door.code})
    _tap(tablet, world, "noah", SECRET)
    assert _sign_ins(world, "noah")
    assert not _sign_ins(world, "ava")


def test_a_door_that_closed_meanwhile_lets_nobody_in(world: World, door: Door) -> None:
    pupil = world.all(Pupil, person_id=world.ava.id)[0]
    world.do(close_door, door, by="ben")
    with pytest.raises(RuleBroken):
        world.do(_come_in, door, pupil, by="ben")


def _come_in(door: Door, pupil: Pupil, *, actor: Any) -> None:
    come_in(door, pupil, SignInWay.TEACHER, device="Tablet")


def test_a_tablet_whose_door_closed_goes_back_to_the_class_door(
    tablet: Page, world: World, door: Door
) -> None:
    _tap(tablet, world, "ava", SECRET)
    world.do(close_door, door, by="ben")
    tablet.get("accounts.show", status=302)
    assert tablet.response.headers["Location"] == "/class-door"


def test_RP25_what_a_pupil_sends_too_late_is_nobody_elses(
    tablet: Page, world: World, door: Door
) -> None:
    _tap(tablet, world, "ava", SECRET)
    tablet.get("accounts.show")
    world.do(close_door, door, by="ben")
    tablet.post("accounts.show", {"name": "Ava, who is sad", "language": "en"})
    assert tablet.response.headers["Location"] == "/class-door"
    assert "storage" in tablet.response.headers["Clear-Site-Data"]
    tablet.follow()
    assert "You were signed out before this was sent." in tablet.words
    assert "sad" not in tablet.html
    assert not tablet.find("input", name="unsent")
    assert not tablet.find("input", type="password")


@pytest.mark.parametrize("step", ["schools.enter", "schools.names", "schools.door_help"])
def test_RP25_no_page_of_the_door_is_kept(tablet: Page, step: str) -> None:
    tablet.get(step)
    assert tablet.response.headers["Cache-Control"] == "no-store"
    assert tablet.find("body", **{"data-module": "wipe"})


def test_the_door_wipes_nothing_of_who_is_signed_in(page: Page) -> None:
    page.as_("ben").get("schools.enter")
    assert page.find("body")
    assert not page.find("body", **{"data-module": "wipe"})


def test_five_wrong_numbers_rest_the_device(page: Page, world: World, door: Door) -> None:
    page.as_("visitor").get("schools.enter")
    for _ in range(5):
        page.post("schools.enter", {"code": _other(door)}, status=422)
    assert "No door" in page.errors()["code"]
    page.post("schools.enter", {"code": door.code}, status=429)


def test_AT026_guessing_with_many_devices_locks_the_door(
    new_page: Callable[[], Page], page: Page, world: World
) -> None:
    page.as_("ben").post("schools.open_it", school_class_id=world.year5.id)
    door = world.all(Door)[0]
    for _ in range(12):
        device = new_page().as_("visitor").get("schools.enter")
        for _ in range(5):
            device.post("schools.enter", {"code": _other(door)}, status=422)
    assert world.fresh(door).locked_at is not None
    new_page().as_("visitor").post("schools.enter", {"code": door.code}, status=429)
    page.get("schools.door", school_class_id=world.year5.id)
    assert "The door is locked" in page.words
    page.post("schools.open_it", school_class_id=world.year5.id).follow()
    assert door.code[:3] + " " + door.code[3:] not in page.words


def test_AT026_one_line_of_the_newer_kind_is_one_network_with_all_its_addresses(
    new_page: Callable[[], Page], page: Page, world: World
) -> None:
    """The devices of a school have an IPv6 address each; so has whoever guesses, by the million."""
    page.client.environ_base["REMOTE_ADDR"] = "2001:db8:1:2::1"
    page.as_("ben").post("schools.open_it", school_class_id=world.year5.id)
    door = world.all(Door)[0]
    for number in range(12):
        device = new_page().as_("visitor")
        device.client.environ_base["REMOTE_ADDR"] = f"2001:db8:1:2::{number:x}:5"
        device.get("schools.enter")
        for _ in range(5):
            device.post("schools.enter", {"code": _other(door)}, status=422)
    assert world.fresh(door).locked_at is not None


def test_guessing_from_elsewhere_locks_no_door_of_this_school(
    new_page: Callable[[], Page], page: Page, world: World, door: Door
) -> None:
    """The door of the fixture was opened by nobody's network, as if from another school."""
    for _ in range(12):
        device = new_page().as_("visitor").get("schools.enter")
        for _ in range(5):
            device.post("schools.enter", {"code": _other(door)}, status=422)
    assert world.fresh(door).locked_at is None


def _other(door: Door) -> str:
    return "111111" if door.code != "111111" else "222222"


def test_a_qr_code_fills_the_numbers_in(page: Page, door: Door) -> None:
    page.as_("visitor").get("schools.enter", code=door.code)
    assert page.value("code") == door.code


def test_who_left_or_is_suspended_has_no_tile(tablet: Page, page: Page, world: World) -> None:
    page.as_("ben").post("schools.leave", pupil_id=world.ava.id)
    page.as_("sarah").post("schools.bar_pupil", pupil_id=world.noah.id)
    tablet.get("schools.secret", pupil_id=world.ava.id, status=302)
    tablet.get("schools.secret", pupil_id=world.noah.id, status=302)


def test_SG59_a_school_only_pupil_comes_in_like_all(tablet: Page, world: World) -> None:
    def mark(pupil: Pupil, *, actor: object) -> None:
        pupil.school_only = True

    world.do(mark, _pupil(world, "ava"), by="meera")
    tablet.get("schools.names")
    assert "Ava" in tablet.words
    assert "School only" not in tablet.text
    _tap(tablet, world, "ava", SECRET)
    assert _sign_ins(world, "ava")


@pytest.mark.parametrize("language", ["en", "ar-XB"])
def test_the_steps_of_a_pupil_in_two_directions(tablet: Page, world: World, language: str) -> None:
    tablet.in_language(language)
    for endpoint in ("schools.enter", "schools.names", "schools.door_help"):
        tablet.get(endpoint)
        assert tablet.find("html")[0].get("data-mode") == "pupil"
    tablet.get("schools.secret", pupil_id=world.ava.id)
    assert len(tablet.find("button", name="pictures")) == 36
    tablet.post("schools.ask", pupil_id=world.ava.id).follow()


def test_doors_are_forgotten_after_30_days(
    tablet: Page, world: World, door: Door, clock: Clock
) -> None:
    tablet.post("schools.ask", pupil_id=world.noah.id)
    clock.stop(now())
    clock.forward(days=30)
    with world.app.app_context():
        jobs.sweep()
    assert world.all(Door)
    clock.forward(hours=2)
    with world.app.app_context():
        jobs.sweep()
    assert not world.all(Door)
    assert not world.all(DoorKnock)


def test_a_closed_class_closes_its_door(page: Page, tablet: Page, world: World) -> None:
    _tap(tablet, world, "ava", SECRET)
    world.do(close_door, world.all(Door)[0], by="meera")
    assert not _sign_ins(world, "ava")
