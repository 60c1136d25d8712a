"""A school comes here, says who it is, is verified, and is seen by those who may."""

from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskCliRunner

from schoollink.accounts.actions import accept, withdraw
from schoollink.accounts.models import Invitation, Person
from schoollink.core.clock import now
from schoollink.core.policy import Actor
from schoollink.schools.actions import end_membership, invite_school
from schoollink.schools.models import (
    Acquaintance,
    Membership,
    Network,
    NetworkAdviser,
    Role,
    School,
    SchoolInvitation,
    SchoolState,
)
from schoollink.schools.signals import school_registered
from tests.page import Page
from tests.world import World

NEW = {
    "name": "Harbour School",
    "place": "Mombasa",
    "country": "KE",
    "youngest": "6",
    "oldest": "12",
}
PASSWORD = "seven yellow boats at noon"


def _new(world: World) -> School:
    found: School = world.all(School, name="Harbour School")[0]
    return found


def test_a_school_comes_with_five_fields_and_the_rest_is_guessed(page: Page, world: World) -> None:
    page.as_("sam").get("schools.register")
    required = [e for e in page.tree.iter() if e.get("required") is not None]
    assert len(required) == 4 + 1
    page.post("schools.register", NEW).follow()
    school = _new(world)
    assert (school.zone, school.weekend) == ("Africa/Nairobi", ["6", "7"])
    assert school.state is SchoolState.INVITED
    assert school.weekend_confirmed_at is None
    assert "We guessed some of this" in page.words
    page.post("schools.confirm", school_id=school.id).follow()
    assert "We guessed" not in page.words
    (member,) = world.all(Membership, school_id=school.id)
    assert member.roles == {Role.TEACHER, Role.LEAD}


def test_RP3_one_person_can_begin_alone(page: Page, world: World) -> None:
    page.as_("sam").post(
        "schools.register",
        NEW | {"is_safety_lead": "y", "vetted_until": "2030-01-01", "vetted_by": "The district"},
    )
    (member,) = world.all(Membership, school_id=_new(world).id)
    assert member.roles == {Role.TEACHER, Role.LEAD, Role.SAFETY}
    assert member.vetted_by == "The district"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"oldest": "5"}, "oldest"),
        ({"vetted_until": "2030-01-01"}, "vetted_by"),
        ({"vetted_until": "2020-01-01", "vetted_by": "Head"}, "vetted_until"),
        ({"name": "aireside primary", "place": "LEEDS"}, "name"),
        ({"country": "XX"}, "country"),
        ({"name": "Har\u202ebour"}, "name"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    page: Page, changed: dict[str, str], field: str
) -> None:
    page.as_("sam").post("schools.register", NEW | changed, status=422)
    assert field in page.errors()


def test_all_that_is_wrong_with_a_school_is_said_at_once(page: Page) -> None:
    wrong = {"country": "", "oldest": "5", "vetted_until": "2020-01-01", "place": "x" * 90}
    page.as_("sam").post("schools.register", NEW | wrong, status=422)
    assert set(page.errors()) == {"country", "oldest", "vetted_until", "vetted_by", "place"}
    assert page.value("name") == NEW["name"]
    there = {"name": "Aireside Primary", "place": "Leeds", "youngest": ""}
    page.post("schools.register", NEW | there, status=422)
    assert set(page.errors()) == {"name", "youngest"}
    assert "is here already" in page.errors()["name"]


def test_all_that_is_wrong_with_an_account_is_said_at_once(page: Page, world: World) -> None:
    invited: SchoolInvitation = world.do(invite_school, world.leeds, "Wanjiku", by="meera")
    page.as_("visitor").get(_join_url(world, invited), status=302).follow()
    page.post("schools.arrive", {"name": "", "sign_in": "meera", "password": "short"}, status=422)
    assert set(page.errors()) == {"name", "sign_in", "password"}
    assert "Somebody has this sign-in name" in page.errors()["sign_in"]
    page.post("schools.arrive", {"name": "Jo", "sign_in": "jo", "password": "short"}, status=422)
    assert set(page.errors()) == {"sign_in", "password"}


