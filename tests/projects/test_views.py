"""The pages of staff and of pupils, as they are used."""

from typing import Any

import pytest
from sqlalchemy import select

from schoollink.accounts.models import Person
from schoollink.core.clock import now
from schoollink.core.database import db, unit_of_work
from schoollink.links.models import Link
from schoollink.projects.actions import (
    NewVersion,
    approve,
    bring_classes,
    close_project,
    leave_project,
    save_section,
    send_back,
)
from schoollink.projects.models import Project, ProjectState, ProjectStep, Revision, Section
from schoollink.schools.models import Membership
from tests.page import Page
from tests.projects.cast import draw, make_project, png, the_project, write
from tests.world import World


def the_only(world: World, model: Any, **where: Any) -> Any:
    rows = world.all(model, **where)
    assert len(rows) == 1
    return rows[0]


# staff


def test_a_teacher_starts_a_project_from_the_empty_page(world: World, page: Page) -> None:
    page.as_("meera").get("projects.index", link_id=world.link.id)
    assert "No project yet" in page.words
    page.get("projects.create", link_id=world.link.id)
    page.post(
        "projects.create",
        {"title": "Songs", "goal": "We sing.", "icon": "music", "classes": str(world.year5.id)},
        link_id=world.link.id,
    ).follow()
    assert "Songs" in page.words
    assert "No class yet" in page.words, "the other school adds its own"
    assert "Start a project" not in page.get("projects.index", link_id=world.link.id).words


def test_a_form_that_is_refused_keeps_what_was_typed(world: World, page: Page) -> None:
    page.as_("meera").post(
        "projects.create",
        {"title": "", "goal": "We sing.", "icon": "music"},
        link_id=world.link.id,
        status=422,
    )
    assert page.errors() == {"title": "Mistake: Please fill this in."}
    assert page.value("goal") == "We sing."


def test_the_other_school_adds_its_own_classes_and_teachers(world: World, page: Page) -> None:
    page.as_("meera").post(
        "projects.create",
        {"title": "Songs", "goal": "Sing.", "icon": "music"},
        link_id=world.link.id,
    )
    project = the_only(world, Project)
    ours, theirs = {"classes": str(world.year5.id)}, {"classes": str(world.grade5.id)}
    page.as_("daniel").post("projects.classes", theirs, project_id=project.id)
    page.post("projects.teachers", {"teacher": str(world.peter.id)}, project_id=project.id).follow()
    assert "Grade 5" in page.words
    assert "Daniel Ochieng and Peter Kamau" in page.words
    page.post("projects.classes", ours, project_id=project.id, status=422)


def test_SG02_a_class_comes_only_with_a_vetted_adult(world: World, page: Page) -> None:
    project = make_project(world)
    world.do(bring_classes, project, [], by="daniel")
    world.do(leave_project, project, by="peter")
    world.do(leave_project, project, by="daniel")
    with world.app.app_context(), unit_of_work():
        member = db.session.scalar(
            select(Membership).where(Membership.person_id == world.daniel.id)
        )
        assert member is not None
        member.vetted_until = None
    page.as_("daniel").post(
        "projects.classes", {"classes": str(world.grade5.id)}, project_id=project.id, status=422
    )
    assert "check is in date must take part" in page.errors()["classes"]


def test_every_page_has_a_way_out(world: World, project: Project, page: Page) -> None:
    for who in ("meera", "ava"):
        page.as_(who).get("projects.show", project_id=project.id)
        assert [f for f in page.find("form") if f.get("action") == "/sign-out"], who


def test_SG06_who_did_not_join_reads_nothing_until_one_press(
    world: World, project: Project, page: Page
) -> None:
    write(world, project, "Welcome to our page.", by="meera")
    world.do(leave_project, project, by="ben")
    page.as_("ben").get("projects.show", project_id=project.id)
    assert "Welcome to our page." not in page.words
    page.post("projects.join", project_id=project.id).follow()
    assert "Welcome to our page." in page.words


