"""A form that was sent after the sign-in ended: nothing that was typed is lost."""

from collections.abc import Callable

from schoollink.accounts.models import Person
from schoollink.core.clock import Clock
from tests.page import Page
from tests.world import PASSWORD, World

TYPED = {
    "name": "Meera Patel-Jones",
    "language": "en",
    "theme": "dark",
    "text_size": "large",
    "saves_data": "y",
}


def sent_too_late(page: Page, clock: Clock) -> Page:
    page.as_("meera").get("accounts.show")
    clock.forward(minutes=31)
    return page.post("accounts.show", TYPED, status=401)


def sign_in_with(page: Page, name: str, *, status: int = 302) -> Page:
    typed = {"name": name, "password": PASSWORD}
    kept = {"next": page.value("next"), "unsent": page.value("unsent")}
    return page.post("accounts.sign_in", typed | kept, status=status)


def test_AT006_what_was_typed_waits_behind_the_sign_in(
    page: Page, world: World, clock: Clock
) -> None:
    sent_too_late(page, clock)
    assert "Your words are still here" in page.words
    assert "Patel-Jones" not in page.html  # sealed: nobody else at this device reads it
    sign_in_with(page, "meera", status=200)
    assert "Meera Patel-Jones" in page.words
    fields = {
        e.get("name", ""): e.get("value", "")
        for form in page.find("form", action="/me")
        for e in form.iter("input")
    }
    page.client.post("/me", data=fields)
    person: Person = world.fresh(world.meera)
    assert (person.name, person.theme.value, person.saves_data) == (
        "Meera Patel-Jones",
        "dark",
        True,
    )


def test_somebody_else_signs_in_and_sees_none_of_it(page: Page, clock: Clock) -> None:
    sent_too_late(page, clock)
    sign_in_with(page, "tom")
    assert page.response.headers["Location"] == "/me"


def test_it_waits_twelve_hours_and_no_longer(page: Page, clock: Clock) -> None:
    sent_too_late(page, clock)
    clock.forward(hours=12, minutes=1)
    sign_in_with(page, "meera")


def test_a_changed_value_is_dropped(page: Page, clock: Clock) -> None:
    sent_too_late(page, clock)
    typed = {
        "name": "meera",
        "password": PASSWORD,
        "unsent": page.value("unsent")[:-8] + "AAAAAAA=",
    }
    page.post("accounts.sign_in", typed)


def test_passwords_are_never_kept(page: Page, clock: Clock) -> None:
    page.as_("meera").get("accounts.password")
    clock.forward(minutes=31)
    secrets = {"current": PASSWORD, "password": "seven blue kettles sing"}
    page.post("accounts.password", secrets, status=401)
    assert not page.find("input", name="unsent")


def test_a_foreign_form_is_not_kept(page: Page, clock: Clock) -> None:
    page.as_("meera").get("accounts.show")
    clock.forward(minutes=31)
    page.post("accounts.show", TYPED | {"csrf_token": "forged"}, status=401)
    assert not page.find("input", name="unsent")


def test_a_press_without_words_just_asks_to_sign_in(
    page: Page, new_page: Callable[[], Page], clock: Clock
) -> None:
    page.as_("meera").get("accounts.sign_ins")
    clock.forward(minutes=31)
    page.post("accounts.end_other_sign_ins", status=401)
    assert "You were signed out" in page.words
    assert "Sign in and you are back where you were." in page.words


def test_what_was_typed_waits_after_a_sign_out_in_another_tab(
    page: Page, new_page: Callable[[], Page]
) -> None:
    page.as_("meera").get("accounts.show")
    typed = TYPED | {"csrf_token": page.value("csrf_token")}
    page.post("accounts.sign_out")
    page.post("accounts.show", typed, status=401)
    assert "Your words are still here" in page.words
    other = new_page().as_("visitor")
    kept = {"next": page.value("next"), "unsent": page.value("unsent")}
    other.post("accounts.sign_in", kept | {"name": "tom", "password": PASSWORD})
    sign_in_with(page, "meera", status=200)
    assert "Meera Patel-Jones" in page.words


def test_what_can_not_be_kept_is_said_to_be_lost(page: Page, clock: Clock) -> None:
    page.as_("meera").get("accounts.show")
    clock.forward(minutes=31)
    page.post("accounts.show", TYPED | {"csrf_token": "forged"}, status=401)
    assert "What you typed could not be kept." in page.words
    page.client.environ_base["HTTP_ORIGIN"] = "http://localhost"
    page.post("accounts.show", TYPED | {"name": "x" * 1_200_000}, status=401)
    assert "What you typed could not be kept." in page.words


def test_a_second_tab_that_waits_to_sign_in_goes_on_to_its_own_words(
    page: Page, clock: Clock
) -> None:
    sent_too_late(page, clock)
    waiting = {name: page.value(name) for name in ("csrf_token", "next", "unsent")}
    page.client.environ_base["HTTP_ORIGIN"] = "http://localhost"
    sign_in_with(page, "meera", status=200)
    entry = {"name": "meera", "password": PASSWORD}
    page.post("accounts.sign_in", waiting | entry, status=200)
    assert "Meera Patel-Jones" in page.words
    assert "too old" not in page.text
    page.post("accounts.sign_in", waiting | entry | {"unsent": ""})
    assert page.response.headers["Location"] == "/me"
    page.post("accounts.second_step", waiting | {"code": "123456"}, status=200)
    assert "Meera Patel-Jones" in page.words
    page.as_("tom").post("accounts.sign_in", waiting | entry)
    page.follow()
    assert "Patel-Jones" not in page.html
