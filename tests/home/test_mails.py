"""The mail of the morning and the mails that can't wait."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import update

from schoollink.accounts.models import Account, Person
from schoollink.accounts.signals import sign_in_matter
from schoollink.calendars.models import Closure, ClosureKind
from schoollink.core import jobs
from schoollink.core.clock import Clock, now
from schoollink.core.database import db, unit_of_work
from schoollink.home import jobs as mail_jobs
from schoollink.messages.actions import release_all
from schoollink.messages.models import Room
from schoollink.messages.presenters import HELD
from schoollink.notifications.actions import snooze
from schoollink.notifications.models import Notice, Snooze
from schoollink.safeguarding.actions import NewReport, say_more, tell_a_grown_up
from schoollink.safeguarding.models import Why
from schoollink.schools.models import Membership
from tests.messages.cast import every_message, project_room, say
from tests.page import Page
from tests.world import World

WORDS = "Our tap is 12 steps from my bed"


class Post:
    """The letter box of everybody."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.empty()

    def empty(self) -> None:
        """Take everything out."""
        if hasattr(self.app.extensions["mailman"], "outbox"):
            self.app.extensions["mailman"].outbox.clear()

    def sweep(self) -> list[str]:
        """Do what is owed; gives who got a mail then, by sign-in name."""
        self.empty()
        with self.app.app_context():
            jobs.sweep()
        return sorted(mail.to[0].removesuffix("@example.org") for mail in self.mails)

    @property
    def mails(self) -> list[Any]:
        """What lies there."""
        return list(getattr(self.app.extensions["mailman"], "outbox", []))

    def to(self, who: str) -> Any:
        """The one mail to somebody."""
        (mail,) = (one for one in self.mails if one.to == [f"{who}@example.org"])
        return mail


@pytest.fixture
def post(app: Flask) -> Iterator[Post]:
    """An empty letter box."""
    box = Post(app)
    yield box
    box.empty()


def at(clock: Clock, hour: float, *, weekday: int = 1, weeks: int = 0) -> date:
    """Stop the clock at an hour in Leeds on a weekday (Monday 0) of next week; gives the day."""
    today = datetime.now(UTC).date()
    day = today + timedelta(days=7 - today.weekday() + weekday, weeks=weeks)
    wall = datetime.combine(day, time(), ZoneInfo("Europe/London")) + timedelta(hours=hour)
    clock.stop(wall)
    return day


@pytest.fixture
def room(world: World, clock: Clock) -> Room:
    """On Monday afternoon a pupil of Leeds wrote, and Meera and her colleagues have not read it."""
    at(clock, 15, weekday=0)
    made = project_room(world)
    say(world, made, "ava", WORDS)
    return made


def test_what_is_theirs_to_do_comes_in_the_morning_and_once(
    post: Post, room: Room, clock: Clock
) -> None:
    assert post.sweep() == []
    at(clock, 7)
    assert post.sweep() == ["meera", "sarah", "tom"]
    mail = post.to("meera")
    assert mail.subject == "1 thing is yours to do"
    assert "wait to be read first: Water in our world" in mail.body
    assert f"http://localhost/rooms/{room.id}/held" in mail.body
    assert post.sweep() == []
    at(clock, 7, weekday=2)
    assert post.sweep() == []


def test_nothing_that_a_pupil_wrote_and_no_name_of_one_is_in_it(
    post: Post, room: Room, clock: Clock
) -> None:
    at(clock, 7)
    post.sweep()
    for mail in post.mails:
        whole = mail.subject + mail.body + str(mail.alternatives)
        assert WORDS not in whole
        assert "Ava" not in whole


@pytest.mark.parametrize(
    ("hour", "weekday", "is_sent"),
    [(5.9, 1, False), (6, 1, True), (9.9, 1, True), (10, 1, False), (7, 5, False), (7, 6, False)],
)
def test_it_leaves_between_six_and_ten_on_school_days(
    post: Post, room: Room, clock: Clock, hour: float, weekday: int, is_sent: bool
) -> None:
    at(clock, hour, weekday=weekday, weeks=1)
    assert bool(post.sweep()) is is_sent


def test_the_morning_is_that_of_their_own_school(
    post: Post, world: World, room: Room, clock: Clock
) -> None:
    say(world, room, "achieng")
    at(clock, 4)  # it is 7 in Kisumu
    assert post.sweep() == ["daniel", "grace", "rose"]
    at(clock, 7)
    assert post.sweep() == ["meera", "sarah", "tom"]


def test_holidays_are_silent(post: Post, world: World, room: Room, clock: Clock) -> None:
    day = at(clock, 7)
    values = {"name": "Snow", "kind": ClosureKind.CLOSURE, "changed_at": now()}
    world.put(Closure.of(school_id=world.leeds.id, first_day=day, last_day=day, **values))
    assert post.sweep() == []
    at(clock, 7, weekday=2)
    assert post.sweep() == ["meera", "sarah", "tom"]


def test_what_is_done_needs_no_mail(post: Post, world: World, room: Room, clock: Clock) -> None:
    world.do(release_all, room, every_message(world), by="tom")
    at(clock, 7)
    assert post.sweep() == []


def test_a_snoozed_kind_is_silent(post: Post, world: World, room: Room, clock: Clock) -> None:
    world.do(lambda actor: snooze(HELD.name, actor=actor), by="meera")
    at(clock, 7)
    assert post.sweep() == ["sarah", "tom"]


