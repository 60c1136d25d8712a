"""The bell: what a person may see, said in their language, once."""

from collections.abc import Iterator

import pytest
from flask import Flask

from schoollink.core import jobs
from schoollink.core.clock import Clock
from schoollink.core.database import unit_of_work
from schoollink.core.i18n import _l
from schoollink.links.models import Link
from schoollink.links.policies import LinkPermission
from schoollink.notifications import rules
from schoollink.notifications.actions import announce, settle
from schoollink.notifications.models import Notice
from tests.page import Page
from tests.world import World


@pytest.fixture
def kind() -> Iterator[rules.Kind]:
    """A kind of notice about a link that is somebody's to do."""
    yield rules.register(
        rules.Kind(
            "trials.asked",
            label=_l("Proposals"),
            model=Link,
            permission=LinkPermission.VIEW,
            sentence=lambda link: link.purpose,
            endpoint="notifications.index",
            value="link",
            is_todo=True,
        )
    )
    rules._kinds.pop("trials.asked")


def tell(world: World, kind: rules.Kind, *who: str, by: str = "daniel") -> None:
    keys = [world.people[one].id for one in who]
    world.do(lambda link, actor: announce(kind, link, keys, actor=actor), world.link, by=by)


def test_a_person_reads_what_they_were_told_and_then_has_read_it(
    page: Page, world: World, kind: rules.Kind
) -> None:
    tell(world, kind, "meera")
    assert "1 thing is new" in page.as_("meera").get("notifications.index").html
    assert world.link.purpose in page.words
    assert "Nothing new" in page.get("notifications.index").html


def test_telling_twice_is_telling_once(world: World, kind: rules.Kind) -> None:
    tell(world, kind, "meera")
    tell(world, kind, "meera")
    assert len(world.all(Notice)) == 1


def test_whoever_acts_is_not_told(world: World, kind: rules.Kind) -> None:
    tell(world, kind, "meera", "daniel", by="daniel")
    assert [n.person_id for n in world.all(Notice)] == [world.meera.id]


def test_a_notice_about_what_one_may_not_see_says_nothing(
    page: Page, world: World, kind: rules.Kind
) -> None:
    tell(world, kind, "layla")
    page.as_("layla").get("notifications.index")
    assert world.link.purpose not in page.html
    assert "Nothing waits for you" in page.words


def test_what_is_done_is_no_longer_new(page: Page, world: World, kind: rules.Kind) -> None:
    tell(world, kind, "meera")
    world.do(lambda link, actor: settle(kind, link.id), world.link, by="meera")
    assert "Nothing new" in page.as_("meera").get("notifications.index").html
    assert "Done" in page.words


def test_a_snoozed_kind_is_silent_for_30_days(
    page: Page, world: World, kind: rules.Kind, clock: Clock
) -> None:
    page.as_("meera").post("notifications.snooze", {"kind": kind.name})
    page.follow()
    tell(world, kind, "meera")
    assert "Nothing new" in page.get("notifications.settings").html
    clock.forward(days=31)
    assert "1 thing is new" in page.as_("meera").get("notifications.settings").html


def test_a_snoozed_kind_can_be_woken(page: Page, world: World, kind: rules.Kind) -> None:
    page.as_("meera").post("notifications.snooze", {"kind": kind.name})
    tell(world, kind, "meera")
    page.post("notifications.wake", {"kind": kind.name})
    assert "1 thing is new" in page.get("notifications.settings").html


def test_pupils_have_no_bell(page: Page) -> None:
    page.as_("ava").get("notifications.index", status=404)


def test_the_bell_costs_one_query_however_much_waits(
    page: Page, world: World, kind: rules.Kind, app: Flask
) -> None:
    tell(world, kind, "meera")
    page.as_("meera").get("notifications.settings")
    before = page.queries
    with app.app_context(), unit_of_work():
        from uuid import uuid4

        from schoollink.core.clock import now
        from schoollink.core.database import db

        for _ in range(150):
            db.session.add(
                Notice.of(person_id=world.meera.id, kind=kind.name, subject_id=uuid4(), at=now())
            )
    page.get("notifications.settings")
    assert page.queries == before
    assert "99+" in page.html


def test_notices_end_after_90_days(world: World, kind: rules.Kind, clock: Clock) -> None:
    tell(world, kind, "meera")
    clock.forward(days=91)
    with world.app.app_context():
        jobs.sweep()
    assert world.all(Notice, kind=kind.name) == []
    assert world.fresh(world.meera).name == "Meera Patel"
