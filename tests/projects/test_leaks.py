"""What is not approved reaches nobody of the partner school, by any route (C20, SG-31)."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from schoollink.core.clock import now
from schoollink.core.database import db, unit_of_work
from schoollink.files.models import Recognisable
from schoollink.projects.actions import (
    NewVersion,
    approve,
    save_section,
    send_back,
    withdraw_section,
)
from schoollink.projects.models import Project, Section
from schoollink.schools.models import Membership, Pupil
from tests.page import Page
from tests.projects.cast import draw, write
from tests.world import World

SECRET = "Zebrafish"
PARTNERS = ["daniel", "peter", "rose", "grace", "achieng"]
OUTSIDERS = ["layla", "yara", "ines", "sam", "visitor"]

Change = Callable[[World, Section], Any]
UNAPPROVED: dict[str, Change] = {
    "waits": lambda world, section: None,
    "was sent back": lambda world, section: world.do(send_back, section, 1, SECRET, by="meera"),
    "was taken away": lambda world, section: world.do(withdraw_section, section, by="ava"),
}


def every_address(world: World, project: Project, section: Section) -> list[str]:
    revision = world.fresh(section).newest
    return [
        f"/links/{world.link.id}/projects",
        f"/projects/{project.id}",
        f"/projects/{project.id}/waiting",
        f"/projects/{project.id}/steps",
        f"/sections/{section.id}/versions",
        f"/sections/{section.id}/words",
        f"/sections/{section.id}/picture",
        f"/sections/{section.id}/withdraw",
        f"/sections/{section.id}/send-back",
        *(f"/revisions/{revision.id}/picture?size={size}" for size in (160, 1024, 2560)),
        "/my",
    ]


@pytest.mark.parametrize("change", UNAPPROVED)
@pytest.mark.parametrize("who", PARTNERS)
def test_C20_SG31_no_address_shows_partners_what_is_not_approved(
    world: World, project: Project, page: Page, change: str, who: str
) -> None:
    section = write(world, project, f"{SECRET} in our tap.", by="ava")
    UNAPPROVED[change](world, section)
    page.as_(who)
    for url in every_address(world, project, section):
        answer = page.client.get(url, buffered=True)
        assert SECRET not in answer.text, url
        assert str(section.id) not in answer.text, url
        if url.startswith(("/sections", "/revisions")):
            assert answer.status_code == 404, url


@pytest.mark.parametrize("who", PARTNERS)
def test_SG31_a_newer_version_stays_hidden_behind_the_approved_one(
    world: World, project: Project, page: Page, who: str
) -> None:
    section = write(world, project, "Our tap is near.", by="ava")
    world.do(approve, section, 1, by="meera")
    world.do(save_section, section, NewVersion(f"{SECRET} is near."), based_on=1, by="ava")
    page.as_(who)
    for url in every_address(world, project, section):
        assert SECRET not in page.client.get(url, buffered=True).text, url
    assert "Our tap is near." in page.get("projects.show", project_id=project.id).words


@pytest.mark.parametrize("who", [*PARTNERS, *OUTSIDERS])
def test_SG31_a_picture_that_waits_is_a_404_for_all_but_the_own_school(
    world: World, project: Project, page: Page, who: str
) -> None:
    section = draw(world, project, f"{SECRET} drawing", by="ava")
    page.as_(who)
    answer = page.client.get(f"/revisions/{world.fresh(section).newest.id}/picture", buffered=True)
    assert answer.status_code in {404, 302, 303}
    assert answer.mimetype != "image/webp"


def test_SG31_once_approved_partners_get_the_picture_under_a_name_that_tells_nothing(
    world: World, project: Project, page: Page
) -> None:
    section = draw(world, project, "The lake", by="ava")
    world.do(approve, section, 1, by="meera")
    url = f"/revisions/{world.fresh(section).newest.id}/picture"
    answer = page.as_("achieng").client.get(f"{url}?size=160", buffered=True)
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert "smith" not in str(answer.headers).lower()
    assert page.client.get(f"{url}?size=99", buffered=True).status_code == 400


@pytest.mark.parametrize("answer", [Recognisable.YES, Recognisable.UNSURE])
def test_SG33_an_approved_picture_of_a_pupil_never_reaches_the_partner(
    world: World, project: Project, page: Page, answer: Recognisable
) -> None:
    section = draw(world, project, f"{SECRET} and me", by="ava", recognisable=answer)
    world.do(approve, section, 1, by="meera")
    revision = world.fresh(section).newest
    for who in PARTNERS:
        page.as_(who)
        for url in every_address(world, project, section):
            assert SECRET not in page.client.get(url, buffered=True).text, url
        assert (
            page.client.get(f"/revisions/{revision.id}/picture", buffered=True).status_code == 404
        )
    shown = page.as_("noah").get("projects.show", project_id=project.id)
    assert "stays in our school" in shown.words
    assert page.client.get(f"/revisions/{revision.id}/picture", buffered=True).status_code == 200


def test_AT107_what_waited_stays_hidden_when_its_approver_is_gone(
    world: World, project: Project, page: Page
) -> None:
    section = draw(world, project, "The lake", by="ava")
    url = f"/revisions/{world.fresh(section).newest.id}/picture"
    end(world, "meera")
    page.as_("meera").post(
        "projects.approve_one", {"number": "1"}, section_id=section.id, status=404
    )
    assert page.as_("daniel").client.get(url, buffered=True).status_code == 404
    assert page.as_("ben").client.get(url, buffered=True).status_code == 200


def end(world: World, who: str) -> None:
    with world.app.app_context(), unit_of_work():
        member = db.session.scalar(
            select(Membership).where(Membership.person_id == world.people[who].id)
        )
        assert member is not None
        member.ended_at = now()


@pytest.mark.parametrize("who", ["ava", "meera"])
def test_SG33_a_yes_without_a_new_picture_keeps_the_old_one_at_home_at_once(
    world: World, project: Project, page: Page, who: str
) -> None:
    section = draw(world, project, "The lake", by=who)
    if who == "ava":
        world.do(approve, section, 1, by="meera")
    picture = f"/revisions/{world.fresh(section).newest.id}/picture"
    assert page.as_("daniel").client.get(picture, buffered=True).status_code == 200
    sent = {"words": "The lake and me", "recognisable": "yes", "version": "1"}
    page.as_(who).post("projects.edit_picture", sent, section_id=section.id)
    newest = f"/revisions/{world.fresh(section).newest.id}/picture"
    for url in (picture, newest):
        assert page.as_("daniel").client.get(url, buffered=True).status_code == 404
    shown = page.get("projects.show", project_id=project.id).words
    assert "The lake" not in shown


def test_SG33_a_pupils_no_does_not_let_a_picture_out(
    world: World, project: Project, page: Page
) -> None:
    section = draw(world, project, "The lake", by="ava", recognisable=Recognisable.YES)
    world.do(approve, section, 1, by="meera")
    sent = {"words": "The lake", "recognisable": "no", "version": "1"}
    page.as_("ava").post("projects.edit_picture", sent, section_id=section.id)
    assert world.fresh(section).newest.picture.recognisable is Recognisable.YES


def test_SG59_a_pupil_who_becomes_school_only_disappears_for_the_partner(
    world: World, project: Project, page: Page
) -> None:
    section = write(world, project, f"{SECRET} by Ava.", by="ava")
    world.do(approve, section, 1, by="meera")
    assert SECRET in page.as_("daniel").get("projects.show", project_id=project.id).words
    with world.app.app_context(), unit_of_work():
        pupil = db.session.get(Pupil, world.ava.id)
        assert pupil is not None
        pupil.school_only = True
    for who in PARTNERS:
        page.as_(who)
        for url in every_address(world, project, section):
            assert SECRET not in page.client.get(url, buffered=True).text, url
    page.as_("ava").get("projects.show", project_id=project.id, status=404)
    assert "Water in our world" not in page.get("projects.mine").words
    page.post("projects.add_words", {"words": "Hello"}, project_id=project.id, status=404)


def test_AT040_ids_of_another_link_open_nothing(world: World, project: Project, page: Page) -> None:
    section = write(world, project, "Our tap.", by="meera")
    for who in OUTSIDERS[:4]:
        page.as_(who)
        for url in every_address(world, project, section):
            assert page.client.get(url, buffered=True).status_code == 404 or url == "/my", (
                f"{who} {url}"
            )


def test_AT043_a_pupil_cannot_send_a_state_along(
    world: World, project: Project, page: Page
) -> None:
    section = write(world, project, "Our tap.", by="ava")
    page.as_("ava")
    for extra in ({"state": "approved"}, {"status": "published"}, {"by": str(world.year5.id)}):
        sent = {"words": "Mine", "version": "1"} | extra
        page.post("projects.edit_words", sent, section_id=section.id, status=400)
        page.post(
            "projects.add_words", {"words": "Mine"} | extra, project_id=project.id, status=400
        )
    page.post("projects.approve_one", {"number": "1"}, section_id=section.id, status=403)
    assert world.fresh(section).approved_number is None
