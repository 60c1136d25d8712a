"""Signing in and out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import argon2
import pytest
from flask import Flask

from schoollink.accounts import actions
from schoollink.accounts.models import Account, Person, PersonKind, SignIn
from schoollink.audit.models import AuditEntry
from schoollink.core.clock import Clock, now
from schoollink.core.database import db, unit_of_work
from schoollink.core.hashing import hash_secret
from schoollink.core.security import hash_token
from schoollink.core.settings import Settings
from tests.page import Page
from tests.world import PASSWORD, PASSWORD_HASH, World

NewPage = Callable[[], Page]


def sign_in(
    page: Page, name: str, password: str = PASSWORD, *, status: int = 302, **more: str
) -> Page:
    return page.post("accounts.sign_in", {"name": name, "password": password} | more, status=status)


@contextmanager
def counted_checks() -> Iterator[list[str]]:
    """Every Argon2 verification, counted instead of timed."""
    checked: list[str] = []
    real = argon2.PasswordHasher.verify

    def verify(self: Any, kept: str, typed: str) -> bool:
        checked.append(kept)
        return real(self, kept, typed)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(argon2.PasswordHasher, "verify", verify)
        yield checked


def token_of(page: Page) -> str:
    with page.client.session_transaction() as session:
        return str(session.get("_user_id", ""))


@pytest.mark.parametrize("name", ["meera@example.org", " Meera@Example.org ", "meera", "MEERA"])
def test_staff_sign_in_by_address_or_by_name(page: Page, name: str) -> None:
    sign_in(page.get("accounts.sign_in"), name)
    assert page.response.headers["Location"] == "/home"
    page.get("accounts.show")
    assert "Meera Patel" in page.html


@pytest.mark.parametrize("language", ["en", "en-XA", "ar-XB"])
def test_the_sign_in_page_in_every_direction(page: Page, language: str) -> None:
    page.in_language(language).get("accounts.sign_in")
    assert page.find("html")[0].get("lang") == language


def test_AT009_the_password_of_one_buys_no_tries_at_that_of_another_with_the_same_mailbox(
    new_page: NewPage, world: World
) -> None:
    """Whoever has an account with somebody's address signs in between, each time anew."""
    tom = world.all(Account, sign_in_name="tom")[0]
    tom.address, tom.password_hash = "meera@example.org", hash_secret("the other four words")
    world.put(tom)
    page = new_page()
    for _ in range(4):
        sign_in(page, "meera@example.org", "the other four words")
        for _ in range(2):
            page.as_("visitor")
            answer = page.client.post(
                "/sign-in",
                data={
                    "name": "meera@example.org",
                    "password": "one more guess",
                    "csrf_token": page.token(),
                },
            )
    assert answer.status_code == 429


def test_two_people_share_a_mailbox_and_the_password_decides(page: Page, world: World) -> None:
    from schoollink.core.hashing import hash_secret

    other = "seven blue kettles sing"
    with page.app.app_context():
        made = hash_secret(other)
        with unit_of_work():
            for key in ("meera", "tom"):
                account = db.session.get(Account, world.people[key].id)
                assert account is not None
                account.address = "office@example.org"
                if key == "tom":
                    account.password_hash = made
    sign_in(page, "office@example.org", other)
    assert "Tom Hurst" in page.get("accounts.show").html
    page.as_("visitor")
    sign_in(page, "office@example.org", PASSWORD)
    assert "Meera Patel" in page.get("accounts.show").html


def test_SEC22_AT011_an_unknown_name_gets_the_same_answer_and_work(page: Page) -> None:
    answers = []
    for name in ("meera", "nobody-at-all"):
        with counted_checks() as checked:
            sign_in(page, name, "some other four words", status=422)
        answers.append((page.html.replace(name, "NAME"), len(checked)))
    assert answers[0][1] == answers[1][1] == 1
    assert _without_tokens(answers[0][0]) == _without_tokens(answers[1][0])


def _without_tokens(html: str) -> str:
    import re

    return re.sub(r'name="csrf_token" value="[^"]+"', "", html)


def test_an_account_without_a_password_is_checked_like_any_other(page: Page, world: World) -> None:
    with page.app.app_context(), unit_of_work():
        account = db.session.get(Account, world.meera.id)
        assert account is not None
        account.password_hash = None
    with counted_checks() as checked:
        sign_in(page, "meera", "nobody has this password", status=422)
    assert len(checked) == 1


def test_a_wrong_password_is_remembered(page: Page, world: World) -> None:
    sign_in(page, "meera", "some other four words", status=422)
    (entry,) = world.all(AuditEntry, action="sign_in.failed")
    assert entry.subject_id == world.meera.id