def test_changing_the_words_of_a_project_twice_at_once_loses_nothing(
    world: World, project: Project, page: Page
) -> None:
    sent = {"title": "Rain", "goal": "We measure rain.", "icon": "sun", "version": "1"}
    page.as_("meera").post("projects.edit", sent, project_id=project.id)
    page.as_("daniel").post(
        "projects.edit", sent | {"goal": "We count steps."}, project_id=project.id, status=409
    )
    assert page.value("goal") == "We count steps."
    assert page.value("version") == "2", "sent again, it is taken"
    assert world.fresh(project).goal == "We measure rain."


def test_steps_are_ticked_and_taken_out(world: World, page: Page) -> None:
    project = the_project(world)
    page.as_("peter").post(
        "projects.steps",
        {"what": "Tell a story", "school": str(world.kisumu.id)},
        project_id=project.id,
    ).follow()
    assert "Tell a story" in page.words
    step = the_only(world, ProjectStep, what="Tell a story")
    page.post("projects.tick", step_id=step.id).follow()
    assert "1 of 2 steps done" in page.words
    page.post("projects.remove", step_id=step.id).follow()
    assert "Tell a story" not in page.words
    page.as_("ava").post("projects.tick", step_id=step.id, status=404)


def test_a_class_can_be_the_author(world: World, project: Project, page: Page) -> None:
    page.as_("daniel").post(
        "projects.add_words",
        {"words": "We measured rain.", "by": str(world.grade5.id), "language": "en", "version": ""},
        project_id=project.id,
    )
    page.as_("ava").get("projects.show", project_id=project.id)
    assert "Grade 5 · typed by Daniel Ochieng" in page.words


def test_C51_up_and_down_are_buttons(world: World, project: Project, page: Page) -> None:
    first = write(world, project, "First.", by="meera")
    write(world, project, "Second.", by="meera")
    page.as_("ben").post(
        "projects.move", {"section": str(first.id), "to": "down"}, project_id=project.id
    )
    words = page.get("projects.show", project_id=project.id).words
    assert words.index("Second.") < words.index("First.")
    page.as_("ava").post(
        "projects.move", {"section": str(first.id), "to": "up"}, project_id=project.id, status=403
    )


def test_a_finished_project_is_read_and_not_written(
    world: World, project: Project, page: Page
) -> None:
    write(world, project, "Welcome.", by="meera")
    world.do(close_project, project, by="meera")
    assert "Welcome." in page.as_("ava").get("projects.show", project_id=project.id).words
    page.post("projects.add_words", {"words": "More"}, project_id=project.id, status=403)
    page.as_("meera").post("projects.reopen", project_id=project.id)
    assert world.fresh(project).state is ProjectState.OPEN


# approving


def test_the_queue_approves_one_or_all_and_sends_back(
    world: World, project: Project, page: Page
) -> None:
    one, two, three = (write(world, project, f"Text {n}.", by="ava") for n in range(3))
    page.as_("meera").get("projects.waiting", project_id=project.id)
    versions = [e.get("value") for e in page.find("input", name="versions")]
    page.post("projects.approve_one", {"number": "1"}, section_id=one.id)
    page.post("projects.give_back", {"number": "1", "advice": ""}, section_id=two.id, status=422)
    page.post("projects.give_back", {"number": "1", "advice": "Say why."}, section_id=two.id)
    page.post("projects.waiting", {"versions": versions}, project_id=project.id).follow()
    assert "Nothing waits" in page.words
    approved = {key: world.fresh(key).approved_number for key in (one, two, three)}
    assert approved == {one: 1, two: None, three: 1}
    assert "Say why." in page.as_("ava").get("projects.mine").words


def test_who_approves_what_the_pupil_just_changed_reads_it_as_it_stands_now(
    world: World, project: Project, page: Page
) -> None:
    section = write(world, project, "One.", by="ava")
    page.as_("meera").get("projects.waiting", project_id=project.id)
    world.do(save_section, section, NewVersion("Two."), based_on=1, by="ava")
    page.post("projects.approve_one", {"number": "1"}, section_id=section.id, status=409)
    assert "This changed a moment ago. Look at how it stands now." in page.words
    assert "Two." in page.words
    assert world.fresh(section).approved_number is None
    page.post("projects.approve_one", {"number": page.value("number")}, section_id=section.id)
    assert world.fresh(section).approved_number == 2


