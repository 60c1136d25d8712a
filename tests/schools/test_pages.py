"""Every page of schools opens for somebody who may see it."""

import pytest

from tests.page import Page
from tests.world import World

STAFF_PAGES = [
    "schools.show",
    "schools.edit",
    "schools.people",
    "schools.invite",
    "schools.classes",
    "schools.create_class",
]
CLASS_PAGES = [
    "schools.show_class",
    "schools.change_class",
    "schools.add_names",
    "schools.cards",
    "schools.door",
]


@pytest.mark.parametrize("language", ["en", "ar-XB"])
@pytest.mark.parametrize("endpoint", STAFF_PAGES)
def test_a_link_teacher_opens_the_pages_of_the_school(
    page: Page, world: World, endpoint: str, language: str
) -> None:
    page.as_("meera").in_language(language).get(endpoint, school_id=world.leeds.id)
    assert page.find("html")[0].get("lang") == language


@pytest.mark.parametrize("language", ["en", "ar-XB"])
@pytest.mark.parametrize("endpoint", CLASS_PAGES)
def test_a_teacher_opens_the_pages_of_a_class(
    page: Page, world: World, endpoint: str, language: str
) -> None:
    page.as_("ben").in_language(language).get(endpoint, school_class_id=world.year5.id)
    assert page.find("html")[0].get("lang") == language
