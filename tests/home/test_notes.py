"""The page for families and the data note say what the code keeps and shows, and nothing else."""

import re

import pytest

from schoollink.core import jobs
from schoollink.core.database import Base
from schoollink.core.settings import Settings, SettingsError
from schoollink.home.presenters.seen import NEVER, SEEN, Seen
from schoollink.messages.models import Message
from schoollink.messages.presenters import message_card
from schoollink.projects.models import Revision
from schoollink.schools.models import Pupil, SchoolClass
from tests.messages.cast import project_room, say
from tests.page import Page
from tests.world import World

CARD = {
    "id": None,
    "key": "Message.key",
    "seq": "Message.seq",
    "changed": "Message.changed_seq",
    "kind": "Message.kind",
    "state": "Message.state",
    "author": "Message.author_id",
    "name": "Person.name",
    "class": "SchoolClass.name",
    "school": "Message.school_id",
    "school_name": "School.name",
    "place": "School.place",
    "zone": "School.zone",
    "avatar": "Pupil.avatar",
    "body": "Message.body",
    "reason": None,  # only for the author and own-school staff: a message sent back is not shown
    "at": "Message.shown_at",
}


def models() -> set[type[Base]]:
    return {mapper.class_ for mapper in Base.registry.mappers}


def columns(texts: list[str]) -> list[str]:
    return [name for text in texts for name in text.split()]


# what a partner school sees


def test_SG55_every_model_is_either_shown_to_partners_or_never() -> None:
    shown = {one.model for one in SEEN}
    assert not shown & NEVER
    unknown = models() - shown - NEVER
    assert not unknown, f"say in home/presenters/seen.py what partners see of {unknown}"


@pytest.mark.parametrize("seen", SEEN, ids=lambda one: one.model.__name__)
def test_SG55_every_column_is_shown_or_hidden(seen: Seen) -> None:
    shown = columns([one.columns for one in seen.shown])
    hidden = columns([seen.hidden])
    table = seen.model.__table__
    assert sorted(shown + hidden) == sorted(set(table.columns.keys()) - {"id"})


def test_SG55_what_is_secret_is_not_shown() -> None:
    shown = {f"{one.model.__name__}.{name}" for one in SEEN for name in _shown(one.model)}
    secret = re.compile(r"hash|secret|token|address$|vetted|head_contact|school_only|reporter")
    assert {one for one in shown if secret.search(one)} == {"ResourceVersion.address"}


def test_SG55_a_message_that_is_sent_holds_nothing_else(world: World) -> None:
    message = say(world, project_room(world), "meera")
    card = message_card(world.fresh(message))
    assert set(card) == set(CARD), "the note does not know of all that a message carries"
    for place in filter(None, CARD.values()):
        model, column = place.split(".")
        assert column in _shown(next(m for m in models() if m.__name__ == model)), place


def test_SG55_families_read_of_everything_of_pupils_that_is_shown() -> None:
    for model in (Pupil, SchoolClass, Message, Revision):
        assert next(one for one in SEEN if one.model is model).of_pupils, model


def _shown(model: type[Base]) -> list[str]:
    return columns([one.columns for seen in SEEN if seen.model is model for one in seen.shown])


# what is kept


def test_every_model_that_keeps_something_is_in_the_data_note(page: Page, world: World) -> None:
    page.as_("ben").get("home.data_note", school_id=world.leeds.id)
    for model in models():
        if model.keeps is not None:
            for words in (model.keeps.what, model.keeps.until, model.keeps.on_erase):
                assert str(words) in page.words, f"{model.__name__}: {words}"


def test_everything_that_may_be_about_a_pupil_is_on_the_page_for_families(page: Page) -> None:
    page.as_("visitor").get("home.families")
    about = [one.keeps for one in models() if one.keeps and not one.keeps.staff_only]
    assert len(about) >= 10
    for keep in about:
        assert str(keep.what) in page.words
        assert str(keep.until) in page.words


def test_what_points_at_a_pupil_is_never_called_of_staff_only() -> None:
    for model in models():
        names = {key.column.table.name for key in model.__table__.foreign_keys}
        if "pupil" in names or model is Pupil:
            assert model.keeps, model
            assert not model.keeps.staff_only, model


def test_everything_that_is_kept_has_a_job_that_ends_it(world: World) -> None:
    for model in models():
        if model.keeps:
            assert model.keeps.ended_by in jobs.registered(), model


def test_the_ages_that_are_read_first_are_those_that_are_held(page: Page) -> None:
    page.as_("visitor").get("home.families")
    assert "6 to 9 and 10 to 12" in page.words
    assert "Link teacher, Second link teacher and Child-safety lead" in page.words


# who reads the note


def test_the_data_note_is_for_own_staff(page: Page, world: World) -> None:
    for who in ("meera", "sarah", "ben"):
        page.as_(who).get("home.data_note", school_id=world.leeds.id)
    page.as_("daniel").get("home.data_note", school_id=world.leeds.id, status=403)
    page.as_("ava").get("home.data_note", school_id=world.leeds.id, status=404)


def test_the_data_note_names_partners_and_those_who_answer(page: Page, world: World) -> None:
    page.as_("meera").get("home.data_note", school_id=world.leeds.id)
    for name in ("Lakeview Primary", "Meera Patel", "Sarah Cole"):
        assert name in page.words
    assert "Wadi Girls" not in page.words
    assert "Ava" not in page.words


def test_the_notes_are_found(page: Page, world: World) -> None:
    page.as_("visitor").get("home.privacy")
    assert page.links()["For families"] == "/families"
    page.as_("ben").get("schools.show", school_id=world.leeds.id)
    assert page.links()["Data note for your head teacher"].endswith("/data-note")
    page.as_("daniel").get("schools.show", school_id=world.leeds.id)
    assert "Data note for your head teacher" not in page.links()


# where it rests


def test_the_country_of_the_server_is_said_when_it_is_known() -> None:
    made = Settings.from_environ({"SCHOOLLINK_DATA_COUNTRY": "ke"})
    assert made.data_country == "KE"
    with pytest.raises(SettingsError, match="two letters of a country"):
        Settings.from_environ({"SCHOOLLINK_DATA_COUNTRY": "Kenya"})


def test_without_it_families_are_told_whom_to_ask(page: Page) -> None:
    page.as_("visitor").get("home.families")
    assert "can tell you in which country it stands" in page.words


@pytest.mark.parametrize("name", ["help", "accessibility", "privacy", "families"])
def test_a_pupil_keeps_the_way_to_a_grown_up_on_pages_for_everybody(page: Page, name: str) -> None:
    page.as_("ava").get(f"home.{name}")
    assert "/my/tell" in page.links().values()
    assert "I'm finished" in page.words
    page.as_("meera").get(f"home.{name}")
    assert "/my/tell" not in page.links().values()


def test_whoever_looks_after_schools_is_led_to_them(page: Page) -> None:
    for who in ("ines", "sam"):
        page.as_(who).get("home.index")
        assert page.links()["Schools to verify"] == "/networks"
    page.as_("meera").get("home.index")
    assert "Schools to verify" not in page.links()
