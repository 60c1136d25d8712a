"""Home of staff, the first page of visitors, and the pages that explain."""

from datetime import timedelta
from uuid import uuid4

import pytest

from schoollink.calendars.models import Term
from schoollink.core.clock import now, today
from schoollink.links.actions import decline_link, end_link, propose_by_invitation
from schoollink.links.models import EndWords, Link, LinkSide, LinkState
from schoollink.messages.actions import NewMessage, post_message, room_of_link, room_of_project
from schoollink.projects.models import Project, ProjectClass, ProjectState, ProjectTeacher
from schoollink.schools.actions import end_membership
from schoollink.schools.models import HeldRole, Membership, Role, School
from tests.links.places import asked, changed, without_role
from tests.messages.cast import say
from tests.page import Page
from tests.projects.cast import write
from tests.resources.cast import address
from tests.visits.cast import planned
from tests.world import World


@pytest.mark.parametrize("language", ["en", "en-XA", "ar-XB"])
@pytest.mark.parametrize("page_name", ["welcome", "help", "accessibility", "privacy", "offline"])
def test_a_visitor_reads_the_public_pages(page: Page, language: str, page_name: str) -> None:
    page.in_language(language).get(f"home.{page_name}")
    assert page.find("html")[0].get("lang") == language


def test_the_first_page_makes_three_promises_and_leads_to_the_sign_in(page: Page) -> None:
    page.get("home.welcome")
    assert [" ".join(one.itertext()) for one in page.find("h3")] == ["Equal", "Safe", "Simple"]
    assert page.links()["Sign in"] == "/sign-in"


def test_nothing_public_names_anybody_of_a_school(page: Page, world: World) -> None:
    for name in ("welcome", "help", "accessibility", "privacy", "offline"):
        page.get(f"home.{name}")
        for person in world.people.values():
            assert person.name not in page.words, (name, person.name)


def test_whoever_is_signed_in_goes_from_the_first_page_to_home(page: Page) -> None:
    page.as_("meera").get("home.welcome", status=302)
    assert page.response.headers["Location"] == "/home"


def test_a_missing_page_says_so_kindly(page: Page) -> None:
    page.get("/nowhere", status=404)
    assert "There is nothing here" in page.words


# home


def test_with_one_link_home_is_its_overview(page: Page, world: World) -> None:
    page.as_("meera").get("home.index")
    assert "Our link with Lakeview Primary" in page.words
    assert "Whose turn?" in page.words


def test_with_two_links_home_lists_them(page: Page, world: World) -> None:
    asked(world)
    page.as_("meera").get("home.index")
    assert page.links()["Wadi Girls"].startswith("/links/")
    assert "They wait for your answer" in page.words


def test_home_says_what_waits_for_the_own_school_in_all_links(page: Page, world: World) -> None:
    link = asked(world)
    page.as_("meera").get("home.index")
    assert "Your turn Wadi Girls Answer Wadi Girls" in page.words
    assert page.links()["Answer Wadi Girls"] == f"/links/{link.id}#answer"
    assert "Answer your question" not in page.words


def test_home_says_all_that_waits_in_many_links(page: Page, world: World) -> None:
    """The same as the overview of each: what pupils wait for stands first."""
    other = linked(world, world.abu_dis)
    for link, title in ((world.link, "Water"), (other, "Songs")):
        project = made_project(world, link, title)
        write(world, project, "Our tap drips.", by="ava")
        room = world.do(lambda found, actor: room_of_project(found), project, by="meera")
        say(world, room, "ava")
    bare = Project.of(link_id=other.id, title="Bread", created_at=other.proposed_at)
    world.put(bare)
    page.as_("meera").get("home.index")
    rows = _turns(page)
    assert rows[:4] == [
        "Wadi Girls 1 message of your pupils waits to be read first.",
        "Lakeview Primary 1 message of your pupils waits to be read first.",
        "Wadi Girls Read what 1 pupil wrote Songs",
        "Lakeview Primary Read what 1 pupil wrote Water",
    ]
    assert "Wadi Girls Bring a class into the project Bread" in rows
    assert page.links()["Bring a class into the project"] == f"/projects/{bare.id}/classes"
    for link, partner in ((world.link, "Lakeview Primary"), (other, "Wadi Girls")):
        overview = _turns(page.get("links.show", link_id=link.id))
        ours = [one.replace("Yours", partner, 1) for one in overview if one.startswith("Yours")]
        assert set(ours) <= set(rows)


def test_home_names_both_partners_where_one_act_serves_both(page: Page, world: World) -> None:
    linked(world, world.abu_dis)
    without_role(world, "tom", Role.SECOND)
    rows = _turns(page.as_("meera").get("home.index"))
    (row,) = [one for one in rows if "second link teacher" in one]
    assert row.startswith("Wadi Girls and Lakeview Primary")


