"""The pages of links, as people see them."""

from datetime import UTC, date, datetime, time

import pytest

from schoollink.accounts.queries import invitation_token
from schoollink.calendars.models import Closure, ClosureKind, DayType, LessonTime, Term
from schoollink.core.clock import Clock, now
from schoollink.links.actions import propose_by_invitation, stop_pupil_writing
from schoollink.links.models import (
    DeclineWords,
    EndWords,
    Link,
    LinkInvitation,
    LinkSide,
    LinkState,
)
from schoollink.schools.models import Role, School
from tests.links.places import IDEA, asked, changed, in_state, unverified, with_role, without_role
from tests.page import Page
from tests.world import World

LANGUAGES = ["en", "ar-XB"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("endpoint", ["show", "more", "stopping", "contact", "end"])
def test_every_page_of_a_link_is_whole(
    page: Page, world: World, language: str, endpoint: str
) -> None:
    page.as_("meera").in_language(language).get(f"links.{endpoint}", link_id=world.link.id)
    assert len(page.find("a", aria_current="page")) >= 2


@pytest.mark.parametrize("state", list(LinkState))
def test_the_overview_is_whole_in_every_state(page: Page, world: World, state: LinkState) -> None:
    in_state(world, state)
    for who in ("meera", "ben", "grace"):
        page.as_(who).get("links.show", link_id=world.link.id)
        assert "Where we are" in page.words


@pytest.mark.parametrize("state", [LinkState.DECLINED, LinkState.LAPSED, LinkState.ENDED])
def test_once_a_link_is_over_nobody_learns_who_works_at_the_other_school(
    page: Page, world: World, state: LinkState
) -> None:
    page.as_("daniel").get("links.show", link_id=world.link.id)
    assert "Sarah Cole" in page.words
    in_state(world, state)
    page.get("links.show", link_id=world.link.id)
    assert "Grace Wanjiru" in page.words
    for name in ("Meera Patel", "Tom Hurst", "Sarah Cole"):
        assert name not in page.words


@pytest.mark.parametrize("who", ["layla", "ava", "ines", "sam"])
def test_RP06_a_link_is_not_there_for_outsiders(page: Page, world: World, who: str) -> None:
    for path in ("", "/more", "/stop", "/end", "/contact"):
        page.as_(who).get(f"/links/{world.link.id}{path}", status=404)


@pytest.mark.parametrize(
    ("who", "sees_funding"), [("meera", True), ("ben", True), ("sarah", False)]
)
def test_every_page_that_a_link_offers_may_be_opened(
    page: Page, world: World, who: str, sees_funding: bool
) -> None:
    page.as_(who).get("links.more", link_id=world.link.id)
    offered = [url for url in page.links().values() if url.startswith("/links/")]
    assert (f"/links/{world.link.id}/funding" in offered) is sees_funding
    for url in offered:
        page.get(url)


def test_RP06_a_teacher_reads_but_does_not_decide(page: Page, world: World) -> None:
    page.as_("ben")
    for path in ("renew", "stop", "restart", "end"):
        page.post(f"/links/{world.link.id}/{path}", {}, status=403)
    assert world.fresh(world.link).frozen_at is None


def test_a_visitor_is_shown_the_sign_in(page: Page, world: World) -> None:
    page.as_("visitor").client.get(f"/links/{world.link.id}")
    response = page.client.get(page.url("links.show", link_id=world.link.id))
    assert response.status_code in {302, 401}


# the overview


def test_both_clocks_stand_in_the_header_own_school_first(
    page: Page, world: World, clock: Clock
) -> None:
    clock.stop(datetime(2026, 10, 6, 9, 42, tzinfo=UTC))
    page.as_("meera").get("links.show", link_id=world.link.id)
    assert page.words.index("Aireside Primary") < page.words.index("Lakeview Primary")
    assert page.words.index("10:42") < page.words.index("12:42")
    assert page.words.count("Tuesday") == 2
    page.as_("daniel").get("links.show", link_id=world.link.id)
    assert page.words.index("12:42") < page.words.index("10:42")


def test_the_weekend_of_each_school_is_its_own(page: Page, world: World, clock: Clock) -> None:
    link = asked(world)
    clock.stop(datetime(2026, 10, 9, 9, 0, tzinfo=UTC))
    page.as_("meera").get("links.show", link_id=link.id)
    halves = [
        " ".join(" ".join(half.itertext()).split()) for half in page.find("div", class_="half")
    ]
    assert "Friday" in halves[0]
    assert "Weekend" in halves[1]


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 10, 6, 7, tzinfo=UTC), "08:00 Tuesday"),
        (datetime(2026, 10, 6, 9, tzinfo=UTC), "10:00 Lessons until 15:10"),
        (datetime(2026, 10, 6, 15, tzinfo=UTC), "16:00 Tuesday"),
        (datetime(2026, 10, 10, 9, tzinfo=UTC), "10:00 Weekend"),
        (datetime(2026, 10, 12, 9, tzinfo=UTC), "10:00 School closed today"),
        (datetime(2026, 10, 27, 9, tzinfo=UTC), "09:00 Holiday until Mon 2 Nov"),
    ],
)
def test_a_clock_says_what_the_school_does_now(
    page: Page, world: World, clock: Clock, at: datetime, words: str
) -> None:
    clock.stop(at)
    school = world.leeds.id
    for first, last in (
        (date(2026, 9, 1), date(2026, 10, 23)),
        (date(2026, 11, 2), date(2026, 12, 18)),
    ):
        world.put(
            Term.of(school_id=school, name="Term", first_day=first, last_day=last, changed_at=at)
        )
    closed = date(2026, 10, 12)
    world.put(
        Closure.of(
            school_id=school,
            name="Staff day",
            kind=next(iter(ClosureKind)),
            first_day=closed,
            last_day=closed,
            changed_at=at,
        )
    )
    world.put(
        DayType.of(
            school_id=school,
            name="",
            is_usual=True,
            weekdays=[],
            guesses=[],
            changed_at=at,
            lessons=[LessonTime(position=1, label="", starts=time(8, 50), ends=time(15, 10))],
        )
    )
    page.as_("meera").get("links.show", link_id=world.link.id)
    half = page.find("div", class_="half")[0]
    assert words in " ".join(" ".join(half.itertext()).split())