def test_an_invitation_without_a_question_says_who_sent_it(page: Page, world: World) -> None:
    for school, by, words in (
        (world.leeds, "meera", "Meera Patel of Aireside Primary in Leeds, United Kingdom invites"),
        (None, "sam", "Sam Reed invites you."),
    ):
        invited: SchoolInvitation = world.do(invite_school, school, "", by=by)
        page.as_("visitor").get(_join_url(world, invited), status=302).follow()
        assert words in page.words
        assert "First an account for you. Your school comes next." in page.words


def test_RP2_nobody_registers_a_school_without_being_invited(page: Page, world: World) -> None:
    page.as_("visitor").get("schools.register", status=302)
    page.as_("ava").get("schools.register", status=404)


def test_SG45_an_invited_school_and_its_inviter_know_each_other(
    page: Page, new_page: Callable[[], Page], world: World
) -> None:
    invited: SchoolInvitation = world.do(invite_school, world.leeds, "Wanjiku", by="meera")
    heard: list[Invitation] = []

    def answer(school: School, *, invitation: Invitation, **_: object) -> str:
        heard.append(invitation)
        return "/links/waiting"

    page.as_("visitor").get(_join_url(world, invited), status=302).follow()
    page.post(
        "schools.arrive", {"name": "Wanjiku Maina", "sign_in": "wanjiku", "password": PASSWORD}
    ).follow()
    with school_registered.connected_to(answer):
        page.post("schools.register", NEW)
    assert page.response.headers["Location"] == "/links/waiting"
    assert [one.id for one in heard] == [invited.invitation_id]
    school = _new(world)
    pairs = {(one.school_id, one.other_id) for one in world.all(Acquaintance)}
    assert pairs == {(school.id, world.leeds.id), (world.leeds.id, school.id)}
    assert world.fresh(invited).registered_id == school.id
    page.get("schools.register", status=302)
    assert page.response.headers["Location"] == "/home"
    page.follow()
    assert "Your school is here already." in page.text
    page.post("schools.register", NEW | {"name": "Another"})
    assert not world.all(School, name="Another")
    new_page().as_("meera").get("schools.show", school_id=school.id)
    new_page().as_("daniel").get("schools.show", school_id=school.id, status=404)


def _join_url(world: World, invited: SchoolInvitation) -> str:
    from schoollink.accounts.queries import invitation_token

    with world.app.app_context():
        return "/join/" + invitation_token(invited.invitation)


def test_whoever_opens_a_used_invitation_again_is_led_on(
    page: Page, new_page: Callable[[], Page], world: World
) -> None:
    invited: SchoolInvitation = world.do(invite_school, world.leeds, "Wanjiku", by="meera")
    link = _join_url(world, invited)
    late = new_page().as_("visitor")
    late.get(link, status=302).follow()
    page.as_("visitor").get(link, status=302).follow()
    new = {"name": "Wanjiku Maina", "sign_in": "wanjiku", "password": PASSWORD}
    page.post("schools.arrive", new)
    page.get("schools.arrive", status=302)
    assert page.response.headers["Location"] == "/schools/register"
    page.get(link, status=410)
    assert page.links()["Go on"] == "/"
    page.post("schools.register", NEW)
    page.get("schools.arrive", status=302)
    assert page.response.headers["Location"] == "/home"
    late.post("schools.arrive", new | {"sign_in": "somebody"}, status=410)
    assert "This invitation was used" in late.words
    late.get("schools.join", status=410)
    late.get(link, status=410)
    assert late.links()["Sign in"] == "/sign-in"


def test_an_invitation_taken_back_meanwhile_says_whom_to_ask(page: Page, world: World) -> None:
    """Whoever fills in its form has no account, and is not asked to sign in."""
    invited: SchoolInvitation = world.do(invite_school, world.leeds, "Wanjiku", by="meera")
    page.as_("visitor").get(_join_url(world, invited), status=302).follow()
    world.do(withdraw, invited.invitation, by="meera")
    new = {"name": "Wanjiku Maina", "sign_in": "wanjiku", "password": PASSWORD}
    page.post("schools.arrive", new, status=410)
    assert "This invitation is over Ask Meera Patel for a new one." in page.words
    assert not world.all(Person, name="Wanjiku Maina")