def test_AT001_a_cookie_copied_before_signing_out_is_worth_nothing(
    page: Page, world: World
) -> None:
    sign_in(page, "meera")
    token = token_of(page)
    copied = page.client.get_cookie("sl_dev")
    assert copied is not None
    page.post("accounts.sign_out")
    assert page.response.headers["Clear-Site-Data"] == '"cache", "storage"'
    page.client.set_cookie("sl_dev", copied.value)
    page.get("accounts.show", status=302)
    assert page.response.headers["Location"].startswith("/sign-in")
    (row,) = world.all(SignIn, token_hash=hash_token(token))
    assert row.ended_at is not None


def test_AT002_SEC24_signing_in_changes_the_token_and_carries_nothing_over(page: Page) -> None:
    with page.client.session_transaction() as session:
        session["_user_id"] = "chosen by somebody else"
        session["planted"] = "yes"
    sign_in(page, "meera")
    assert token_of(page) != "chosen by somebody else"
    with page.client.session_transaction() as session:
        assert "planted" not in session


def test_AT003_a_changed_cookie_is_nobody(page: Page) -> None:
    sign_in(page, "meera")
    cookie = page.client.get_cookie("sl_dev")
    assert cookie is not None
    page.client.set_cookie("sl_dev", ("A" if cookie.value[0] != "A" else "B") + cookie.value[1:])
    page.get("accounts.show", status=302)


def test_AT005_a_suspended_person_is_out_at_once(page: Page, world: World) -> None:
    page.as_("ben").get("accounts.show")
    world.do(actions.suspend, world.ben, by="sam")
    page.get("accounts.show", status=302)
    sign_in(page, "ben", status=422)


def test_AT006_RP20_idle_too_long_and_the_form_writes_nothing(
    page: Page, world: World, clock: Clock
) -> None:
    page.as_("meera").get("accounts.show")
    clock.forward(minutes=31)
    page.post("accounts.show", _settings(name="Changed"), status=401)
    assert world.fresh(world.meera).name == "Meera Patel"


def _settings(**more: str) -> dict[str, str]:
    return {"name": "Meera", "language": "en", "theme": "auto", "text_size": "normal"} | more


@pytest.mark.parametrize(("who", "hours"), [("ben", 12), ("meera", 8), ("sam", 8), ("ines", 8)])
def test_AT007_RP21_the_longest_life_ends_an_active_sign_in(
    page: Page, clock: Clock, who: str, hours: int
) -> None:
    start = now()
    clock.stop(start)
    sign_in(page, who)
    for quarter in range(1, hours * 4):
        clock.stop(start + timedelta(minutes=15 * quarter))
        page.get("accounts.show")
    clock.stop(start + timedelta(hours=hours, seconds=1))
    page.get("accounts.show", status=302)


def test_AT008_the_cookie_travels_only_through_tls() -> None:
    flask = Settings(public_url="https://links.example.org").for_flask()
    assert flask["SESSION_COOKIE_SECURE"]
    assert flask["SESSION_COOKIE_NAME"].startswith("__Host-")


def test_AT009_eleven_wrong_ones_then_a_wait_then_the_right_one(page: Page) -> None:
    for _ in range(10):
        sign_in(page, "meera", "some other four words", status=422)
    sign_in(page, "meera", "some other four words", status=429)
    assert int(page.response.headers["Retry-After"]) > 0
    sign_in(page, "meera", status=429)
    page.app.extensions["limiter"].storage.reset()
    sign_in(page, "meera")


def test_guesses_from_elsewhere_lock_nobody_out(page: Page, new_page: NewPage) -> None:
    sign_in(page, "meera")
    page.post("accounts.sign_out")
    for _ in range(10):
        sign_in(new_page(), "meera", "some other four words", status=422)
    sign_in(new_page(), "meera", status=429)
    sign_in(page, "meera")


def test_right_tries_are_never_counted(page: Page) -> None:
    for _ in range(12):
        page.as_("visitor")
        sign_in(page, "meera")


def test_AT010_one_network_address_has_three_hundred_wrong_tries(app: Flask, page: Page) -> None:
    import limits

    from schoollink.accounts.forms.tries import AN_ADDRESS

    rate = limits.parse(AN_ADDRESS)
    assert rate.amount == 300
    for _ in range(300):
        app.extensions["limiter"].hit(rate, "sign-in-network", "127.0.0.1")
    sign_in(page, "tom", status=429)