def test_R43_the_people_of_both_sides_are_named_with_tasks_and_languages(
    page: Page, world: World
) -> None:
    page.as_("meera").get("links.show", link_id=world.link.id)
    for words in (
        "Meera Patel · Tom Hurst Your link teachers · speak English",
        "Daniel Ochieng · Rose Akinyi Link teachers · speak English",
        "Grace Wanjiru Child-safety lead",
    ):
        assert words in page.words


def test_RP03_a_second_link_teacher_who_keeps_children_safe_is_shown_as_both(
    page: Page, world: World
) -> None:
    without_role(world, "grace", Role.SAFETY)
    with_role(world, "rose", Role.SAFETY)
    page.as_("meera").get("links.show", link_id=world.link.id)
    assert "Rose Akinyi Child-safety lead" in page.words
    assert "Daniel Ochieng · Rose Akinyi Link teachers" in page.words


def test_a_link_teacher_who_is_alone_is_spoken_of_as_one(page: Page, world: World) -> None:
    for who in ("tom", "rose"):
        without_role(world, who, Role.SECOND)
    page.as_("meera").get("links.show", link_id=world.link.id)
    assert "Meera Patel Your link teacher · speaks English" in page.words
    assert "Daniel Ochieng Link teacher · speaks English" in page.words


def test_whose_turn_it_is_follows_from_the_state(page: Page, world: World) -> None:
    link = asked(world)
    page.as_("meera").get("links.show", link_id=link.id)
    assert "Yours Answer Wadi Girls" in page.words
    page.as_("layla").get("links.show", link_id=link.id)
    assert "Theirs Answer your question Seen on" in page.words