@pytest.mark.parametrize("address", ["asha@@x", "bibi@school", "@"])
def test_a_mistyped_address_opens_no_account(page: Page, world: World, address: str) -> None:
    invited: SchoolInvitation = world.do(invite_school, world.leeds, "Asha", by="meera")
    page.as_("visitor").get(_join_url(world, invited), status=302).follow()
    new = {"name": "Asha", "sign_in": address, "password": PASSWORD}
    page.post("schools.arrive", new, status=422)
    assert "This does not look like a mail address: name@school.org" in page.errors()["sign_in"]
    assert page.value("sign_in") == address
    page.post("schools.arrive", new | {"sign_in": "asha@school.org"})


@pytest.mark.parametrize("who", ["meera", "tom"])
def test_who_opens_the_invitation_of_their_own_school_is_not_asked_to_come_in(
    page: Page, world: World, who: str
) -> None:
    invited: SchoolInvitation = world.do(invite_school, world.leeds, "Wanjiku", by="meera")
    page.as_(who).get(_join_url(world, invited), status=302).follow()
    assert "This is your own invitation Send it to the other school." in page.words
    assert not page.find("input", name="password")
    assert page.links()["Go to the first page"] == "/"
    new = {"name": "Wanjiku Maina", "sign_in": "wanjiku", "password": PASSWORD}
    page.post("schools.arrive", new, status=409)
    assert not world.all(Person, name="Wanjiku Maina")


def test_RP2_an_accepted_invitation_registers_one_school(page: Page, world: World) -> None:
    """The right is looked for when the form is sent, not only when it is shown."""

    def lonely(*, actor: object) -> Person:
        return world._adult("nadia", "Nadia Aziz")

    world.do(lonely, by="meera")
    page.as_("nadia").get("schools.register")
    page.post("schools.register", NEW, status=403)
    invited = world.do(invite_school, world.leeds, "Nadia", by="meera")

    def take(row: Invitation, *, actor: Actor) -> None:
        accept(row, world._load(world.nadia), actor=actor)

    world.do(take, invited.invitation, by="nadia")
    page.post("schools.register", NEW)
    del world.people["nadia"]


def test_a_school_says_who_it_is(page: Page, world: World) -> None:
    page.as_("meera").get("schools.edit", school_id=world.leeds.id)
    sent = {
        "name": "Aireside Primary",
        "place": "Leeds",
        "country": "GB",
        "zone": "Europe/London",
        "weekend": ["7", "6"],
        "languages": ["en", "pa"],
        "youngest": "5",
        "oldest": "11",
        "crest": "tree-pine",
        "welcome": "We have a garden and six hens.",
        "version": page.value("version"),
    }
    page.post("schools.edit", sent, school_id=world.leeds.id).follow()
    assert "six hens" in page.words
    fresh = world.fresh(world.leeds)
    assert (fresh.weekend, fresh.crest, fresh.head_contact) == (["6", "7"], "tree-pine", None)
    page.post(
        "schools.edit", sent | {"weekend": [*"1234567"]}, school_id=world.leeds.id, status=422
    )
    page.post("schools.edit", sent | {"crest": "skull"}, school_id=world.leeds.id, status=422)
    page.as_("ben").post("schools.edit", sent, school_id=world.leeds.id, status=403)


def test_RL30_two_who_say_who_the_school_is_see_both_texts(page: Page, world: World) -> None:
    page.as_("meera").get("schools.edit", school_id=world.leeds.id)
    sent = {
        "name": "Aireside Primary",
        "place": "Leeds",
        "country": "GB",
        "zone": "Europe/London",
        "weekend": ["6", "7"],
        "languages": ["en", "pa"],
        "youngest": "5",
        "oldest": "11",
        "crest": "bird",
        "version": page.value("version"),
    }
    page.post("schools.edit", sent | {"welcome": "Six hens."}, school_id=world.leeds.id)
    late = sent | {"welcome": "Seven <b>hens</b>.", "languages": ["en"]}
    page.post("schools.edit", late, school_id=world.leeds.id, status=409)
    assert "Six hens." in page.words
    assert page.value("welcome") == "Seven <b>hens</b>."
    assert "English and Punjabi" in page.words
    assert world.fresh(world.leeds).welcome == "Six hens."
    late["version"] = page.value("version")
    page.post("schools.edit", late, school_id=world.leeds.id).follow()
    assert world.fresh(world.leeds).welcome == "Seven <b>hens</b>."


