"""The staff: invited, given roles, vetted, suspended, gone."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from schoollink.accounts.models import Person, SignIn
from schoollink.core.clock import today
from schoollink.schools.actions import end_membership, suspend
from schoollink.schools.models import HeldRole, Membership, Role, School, StaffInvitation
from schoollink.schools.signals import membership_ended
from tests.page import Page
from tests.world import World

PASSWORD = "seven yellow boats at noon"


def _member(world: World, who: str) -> Membership:
    found: Membership = world.all(Membership, person_id=world.people[who].id)[0]
    return found


def _invite(page: Page, world: World, name: str, **more: object) -> StaffInvitation:
    page.post("schools.invite", {"name": name, **more}, school_id=world.leeds.id).follow()
    found: list[StaffInvitation] = world.all(StaffInvitation)
    return max(found, key=lambda one: one.invitation.created_at)


def _link_on(page: Page) -> str:
    (box,) = page.find("div", id="share-text")
    return "/join/" + "".join(box.itertext()).split("/join/")[1].strip()


def test_a_colleague_is_invited_with_one_field_and_comes_in(
    page: Page, new_page: Callable[[], Page], world: World
) -> None:
    page.as_("meera")
    _invite(page, world, "Amina Diallo")
    assert not page.find("textarea")  # on paper it would cut the text off, and the link with it
    link = _link_on(page)
    amina = new_page().as_("visitor").get(link, status=302).follow()
    assert amina.value("name") == "Amina Diallo"
    assert "Aireside Primary" in amina.words
    amina.post(
        "schools.join", {"name": "Amina Diallo", "sign_in": "amina.d", "password": PASSWORD}
    ).follow()
    assert amina.response.request.path == "/home"
    page.get("schools.people", school_id=world.leeds.id)
    assert "Amina Diallo" in page.words
    assert "Has not come yet" not in page.words
    new_page().as_("visitor").get(link, status=410)


def test_who_opens_the_invitation_of_their_own_staff_is_led_back_to_it(
    page: Page, world: World
) -> None:
    page.as_("meera")
    invited = _invite(page, world, "Amina Diallo")
    page.get(_link_on(page), status=302).follow()
    assert "This is your own invitation Give it to Amina Diallo" in page.words
    assert "sign out first. Then open the link once more." in page.words
    back = page.url("schools.invitation", invited_id=invited.invitation_id)
    assert page.links()["Back to the invitation"] == back
    assert not page.find("input", name="password")


def test_an_invitation_gives_the_roles_that_it_names(
    page: Page, new_page: Callable[[], Page], world: World
) -> None:
    page.as_("layla").post(
        "schools.invite",
        {"name": "Noor Haddad", "roles": ["second"]},
        school_id=world.abu_dis.id,
    ).follow()
    visitor = new_page().as_("visitor").get(_link_on(page), status=302)
    visitor.post("schools.join", {"name": "Noor Haddad", "sign_in": "noor", "password": PASSWORD})
    noor = world.all(Person, name="Noor Haddad")[0]
    assert Role.SECOND in world.all(Membership, person_id=noor.id)[0].roles


def test_an_invitation_can_be_taken_back(
    page: Page, new_page: Callable[[], Page], world: World
) -> None:
    page.as_("meera")
    invited = _invite(page, world, "Amina Diallo")
    link = _link_on(page)
    page.post("schools.withdraw", invited_id=invited.invitation_id)
    new_page().as_("visitor").get(link, status=410)
    new_page().as_("visitor").get("schools.join", status=302)
    page.get("schools.invitation", invited_id=invited.invitation_id)
    assert "taken back" in page.words


def test_RP2_a_second_link_teacher_invites_but_gives_no_role(page: Page, world: World) -> None:
    page.as_("tom").post(
        "schools.invite",
        {"name": "Amina", "roles": ["lead"]},
        school_id=world.leeds.id,
        status=422,
    )
    _invite(page, world, "Amina")


@pytest.mark.parametrize(("who", "status"), [("ben", 403), ("sarah", 403), ("daniel", 403)])
def test_others_invite_nobody(page: Page, world: World, who: str, status: int) -> None:
    page.as_(who).post("schools.invite", {"name": "Amina"}, school_id=world.leeds.id, status=status)


def test_invitations_of_another_school_are_not_there(page: Page, world: World) -> None:
    page.as_("meera")
    invited = _invite(page, world, "Amina")
    for who in ("daniel", "ben"):
        page.as_(who).get("schools.invitation", invited_id=invited.invitation_id, status=404)


def test_a_link_teacher_gives_and_takes_roles(page: Page, world: World) -> None:
    ben = _member(world, "ben")
    page.as_("meera").post("schools.roles", {"roles": ["safety"]}, member_id=ben.id)
    assert world.fresh(ben).roles == {Role.TEACHER, Role.SAFETY}
    page.post("schools.roles", {}, member_id=ben.id)
    assert world.fresh(ben).roles == {Role.TEACHER}


def test_AT044_nobody_raises_themselves(page: Page, world: World) -> None:
    meera, tom, ben = (_member(world, who) for who in ("meera", "tom", "ben"))
    page.as_("meera").post(
        "schools.roles", {"roles": ["lead", "safety"]}, member_id=meera.id, status=403
    )
    page.as_("tom").post("schools.roles", {"roles": ["lead"]}, member_id=tom.id, status=403)
    page.as_("tom").post("schools.roles", {"roles": []}, member_id=meera.id, status=403)
    page.as_("tom").post("schools.end", member_id=meera.id, status=403)
    page.as_("ben").post("schools.roles", {"roles": ["lead"]}, member_id=ben.id, status=403)
    assert world.fresh(meera).roles == {Role.TEACHER, Role.LEAD}


def test_RP3_the_safety_lead_is_no_link_teacher_where_there_are_three(
    page: Page, world: World
) -> None:
    tom = _member(world, "tom")
    page.as_("meera").post(
        "schools.roles", {"roles": ["second", "safety"]}, member_id=tom.id, status=422
    )
    assert "not a link teacher" in page.errors()["roles"]


def test_RP3_a_school_of_two_works_and_says_so(page: Page, world: World) -> None:
    for who in ("sarah", "ben"):
        _leave(world, who)
    tom = _member(world, "tom")
    page.as_("meera").post("schools.roles", {"roles": ["second", "safety"]}, member_id=tom.id)
    page.get("schools.people", school_id=world.leeds.id)
    assert "one person is a link teacher and the child-safety lead" in page.words


def _leave(world: World, who: str) -> None:
    def go(member: Membership, *, actor: object) -> None:
        member.held = []
        member.ended_at = member.created_at

    world.do(go, _member(world, who), by="meera")


@pytest.mark.parametrize("who", ["meera", "tom", "sarah"])
def test_RP4_the_last_of_a_needed_role_is_not_removed(page: Page, world: World, who: str) -> None:
    member = _member(world, who)
    page.as_("meera").post("schools.end", member_id=member.id, status=409)
    page.post("schools.roles", {"roles": []}, member_id=member.id, status=422)
    assert world.fresh(member).ended_at is None


@pytest.mark.parametrize(
    ("site", "leads_back"), [("http://localhost", True), ("http://localhost.example.org", False)]
)
def test_RP4_a_button_that_is_refused_says_why_and_leads_back_to_its_page(
    page: Page, world: World, site: str, leads_back: bool
) -> None:
    member = _member(world, "tom")
    before = site + page.url("schools.member", member_id=member.id)
    page.as_("meera").client.environ_base["HTTP_REFERER"] = before
    page.post("schools.end", member_id=member.id, status=409)
    assert "The school needs a second link teacher." in page.words
    assert page.links().get("Back to the page") == (before if leads_back else None)
    assert page.links()["Go to the first page"] == "/"


def test_RP4_a_role_is_handed_over(page: Page, world: World) -> None:
    sarah, ben = _member(world, "sarah"), _member(world, "ben")
    page.as_("meera").post("schools.roles", {"roles": ["safety"]}, member_id=ben.id)
    page.post("schools.roles", {"roles": []}, member_id=sarah.id)
    page.post("schools.end", member_id=sarah.id)
    assert world.fresh(sarah).ended_at is not None


def test_who_left_is_signed_out_teaches_no_class_and_sees_nothing(
    page: Page, new_page: Callable[[], Page], world: World
) -> None:
    ben = new_page().as_("ben")
    heard: list[UUID] = []
    with membership_ended.connected_to(lambda member: heard.append(member.id)):
        page.as_("meera").post("schools.end", member_id=_member(world, "ben").id)
    assert heard == [_member(world, "ben").id]
    ben.get("schools.people", school_id=world.leeds.id, status=302)
    ben.as_("ben").get("schools.people", school_id=world.leeds.id, status=404)
    assert [t.person_id for t in world.fresh(world.year5).teaching] == [world.meera.id]


def test_SG07_a_check_is_noted_with_who_saw_it_and_its_end(page: Page, world: World) -> None:
    ben = _member(world, "ben")
    day = today("Europe/London")
    page.as_("sarah").get("schools.vetting", member_id=ben.id)
    assert page.value("seen_by") == "Head office"
    page.post(
        "schools.vetting",
        {
            "seen_by": "Sarah Cole",
            "seen_on": day.isoformat(),
            "until": (day + timedelta(days=365)).isoformat(),
        },
        member_id=ben.id,
    )
    fresh = world.fresh(ben)
    assert (fresh.vetted_by, fresh.vetted_on) == ("Sarah Cole", day)


def test_SG07_nobody_notes_their_own_check(page: Page, world: World) -> None:
    day = today("Europe/London")
    sent = {
        "seen_by": "Me",
        "seen_on": day.isoformat(),
        "until": (day + timedelta(days=9)).isoformat(),
    }
    page.as_("sarah").post(
        "schools.vetting", sent, member_id=_member(world, "sarah").id, status=403
    )
    page.as_("ben").post("schools.vetting", sent, member_id=_member(world, "tom").id, status=403)
    for who in ("tom", "sarah", "ben"):
        _leave(world, who)
    page.as_("meera").post("schools.vetting", sent, member_id=_member(world, "meera").id)


def test_nobody_is_offered_to_note_their_own_check(page: Page, world: World) -> None:
    sarah = _member(world, "sarah")
    page.as_("sarah").get("schools.member", member_id=sarah.id)
    assert f"/members/{sarah.id}/vetting" not in page.links().values()
    assert "Meera Patel and Tom Hurst can note it." in page.words
    page.get("schools.vetting", member_id=sarah.id)
    assert "Nobody notes their own check. Meera Patel and Tom Hurst can note it." in page.words
    assert not page.find("input", name="until")
    page.as_("meera").get("schools.vetting", member_id=sarah.id)
    assert page.find("input", name="until")


def test_a_check_that_ended_is_said_in_words(page: Page, world: World) -> None:
    def expire(member: Membership, *, actor: object) -> None:
        member.vetted_until = today("UTC") - timedelta(days=2)

    world.do(expire, _member(world, "ben"), by="meera")
    page.as_("meera").get("schools.people", school_id=world.leeds.id)
    assert "Check has ended" in page.words


def test_RP7_a_suspended_person_is_out_at_once_and_can_come_back(
    page: Page, new_page: Callable[[], Page], world: World
) -> None:
    ben, member = new_page().as_("ben"), _member(world, "ben")
    page.as_("sarah").post("schools.bar", member_id=member.id)
    assert all(row.ended_at for row in world.all(SignIn, person_id=world.ben.id))
    ben.get("schools.people", school_id=world.leeds.id, status=302)
    ben.as_("ben").get("schools.people", school_id=world.leeds.id, status=404)
    page.get("schools.member", member_id=member.id)
    assert "Suspended." in page.words
    page.post("schools.lift", member_id=member.id)
    ben.as_("ben").get("schools.people", school_id=world.leeds.id)


def test_RP7_whoever_is_suspended_reads_so_and_reaches_nothing_but_their_account(
    page: Page, world: World
) -> None:
    page.as_("sarah").post("schools.bar", member_id=_member(world, "ben").id).follow()
    assert "Whoever signs in again reads that you suspended them" in page.words
    page.as_("ben").get("home.index")
    assert "Aireside Primary has suspended you" in page.words
    assert "You can ask Meera Patel and Sarah Cole about it." in page.words
    assert "Register" not in page.words
    assert {"/links", "/resources", "/notices"}.isdisjoint(page.links().values())
    for endpoint in ("links.index", "resources.index", "notifications.index"):
        page.get(endpoint, status=404)
    page.get("accounts.show")


def test_RP7_nobody_brings_a_school_while_suspended(page: Page, world: World) -> None:
    page.as_("sarah").post("schools.bar", member_id=_member(world, "ben").id)
    page.as_("ben").get("schools.register", status=302)
    sent = {"name": "New School", "place": "Leeds", "country": "GB", "youngest": 6, "oldest": 9}
    page.post("schools.register", sent, status=302)
    assert world.all(School, name="New School") == []


@pytest.mark.parametrize("gone", [suspend, end_membership])
def test_RP7_nobody_comes_in_again_by_an_invitation_of_their_own(
    page: Page, new_page: Callable[[], Page], world: World, gone: Callable[..., None]
) -> None:
    page.as_("tom")
    _invite(page, world, "Tom's Friend")
    theirs = _link_on(page)
    page.as_("meera")
    _invite(page, world, "Amina Diallo")
    of_another = _link_on(page)
    if gone is end_membership:
        ben = _member(world, "ben")
        ben.held = [HeldRole(role=Role.SECOND)]
        world.put(ben)
    world.do(gone, _member(world, "tom"), by="meera")
    new_page().as_("visitor").get(theirs, status=410)
    new_page().as_("visitor").get(of_another, status=302)


def test_nobody_but_the_leads_suspends(page: Page, world: World) -> None:
    member = _member(world, "ben")
    page.as_("tom").post("schools.bar", member_id=member.id, status=403)
    page.as_("grace").post("schools.bar", member_id=member.id, status=404)
    page.as_("meera").post("schools.bar", member_id=_member(world, "meera").id, status=403)


def test_an_invitation_leaves_out_a_role_that_clashes_by_now(
    page: Page, new_page: Callable[[], Page], world: World
) -> None:
    """Two were to be lead and safety lead; when the third comes, the safety lead is another."""
    page.as_("meera")
    invited = _invite(page, world, "Amina", roles=["second"])

    def both(row: StaffInvitation, *, actor: object) -> None:
        row.roles = ["second", "safety"]

    world.do(both, invited, by="meera")
    new_page().as_("visitor").get(_link_on(page), status=302).client.get("/")
    visitor = new_page().as_("visitor").get(_link_on(page), status=302)
    visitor.post("schools.join", {"name": "Amina", "sign_in": "amina.d", "password": PASSWORD})
    amina = world.all(Person, name="Amina")[0]
    assert world.all(Membership, person_id=amina.id)[0].roles == {Role.TEACHER, Role.SECOND}


def test_people_are_read_by_their_own_school_alone(page: Page, world: World) -> None:
    page.as_("daniel").get("schools.people", school_id=world.leeds.id, status=403)
    page.as_("ines").get("schools.people", school_id=world.leeds.id, status=403)
    page.as_("ava").get("schools.people", school_id=world.leeds.id, status=404)
    page.as_("daniel").get("schools.member", member_id=_member(world, "ben").id, status=404)