def test_a_partner_who_has_not_looked_is_said_not_to_have_seen_it(page: Page, world: World) -> None:
    link = asked(world)
    page.as_("layla").get("links.show", link_id=link.id)
    assert "Not seen yet" in page.words


def test_the_days_of_trying_out_are_counted(page: Page, world: World, clock: Clock) -> None:
    until = world.link.trying_until
    assert until is not None
    clock.stop(datetime(until.year, until.month, until.day, 12, tzinfo=UTC))
    page.as_("meera").get("links.show", link_id=world.link.id)
    assert "1 day of trying out is left." in page.words
    assert "Yours Say whether you want to go on 1 day left" in page.words
    page.post("links.renew", link_id=world.link.id)
    assert "You said yes. As soon as they say yes too" in page.follow().words
    page.as_("rose").post("links.renew", link_id=world.link.id)
    assert "91 days of trying out are left." in page.follow().words


# proposals


def test_the_asked_school_reads_who_asks_and_says_yes(page: Page, world: World) -> None:
    link = asked(world)
    page.as_("meera").get("links.show", link_id=link.id)
    for words in ("Wadi Girls asks you", IDEA, "Pupils of 7 to 13", "Arabic and English"):
        assert words in page.words
    page.post("links.accept", link_id=link.id)
    assert "90 days of trying out are left." in page.follow().words
    page.post("links.accept", link_id=link.id, status=403)


def test_R14_the_page_says_who_is_missing_instead_of_a_yes(page: Page, world: World) -> None:
    link = asked(world)
    without_role(world, "sarah", Role.SAFETY)
    page.as_("meera").get("links.show", link_id=link.id)
    assert "Before you can say yes: Aireside Primary still needs a child-safety lead" in page.words
    assert not [b for b in page.find("button") if "Say yes" in "".join(b.itertext())]
    page.post("links.accept", link_id=link.id, status=409)
    assert "a child-safety lead" in page.words


@pytest.mark.parametrize("words", ["", "full"])
def test_a_no_is_one_press_with_or_without_words(page: Page, world: World, words: str) -> None:
    link = asked(world)
    page.as_("tom").post("links.decline", {"words": words} if words else {}, link_id=link.id)
    assert world.fresh(link).decline_words == (DeclineWords(words) if words else None)
    page.as_("layla").get("links.show", link_id=link.id)
    assert "The answer was no." in page.words
    assert ("Thank you for asking us." in page.words) is bool(words)


def test_a_no_takes_only_the_ready_words(page: Page, world: World) -> None:
    link = asked(world)
    page.as_("tom").post("links.decline", {"words": "go away"}, link_id=link.id, status=422)
    assert page.errors() == {"words": "Mistake: Please choose one of these."}
    assert world.fresh(link).state is LinkState.PROPOSED


def test_a_proposal_can_be_copied_as_text(page: Page, world: World) -> None:
    link = asked(world)
    page.as_("layla").get("links.show", link_id=link.id)
    text = "".join(page.find("div", id="as-text")[0].itertext())
    assert IDEA in text
    assert f"/links/{link.id}" in text
    assert "Nothing is booked until both of you say yes." in text


def test_SG45_an_unverified_partner_is_marked_until_the_check_is_recorded(
    page: Page, world: World
) -> None:
    unverified(world, world.kisumu, world.leeds)
    page.as_("meera").get("links.show", link_id=world.link.id)
    assert "Lakeview Primary is not verified by a network." in page.words
    url = page.links()["Record a check"]
    page.post(url, {"how": "We rang the district office."})
    page.get("links.show", link_id=world.link.id)
    assert "Record a check" not in page.links()
    assert "We rang the district office." in page.words
    assert "is not verified by a network." in page.words
    page.as_("daniel").get("links.show", link_id=world.link.id)
    assert "is not verified" not in page.words