def test_home_asks_no_more_of_the_database_for_more_links(page: Page, world: World) -> None:
    linked(world, world.abu_dis)
    made_project(world, world.link, "Water")
    few = page.as_("meera").get("home.index").queries
    for number in range(4):
        school = world.put(copy_of(world, world.abu_dis, f"School {number}"))
        project = made_project(world, linked(world, school), "Songs")
        write(world, project, "Our tap drips.", by="ava")
    assert page.as_("meera").get("home.index").queries <= few
    assert len(_turns(page)) == 4


def linked(world: World, school: School) -> Link:
    """Aireside Primary tries a link out with another school too."""
    link: Link = world.put(
        Link.of(
            state=LinkState.TRYING,
            purpose="We sing.",
            proposed_at=now() - timedelta(days=2),
            answered_at=now() - timedelta(days=1),
            trying_until=today("UTC") + timedelta(days=80),
            sides=[
                LinkSide.of(school_id=world.leeds.id, position=0, contact_id=world.meera.id),
                LinkSide.of(school_id=school.id, position=1, contact_id=world.layla.id),
            ],
        )
    )
    return link


def copy_of(world: World, school: School, name: str) -> School:
    """A school like another, with a name of its own."""
    values = {one.key: getattr(school, one.key) for one in School.__table__.columns}
    return School.of(**{key: one for key, one in values.items() if key != "id"} | {"name": name})


def made_project(world: World, link: Link, title: str) -> Project:
    """A project of Year 5 with Meera in a link."""
    project: Project = world.put(
        Project.of(
            link_id=link.id,
            title=title,
            created_at=now(),
            classes=[ProjectClass(class_id=world.year5.id)],
            teachers=[
                ProjectTeacher(person_id=world.meera.id, school_id=world.leeds.id, joined_at=now())
            ],
        )
    )
    return project


def _turns(page: Page) -> list[str]:
    """The rows of the panel "Your turn"."""
    (panel,) = [one for one in page.find("section") if one.get("aria-labelledby") == "turn"]
    return [" ".join(" ".join(row.itertext()).split()) for row in panel.iter("li")]


def test_the_overview_shows_the_next_visit_and_the_project(page: Page, world: World) -> None:
    visit = planned(world)
    world.put(
        Project.of(
            link_id=world.link.id,
            title="Water in our world",
            created_at=world.link.proposed_at,
            classes=[ProjectClass(class_id=world.grade5.id)],
        )
    )
    page.as_("ben").get("home.index")
    for words in (
        f"Next together Planning Mon {visit.first_day.day} March",
        "Lakeview Primary visits Aireside Primary in Leeds",
        "Projects All projects Water in our world Grade 5",
    ):
        assert words in page.words
    assert "Good next steps" not in page.words


STEPS = ["Say hello", "Put in your term dates", "Choose a first project", "Share what you have"]


def _next_steps(page: Page, who: str) -> list[str]:
    """The titles under "Good next steps"."""
    page.as_(who).get("home.index")
    cards = [one for one in page.find("section") if one.get("aria-labelledby") == "next"]
    return ["".join(one.itertext()) for card in cards for one in card.iter("strong")]


def test_R52_next_steps_are_shown_after_the_first_contact(page: Page, world: World) -> None:
    for who in ("meera", "ben", "daniel"):
        assert _next_steps(page, who) == STEPS
    asking = asked(world)
    assert _next_steps(page, "layla") == STEPS[:1]
    page.as_("meera").get("links.show", link_id=asking.id)
    assert "Good next steps" not in page.words


def test_R52_what_a_school_has_done_is_no_next_step_for_anybody_there(
    page: Page, world: World
) -> None:
    room = world.do(lambda link, actor: room_of_link(link), world.link, by="meera")
    world.do(post_message, room, NewMessage(key=uuid4(), body="Good morning."), by="meera")
    day = today(world.leeds.zone)
    term = Term.of(
        school_id=world.leeds.id, name="Spring", first_day=day - timedelta(days=60),
        last_day=day - timedelta(days=1), changed_at=now(),
    )  # fmt: skip
    world.put(term)
    assert _next_steps(page, "ben") == STEPS[1:]
    changed(world, term, last_day=day)
    address(world)
    assert _next_steps(page, "tom") == ["Choose a first project"]
    assert _next_steps(page, "daniel") == STEPS
    project = made_project(world, world.link, "Water")
    changed(world, project, state=ProjectState.CLOSED, closed_at=now())
    assert _next_steps(page, "tom") == _next_steps(page, "daniel") == []


