"""Telling a grown-up: two presses, both schools, never whoever it names."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from schoollink.core.clock import Clock
from schoollink.messages import actions
from schoollink.messages.models import Room
from schoollink.notifications.models import Notice
from schoollink.projects.actions import NewVersion, approve, save_section, withdraw_section
from schoollink.projects.models import Project, Section
from schoollink.safeguarding.actions import close_report, mark_seen
from schoollink.safeguarding.models import Report, ReportState, Why
from schoollink.safeguarding.policies import ReportPermission
from schoollink.schools.actions import edit_pupil
from schoollink.schools.models import Pupil, Role
from tests.links.places import without_role
from tests.messages import cast
from tests.messages.cast import say
from tests.page import Page
from tests.projects.cast import draw, make_project, write
from tests.world import World


@pytest.fixture
def room(world: World) -> Room:
    """A room that the pupils of both schools share."""
    return cast.project_room(world)


def tell(page: Page, who: str, why: str = "worried", about: object = "") -> Report:
    page.as_(who).post("safeguarding.create", {"why": why, "about": str(about)})
    return max(page.world.all(Report), key=lambda one: one.created_at)


@pytest.mark.parametrize("language", ["en", "ar-XB"])
def test_SG15_two_presses_from_every_page_of_a_pupil(
    page: Page, world: World, room: Room, language: str
) -> None:
    """The first leads to three choices, the second has told."""
    page.as_("ava").in_language(language)
    for endpoint, values in (
        ("messages.show", {"room_id": room.id}),
        ("messages.mine", {}),
        ("projects.mine", {}),
    ):
        page.client.get("/")
        page.response = page.client.get(page.url(endpoint, **values), follow_redirects=True)
        page._check()
        first = next(a for a in page.find("a") if "tell" in a.get("class", "").split())
        page.get(first.get("href", ""))
        choices = [b.get("value") for b in page.find("button") if b.get("name") == "why"]
        assert choices == [why.value for why in Why]
    page.post("safeguarding.create", {"why": "mean", "about": page.value("about")}).follow()
    assert len(world.all(Report)) == 1


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ((2026, 11, 18, 10), "That was right. Sarah Cole will read this."),
        ((2026, 11, 18, 22), "Perhaps nobody is at school now. Then Sarah Cole reads this later."),
        ((2026, 11, 21, 10), "Perhaps nobody is at school now. Then Sarah Cole reads this later."),
    ],
    ids=["in lessons", "at night", "on a Saturday"],
)
def test_the_child_reads_who_reads_it_and_what_to_do_when_it_can_not_wait(
    page: Page, clock: Clock, at: tuple[int, int, int, int], words: str
) -> None:
    clock.stop(datetime(*at, tzinfo=UTC))
    tell(page, "ava")
    page.follow()
    assert words in page.words
    assert "It can't wait? You are in danger? Tell a grown-up near you now." in page.words


def test_a_child_whose_words_nobody_can_read_is_sent_to_a_grown_up(
    page: Page, world: World
) -> None:
    without_role(world, "samira", Role.SAFETY)
    tell(page, "yara")
    page.follow()
    assert "But nobody can read it here yet. Tell a grown-up near you." in page.words


def test_the_page_to_tell_repeats_no_way_to_itself(page: Page) -> None:
    page.as_("ava").get("safeguarding.tell")
    assert not page.find("a", class_="tell")
    assert len(page.find("button", name="why")) == len(Why)


def test_SG16_the_child_safety_leads_of_both_schools_have_it_at_once(
    page: Page, world: World, room: Room
) -> None:
    report = tell(page, "ava", about=room.id)
    told = {world.name_of(notice.person_id) for notice in world.all(Notice)}
    assert told == {"sarah", "grace"} == world.who_can(ReportPermission.VIEW, report)
    for who in ("sarah", "grace"):
        page.as_(who).get("safeguarding.index")
        assert "I am worried or scared" in page.words
        page.get("notifications.index")
        assert "A pupil at Aireside Primary asks for a grown-up." in page.words


def test_SG22_only_the_own_school_learns_who_told(page: Page, world: World, room: Room) -> None:
    report = tell(page, "ava")
    for endpoint, values in (
        ("safeguarding.index", {}),
        ("safeguarding.show", {"report_id": report.id}),
    ):
        page.as_("sarah").get(endpoint, **values)
        assert "Ava" in page.words
        page.as_("grace").get(endpoint, **values)
        assert "A pupil at Aireside Primary" in page.words
        assert "Ava" not in page.html


def test_whoever_it_names_finds_it_nowhere(page: Page, world: World, room: Room) -> None:
    message = say(world, room, "grace", "Something unkind")
    report = tell(page, "otieno", "mean", message.id)
    assert report.named_id == world.grace.id
    assert world.who_can(ReportPermission.VIEW, report) == {"sarah"}
    page.as_("grace").get("safeguarding.index")
    assert "No pupil has asked for a grown-up." in page.words
    page.get("safeguarding.show", status=404, report_id=report.id)
    assert [world.name_of(n.person_id) for n in world.all(Notice)] == ["sarah"]
    page.as_("sarah").get("safeguarding.show", report_id=report.id)
    assert "Something unkind" in page.words


@pytest.mark.parametrize(("who", "side"), [("sarah", "them"), ("grace", "us")])
def test_whom_a_report_is_about_is_named_with_their_school_and_its_colour(
    page: Page, world: World, room: Room, who: str, side: str
) -> None:
    message = say(world, room, "daniel", "Something unkind")
    report = tell(page, "ava", "mean", message.id)
    page.as_(who).get("safeguarding.show", report_id=report.id)
    assert "About Daniel Ochieng , Lakeview Primary" in page.words
    (bubble,) = page.find("div", class_="bub")
    assert side in bubble.get("class", "").split()


def test_AT131_what_was_told_of_stays_readable_when_its_author_takes_it_back(
    page: Page, world: World, room: Room
) -> None:
    message = say(world, room, "daniel", "Something unkind")
    report = tell(page, "ava", "mean", message.id)
    world.do(actions.remove_message, room, message.id, by="daniel")
    page.as_("sarah").get("safeguarding.show", report_id=report.id)
    assert "Something unkind" in page.words


def test_a_child_can_say_more_and_reads_how_far_it_is(page: Page, world: World, room: Room) -> None:
    report = tell(page, "ava")
    page.post("safeguarding.add", {"words": "It was on Monday"}, report_id=report.id).follow()
    page.post("safeguarding.add", {"words": "And on Tuesday"}, report_id=report.id).follow()
    assert "You said It was on Monday And on Tuesday" in page.words
    assert page.value("words") == "", "what was said stays, and is not written over"
    page.as_("sarah").post("safeguarding.seen", report_id=report.id)
    assert world.fresh(report).state is ReportState.SEEN
    page.as_("ava").get("safeguarding.told", report_id=report.id)
    assert "A grown-up is looking at it." in page.words
    page.as_("grace").post("safeguarding.close", report_id=report.id)
    assert world.fresh(report).state is ReportState.CLOSED
    assert all(notice.settled_at for notice in world.all(Notice))


@pytest.mark.parametrize("done", [mark_seen, close_report])
def test_more_words_after_somebody_looked_at_it_open_it_anew(
    page: Page, world: World, done: Callable[..., None]
) -> None:
    report = tell(page, "ava")
    world.do(done, report, by="sarah")
    assert [one for one in world.all(Notice) if one.settled_at is None] == []
    page.post("safeguarding.add", {"words": "It is worse now."}, report_id=report.id)
    assert world.fresh(report).state is ReportState.OPEN
    told = {world.name_of(one.person_id) for one in world.all(Notice) if one.settled_at is None}
    assert "sarah" in told
    page.as_("sarah").get("notifications.index")
    assert "asks for a grown-up" in page.words


def test_SG59_what_concerns_a_pupil_in_school_only_stays_in_the_school(
    page: Page, world: World, room: Room
) -> None:
    message = say(world, room, "achieng", "Words of mine")
    world.do(actions.release_message, room, message.id, by="daniel")
    early = tell(page, "otieno", "mean", message.id)
    page.as_("sarah").get("safeguarding.show", report_id=early.id)
    pupil = world.all(Pupil, person_id=world.achieng.id)[0]
    world.do(edit_pupil, pupil, "Achieng", avatar=pupil.avatar, school_only=True, by="grace")
    page.get("safeguarding.show", status=404, report_id=early.id)
    late = tell(page, "otieno", "mean", message.id)
    page.as_("sarah").get("safeguarding.show", status=404, report_id=late.id)
    page.as_("grace").get("safeguarding.show", report_id=late.id)


def test_an_open_report_stands_on_the_home_of_the_child_safety_lead(
    page: Page, world: World
) -> None:
    report = tell(page, "ava")
    page.as_("sarah").get("home.index")
    assert "1 pupil asks for a grown-up" in page.words
    page.as_("meera").get("home.index")
    assert "asks for a grown-up" not in page.words
    page.as_("sarah").post("safeguarding.seen", report_id=report.id)
    page.get("home.index")
    assert "asks for a grown-up" not in page.words


@pytest.mark.parametrize(
    ("address", "status"),
    [("/find", 404), ("/no-such-page", 404), ("/links/x/y/z", 404), ("/sign-out", 405)],
)
def test_SG15_a_pupil_who_meets_an_error_still_finds_help(
    page: Page, address: str, status: int
) -> None:
    page.as_("ava").get(address, status=status)
    assert "/my/tell" in page.links().values()
    assert "I'm finished" in page.words
    assert "You can go back, or ask your teacher." in page.words


def test_an_address_that_is_not_there_speaks_to_whoever_asks(page: Page, world: World) -> None:
    ava = world.fresh(world.ava)
    ava.language, ava.theme = "ar-XB", "dark"
    world.put(ava)
    page.as_("ava").get("/no-such-page", status=404)
    root = page.tree if page.tree.tag == "html" else page.tree.find("html")
    assert (root.get("lang"), root.get("data-theme"), root.get("data-mode")) == (
        "ar-XB",
        "dark",
        "pupil",
    )
    for who in ("meera", "visitor"):
        page.as_(who).get("/no-such-page", status=404)
        assert "it may belong to another school" in page.words
        assert "/my/tell" not in page.links().values()


def test_the_address_of_a_button_says_so_and_leads_back(page: Page) -> None:
    for who in ("meera", "visitor"):
        page.as_(who).get("/sign-out", status=405)
        assert "Press the button on its page." in page.words
        assert page.links()["Go to the first page"] == "/"
        assert page.response.headers["Allow"]


def test_what_belongs_to_a_partner_school_is_refused_kindly(page: Page, world: World) -> None:
    page.as_("meera").get("schools.edit", status=403, school_id=world.kisumu.id)
    assert "You did nothing wrong." in page.words
    assert "write to them in Messages" in page.words


def test_nobody_else_reads_or_handles_it(page: Page, world: World, room: Room) -> None:
    report = tell(page, "ava")
    for who in ("meera", "noah", "layla", "samira", "ines", "sam"):
        page.as_(who).get("safeguarding.show", status=404, report_id=report.id)
        page.post("safeguarding.close", status=404, report_id=report.id)
    for who in ("noah", "sarah"):
        page.as_(who).get("safeguarding.told", status=404, report_id=report.id)
    page.as_("meera").get("safeguarding.tell", status=404)


def test_without_a_choice_nothing_is_told(page: Page, world: World) -> None:
    page.as_("ava").post("safeguarding.create", {"why": "", "about": ""}, status=422)
    assert world.all(Report) == []


def test_a_pupil_without_a_link_reaches_their_own_school(page: Page, world: World) -> None:
    report = tell(page, "yara")
    assert world.who_can(ReportPermission.VIEW, report) == {"samira"}


# parts of a page


@pytest.fixture
def project(world: World) -> Project:
    """A project with a page that both classes read."""
    return make_project(world)


def to_tell(page: Page, who: str, project: Project, section: Section) -> None:
    """The first press leads from a part of the page to where one tells of it."""
    page.as_(who).get("projects.show", project_id=project.id)
    (part,) = page.find("article", id=f"s-{section.id}")
    page.get(next(url for a in part.iter("a") if "/my/tell" in (url := a.get("href", ""))))


def told_of(page: Page, who: str, project: Project, section: Section) -> Report:
    """A pupil goes to the page, and presses twice."""
    to_tell(page, who, project, section)
    page.post("safeguarding.create", {"why": "mean", "about": page.value("about")}).follow()
    return max(page.world.all(Report), key=lambda one: one.created_at)


def test_SG15_two_presses_from_each_part_of_a_page(
    page: Page, world: World, project: Project
) -> None:
    words = write(world, project, "Something unkind", by="daniel")
    drawn = draw(world, project, "A drawing", by="daniel")
    mine = write(world, project, "Words of mine", by="ava")
    assert told_of(page, "ava", project, words).revision_id == world.fresh(words).newest.id
    assert told_of(page, "noah", project, drawn).revision_id == world.fresh(drawn).newest.id
    page.as_("ava").get("projects.show", project_id=project.id)
    tells = [a for a in page.find("a") if "/my/tell?about" in a.get("href", "")]
    labels = [a.get("aria-label", "") for a in tells]
    assert len(set(labels)) == len(labels) == 2
    assert all(label.startswith("Tell of this") for label in labels)
    assert str(world.fresh(mine).newest.id) not in " ".join(a.get("href", "") for a in tells)
    page.as_("meera").get("projects.show", project_id=project.id)
    assert "Tell of this" not in page.words


def test_whoever_wrote_a_part_of_a_page_finds_the_report_nowhere(
    page: Page, world: World, project: Project
) -> None:
    section = write(world, project, "Something unkind", by="grace")
    report = told_of(page, "otieno", project, section)
    assert report.named_id == world.grace.id
    assert world.who_can(ReportPermission.VIEW, report) == {"sarah"}
    page.as_("grace").get("safeguarding.index")
    assert "No pupil has asked for a grown-up." in page.words
    assert [world.name_of(n.person_id) for n in world.all(Notice)] == ["sarah"]
    page.as_("sarah").get("safeguarding.show", report_id=report.id)
    assert "Something unkind" in page.words
    assert "About Grace" in page.words


def test_a_part_of_a_page_names_who_began_it_when_a_colleague_wrote_the_last_version(
    page: Page, world: World, project: Project
) -> None:
    section = write(world, project, "Something unkind", by="grace")
    world.do(save_section, section, NewVersion("Something unkind!"), based_on=1, by="daniel")
    report = told_of(page, "otieno", project, section)
    assert report.named_id == world.daniel.id
    assert world.who_can(ReportPermission.VIEW, report) == {"sarah"}
    page.as_("grace").get("safeguarding.index")
    assert "No pupil has asked for a grown-up." in page.words
    assert [world.name_of(n.person_id) for n in world.all(Notice)] == ["sarah"]


@pytest.mark.parametrize("how", ["changed", "taken away"])
def test_AT131_a_part_of_a_page_stays_readable_as_it_was_told_of(
    page: Page, world: World, project: Project, how: str
) -> None:
    section = write(world, project, "Something unkind", by="daniel")
    report = told_of(page, "ava", project, section)
    if how == "changed":
        world.do(save_section, section, NewVersion("Something kind"), based_on=1, by="daniel")
    else:
        world.do(withdraw_section, section, by="daniel")
    for who in ("sarah", "grace"):
        page.as_(who).get("safeguarding.show", report_id=report.id)
        assert "Something unkind" in page.words
        assert ("It was taken off the page since." in page.words) is (how == "taken away")


def test_AT131_a_picture_that_was_taken_away_says_so_to_those_who_still_see_it(
    page: Page, world: World, project: Project
) -> None:
    section = draw(world, project, "A drawing", by="daniel")
    to_tell(page, "ava", project, section)
    url, key = page.response.request.path, page.value("about")
    world.do(withdraw_section, section, by="daniel")
    page.get(f"{url}?about={key}")
    assert "This picture is not on the page any more." in page.words
    page.post("safeguarding.create", {"why": "mean", "about": key})
    (report,) = world.all(Report)
    for who, is_kept in (("grace", True), ("sarah", False)):
        page.as_(who).get("safeguarding.show", report_id=report.id)
        assert ("It was taken off the page since." in page.words) is is_kept
        assert ("The picture is not on the page any more." in page.words) is not is_kept


@pytest.mark.parametrize("how", ["changed", "taken away"])
@pytest.mark.parametrize("who", ["noah", "otieno"])
def test_AT131_a_report_is_about_what_was_on_the_page_when_the_child_read_it(
    page: Page, world: World, project: Project, who: str, how: str
) -> None:
    """And what is gone from the page is shown to nobody by way of telling."""
    section = write(world, project, "Something unkind", by="daniel")
    to_tell(page, who, project, section)
    assert "Something unkind" in page.words
    url, key, read = page.response.request.path, page.value("about"), world.fresh(section).newest.id
    if how == "changed":
        world.do(save_section, section, NewVersion("Something kind"), based_on=1, by="daniel")
    else:
        world.do(withdraw_section, section, by="daniel")
    page.get(f"{url}?about={key}")
    assert "Something unkind" not in page.html
    assert "A grown-up can still read them." in page.words
    page.post("safeguarding.create", {"why": "mean", "about": key})
    (report,) = world.all(Report)
    assert (report.revision_id, report.named_id) == (read, world.daniel.id)


def test_SG31_what_waits_at_a_school_is_read_by_its_own_child_safety_lead_alone(
    page: Page, world: World, project: Project
) -> None:
    section = write(world, project, "Something unkind", by="noah")
    report = told_of(page, "ava", project, section)
    page.as_("sarah").get("safeguarding.show", report_id=report.id)
    assert "Something unkind" in page.words
    assert "About Noah , Aireside Primary" in page.words
    page.as_("grace").get("safeguarding.show", report_id=report.id)
    assert "Something unkind" not in page.words
    assert "Noah" not in page.html
    assert "About Somebody at Aireside Primary" in page.words
    assert "The child-safety leads there read it." in page.words


def test_SG59_a_part_of_a_page_by_a_pupil_in_school_only_is_told_at_home(
    page: Page, world: World, project: Project
) -> None:
    section = write(world, project, "Words of mine", by="achieng")
    world.do(approve, section, 1, by="daniel")
    early = told_of(page, "ava", project, section)
    pupil = world.all(Pupil, person_id=world.achieng.id)[0]
    world.do(edit_pupil, pupil, "Achieng", avatar=pupil.avatar, school_only=True, by="grace")
    assert world.fresh(early).link_id is None
    late = told_of(page, "otieno", project, section)
    assert late.link_id is None
    page.as_("grace").get("safeguarding.show", report_id=late.id)
    page.as_("sarah").get("safeguarding.show", report_id=early.id)
    assert "Words of mine" not in page.words


def test_a_picture_that_was_told_of_is_looked_at_under_its_own_policy(
    page: Page, world: World, project: Project
) -> None:
    section = draw(world, project, "A drawing", by="daniel")
    report = told_of(page, "ava", project, section)
    for who in ("sarah", "grace"):
        page.as_(who).get("safeguarding.show", report_id=report.id)
        shown = next(a for a in page.find("a") if "/picture" in a.get("href", ""))
        with page.client.get(shown.get("href", "")) as answer:
            assert answer.status_code == 200
    world.do(withdraw_section, section, by="daniel")
    page.as_("sarah").get("safeguarding.show", report_id=report.id)
    assert "The picture is not on the page any more." in page.words
    page.as_("grace").get("safeguarding.show", report_id=report.id)
    assert any("/picture" in a.get("href", "") for a in page.find("a"))


def test_SG23_a_child_finds_what_they_told_and_how_far_it_is(page: Page, world: World) -> None:
    page.as_("ava").get("safeguarding.tell")
    assert "What you told" not in page.words
    mine = tell(page, "ava")
    tell(page, "noah", "mean")
    world.do(mark_seen, mine, by="sarah")
    page.as_("ava").get("safeguarding.tell")
    assert "A grown-up is looking at it." in page.words
    told = [a.get("href") for a in page.find("a") if "/my/told/" in a.get("href", "")]
    assert told == [f"/my/told/{mine.id}"]
    page.get("safeguarding.told", report_id=mine.id)