# finding


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("lake", ["Lakeview Primary"]),
        ("PRIMARY", ["Aireside Primary", "Lakeview Primary"]),
        ("la", []),
        ("%%%", []),
        ("_ake", []),
        ("Wadi", []),
    ],
)
def test_SG45_a_search_finds_verified_schools_of_others_by_name(
    page: Page, world: World, name: str, found: list[str]
) -> None:
    page.as_("layla").get("links.find", name=name)
    assert [" ".join(one.itertext()) for one in page.find("h3")] == found


def test_SG45_an_unverified_school_is_in_no_search(page: Page, world: World) -> None:
    unverified(world, world.kisumu, world.abu_dis)
    page.as_("layla").get("links.find", name="lake")
    assert "Lakeview" not in page.words
    assert "No school with this name is here yet." in page.words


def test_a_school_with_a_link_is_not_asked_again(page: Page, world: World) -> None:
    page.as_("meera").get("links.find", name="lake")
    assert page.links()["You have a link with this school"] == f"/links/{world.link.id}"


def test_thirty_searches_a_minute_are_enough(page: Page, world: World) -> None:
    page.as_("layla")
    for _ in range(30):
        page.get("links.find", name="lake")
    page.get("links.find", name="lake", status=429)
    page.get("links.find")


@pytest.mark.parametrize("who", ["ben", "sarah", "ava", "ines"])
def test_only_link_teachers_find_partners(page: Page, world: World, who: str) -> None:
    page.as_(who).get("links.find", status=404)


def test_saying_hello_takes_one_sentence(page: Page, world: World) -> None:
    page.as_("layla").get("links.propose", school_id=world.kisumu.id)
    ours = page.value("ours")
    page.post("links.propose", {"purpose": "", "ours": ours}, school_id=world.kisumu.id, status=422)
    assert "purpose" in page.errors()
    page.post("links.propose", {"purpose": IDEA, "ours": ours}, school_id=world.kisumu.id)
    assert "You asked Lakeview Primary" in page.follow().words


def test_RP02_nobody_asks_for_another_school(page: Page, world: World) -> None:
    sent = {"purpose": IDEA, "ours": str(world.leeds.id)}
    page.as_("layla").post("links.propose", sent, school_id=world.kisumu.id, status=422)
    assert "ours" in page.errors() or "Please choose one of these." in page.html
    assert len(world.all(Link)) == 1


def test_a_second_question_to_the_same_school_is_refused(page: Page, world: World) -> None:
    asked(world)
    sent = {"purpose": IDEA, "ours": str(world.abu_dis.id)}
    page.as_("huda").post("links.propose", sent, school_id=world.leeds.id, status=409)
    assert "Your schools have a link already" in page.words


# inviting


def test_inviting_takes_one_field_and_gives_a_link_to_send(page: Page, world: World) -> None:
    page.as_("meera").get("links.invite", school_id=world.leeds.id)
    page.post("links.invite", {"purpose": IDEA}, school_id=world.leeds.id)
    page.follow()
    assert not page.find("textarea")  # on paper it would cut the text off, and the link with it
    text = "".join(page.find("div", id="share-text")[0].itertext())
    assert IDEA in text
    assert "http://localhost/join/" in text
    assert page.find("div", class_="qr")
    made = world.all(LinkInvitation)[0]
    page.get("links.index")
    assert "Invitation without a name" in page.words
    page.post("links.withdraw", invitation_id=made.invitation_id)
    page.get("links.invitation", invitation_id=made.invitation_id)
    assert "Its link opens nothing." in page.words
    assert "/join/" not in page.html