def test_a_link_that_is_over_is_not_home(page: Page, world: World) -> None:
    world.do(end_link, world.link, EndWords.DONE, by="meera")
    page.as_("meera").get("home.index")
    assert "Hello Meera Patel" in page.words
    assert "No partner yet." in page.words


def test_a_pupil_goes_to_the_pages_of_pupils(page: Page) -> None:
    page.as_("ava").get("home.index", status=302)
    assert page.response.headers["Location"] == "/my"


def test_somebody_without_a_school_reads_what_to_do(page: Page, world: World) -> None:
    member = world.all(Membership, person_id=world.ben.id)[0]
    world.do(end_membership, member, by="meera")
    assert "You have no school here yet." in page.as_("ben").get("home.index").words


# first steps


def test_first_steps_say_what_is_left_and_who_must_do_it(page: Page, world: World) -> None:
    page.as_("layla").get("home.index")
    assert "5 of 9 done" in page.words
    for words in (
        "Ask a partner school To do · You can do this Find a partner",
        "Say yes to each other Waiting · A link teacher of each school",
        "Start a first project Waiting · Once you have a partner school",
    ):
        assert words in page.words
    assert page.links()["Find a partner"] == "/find"
    page.as_("samira").get("home.index")
    assert "Ask a partner school Waiting · For Layla Nasser and Huda Saleh" in page.words


def test_each_first_step_follows_from_what_is_there(page: Page, world: World) -> None:
    changed(world, world.abu_dis, weekend_confirmed_at=None)
    without_role(world, "huda", Role.SECOND)
    without_role(world, "samira", Role.SAFETY)
    changed(world, world.seventh, ended_at=world.abu_dis.created_at)
    page.as_("layla").get("home.index")
    assert "1 of 9 done" in page.words
    for words in (
        "Look whether your clock and your weekend are right To do",
        "Name a second link teacher To do · You can do this Invite a colleague",
        "Name a child-safety lead To do",
        "Make a class and add its pupils To do",
    ):
        assert words in page.words
    assert page.links()["Invite a colleague"] == f"/schools/{world.abu_dis.id}/people/invite"


def test_whose_turn_leads_to_the_invitation_of_a_second_link_teacher(
    page: Page, world: World
) -> None:
    without_role(world, "tom", Role.SECOND)
    people = f"/schools/{world.leeds.id}/people"
    named = "Name a second link teacher (an invitation is enough)"
    assert page.as_("meera").get("home.index").links()[named] == f"{people}/invite"
    assert page.as_("ben").get("home.index").links()[named] == people


def test_SG07_a_background_check_that_ran_out_is_a_first_step_again(
    page: Page, world: World
) -> None:
    member = world.all(Membership, person_id=world.samira.id)[0]
    changed(world, member, vetted_until=member.vetted_on)
    page.as_("layla").get("home.index")
    assert "Record the background check of 1 adult To do · You can do this" in page.words
    assert page.links()["Record it"] == f"/schools/{world.abu_dis.id}/people"
    page.as_("samira").get("home.index")
    assert "Record the background check of 1 adult Waiting · For Layla" in page.words
    assert "Record it" not in page.links()


def test_SG07_nobody_is_led_to_note_their_own_check_but_who_is_alone(
    page: Page, world: World
) -> None:
    without_role(world, "huda", Role.SECOND)
    without_role(world, "samira", Role.SAFETY)
    staff = {one.person_id: one for one in world.all(Membership, school_id=world.abu_dis.id)}
    own = staff.pop(world.layla.id)
    changed(world, own, vetted_until=own.vetted_on)
    page.as_("layla").get("home.index")
    waits = "Waiting · For a second link teacher or a child-safety lead, once you have one"
    assert f"Record the background check of 1 adult {waits}" in page.words
    for one in staff.values():
        changed(world, one, ended_at=world.abu_dis.created_at)
    page.get("home.index")
    assert "Record the background check of 1 adult To do · You can do this" in page.words


def test_a_declined_question_is_a_first_step_again(page: Page, world: World) -> None:
    link = asked(world)
    assert "Ask a partner school To do" not in page.as_("layla").get("home.index").words
    world.do(decline_link, link, by="meera")
    assert "Ask a partner school To do" in page.as_("layla").get("home.index").words


def test_each_school_sees_which_one_brings_no_class_yet(page: Page, world: World) -> None:
    project = Project.of(link_id=world.link.id, title="Water", created_at=world.link.proposed_at)
    world.put(project)
    world.put(ProjectClass(project_id=project.id, class_id=world.year5.id))
    page.as_("daniel").get("home.index")
    assert "Yours Bring a class into the project Water" in page.words
    assert page.links()["Bring a class into the project"] == f"/projects/{project.id}/classes"
    page.as_("meera").get("home.index")
    assert "Theirs Bring a class into the project Water" in page.words
    assert "Bring a class into the project" not in page.links()


