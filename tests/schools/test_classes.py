"""Classes, pupils by their first names, and cards that are shown once."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from schoollink.accounts.models import Person, SignIn
from schoollink.audit.models import AuditEntry
from schoollink.core.errors import Stale
from schoollink.schools.actions import give_secrets
from schoollink.schools.models import Pupil, SchoolClass, SecretKind
from schoollink.schools.rules.secrets import card_mark
from schoollink.schools.signals import pupil_left
from tests.page import Page
from tests.world import World


def _pupils(world: World, school_class: SchoolClass) -> list[str]:
    return sorted(
        one.person.name
        for one in world.all(Pupil, class_id=school_class.id)
        if one.person.ended_at is None
    )


def _add(page: Page, world: World, names: str, **more: Any) -> Page:
    """Paste, look, and say yes."""
    page.post(
        "schools.add_names",
        {"names": names, "kind": "pictures", **more},
        school_class_id=world.year5.id,
        status=200,
    )
    return page.post(
        "schools.add_names",
        {"names": page.value("names"), "kind": "pictures", "seen": page.value("seen"), **more},
        school_class_id=world.year5.id,
        status=200,
    )


def test_a_teacher_makes_a_class_in_two_fields(page: Page, world: World) -> None:
    page.as_("ben").get("schools.create_class", school_id=world.leeds.id)
    page.post(
        "schools.create_class",
        {"name": "Year 4", "ages": "6-9", "teachers": [str(world.ben.id)]},
        school_id=world.leeds.id,
    ).follow()
    assert "Add pupils" in page.words
    made = world.all(SchoolClass, name="Year 4")[0]
    assert [one.person_id for one in made.teaching] == [world.ben.id]


def test_a_class_name_is_there_once_in_a_school(page: Page, world: World) -> None:
    page.as_("ben").post(
        "schools.create_class",
        {"name": "Year 5", "ages": "6-9"},
        school_id=world.leeds.id,
        status=422,
    )
    assert "already" in page.errors()["name"]


def test_a_class_is_changed(page: Page, world: World) -> None:
    page.as_("meera").post(
        "schools.change_class",
        {"name": "Year 5b", "ages": "10-12", "teachers": [str(world.tom.id), str(world.ben.id)]},
        school_class_id=world.year5.id,
    )
    fresh = world.fresh(world.year5)
    assert fresh.name == "Year 5b"
    assert {one.person_id for one in fresh.teaching} == {world.tom.id, world.ben.id}
    page.post(
        "schools.change_class",
        {"name": "Year 5b", "ages": "10-12", "teachers": [str(world.daniel.id)]},
        school_class_id=world.year5.id,
        status=422,
    )


def test_SG48_one_teacher_does_not_make_a_class_old_enough_to_write_unread(
    page: Page, world: World
) -> None:
    older = {"name": "Year 5", "ages": "13-15", "teachers": [str(world.ben.id)]}
    page.as_("ben").post("schools.change_class", older, school_class_id=world.year5.id, status=422)
    assert "Ask a link teacher" in page.errors()["ages"]
    assert world.fresh(world.year5).ages.is_under_13
    page.as_("meera").post("schools.change_class", older, school_class_id=world.year5.id)
    assert not world.fresh(world.year5).ages.is_under_13


def test_names_are_shown_before_they_are_added(page: Page, world: World) -> None:
    page.as_("ben").post(
        "schools.add_names",
        {"names": "Mia\nLeo, Ava", "kind": "pictures"},
        school_class_id=world.year5.id,
        status=200,
    )
    assert "These 3 pupils will be added" in page.words
    assert "Ava B." in page.words
    assert _pupils(world, world.year5) == ["Ava", "Noah"]


def test_what_was_not_seen_is_not_added(page: Page, world: World) -> None:
    page.as_("ben").post(
        "schools.add_names",
        {"names": "Mia\nLeo", "kind": "pictures", "seen": "Mia"},
        school_class_id=world.year5.id,
        status=200,
    )
    assert _pupils(world, world.year5) == ["Ava", "Noah"]


def test_pupils_are_added_and_their_cards_are_shown_once(page: Page, world: World) -> None:
    _add(page.as_("ben"), world, "Mia\nLeo")
    assert _pupils(world, world.year5) == ["Ava", "Leo", "Mia", "Noah"]
    assert len(page.find("li", class_="cut")) == 2
    assert len(page.find("ol", class_="secret")[0].findall("li")) == 4
    assert page.response.headers["Cache-Control"] == "no-store"
    for one in world.all(Pupil, class_id=world.year5.id):
        if one.person.name in {"Mia", "Leo"}:
            assert one.secret_hash.startswith("$argon2id$")


def test_sending_the_same_list_again_adds_nobody_twice(page: Page, world: World) -> None:
    _add(page.as_("ben"), world, "Mia")
    _paste(page, world, "Mia", seen="Mia")
    assert _pupils(world, world.year5) == ["Ava", "Mia", "Noah"]
    assert "You may have pasted this list before." in page.words
    assert "Mia B." not in page.words


def _paste(page: Page, world: World, names: str, status: int = 200, **more: str) -> Page:
    sent = {"names": names, "kind": "pictures", **more}
    return page.post("schools.add_names", sent, school_class_id=world.year5.id, status=status)


def test_a_list_pasted_again_adds_only_the_new_names(page: Page, world: World) -> None:
    _add(page.as_("ben"), world, "Mia\nLeo\nMia")
    _paste(page, world, "Mia\nLeo\nMia\nZoe")
    assert "3 of these names are in Year 5 already." in page.words
    assert "This pupil will be added Zoe" in page.words
    assert _chosen(page) == "new"
    assert page.value("names").split() == ["Mia", "Leo", "Mia", "Zoe"]
    _paste(page, world, page.value("names"), seen=page.value("seen"), those_there="new")
    assert _pupils(world, world.year5) == ["Ava", "Leo", "Mia", "Mia B.", "Noah", "Zoe"]
    assert len(page.find("li", class_="cut")) == 1


def _chosen(page: Page) -> str | None:
    radios = page.find("input", name="those_there")
    return next((e.get("value") for e in radios if e.get("checked") is not None), None)


def test_other_children_with_the_same_names_are_added_once_a_teacher_says_so(
    page: Page, world: World
) -> None:
    _paste(page.as_("ben"), world, "Ava\nNoah")
    assert "There is no new name in this list." in page.words
    _paste(page, world, page.value("names"), seen=page.value("seen"), those_there="new")
    _paste(page, world, page.value("names"), seen=page.value("seen"), those_there="all")
    assert "These 2 pupils will be added Ava B. Noah B." in page.words
    assert _chosen(page) is None
    assert _pupils(world, world.year5) == ["Ava", "Noah"]
    _paste(page, world, page.value("names"), seen=page.value("seen"))
    assert _pupils(world, world.year5) == ["Ava", "Ava B.", "Noah", "Noah B."]


def test_all_names_that_can_not_be_a_pupils_are_said_in_one_answer(
    page: Page, world: World
) -> None:
    pasted = "Mia\nLeo 7\nMs Smith (Teacher), Ben Ward\nZoe"
    _paste(page.as_("ben"), world, pasted, status=422)
    said = page.errors()["names"]
    for mistake in (
        "Line 2: “Leo 7” has a character",
        "Line 3: “Ms Smith (Teacher)” has a character",
        "Line 3: “Ben Ward” could be taken for somebody on the staff.",
    ):
        assert mistake in said
    assert page.value("names") == pasted


def test_RP14_older_pupils_get_words(page: Page, world: World) -> None:
    page.as_("layla").get("schools.add_names", school_class_id=world.seventh.id)
    checked = [
        e.get("value") for e in page.find("input", name="kind") if e.get("checked") is not None
    ]
    assert checked == ["words"]
    _add(page.as_("ben"), world, "Mia", kind="words")
    (card,) = page.find("p", class_="words")
    assert len("".join(card.itertext()).split()) == 3


@pytest.mark.parametrize(
    "name",
    [
        "Ms Smith (Teacher)",
        "Meera Patel",
        "Mеera Pаtel",
        "Ben Ward",
        "A\u200bva",
        "Ava\u202e",
        "Leo 7",
    ],
)
def test_AT129_SG08_a_name_that_poses_or_hides_is_refused(
    page: Page, world: World, name: str
) -> None:
    page.as_("ben").post(
        "schools.add_names",
        {"names": f"Mia\n{name}", "kind": "pictures"},
        school_class_id=world.year5.id,
        status=422,
    )
    assert "names" in page.errors()


def test_a_possible_surname_is_asked_about(page: Page, world: World) -> None:
    page.as_("ben").post(
        "schools.add_names",
        {"names": "Anna Lena\nMia", "kind": "pictures"},
        school_class_id=world.year5.id,
        status=200,
    )
    assert "Is there a surname in it? Anna Lena" in page.words


def test_SG42_only_own_teachers_add_pupils(page: Page, world: World) -> None:
    for who, status in (("sarah", 403), ("peter", 404), ("ava", 404), ("ines", 404)):
        page.as_(who).post(
            "schools.add_names",
            {"names": "Mia", "kind": "pictures"},
            school_class_id=world.year5.id,
            status=status,
        )


def test_AT034_nobody_prints_cards_of_another_class(page: Page, world: World) -> None:
    sent = {"pupils": [str(world.ava.id)], "kind": "pictures"}
    page.as_("sarah").post("schools.cards", sent, school_class_id=world.year5.id, status=403)
    page.as_("peter").post("schools.cards", sent, school_class_id=world.year5.id, status=404)
    page.as_("peter").post("schools.cards", sent, school_class_id=world.grade5.id, status=422)


def test_RP19_a_new_card_ends_the_old_one(
    page: Page, world: World, give_card: Callable[..., None]
) -> None:
    give_card("ava")
    before = world.all(Pupil, person_id=world.ava.id)[0].secret_hash
    world.sign_in("ava")
    page.as_("ben").get("schools.cards", school_class_id=world.year5.id)
    sent = {"pupils": [str(world.ava.id)], "kind": "pictures", "seen": page.value("seen")}
    page.post("schools.cards", sent, school_class_id=world.year5.id, status=200)
    assert len(page.find("li", class_="cut")) == 1
    after = world.all(Pupil, person_id=world.ava.id)[0]
    assert after.secret_hash != before
    assert after.secret_tries == 0
    assert all(row.ended_at for row in world.all(SignIn, person_id=world.ava.id))


def test_RP19_a_sheet_that_is_reloaded_asks_before_it_ends_the_cards_on_it(
    page: Page, world: World, give_card: Callable[..., None]
) -> None:
    give_card("ava")
    url = {"school_class_id": world.year5.id}
    page.as_("ben").get("schools.cards", **url)
    sent = {"pupils": [str(world.ava.id)], "kind": "pictures", "seen": page.value("seen")}
    page.post("schools.cards", sent, status=200, **url)
    printed = world.all(Pupil, person_id=world.ava.id)[0].secret_hash
    for _ in range(2):
        page.post("schools.cards", sent, status=409, **url)
        assert "If you make others now, those just made end." in page.errors()["pupils"]
        assert world.all(Pupil, person_id=world.ava.id)[0].secret_hash == printed
    assert "Make other cards" in page.words
    page.post("schools.cards", sent | {"seen": page.value("seen")}, status=200, **url)
    assert world.all(Pupil, person_id=world.ava.id)[0].secret_hash != printed


def test_RP19_a_card_made_for_one_pupil_asks_nothing_about_another(
    page: Page, world: World, give_card: Callable[..., None]
) -> None:
    url = {"school_class_id": world.year5.id}
    page.as_("ben").get("schools.cards", **url)
    give_card("ava")
    sent = {"pupils": [str(world.noah.id)], "kind": "pictures", "seen": page.value("seen")}
    page.post("schools.cards", sent, status=200, **url)


def test_RP19_cards_are_not_made_over_those_that_were_made_meanwhile(world: World) -> None:
    """Two who press at once have both passed the form; the action looks again."""
    seen = [card_mark(one.person_id, one.secret_hash) for one in world.all(Pupil)]
    first, other = ({world.ava.id: (SecretKind.PICTURES, word)} for word in ("one", "other"))
    world.do(give_secrets, world.year5, first, seen=seen, by="ben")
    with pytest.raises(Stale):
        world.do(give_secrets, world.year5, other, seen=seen, by="ben")
    assert world.all(Pupil, person_id=world.ava.id)[0].secret_hash == "one"


def test_RP19_no_page_shows_an_existing_secret(
    page: Page, world: World, give_card: Callable[..., None]
) -> None:
    give_card("ava", SecretKind.WORDS)
    page.as_("ben")
    for endpoint, values in (
        ("schools.show_class", {"school_class_id": world.year5.id}),
        ("schools.cards", {"school_class_id": world.year5.id}),
        ("schools.pupil", {"pupil_id": world.ava.id}),
    ):
        page.get(endpoint, **values)
        assert "tiger" not in page.text
        assert "argon2" not in page.text


def test_a_pupil_is_changed(page: Page, world: World) -> None:
    left: list[Any] = []
    with pupil_left.connected_to(lambda pupil: left.append(pupil.person_id)):
        page.as_("ben").post(
            "schools.pupil",
            {"name": "Noah", "avatar": "moon", "school_only": "y"},
            pupil_id=world.ava.id,
        ).follow()
    assert left == [world.ava.id]
    assert "Noah B." in page.words
    pupil = world.all(Pupil, person_id=world.ava.id)[0]
    assert (pupil.avatar, pupil.school_only) == ("moon", True)


def test_SG59_school_only_is_seen_by_the_own_school_alone(page: Page, world: World) -> None:
    page.as_("ben").post(
        "schools.pupil",
        {"name": "Ava", "avatar": "cat", "school_only": "y"},
        pupil_id=world.ava.id,
    )
    page.get("schools.show_class", school_class_id=world.year5.id)
    assert "School only" in page.words
    for who in ("daniel", "layla", "ines", "noah"):
        page.as_(who).get("schools.show_class", school_class_id=world.year5.id, status=404)
        page.as_(who).get("schools.pupil", pupil_id=world.ava.id, status=404)
    entry = world.all(AuditEntry, action="pupil.edited")[0]
    assert not re.search(r"school.?only|Ava", str(entry.details))


def test_SG59_only_a_child_safety_lead_lets_a_pupil_out_of_school_again(
    page: Page, world: World
) -> None:
    flagged = {"name": "Ava", "avatar": "cat", "school_only": "y"}
    page.as_("ben").post("schools.pupil", flagged, pupil_id=world.ava.id)
    for who in ("ben", "meera", "tom"):
        page.as_(who).post(
            "schools.pupil", {"name": "Ava", "avatar": "cat"}, pupil_id=world.ava.id, status=422
        )
        assert "child-safety lead" in page.errors()["school_only"]
    assert world.all(Pupil, person_id=world.ava.id)[0].school_only
    page.as_("sarah").get("schools.show_class", school_class_id=world.year5.id)
    assert f"/pupils/{world.ava.id}" in page.text
    page.get("schools.pupil", pupil_id=world.ava.id)
    assert "Make a new card" not in page.words
    page.post("schools.pupil", {"name": "Ava", "avatar": "cat"}, pupil_id=world.ava.id)
    assert not world.all(Pupil, person_id=world.ava.id)[0].school_only


def test_SG44_a_picture_is_one_of_the_set(page: Page, world: World) -> None:
    page.as_("ben").post(
        "schools.pupil", {"name": "Ava", "avatar": "photo"}, pupil_id=world.ava.id, status=422
    )


def test_SG43_a_pupil_who_left_is_out_at_once(page: Page, world: World) -> None:
    world.sign_in("ava")
    page.as_("ben").post("schools.leave", pupil_id=world.ava.id).follow()
    assert "Ava" not in page.words
    person = world.fresh(world.ava)
    assert person.ended_at is not None
    assert all(row.ended_at for row in world.all(SignIn, person_id=world.ava.id))
    assert world.all(Pupil, person_id=world.ava.id)[0].secret_hash is None


def test_a_suspended_pupil_is_out_and_can_come_back(page: Page, world: World) -> None:
    world.sign_in("ava")
    page.as_("sarah").post("schools.bar_pupil", pupil_id=world.ava.id)
    assert world.fresh(world.ava).suspended_at is not None
    page.as_("ben").post("schools.lift_pupil", pupil_id=world.ava.id, status=403)
    page.as_("sarah").post("schools.lift_pupil", pupil_id=world.ava.id)
    assert world.fresh(world.ava).suspended_at is None


def test_a_class_ends_with_all_its_pupils(page: Page, world: World) -> None:
    world.sign_in("ava")
    page.as_("ben").post("schools.finish_class", school_class_id=world.year5.id, status=403)
    page.as_("tom").post("schools.finish_class", school_class_id=world.year5.id)
    assert world.fresh(world.year5).ended_at is not None
    assert {one.kept_name for one in world.all(Person) if one.ended_at} == {"Ava", "Noah"}


def test_nobody_joins_a_class_that_is_over(page: Page, world: World) -> None:
    """A page may have stayed open from before, and a sheet of cards would let in nobody."""
    page.as_("tom").post("schools.finish_class", school_class_id=world.year5.id)
    pasted = {"names": "Zoe", "kind": "pictures", "confirmed": "y", "listed": "Zoe"}
    for endpoint, sent in (
        ("schools.add_names", pasted),
        ("schools.cards", {}),
        ("schools.open_it", {}),
        ("schools.change_class", {"name": "Year 5", "ages": "10-12"}),
        ("schools.finish_class", {}),
    ):
        page.post(endpoint, sent, school_class_id=world.year5.id, status=403)
    page.get("schools.show_class", school_class_id=world.year5.id)
    assert "Zoe" not in {one.kept_name for one in world.all(Person)}


def test_next_years_class_may_have_the_name_of_one_that_is_over(page: Page, world: World) -> None:
    page.as_("tom").post("schools.finish_class", school_class_id=world.year5.id)
    page.post("schools.create_class", {"name": "Year 5", "ages": "6-9"}, school_id=world.leeds.id)
    over, new = sorted(world.all(SchoolClass, name="Year 5"), key=lambda one: one.created_at)
    assert (over.id, new.ended_at) == (world.year5.id, None)


def test_SG10_pupils_find_nobody(page: Page, world: World) -> None:
    for endpoint, values in (
        ("schools.show_class", {"school_class_id": world.year5.id}),
        ("schools.pupil", {"pupil_id": world.noah.id}),
        ("schools.classes", {"school_id": world.leeds.id}),
        ("schools.show", {"school_id": world.leeds.id}),
    ):
        page.as_("ava").get(endpoint, status=404, **values)