def test_whoever_opens_an_invitation_reads_who_asks_and_what_before_the_form(
    page: Page, world: World
) -> None:
    made = world.do(propose_by_invitation, world.leeds, IDEA, "St Mary's School", by="meera")
    page.as_("visitor").get(joining(world, made), status=302).follow()
    asks = "Meera Patel of Aireside Primary in Leeds, United Kingdom asks you to be a partner"
    assert page.words.index(asks) < page.words.index(IDEA) < page.words.index("Your name")
    assert "Then you add your school, and answer." in page.words


def test_who_opens_their_own_question_is_led_back_to_it(page: Page, world: World) -> None:
    made = world.do(propose_by_invitation, world.leeds, IDEA, by="meera")
    page.as_("meera").get(joining(world, made), status=302).follow()
    assert "This is your own invitation Send it to the other school." in page.words
    back = page.url("links.invitation", invitation_id=made.invitation_id)
    assert page.links()["Back to the invitation"] == back


def test_a_question_that_shows_nothing_is_not_asked(page: Page, world: World) -> None:
    sent = {"purpose": "\u200b\u200b"}
    page.as_("meera").post("links.invite", sent, status=422, school_id=world.leeds.id)
    assert "Please fill this in." in page.errors()["purpose"]
    page.post("links.invite", {"purpose": f"\u202e{IDEA}\u2066"}, school_id=world.leeds.id)
    assert world.all(LinkInvitation)[0].purpose == IDEA


def test_a_question_that_is_too_long_is_not_cut(page: Page, world: World) -> None:
    """By no browser either, which cuts at a maxlength what is pasted and says nothing."""
    page.as_("meera").get("links.invite", school_id=world.leeds.id)
    assert page.find("textarea", name="purpose")[0].get("maxlength") is None
    page.post("links.invite", {"purpose": "x" * 400}, status=422, school_id=world.leeds.id)
    assert "400 characters, and there is room for 300" in page.errors()["purpose"]
    assert page.value("purpose") == "x" * 400


def test_a_note_of_whom_an_invitation_is_for_is_nobodys_name(page: Page, world: World) -> None:
    note, address = "St Mary's School", "office@example.org"
    made = world.do(propose_by_invitation, world.leeds, IDEA, note, address, by="meera")
    page.as_("visitor").get(joining(world, made), status=302).follow()
    assert (page.value("name"), page.value("sign_in")) == ("", address)
    assert note not in page.words


def test_an_invitation_asks_nothing_once_its_sender_speaks_for_the_school_no_more(
    page: Page, world: World
) -> None:
    made = world.do(propose_by_invitation, world.leeds, IDEA, by="tom")
    without_role(world, "tom", Role.SECOND)
    page.as_("visitor").get(joining(world, made), status=302).follow()
    assert "Tom Hurst of Aireside Primary in Leeds, United Kingdom invites you." in page.words
    assert IDEA not in page.words


def test_SG45_who_asks_is_read_by_nobody_without_the_link(page: Page, world: World) -> None:
    world.do(propose_by_invitation, world.leeds, IDEA, by="meera")
    page.as_("visitor").get("schools.arrive", status=302)


def joining(world: World, made: LinkInvitation) -> str:
    """The address that the invited school opens."""
    with world.app.app_context():
        return f"/join/{invitation_token(made.invitation)}"


@pytest.mark.parametrize("who", ["ben", "daniel", "layla", "ava"])
def test_RP06_an_invitation_is_seen_by_the_link_teachers_who_sent_it(
    page: Page, world: World, who: str
) -> None:
    made = world.do(propose_by_invitation, world.leeds, IDEA, by="meera")
    page.as_(who).get("links.invitation", invitation_id=made.invitation_id, status=404)
    page.get("links.invite", school_id=world.leeds.id, status=404)


# the stop button, goodbye, contact


def test_SG12_the_stop_is_seen_by_all_staff_of_both_schools(page: Page, world: World) -> None:
    page.as_("sarah").post("links.stop", link_id=world.link.id)
    for who in ("ben", "peter", "daniel"):
        page.as_(who).get("links.show", link_id=world.link.id)
        assert "Pupils' writing is stopped." in page.words
        page.get("links.stopping", link_id=world.link.id)
        assert "Somebody of Aireside Primary pressed stop" in page.words