def test_home_shows_an_invitation_that_waits(page: Page, world: World) -> None:
    invitation = world.do(
        propose_by_invitation, world.abu_dis, "We sing.", "Green Hill", by="layla"
    )
    page.as_("layla").get("home.index")
    assert "Your question is on its way." in page.words
    assert page.links()["Invitation for Green Hill"] == (
        f"/link-invitations/{invitation.invitation_id}"
    )
    assert "We sing." not in page.as_("samira").get("home.index").words


def test_first_steps_leave_the_page_once_all_are_done(page: Page, world: World) -> None:
    assert "First steps" in page.as_("meera").get("home.index").words
    project = Project.of(link_id=world.link.id, title="Water", created_at=world.link.proposed_at)
    world.put(project)
    assert "Bring a class into the project To do" in page.get("home.index").words
    world.put(ProjectClass(project_id=project.id, class_id=world.year5.id))
    page.as_("meera").get("home.index")
    assert "8 of 9 done Say hello in your room with them To do" in page.words
    room = world.do(lambda link, actor: room_of_link(link), world.link, by="meera")
    world.do(post_message, room, NewMessage(key=uuid4(), body="Good morning."), by="meera")
    assert "First steps" not in page.get("home.index").words


# navigation


@pytest.mark.parametrize(
    ("who", "labels"),
    [
        ("meera", ["Home", "Our links", "Find a partner", "Help"]),
        ("ben", ["Home", "Our links", "Help"]),
        ("sarah", ["Home", "Our links", "What pupils told", "Help"]),
        ("sam", ["Home", "Our links", "Schools to verify", "Help"]),
        ("visitor", []),
    ],
)
def test_the_navigation_follows_what_one_may_do(
    page: Page, world: World, who: str, labels: list[str]
) -> None:
    page.as_(who).get("home.help")
    found = [
        " ".join("".join(a.itertext()).split())
        for nav in page.find("nav", class_="nav")
        for a in nav.iter("a")
    ]
    assert [one for one in found if one != "Resources"] == labels


@pytest.mark.parametrize(
    ("endpoint", "label"),
    [("links.index", "Our links"), ("links.find", "Find a partner"), ("home.help", "Help")],
)
def test_the_navigation_says_where_one_is(page: Page, endpoint: str, label: str) -> None:
    page.as_("meera").get(endpoint)
    current = {" ".join("".join(a.itertext()).split()) for a in page.find("a", aria_current="page")}
    assert current == {label}


def test_a_bar_that_is_full_keeps_the_help_in_the_menu(page: Page, world: World) -> None:
    """The link teacher of a small school is its child-safety lead too (RP-3)."""
    member = world.all(Membership, person_id=world.meera.id)[0]
    world.put(HeldRole(membership_id=member.id, role=Role.SAFETY))
    page.as_("meera").get("home.index")
    (bar,) = page.find("nav", class_="nav")
    assert len(list(bar.iter("a"))) == 5
    assert page.links()["Help"] == "/help"


def test_child_safety_leads_find_what_pupils_told(page: Page) -> None:
    page.as_("sarah").get("home.index")
    assert page.links()["What pupils told"] == "/reports"
    page.as_("ben").get("home.index")
    assert "What pupils told" not in page.links()


# the way to the own school


def test_a_school_without_a_partner_is_one_press_away_from_home(page: Page, world: World) -> None:
    """From the page, and from the menu under her name."""
    page.as_("layla").get("home.index")
    own = page.url("schools.show", school_id=world.abu_dis.id)
    assert page.links()["Wadi Girls"] == own
    assert page.links()["Our school"] == own


def test_the_pages_of_the_own_school_lead_to_one_another(page: Page, world: World) -> None:
    page.as_("meera")
    for endpoint in ("schools.show", "schools.people", "schools.classes", "calendars.show"):
        page.get(endpoint, school_id=world.leeds.id)
        assert {"About us", "People", "Classes", "Calendar"} <= page.links().keys(), endpoint
        assert _current(page) == "Our school", endpoint


def test_the_page_and_calendar_of_a_partner_belong_to_the_links(page: Page, world: World) -> None:
    page.as_("meera")
    for endpoint in ("schools.show", "calendars.show"):
        page.get(endpoint, school_id=world.kisumu.id)
        assert _current(page) == "Our links", endpoint
        assert "Classes" not in page.links()


def _current(page: Page) -> str:
    """What the main navigation marks."""
    marked = [one for one in page.find("a") if one.get("aria-current") == "page"]
    return " ".join("".join(marked[0].itertext()).split())