def test_in_another_country_the_clock_is_guessed_again(page: Page, world: World) -> None:
    page.as_("meera").get("schools.edit", school_id=world.leeds.id)
    sent = {
        "name": "Aireside Primary",
        "place": "Gorey",
        "country": "IE",
        "zone": "Europe/London",
        "weekend": ["6", "7"],
        "languages": ["en"],
        "youngest": "5",
        "oldest": "11",
        "crest": "bird",
        "version": page.value("version"),
    }
    page.post("schools.edit", sent, school_id=world.leeds.id).follow()
    assert world.fresh(world.leeds).zone == "Europe/Dublin"
    assert "We guessed some of this" in page.words


def test_partners_see_a_school_and_nothing_of_its_people(page: Page, world: World) -> None:
    page.as_("daniel").get("schools.show", school_id=world.leeds.id)
    assert "Aireside Primary" in page.words
    for name in ("Meera", "Ben Ward", "Ava", "Year 5"):
        assert name not in page.text


def test_SG45_an_adviser_verifies_a_school_that_waits(page: Page, world: World) -> None:
    page.as_("sam").post("schools.register", NEW)
    school = _new(world)
    page.as_("ines").get("schools.advise")
    assert "Harbour School" in page.words
    for name in ("Meera", "Year 5", "water they drink"):
        assert name not in page.text
    page.as_("meera").post("schools.verify", school_id=school.id, status=404)
    page.as_("sam").post("schools.verify", school_id=school.id, status=403)
    page.as_("ines").post("schools.verify", school_id=school.id)
    fresh = world.fresh(school)
    assert (fresh.state, fresh.network_id) == (SchoolState.VERIFIED, world.network.id)
    page.as_("daniel").get("schools.show", school_id=school.id)


def test_SG45_a_partner_writes_down_how_it_made_sure(page: Page, world: World) -> None:
    page.as_("sam").post("schools.register", NEW)
    school = _new(world)
    world.put(Acquaintance(school_id=world.leeds.id, other_id=school.id, made_at=now()))
    page.as_("meera").get("schools.show", school_id=school.id)
    assert "No network has verified this school." in page.words
    page.post("schools.check", {"how": "I called the town hall."}, school_id=school.id).follow()
    assert "I called the town hall." in page.words
    row = world.all(Acquaintance, school_id=world.leeds.id)[0]
    assert row.checked_by_id == world.meera.id
    page.as_("ben").get("schools.check", school_id=school.id, status=403)


def test_the_server_makes_networks_and_advisers(app: Flask, world: World) -> None:
    run: FlaskCliRunner = app.test_cli_runner()
    assert run.invoke(args=["schools", "make-network", "Coast Network"]).exit_code == 0
    assert run.invoke(args=["schools", "make-network", "Coast Network"]).exit_code == 1
    made = run.invoke(args=["schools", "make-adviser", "Coast Network", "rose"])
    assert made.exit_code == 0, made.output
    network = world.all(Network, name="Coast Network")[0]
    assert world.all(NetworkAdviser, network_id=network.id)[0].person_id == world.rose.id
    assert run.invoke(args=["schools", "make-adviser", "Coast Network", "nobody"]).exit_code == 1
    assert run.invoke(args=["schools", "make-adviser", "Nowhere", "rose"]).exit_code == 1


def test_SG45_nobody_learns_here_which_schools_there_are(page: Page, world: World) -> None:
    """Whoever has left every school may ask for a form, and no more."""
    member = world.all(Membership, person_id=world.ben.id)[0]
    world.do(end_membership, member, by="meera")
    sent = {"name": "Wadi Girls", "place": "Abu Dis", "country": "PS", "youngest": "x"}
    page.as_("ben").post("schools.register", sent, status=422)
    assert "here already" not in page.words


def test_no_stranger_makes_the_server_hash_a_password(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    monkeypatch.setattr(PasswordHasher, "hash", lambda _, secret, **__: hashed.append(secret))
    sent = {"name": "Nina Neu", "sign_in": "nina-neu", "password": "seven green kettles"}
    for endpoint in ("schools.join", "schools.arrive"):
        page.as_("visitor").post(endpoint, sent)
    assert hashed == []