def test_a_class_of_35_signs_in_through_one_address(
    page: Page, new_page: NewPage, world: World
) -> None:
    rows: list[Any] = []
    for number in range(35):
        person = Person.of(kind=PersonKind.ADULT, name=f"Person {number}", created_at=now())
        rows += [
            person,
            Account(
                person_id=person.id, sign_in_name=f"person{number}", password_hash=PASSWORD_HASH
            ),
        ]
    world.put(*rows[::2])
    world.put(*rows[1::2])
    for number in range(35):
        browser = new_page()
        for _ in range(2 if number % 10 == 0 else 0):
            sign_in(browser, f"person{number}", "some other four words", status=422)
        sign_in(browser, f"person{number}")


def test_RP23_the_oldest_sign_in_ends_when_there_are_too_many(
    world: World, new_page: NewPage, clock: Clock
) -> None:
    browsers = [new_page() for _ in range(4)]
    for browser in browsers:
        sign_in(browser, "meera")
        clock.forward(seconds=10)
    browsers[0].get("accounts.show", status=302)
    for browser in browsers[1:]:
        browser.get("accounts.show")


def test_AT090_the_token_of_another_sign_in_is_refused(page: Page, new_page: NewPage) -> None:
    sign_in(page, "meera")
    page.get("accounts.show")
    stolen = page.value("csrf_token")
    other = new_page()
    sign_in(other, "tom")
    other.post("accounts.show", _settings() | {"csrf_token": stolen}, status=403)
    page.post("accounts.sign_out")
    sign_in(page, "meera")
    page.post("accounts.show", _settings() | {"csrf_token": stolen}, status=403)


def test_a_page_from_before_the_sign_in_comes_back_with_what_was_typed(
    page: Page, world: World
) -> None:
    """Nothing is done until it is looked at and sent again; only a browser that says where the
    form came from is shown what it held.
    """
    sign_in(page, "meera")
    page.get("accounts.show")
    old = _settings() | {"name": "Meera P. Patel", "csrf_token": page.value("csrf_token")}
    page.post("accounts.sign_out")
    sign_in(page, "meera")
    page.client.environ_base["HTTP_ORIGIN"] = "http://localhost"
    page.post("accounts.show", old, status=403)
    assert "Nothing was done: the page was too old." in page.words
    assert page.value("name") == "Meera P. Patel"
    assert world.fresh(world.meera).name == "Meera Patel"
    page.post("accounts.show", old | {"csrf_token": page.value("csrf_token")})
    assert world.fresh(world.meera).name == "Meera P. Patel"
    foreign = {"Origin": "https://evil.example"}
    answer = page.client.post(page.url("accounts.show"), data=old, headers=foreign)
    assert (answer.status_code, "Meera P. Patel" in answer.text) == (403, False)


def test_a_change_of_the_secret_key_loses_no_words_of_an_open_page(
    page: Page, world: World, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(page, "meera")
    page.get("accounts.show")
    old = _settings() | {"name": "Meera P. Patel", "csrf_token": page.value("csrf_token")}
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [app.config["SECRET_KEY"]])
    monkeypatch.setitem(app.config, "SECRET_KEY", "another key, as long as it must be")
    page.client.environ_base["HTTP_ORIGIN"] = "http://localhost"
    page.post("accounts.show", old, status=403)
    assert page.value("name") == "Meera P. Patel"
    page.post("accounts.show", old | {"csrf_token": page.value("csrf_token")})
    assert world.fresh(world.meera).name == "Meera P. Patel"


def test_what_somebody_typed_is_not_put_into_the_next_persons_hand(
    page: Page, world: World
) -> None:
    """On a device that they share: an old page of one, and by now somebody else is in."""
    sign_in(page, "meera")
    page.get("accounts.show")
    old = _settings() | {"name": "Meera P. Patel", "csrf_token": page.value("csrf_token")}
    page.post("accounts.sign_out")
    sign_in(page, "tom")
    page.client.environ_base["HTTP_ORIGIN"] = "http://localhost"
    page.client.environ_base["HTTP_REFERER"] = "http://localhost/me"
    page.post("accounts.show", old, status=403)
    assert "Meera P. Patel" not in page.text
    assert "Nothing was done: the page was too old." in page.words
    assert page.links()["Back to the page"] == "http://localhost/me"
    assert world.fresh(world.tom).name == "Tom Hurst"