def test_to_approve_what_a_colleague_approved_already_is_no_fault(
    world: World, project: Project, page: Page
) -> None:
    section = write(world, project, "One.", by="ava")
    world.do(approve, section, 1, by="tom")
    page.as_("meera").post("projects.approve_one", {"number": "1"}, section_id=section.id).follow()
    assert "Approved." in page.words
    (revision,) = world.all(Revision, section_id=section.id)
    assert revision.decided_by_id == world.tom.id


def test_the_word_for_a_pupil_who_was_quicker_stays_with_what_stands_now(
    world: World, project: Project, page: Page
) -> None:
    section = write(world, project, "One.", by="ava")
    page.as_("meera").get("projects.give_back", section_id=section.id)
    world.do(save_section, section, NewVersion("Two."), based_on=1, by="ava")
    sent = {"number": page.value("number"), "advice": "Say why."}
    page.post("projects.give_back", sent, section_id=section.id, status=409)
    assert page.value("advice") == "Say why."
    assert "This changed a moment ago." in page.errors()["advice"]
    assert "Two." in page.words
    sent["number"] = page.value("number")
    page.post("projects.give_back", sent, section_id=section.id)
    assert world.all(Revision, section_id=section.id, number=2)[0].advice == "Say why."


def test_a_teacher_of_the_partner_sees_no_queue_of_ours(
    world: World, project: Project, page: Page
) -> None:
    section = write(world, project, "Our tap.", by="ava")
    assert "Our tap." not in page.as_("daniel").get("projects.waiting", project_id=project.id).words
    page.post("projects.approve_one", {"number": "1"}, section_id=section.id, status=404)


# pupils


def test_a_pupil_writes_and_the_teacher_reads_first(
    world: World, project: Project, page: Page
) -> None:
    page.as_("ava").get("projects.mine")
    assert "Water in our world" in page.words
    page.get("projects.show", project_id=project.id).get(
        "projects.add_words", project_id=project.id
    )
    page.post(
        "projects.add_words",
        {"words": "Our tap is 12 steps away.", "language": "en", "version": "", "then": "send"},
        project_id=project.id,
    ).follow()
    assert "A teacher reads this first." in page.words
    section = the_only(world, Section)
    world.do(approve, section, 1, by="meera")
    assert "12 steps" in page.as_("achieng").get("projects.show", project_id=project.id).words


def test_a_pupil_keeps_words_for_later(world: World, project: Project, page: Page) -> None:
    page.as_("ava").post(
        "projects.add_words", {"words": "Not ready.", "then": "keep"}, project_id=project.id
    )
    assert "Not ready." in page.get("projects.show", project_id=project.id).words
    assert "Not ready." not in page.as_("noah").get("projects.show", project_id=project.id).words
    assert "Nothing waits" in page.as_("meera").get("projects.waiting", project_id=project.id).words


def test_a_pupil_adds_a_picture_with_its_words_typed(
    world: World, project: Project, page: Page
) -> None:
    page.as_("achieng")
    sent = {"picture": (png(), "achieng.png"), "words": "My letter", "recognisable": ""}
    page.post("projects.add_picture", sent, project_id=project.id, status=422)
    assert page.value("words") == "My letter", "nothing typed is lost"
    sent = {"picture": (png(), "achieng.png"), "words": "My letter", "recognisable": "no"}
    page.post("projects.add_picture", sent, project_id=project.id).follow()
    assert "My letter" in page.words
    section = the_only(world, Section)
    page.post(
        "projects.edit_picture", {"words": "My first letter", "version": "1"}, section_id=section.id
    )
    fresh = world.fresh(section)
    assert fresh.newest.words == "My first letter"
    assert fresh.newest.picture is not None, "the picture stays"