def test_somebody_without_an_address_or_without_a_place_gets_none(
    post: Post, world: World, room: Room, clock: Clock
) -> None:
    with world.app.app_context(), unit_of_work():
        db.session.execute(
            update(Account).where(Account.person_id == world.meera.id).values(address=None)
        )
        db.session.execute(
            update(Membership).where(Membership.person_id == world.tom.id).values(barred_at=now())
        )
    at(clock, 7)
    assert post.sweep() == ["sarah"]


def test_news_of_the_same_morning_wait_for_the_next_school_day(
    post: Post, world: World, room: Room, clock: Clock
) -> None:
    at(clock, 7)
    assert post.sweep() == ["meera", "sarah", "tom"]
    at(clock, 8)
    say(world, room, "noah")
    assert post.sweep() == []
    at(clock, 7, weekday=2)
    assert post.sweep() == ["meera", "sarah", "tom"]
    assert post.to("meera").subject == "1 thing is yours to do"


def test_two_sweeps_at_once_send_one_mail(
    post: Post, world: World, room: Room, clock: Clock
) -> None:
    at(clock, 7)
    together = threading.Barrier(4)

    def run() -> None:
        with world.app.app_context():
            together.wait()
            jobs.run("home.daily_mail", world.meera.id)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [mail.to for mail in post.mails] == [["meera@example.org"]]


def test_a_mail_that_could_not_leave_is_tried_again(
    post: Post, room: Room, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(clock, 7)

    def down(_: object) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(mail_jobs, "send", down)
        assert post.sweep() == []
    assert post.sweep() == ["meera", "sarah", "tom"]


def test_it_speaks_the_language_of_its_reader(
    post: Post, world: World, room: Room, clock: Clock
) -> None:
    with world.app.app_context(), unit_of_work():
        db.session.execute(
            update(Person).where(Person.id == world.meera.id).values(language="ar-XB")
        )
    at(clock, 7)
    post.sweep()
    mail = post.to("meera")
    assert mail.subject.startswith("⟦")
    assert 'dir="rtl"' in mail.alternatives[0][0]
    assert post.to("tom").subject == "1 thing is yours to do"


def test_who_may_not_see_it_any_more_is_told_nothing(
    post: Post, world: World, room: Room, clock: Clock
) -> None:
    with world.app.app_context(), unit_of_work():
        db.session.execute(
            update(Membership)
            .where(Membership.person_id == world.meera.id)
            .values(vetted_until=date(2020, 1, 1))
        )
    at(clock, 7)
    assert post.sweep() == ["sarah", "tom"]


# at once


def test_SG15_tell_a_grown_up_is_mailed_at_once_without_its_content(
    post: Post, world: World, clock: Clock
) -> None:
    at(clock, 23, weekday=6)
    report = world.do(tell_a_grown_up, NewReport(Why.MEAN), by="ava")
    world.do(say_more, report, "Somebody took my book", by="ava")
    assert "sarah" in post.sweep()
    mail = post.to("sarah")
    whole = mail.subject + mail.body + str(mail.alternatives)
    assert "A pupil at Aireside Primary asks for a grown-up." in whole
    for secret in ("Ava", "book", str(Why.MEAN.label)):
        assert secret not in whole
    assert "meera" not in [one.to[0].split("@")[0] for one in post.mails]
    assert post.sweep() == []
    at(clock, 7)
    assert post.sweep() == []


def test_SG15_a_report_can_not_be_snoozed(page: Page, world: World) -> None:
    page.as_("sarah").post("notifications.snooze", {"kind": "safeguarding.told"})
    assert world.all(Snooze) == []


@pytest.mark.parametrize(
    ("matter", "sentence"),
    [
        ("new_device", "Somebody signed in as you on a device"),
        ("password_changed", "Your password was changed."),
        ("password_reset", "Your password was changed."),
        ("names_changed", "Your sign-in name or mail address was changed."),
        ("factor_on", "Your second step to sign in was changed."),
        ("factor_off", "Your second step to sign in was changed."),
        ("sheet_printed", "Your second step to sign in was changed."),
    ],
)
def test_sign_in_matters_are_mailed_at_once(
    post: Post, world: World, clock: Clock, matter: str, sentence: str
) -> None:
    at(clock, 3, weekday=6)
    with world.app.app_context(), unit_of_work():
        sign_in_matter(world.meera.id, matter)
    assert post.sweep() == ["meera"]
    assert sentence in post.to("meera").body
    assert post.sweep() == []
    clock.forward(minutes=1)
    with world.app.app_context(), unit_of_work():
        sign_in_matter(world.meera.id, matter)
    assert post.sweep() == ["meera"]


def test_what_was_rolled_back_is_not_mailed(post: Post, world: World) -> None:
    with world.app.app_context(), unit_of_work() as unit:
        sign_in_matter(world.meera.id, "password_changed")
        unit.refuse()
    assert post.sweep() == []


def test_pupils_hear_nothing_of_their_sign_ins(post: Post, world: World) -> None:
    with world.app.app_context(), unit_of_work():
        sign_in_matter(world.ava.id, "new_device")
    assert world.all(Notice) == []


def test_the_list_behind_the_bell_leads_to_ones_sign_ins(page: Page, world: World) -> None:
    with world.app.app_context(), unit_of_work():
        sign_in_matter(world.meera.id, "new_device")
    links = page.as_("meera").get("notifications.index").links()
    told = "Somebody signed in as you on a device that we do not know yet."
    assert links[told] == "/me/sign-ins"