def test_a_button_of_an_older_page_says_so_and_leads_back(page: Page, world: World) -> None:
    page.as_("meera").get("accounts.sign_ins")
    old = {"csrf_token": page.value("csrf_token")}
    page.as_("meera")
    page.client.environ_base["HTTP_ORIGIN"] = "http://localhost"
    page.client.environ_base["HTTP_REFERER"] = "http://localhost/me/sign-ins"
    page.post("accounts.end_other_sign_ins", old, status=403)
    assert "Nothing was done: the page was too old." in page.words
    assert page.links()["Back to the page"] == "http://localhost/me/sign-ins"


@pytest.mark.parametrize("who", ["meera", "ava"])
def test_an_older_page_of_ours_signs_out(page: Page, who: str) -> None:
    page.as_(who).get("home.privacy")
    old = {"csrf_token": page.value("csrf_token")}
    page.as_(who).post("accounts.sign_out", old, status=403)  # nobody says whose page it was
    page.client.environ_base["HTTP_ORIGIN"] = "http://localhost"
    page.post("accounts.sign_out", old)
    page.get("accounts.show", status=302)


def test_an_older_page_of_somebody_else_ends_nothing_of_who_is_in_now(
    page: Page, world: World
) -> None:
    sign_in(page, "meera")
    page.get("home.privacy")
    old = {"csrf_token": page.value("csrf_token")}
    page.post("accounts.sign_out")
    sign_in(page, "tom")
    page.client.environ_base["HTTP_ORIGIN"] = "http://localhost"
    page.post("accounts.sign_out", old)
    assert "Clear-Site-Data" not in page.response.headers
    page.follow()
    assert "You are still signed in." in page.words
    page.get("accounts.show")
    assert "Tom Hurst" in page.html
    assert [row.is_authenticated for row in world.all(SignIn, person_id=world.tom.id)] == [True]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("who", ["visitor", "meera"])