@pytest.mark.parametrize("endpoint", ["projects.add_words", "projects.edit_words"])
def test_RL31_a_refused_save_keeps_the_words(
    world: World, project: Project, page: Page, endpoint: str
) -> None:
    section = write(world, project, "Our tap.", by="ava")
    stop(world)
    subject = (
        {"section_id": section.id}
        if endpoint == "projects.edit_words"
        else {"project_id": project.id}
    )
    page.as_("ava").post(
        endpoint, {"words": "Long and typed with care.", "version": "1"}, status=422, **subject
    )
    assert page.value("words") == "Long and typed with care."
    assert "Writing has a break" in page.errors()["words"]
    assert world.fresh(section).version == 1


def test_SG12_while_writing_is_stopped_a_pupil_is_shown_why_and_no_box(
    world: World, project: Project, page: Page
) -> None:
    page.as_("ava").get("projects.add_words", project_id=project.id)
    assert page.find("textarea")
    stop(world)
    page.get("projects.add_words", project_id=project.id)
    assert "Writing has a break" in page.words
    assert not page.find("textarea")
    assert page.links()["Back to the project"] == f"/projects/{project.id}"


def test_SG12_nothing_is_offered_to_be_approved_while_writing_is_stopped(
    world: World, project: Project, page: Page
) -> None:
    write(world, project, "Our tap.", by="ava")
    write(world, project, "Our well.", by="ava")
    page.as_("meera").get("projects.waiting", project_id=project.id)
    assert {"Approve", "Approve all 2 parts"} <= buttons(page)
    stop(world)
    page.get("projects.waiting", project_id=project.id)
    assert not [one for one in buttons(page) if one.startswith("Approve")]
    assert "What waits can go out once they may write again." in page.words


def buttons(page: Page) -> set[str]:
    """What the buttons of a page say."""
    return {" ".join("".join(one.itertext()).split()) for one in page.find("button")}


def stop(world: World) -> None:
    with world.app.app_context(), unit_of_work():
        link = db.session.get(Link, world.link.id)
        assert link is not None
        link.frozen_at = now()


def test_RL30_AT084_a_stale_save_shows_both_texts_escaped(
    world: World, project: Project, page: Page
) -> None:
    section = write(world, project, "One.", by="meera")
    nasty = "</textarea><script>alert(1)</script>"
    page.as_("ben").post(
        "projects.edit_words", {"words": f"Saved {nasty}", "version": "1"}, section_id=section.id
    )
    page.as_("meera").post(
        "projects.edit_words",
        {"words": f"Typed {nasty}", "version": "1"},
        section_id=section.id,
        status=409,
    )
    assert "Saved </textarea>" in page.words
    assert "Typed </textarea>" in page.words
    assert nasty not in page.html
    assert page.value("words") == f"Typed {nasty}"
    assert page.value("version") == "2"
    page.post("projects.edit_words", {"words": "Both.", "version": "2"}, section_id=section.id)
    assert world.fresh(section).newest.words == "Both."
    words = {one.words for one in world.all(Revision, section_id=section.id)}
    assert words == {"One.", f"Saved {nasty}", "Both."}, "no accepted text disappears"


def test_a_pupil_takes_a_part_away(world: World, project: Project, page: Page) -> None:
    section = write(world, project, "Our tap.", by="ava")
    world.do(approve, section, 1, by="meera")
    page.as_("ava").get("projects.withdraw", section_id=section.id)
    page.post("projects.withdraw", section_id=section.id)
    for who in ("ava", "meera", "achieng"):
        words = page.as_(who).get("projects.show", project_id=project.id).words
        assert "Ava took this away." in words
        assert "Our tap." not in words


def test_SG40_any_script_is_shown_as_it_was_typed(
    world: World, project: Project, page: Page
) -> None:
    typed = "مياه الصنبور 👩‍🏫 पानी"
    page.as_("meera").post(
        "projects.add_words", {"words": typed, "language": "sw"}, project_id=project.id
    )
    page.get("projects.show", project_id=project.id)
    shown = [e for e in page.find("p", class_="as-typed") if e.get("lang") == "sw"]
    assert ["".join(e.itertext()) for e in shown] == [typed]


