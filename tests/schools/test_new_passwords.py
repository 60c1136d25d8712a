"""A colleague without a mail address forgot the password: two people of the school help."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from schoollink.accounts.models import Account, PasswordReset
from schoollink.audit.models import AuditEntry
from schoollink.core.clock import Clock, now
from schoollink.schools.actions import end_membership, suspend
from schoollink.schools.models import Membership, NetworkAdviser, Role
from tests.accounts.test_factors import sheet_of
from tests.links.places import changed, with_role, without_role
from tests.page import Page
from tests.world import PASSWORD, World

NEW = "seven blue kettles sing"


@pytest.fixture
def ben(world: World) -> Membership:
    """Ben signs in by name: no mail reaches him."""
    without_mail(world, "ben")
    return member(world, "ben")


def without_mail(world: World, who: str) -> None:
    changed(world, world.all(Account, person_id=world.people[who].id)[0], address=None)


def member(world: World, who: str) -> Membership:
    found: Membership = world.all(Membership, person_id=world.people[who].id)[0]
    return found


def ask(page: Page, about: Membership, *, by: str = "meera", status: int = 302) -> None:
    page.as_(by).post("schools.ask_for_new_password", member_id=about.id, status=status)


def agree(page: Page, about: Membership, *, by: str = "tom", status: int = 302) -> Page:
    sent = {"current": PASSWORD}
    return page.as_(by).post("schools.new_password", sent, member_id=about.id, status=status)


def link_on(page: Page) -> str:
    (box,) = page.find("div", id="share-text")
    return "/reset/" + "".join(box.itertext()).split("/reset/")[1].strip()


def test_RP18_two_people_make_a_link_for_a_colleague_without_mail(
    page: Page, new_page: Callable[[], Page], ben: Membership
) -> None:
    inside = new_page().as_("ben").get("accounts.show")
    page.as_("meera").get("schools.member", member_id=ben.id)
    page.get(page.links()["Help"]).post("schools.ask_for_new_password", member_id=ben.id).follow()
    assert "Now a second person says yes: Sarah Cole and Tom Hurst" in page.words
    agree(page, ben).follow()
    link = link_on(page)
    assert "It works until" in page.words
    visitor = new_page().as_("visitor").get(link)
    visitor.post(link, {"password": NEW})
    inside.get("accounts.show", status=302)
    visitor.get(link, status=404)
    visitor.post("accounts.sign_in", {"name": "ben", "password": PASSWORD}, status=422)
    visitor.post("accounts.sign_in", {"name": "ben", "password": NEW})


def test_RP18_nobody_makes_a_link_alone(page: Page, world: World, ben: Membership) -> None:
    agree(page, ben, by="meera", status=409)
    ask(page, ben)
    ask(page, ben, status=409)
    agree(page, ben, by="meera", status=409)
    assert world.all(PasswordReset) == []


def test_the_second_person_finds_it_told_and_may_say_no(
    page: Page, world: World, ben: Membership
) -> None:
    ask(page, ben)
    page.as_("sarah").get("notifications.index")
    assert "Ben Ward needs a new password, and somebody has to say yes to it." in page.words
    page.get("schools.new_password", member_id=ben.id)
    assert "Meera Patel says that Ben Ward needs a new password." in page.words
    page.post("schools.stop_new_password", member_id=ben.id)
    agree(page, ben, status=409)
    assert world.all(PasswordReset) == []


def test_the_second_person_types_their_own_password(page: Page, ben: Membership) -> None:
    ask(page, ben)
    wrong = {"current": "something else entirely"}
    page.as_("tom").post("schools.new_password", wrong, member_id=ben.id, status=422)
    assert "current" in page.errors()


def test_the_link_is_shown_to_whoever_made_it_alone(page: Page, ben: Membership) -> None:
    ask(page, ben)
    agree(page, ben).follow()
    for who in ("meera", "sarah"):
        page.as_(who).get("schools.new_password", member_id=ben.id)
        assert "Tom Hurst made a link and hands it over." in page.words
        assert "/reset/" not in page.response.text
    page.as_("ben").get("schools.new_password", member_id=ben.id, status=403)
    page.as_("daniel").get("schools.new_password", member_id=ben.id, status=404)


def test_a_link_that_was_made_can_be_taken_back(page: Page, ben: Membership) -> None:
    ask(page, ben)
    agree(page, ben).follow()
    link = link_on(page)
    page.as_("sarah").post("schools.stop_new_password", member_id=ben.id)
    page.as_("visitor").get(link, status=404)
    agree(page, ben, status=409)


def test_one_yes_makes_one_link(page: Page, world: World, ben: Membership) -> None:
    ask(page, ben)
    agree(page, ben).follow()
    link = link_on(page)
    agree(page, ben, by="sarah", status=409)
    page.as_("visitor").post(link, {"password": NEW})
    agree(page, ben, by="sarah", status=409)
    assert world.all(PasswordReset) == []


def test_both_steps_are_over_after_an_hour(page: Page, ben: Membership, clock: Clock) -> None:
    ask(page, ben)
    clock.forward(minutes=61)
    agree(page, ben, status=409)
    ask(page, ben)
    agree(page, ben).follow()
    link = link_on(page)
    clock.forward(minutes=60)
    page.as_("visitor").get(link, status=404)


def test_SEC23_the_colleague_is_told_and_the_audit_names_both(
    page: Page, world: World, ben: Membership
) -> None:
    ask(page, ben)
    agree(page, ben)
    page.as_("ben").get("notifications.index")
    assert "A link was made that sets a new password for you." in page.words
    entries = {one.action: one for one in world.all(AuditEntry, subject_id=ben.id)}
    assert entries["staff.password_asked"].actor_id == world.meera.id
    assert entries["staff.password_link_made"].actor_id == world.tom.id
    assert entries["staff.password_asked"].place_id == world.leeds.id


def test_AT014_the_second_step_stays(page: Page, ben: Membership) -> None:
    sheet_of(page.as_("ben"))
    ask(page, ben)
    agree(page, ben).follow()
    link = link_on(page)
    page.as_("visitor").post(link, {"password": NEW})
    page.post("accounts.sign_in", {"name": "ben", "password": NEW})
    assert page.response.headers["Location"].startswith("/sign-in/second-step")


def test_nobody_suspended_in_between_counts(page: Page, world: World, ben: Membership) -> None:
    ask(page, ben)
    world.do(suspend, member(world, "meera"), by="sarah")
    agree(page, ben, status=409)


def test_RP18_whoever_was_just_invited_is_no_second_person(
    page: Page, world: World, ben: Membership
) -> None:
    """One person could invite themselves under another name."""
    for who in ("tom", "sarah"):
        changed(world, member(world, who), created_at=now() - timedelta(days=6))
    page.as_("meera").get("schools.new_password", member_id=ben.id)
    assert "There is nobody beside you now." in page.words
    ask(page, ben, status=409)
    page.as_("tom").get("schools.new_password", member_id=ben.id)
    assert "You came later." in page.words
    ask(page, ben, by="tom", status=409)
    changed(world, member(world, "tom"), created_at=now() - timedelta(days=8))
    ask(page, ben, by="tom")
    agree(page, ben, by="sarah", status=409)
    page.get("schools.new_password", member_id=ben.id)
    assert "You came later." in page.words
    agree(page, ben, by="meera")


# a staff of two


@pytest.fixture
def two(world: World, ben: Membership) -> Membership:
    """Only Meera and Ben are left since a while."""
    for who in ("tom", "sarah"):
        changed(world, member(world, who), ended_at=now() - timedelta(days=8))
    return ben


def test_RP3_on_a_staff_of_two_one_person_does_it(
    page: Page, world: World, two: Membership
) -> None:
    agree(page, two, by="meera").follow()
    link = link_on(page)
    page.as_("visitor").post(link, {"password": NEW})
    page.post("accounts.sign_in", {"name": "ben", "password": NEW})
    assert "A link was made that sets a new password for you." in (
        page.get("notifications.index").words
    )


@pytest.mark.parametrize("last", ["suspended", "gone since yesterday"])
def test_RP18_nobody_becomes_alone_by_putting_others_out(
    page: Page, world: World, two: Membership, last: str
) -> None:
    tom = changed(world, member(world, "tom"), ended_at=None)
    if last == "suspended":
        world.do(suspend, tom, by="meera")
    else:
        with_role(world, "ben", Role.SECOND)
        world.do(end_membership, tom, by="meera")
        without_role(world, "ben", Role.SECOND)
    agree(page, two, by="meera", status=409)
    ask(page, two, status=409)


# who is out of reach


def test_a_colleague_with_a_mail_address_asks_by_mail(page: Page, world: World) -> None:
    ben = member(world, "ben")
    page.as_("meera").get("schools.new_password", member_id=ben.id)
    assert "Ben Ward has a mail address here." in page.words
    ask(page, ben, status=409)


@pytest.mark.parametrize("why", ["two schools", "site admin", "adviser", "suspended"])
def test_SEC_a_school_reaches_no_account_that_others_rely_on(
    page: Page, world: World, ben: Membership, why: str
) -> None:
    _rely(world, ben, why)
    page.as_("meera").get("schools.new_password", member_id=ben.id)
    assert "Your school can't do this for Ben Ward" in page.words
    ask(page, ben, status=409)


def test_SEC_an_account_that_others_come_to_rely_on_is_out_of_reach_at_once(
    page: Page, world: World, ben: Membership
) -> None:
    ask(page, ben)
    _rely(world, ben, "two schools")
    agree(page, ben, status=409)


def _rely(world: World, ben: Membership, why: str) -> None:
    acts: dict[str, Callable[[], Any]] = {
        "two schools": lambda: world.put(
            Membership.of(
                school_id=world.kisumu.id, person_id=ben.person_id, languages=[], created_at=now()
            )
        ),
        "site admin": lambda: changed(
            world, world.all(Account, person_id=ben.person_id)[0], is_site_admin=True
        ),
        "adviser": lambda: world.put(
            NetworkAdviser(network_id=world.network.id, person_id=ben.person_id)
        ),
        "suspended": lambda: changed(world, ben, barred_at=now()),
    }
    acts[why]()


@pytest.mark.parametrize("language", ["en-XA", "ar-XB"])
def test_the_pages_in_other_languages(page: Page, ben: Membership, language: str) -> None:
    for step in (lambda: None, lambda: ask(page, ben), lambda: agree(page, ben)):
        step()
        for who in ("meera", "tom"):
            page.as_(who).in_language(language).get("schools.new_password", member_id=ben.id)


@pytest.mark.parametrize("act", [suspend, end_membership])
def test_a_link_opens_nothing_for_somebody_who_is_out(
    page: Page, world: World, ben: Membership, act: Callable[..., None]
) -> None:
    ask(page, ben)
    agree(page, ben).follow()
    link = link_on(page)
    world.do(act, ben, by="meera")
    page.as_("visitor").get(link, status=404)