def test_another_site_deletes_nothing_on_the_device_through_the_way_out(
    page: Page, who: str, site: str
) -> None:
    answer = page.as_(who).client.get("/leave", headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 302
    assert not {"Clear-Site-Data", "Set-Cookie"} & set(answer.headers.keys())
    page.get("/me" if who == "meera" else "/")
    assert "is closed" not in page.words
    for ours in ({"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {}):
        answer = page.as_("visitor").client.get("/leave", headers=ours)
        assert "storage" in answer.headers["Clear-Site-Data"]


def test_a_public_form_of_somebody_elses_page_is_not_shown_to_who_is_in_now(page: Page) -> None:
    """What a visitor's own older page held comes back, to look at and send again."""
    page.as_("meera").get("accounts.ask_for_reset")
    hers = {"csrf_token": page.value("csrf_token"), "name": "meera.at.home@example.org"}
    page.client.environ_base["HTTP_ORIGIN"] = "http://localhost"
    for who in ("tom", "visitor", "meera"):
        page.as_(who).post("accounts.ask_for_reset", hers, status=403)
        assert ("meera.at.home" in page.html) == (who == "meera")
    nobodys = hers | {"csrf_token": page.as_("visitor").get("/sign-in").value("csrf_token")}
    page.as_("tom").post("accounts.ask_for_reset", nobodys, status=403)
    assert "meera.at.home" in page.html


def test_SEC16_another_site_signs_nobody_in_or_out(page: Page) -> None:
    data = {"csrf_token": page.token(), "name": "meera", "password": PASSWORD}
    foreign = {"Origin": "https://evil.example"}
    assert page.client.post("/sign-in", data=data, headers=foreign).status_code == 403
    del data["csrf_token"]
    assert page.client.post("/sign-in", data=data).status_code == 403
    sign_in(page, "meera")
    assert page.client.post("/sign-out", data={}).status_code == 403
    page.get("accounts.show")


EVIL = [
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "https:evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "/%2f%2fevil.example",
    "/\tevil.example",
    "/home\r\nLocation: https://evil.example",
    "\u2215\u2215evil.example",
    "evil.example",
]


@pytest.mark.parametrize("next_", EVIL)
def test_AT091_SEC17_next_is_never_a_url(page: Page, next_: str) -> None:
    page.client.get("/sign-in", query_string={"next": next_})
    response = page.client.post(
        "/sign-in",
        data={"csrf_token": page.token(), "name": "meera", "password": PASSWORD, "next": next_},
    )
    assert response.status_code in {302, 422}
    assert response.headers.get("Location", "/home") == "/home"


def test_url_for_takes_no_orders_from_a_query(page: Page) -> None:
    page.get("/me?_external=1&_scheme=javascript&_anchor=x&tab=2", status=302)
    next_ = page.response.headers["Location"].split("next=")[1]
    sign_in(page, "meera", next=next_)
    assert page.response.headers["Location"] == "/me?tab=2"


def test_no_word_in_an_address_breaks_the_way_back_to_it(page: Page) -> None:
    page.get("/home?endpoint=x&tab=2", status=302)
    next_ = page.response.headers["Location"].split("next=")[1]
    sign_in(page, "meera", next=next_)
    assert page.response.headers["Location"] == "/home?tab=2"


def test_after_signing_in_one_is_where_one_was_going(page: Page) -> None:
    page.get("accounts.sign_ins", status=302)
    page.follow()
    sign_in(page, "meera", next=page.value("next"))
    assert page.response.headers["Location"] == "/me/sign-ins"


def test_who_is_signed_in_needs_no_sign_in_page(page: Page) -> None:
    page.as_("meera").get("accounts.sign_in", status=302)
    assert page.response.headers["Location"] == "/home"
    page.as_("ava").get("accounts.sign_in", status=302)
    assert page.response.headers["Location"] == "/my"


def test_json_gets_json(page: Page) -> None:
    assert page.json("accounts.show", status=401)["error"]["code"] == "signed_out"


def test_AT025_signed_in_pages_are_never_stored(page: Page) -> None:
    page.as_("meera").get("accounts.show")
    assert page.response.headers["Cache-Control"] == "no-store"


def test_RP20_a_page_that_asks_by_itself_keeps_no_sign_in_alive(
    page: Page, world: World, clock: Clock
) -> None:
    sign_in(page, "meera")
    (row,) = world.all(SignIn, token_hash=hash_token(token_of(page)))
    clock.forward(minutes=2)
    page.client.get("/me", headers={"X-Poll": "1"})
    assert world.fresh(row).last_active_at == row.last_active_at
    page.client.get("/me")
    assert world.fresh(row).last_active_at > row.last_active_at


def test_RP20_the_page_hears_how_long_the_sign_in_has(
    page: Page, world: World, clock: Clock
) -> None:
    start = now()
    clock.stop(start)
    sign_in(page, "meera")
    clock.stop(start + timedelta(minutes=20))
    asked = {"headers": {"X-Poll": "1", "Accept": "application/json"}}
    said = {"left": 600, "last": False, "person": str(world.meera.id)}
    assert page.client.get("/me/time-left", **asked).json == said
    assert page.json("accounts.time_left") == said | {"left": 1800}, "somebody came"
    (row,) = world.all(SignIn, token_hash=hash_token(token_of(page)))
    clock.stop(row.ends_at - timedelta(seconds=50))
    with page.app.app_context(), unit_of_work():
        found = db.session.get(SignIn, row.id)
        assert found is not None
        found.last_active_at = now()
    assert page.json("accounts.time_left") == said | {"left": 50, "last": True}
    clock.stop(row.ends_at)
    page.json("accounts.time_left", status=401)


def test_RP25_a_shared_device_goes_back_to_the_class_door(page: Page) -> None:
    page.as_("ava", ends_with=uuid4()).post("accounts.sign_out")
    assert page.response.headers["Location"] == "/class-door"
    assert page.response.headers["Clear-Site-Data"] == '"cache", "storage"'
    page.get("accounts.show", status=302)
    assert page.response.headers["Location"] == "/class-door", "also by the button Back"


def test_RP25_the_page_that_comes_after_a_closed_one_says_so(page: Page, world: World) -> None:
    """Who is signed in stays so; the device of a class goes back to its door."""
    page.as_("ava", ends_with=uuid4()).get("accounts.leave", status=302)
    assert page.response.headers["Location"] == "/my"
    assert "Clear-Site-Data" not in page.response.headers, "others' words may wait here"
    page.get("/my")
    assert "The page that was open here is closed." in page.words
    page.post("accounts.sign_out")
    page.get("accounts.leave", status=302)
    assert page.response.headers["Location"] == "/class-door"
    assert page.response.headers["Clear-Site-Data"] == '"cache", "storage"'
    page.get("/class-door")
    assert "The page that was open here is closed." in page.words


def test_last_active_is_noted_at_most_once_a_minute(page: Page, world: World, clock: Clock) -> None:
    start = now()
    clock.stop(start)
    sign_in(page, "meera")
    (row,) = world.all(SignIn, token_hash=hash_token(token_of(page)))
    page.get("accounts.show")
    assert world.fresh(row).last_active_at == row.last_active_at
    clock.stop(start + timedelta(minutes=2))
    page.get("accounts.show")
    assert world.fresh(row).last_active_at == start + timedelta(minutes=2)