def test_SG15_every_page_of_a_pupil_has_tell_a_grown_up(
    world: World, project: Project, page: Page
) -> None:
    section = write(world, project, "Our tap.", by="ava")
    page.as_("ava")
    for endpoint, values in (
        ("projects.mine", {}),
        ("projects.me", {}),
        ("projects.show", {"project_id": project.id}),
        ("projects.add_words", {"project_id": project.id}),
        ("projects.edit_words", {"section_id": section.id}),
        ("projects.versions", {"section_id": section.id}),
    ):
        assert "Tell a grown‑up" in page.get(endpoint, **values).html


def test_staff_have_no_pages_of_pupils(page: Page) -> None:
    page.as_("meera").get("projects.mine", status=404)
    page.get("projects.me", status=404)


def test_C25_my_projects_says_when_there_are_none(world: World, page: Page) -> None:
    assert "No project yet" in page.as_("yara").get("projects.mine").words


def test_C38_the_name_is_always_on_the_page(world: World, page: Page) -> None:
    assert "You are Ava" in page.as_("ava").get("projects.mine").words


def test_C33_pupils_read_their_names_and_cannot_change_them(page: Page) -> None:
    page.as_("ava").get("projects.me")
    assert "Ava" in page.words
    assert not page.find("input", name="name")


def test_SG09_no_page_for_partners_tells_more_than_a_first_name(
    world: World, project: Project, page: Page
) -> None:
    section = draw(world, project, "The lake", by="ava")
    world.do(approve, section, 1, by="meera")
    page.as_("daniel").get("projects.show", project_id=project.id)
    assert "smith" not in page.html.lower()
    assert "@" not in page.words


def test_SG27_the_notice_names_those_who_can_read(
    world: World, project: Project, page: Page
) -> None:
    words = page.as_("meera").get("projects.show", project_id=project.id).words
    words = words.replace(" ,", ",")
    assert (
        "Who can read this page: pupils of Grade 5 and Year 5, the teachers who take part, "
        "and the link teachers and child-safety leads of both schools." in words
    )


def test_an_erased_author_leaves_the_words_to_the_school(
    world: World, project: Project, page: Page
) -> None:
    section = write(world, project, "Welcome.", by="meera")
    with world.app.app_context(), unit_of_work():
        row = db.session.get(Section, section.id)
        person = db.session.get(Person, world.meera.id)
        assert row is not None
        assert person is not None
        row.author_id = None
    assert (
        "Aireside Primary" in page.as_("daniel").get("projects.show", project_id=project.id).words
    )


@pytest.mark.parametrize("who", ["meera", "ava"])
@pytest.mark.parametrize("language", ["en", "ar-XB"])
def test_the_page_is_whole_in_both_directions(
    world: World, page: Page, who: str, language: str
) -> None:
    project = the_project(world)
    page.as_(who).in_language(language).get("projects.show", project_id=project.id)
    page.get("projects.add_words", project_id=project.id)
    page.get("projects.add_picture", project_id=project.id)


def test_a_sent_back_part_says_the_word_beside_the_form(
    world: World, project: Project, page: Page
) -> None:
    section = write(world, project, "Our tap.", by="ava")
    world.do(send_back, section, 1, "How far is it?", by="meera")
    assert (
        "How far is it?" in page.as_("ava").get("projects.edit_words", section_id=section.id).words
    )


def test_a_long_page_asks_no_query_per_part(world: World, page: Page) -> None:
    project = make_project(world)
    for number in range(3):
        write(world, project, f"Part {number}", by="meera")
    few = page.as_("ben").get("projects.show", project_id=project.id).queries
    for number in range(12):
        write(world, project, f"More {number}", by="meera")
    assert page.get("projects.show", project_id=project.id).queries == few