def test_who_only_looks_at_the_stop_button_has_a_way_back(page: Page, world: World) -> None:
    page.as_("meera").get("links.stopping", link_id=world.link.id)
    assert page.links()["Not now"] == page.url("links.show", link_id=world.link.id)
    page.post("links.stop", link_id=world.link.id).follow()
    page.get("links.stopping", link_id=world.link.id)
    assert "Not now" not in page.links()


def test_SG12_both_schools_say_yes_before_pupils_write_again(page: Page, world: World) -> None:
    world.do(stop_pupil_writing, world.link, by="sarah")
    page.as_("grace").post("links.restart", link_id=world.link.id)
    assert "Now somebody of the partner school must say it." in page.follow().words
    assert not [b for b in page.find("button") if "Pupils may write again" in "".join(b.itertext())]
    page.post("links.restart", link_id=world.link.id, status=409)
    page.as_("tom").post("links.restart", link_id=world.link.id)
    assert "Both schools said yes." in page.follow().words
    assert world.fresh(world.link).frozen_at is None


def test_a_goodbye_is_kind_and_the_pages_stay(page: Page, world: World) -> None:
    page.as_("daniel").post("links.end", {"words": EndWords.DONE.value}, link_id=world.link.id)
    page.as_("ben").get("links.show", link_id=world.link.id)
    assert "We did what we set out to do." in page.words
    assert "Your pages stay readable for both schools until" in page.words
    page.as_("meera").post("links.stop", link_id=world.link.id, status=403)


def test_R13_who_leads_stands_first(page: Page, world: World) -> None:
    page.as_("meera").get("links.contact", link_id=world.link.id)
    page.post("links.contact", {"person": str(world.tom.id)}, link_id=world.link.id)
    assert "Tom Hurst · Meera Patel" in page.follow().words
    page.post("links.contact", {"person": str(world.ben.id)}, link_id=world.link.id, status=422)


# our links


def test_our_links_show_each_state_in_words(page: Page, world: World) -> None:
    asked(world)
    page.as_("meera").get("links.index")
    assert "They wait for your answer" in page.words
    assert "Trying out" in page.words
    page.as_("layla").get("links.index")
    assert "Proposed" in page.words


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("layla", "No partner yet. Find a school that you know by name, or invite one."),
        ("samira", "No partner yet. A link teacher of your school can find one."),
    ],
)
def test_no_link_yet_says_what_to_do(page: Page, who: str, words: str) -> None:
    assert words in page.as_(who).get("links.index").words


def test_a_long_list_of_links_has_a_next_page(page: Page, world: World) -> None:
    for number in range(21):
        school = world.put(
            School.of(
                name=f"School {number:02}", place="Rabat", country="MA", zone="Africa/Casablanca",
                weekend=["6", "7"], languages=["ar"], youngest=6, oldest=12, crest="sun",
                created_at=now(),
            )
        )  # fmt: skip
        world.put(
            Link.of(
                state=LinkState.LAPSED,
                purpose="We write letters.",
                proposed_at=now(),
                sides=[
                    LinkSide.of(school_id=world.abu_dis.id, position=0),
                    LinkSide.of(school_id=school.id, position=1),
                ],
            )
        )
    page.as_("layla").get("links.index")
    assert len(page.find("li", class_="card")) == 20
    page.get(page.links()["Show older"])
    assert len(page.find("li", class_="card")) == 1


def test_seeing_a_link_is_remembered_for_the_own_side_only(page: Page, world: World) -> None:
    changed(world, world.link.sides[0], seen_at=None)
    page.as_("meera").get("links.show", link_id=world.link.id)
    link = world.fresh(world.link)
    assert link.side(world.leeds.id).seen_at is not None
    assert link.side(world.kisumu.id).seen_at is None
