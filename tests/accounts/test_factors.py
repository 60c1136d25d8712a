"""The second step: an app or a sheet of codes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from sqlalchemy import select

from schoollink.accounts.models import Account, OneTimeCode, Person, SignIn
from schoollink.accounts.queries import live_sign_ins
from schoollink.core.clock import Clock, now
from schoollink.core.database import unit_of_work
from tests.live import Server, context_of
from tests.page import Page
from tests.world import PASSWORD, World

NewPage = Callable[[], Page]
NOON = datetime(2026, 10, 8, 12, tzinfo=UTC)


def app_of(page: Page) -> pyotp.TOTP:
    """Set an app up as a person would: read the key off the page."""
    page.post("accounts.start_factor_app", {"current": PASSWORD})
    page.follow()
    key = "".join(page.find("code")[0].itertext()).replace(" ", "")
    return pyotp.TOTP(key)


def with_app(page: Page, clock: Clock, who: str = "meera") -> pyotp.TOTP:
    clock.stop(NOON)
    app = app_of(page.as_(who))
    page.post("accounts.confirm_factor_app", {"code": app.at(int(NOON.timestamp()))})
    page.as_("visitor")
    return app


def half_way(page: Page, who: str = "meera") -> Page:
    page.as_("visitor")
    page.post("accounts.sign_in", {"name": who, "password": PASSWORD})
    assert page.response.headers["Location"].startswith("/sign-in/second-step")
    return page.follow()


def step(page: Page, code: str, *, status: int = 302) -> Page:
    return page.post("accounts.second_step", {"code": code}, status=status)


def code_at(app: pyotp.TOTP, **later: int) -> str:
    return app.at(int((NOON + timedelta(**later)).timestamp()))


def sheet_of(page: Page) -> list[str]:
    page.post("accounts.sheet", {"current": PASSWORD}, status=200)
    return ["".join(e.itertext()) for e in page.find("code")]


def test_RP17_an_app_is_asked_for_at_the_next_sign_in(page: Page, clock: Clock) -> None:
    app = with_app(page, clock)
    clock.forward(minutes=1)
    half_way(page)
    step(page, code_at(app, minutes=1))
    assert page.response.headers["Location"] == "/home"
    page.get("accounts.show")


def test_half_way_in_is_nowhere(page: Page, world: World, clock: Clock) -> None:
    with_app(page, clock)
    half_way(page)
    page.get("accounts.show", status=302)
    assert page.response.headers["Location"].startswith("/sign-in/second-step?next=")
    page.post("accounts.show", {"name": "x"}, status=401)
    assert page.json("accounts.show", status=401)
    (half,) = world.all(SignIn, person_id=world.meera.id, factor_due=True)
    with page.app.app_context(), unit_of_work(writes=False):
        assert half.id not in live_sign_ins(select(Person.id).where(Person.id == half.person_id))


def test_half_way_in_lasts_ten_minutes(page: Page, clock: Clock) -> None:
    app = with_app(page, clock)
    half_way(page)
    clock.forward(minutes=11)
    step(page, code_at(app, minutes=11))
    assert page.response.headers["Location"] == "/sign-in"


def test_a_second_step_that_took_too_long_loses_no_words(page: Page, clock: Clock) -> None:
    """Nor the way back: the sign-in page carries both on."""
    app = with_app(page, clock)
    page.as_("meera").get("accounts.show")
    clock.forward(minutes=31)
    page.post("accounts.show", {"name": "Meera P. Patel", "language": "en"}, status=401)
    entry = {"name": "meera", "password": PASSWORD}
    page.post("accounts.sign_in", entry | _kept(page), status=200)
    clock.forward(minutes=11)
    page.post("accounts.second_step", {"code": "123456"} | _kept(page), status=401)
    assert "Your words are still here." in page.words
    page.post("accounts.sign_in", entry | _kept(page), status=200)
    code = code_at(app, minutes=42)
    page.post("accounts.second_step", {"code": code} | _kept(page), status=200)
    assert "Meera P. Patel" in page.words

    clock.forward(minutes=31)
    next_ = _way_to_me(page.as_("visitor"))
    page.post("accounts.second_step", {"code": "123456", "next": next_})
    page.follow()
    assert page.value("next") == next_


def _kept(page: Page) -> dict[str, str]:
    return {name: page.value(name) for name in ("next", "unsent")}


def _way_to_me(page: Page) -> str:
    page.get("accounts.show", status=302)
    page.follow()
    return page.value("next")


def test_SEC24_the_second_step_gives_a_new_token(page: Page, world: World, clock: Clock) -> None:
    app = with_app(page, clock)
    clock.forward(minutes=1)
    half_way(page)
    copied = page.client.get_cookie("sl_dev")
    assert copied is not None
    step(page, code_at(app, minutes=1))
    page.client.set_cookie("sl_dev", copied.value)
    page.get("accounts.show", status=302)
    halves = world.all(SignIn, person_id=world.meera.id, factor_due=True)
    assert all(row.ended_at is not None for row in halves)


def test_the_way_back_survives_the_second_step(page: Page, clock: Clock) -> None:
    app = with_app(page, clock)
    clock.forward(minutes=1)
    page.get("accounts.sign_ins", status=302)
    next_ = page.follow().value("next")
    page.post("accounts.sign_in", {"name": "meera", "password": PASSWORD, "next": next_})
    page.follow()
    page.post("accounts.second_step", {"code": code_at(app, minutes=1), "next": page.value("next")})
    assert page.response.headers["Location"] == "/me/sign-ins"


def test_AT015_a_code_of_the_app_works_once(page: Page, clock: Clock) -> None:
    app = with_app(page, clock)
    half_way(page)
    step(page, code_at(app), status=422)
    assert "used already" in page.errors()["code"]
    step(page, code_at(app, seconds=30))
    half_way(page)
    step(page, code_at(app, seconds=30), status=422)
    step(page, code_at(app), status=422)


@pytest.mark.parametrize("seconds", [-90, 90])
def test_a_code_of_another_time_is_refused(page: Page, clock: Clock, seconds: int) -> None:
    app = with_app(page, clock)
    clock.forward(hours=1)
    half_way(page)
    step(page, code_at(app, hours=1, seconds=seconds), status=422)


def test_AT016_guessing_codes_ends_after_five_and_the_known_device_goes_on(
    page: Page, new_page: NewPage, clock: Clock
) -> None:
    app = with_app(page, clock)
    clock.forward(minutes=1)
    half_way(page)
    step(page, code_at(app, minutes=1))
    other = half_way(new_page())
    for _ in range(5):
        step(other, "000000", status=422)
    step(other, "000000", status=429)
    step(other, code_at(app, minutes=1, seconds=30), status=429)
    clock.forward(minutes=1)
    half_way(page)
    step(page, code_at(app, minutes=2))


def test_RP17_sixty_codes_on_paper_each_works_once(page: Page, world: World) -> None:
    codes = sheet_of(page.as_("meera"))
    assert len(set(codes)) == 60
    kept = {row.code_hash for row in world.all(OneTimeCode)}
    assert not kept & set(codes)
    half_way(page)
    step(page, codes[0].lower().replace("-", " "))
    assert page.response.headers["Location"] == "/home"
    half_way(page)
    step(page, codes[0], status=422)
    step(page, codes[59])


def test_AT017_a_code_rescues_who_lost_the_phone_once(page: Page, clock: Clock) -> None:
    with_app(page, clock)
    codes = sheet_of(page.as_("meera"))
    half_way(page)
    step(page, codes[3])
    half_way(page)
    step(page, codes[3], status=422)


def test_a_new_sheet_ends_the_old_one(page: Page) -> None:
    old = sheet_of(page.as_("meera"))
    new = sheet_of(page)
    half_way(page)
    step(page, old[0], status=422)
    step(page, new[0])


def test_a_code_of_somebody_else_is_worth_nothing(page: Page) -> None:
    sheet_of(page.as_("meera"))
    toms = sheet_of(page.as_("tom"))
    half_way(page, "meera")
    step(page, toms[0], status=422)


def test_SEC33_the_secret_of_an_app_is_sealed(page: Page, world: World, clock: Clock) -> None:
    app = with_app(page, clock)
    account: Account = world.all(Account, person_id=world.meera.id)[0]
    assert account.totp_secret is not None
    assert app.secret.encode() not in account.totp_secret


@pytest.mark.parametrize(
    ("endpoint", "more"),
    [
        ("accounts.start_factor_app", {}),
        ("accounts.sheet", {}),
        ("accounts.factor_off", {"code": "000000"}),
        ("accounts.names", {"address": "new@example.org"}),
        ("accounts.password", {"password": "seven blue kettles sing"}),
    ],
)
def test_RP24_what_is_sensitive_asks_for_the_password(
    page: Page, endpoint: str, more: dict[str, str]
) -> None:
    page.as_("meera").post(endpoint, {"current": "some other words"} | more, status=422)
    assert "current" in page.errors()
    page.post(endpoint, more, status=422)


def test_SEC25_turning_it_on_ends_other_sign_ins(
    page: Page, new_page: NewPage, clock: Clock
) -> None:
    clock.stop(NOON)
    other = new_page().as_("meera").get("accounts.show")
    with_app(page, clock)
    other.get("accounts.show", status=302)


def test_turning_it_off_takes_password_and_code(page: Page, world: World, clock: Clock) -> None:
    with_app(page, clock)
    codes = sheet_of(page.as_("meera"))
    page.post("accounts.factor_off", {"current": PASSWORD, "code": "nonsense"}, status=422)
    page.post("accounts.factor_off", {"current": PASSWORD, "code": codes[7]})
    assert world.all(OneTimeCode, person_id=world.meera.id) == []
    page.as_("visitor").post("accounts.sign_in", {"name": "meera", "password": PASSWORD})
    assert page.response.headers["Location"] == "/home"


def test_who_runs_the_server_helps_somebody_who_lost_phone_and_sheet(
    page: Page, clock: Clock
) -> None:
    with_app(page, clock)
    command = ["accounts", "turn-off-second-step"]
    runner = page.app.test_cli_runner()
    assert runner.invoke(args=[*command, "nobody"]).exit_code == 1
    assert runner.invoke(args=[*command, "meera"]).exit_code == 0
    page.post("accounts.sign_in", {"name": "meera", "password": PASSWORD})
    assert page.response.headers["Location"] == "/home"


def test_RP16_with_a_second_step_twelve_characters_do(page: Page) -> None:
    change = {"current": PASSWORD, "password": "x9#kLq02mZpp"}
    page.as_("meera").post("accounts.password", change, status=422)
    sheet_of(page)
    page.post("accounts.password", change)


@pytest.mark.parametrize("endpoint", ["accounts.factor", "accounts.sheet", "accounts.password"])
def test_pupils_have_none_of_this(page: Page, endpoint: str) -> None:
    page.as_("ava").get(endpoint, status=404)


def test_the_pages_in_the_other_direction(page: Page, clock: Clock) -> None:
    clock.stop(now())
    page.as_("meera").in_language("ar-XB")
    app_of(page)
    sheet_of(page)
    page.get("accounts.factor")


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ar-XB"])
def test_the_codes_of_a_sheet_are_numbered_in_two_columns_on_a_phone(
    browser: Any, server: Server, language: str
) -> None:
    """The hint at the second step speaks of the next one."""
    window = context_of(browser, server, "meera", width=375, language=language).new_page()
    window.goto(f"{server.url}/me/second-step/sheet")
    window.fill("[name=current]", PASSWORD)
    window.locator("main [type=submit]").click()
    window.wait_for_selector(".codes")
    assert window.evaluate("getComputedStyle(document.querySelector('.codes')).listStyle") == (
        "outside none decimal"
    )
    places = "[...document.querySelectorAll('.codes li')].map(one => one.getBoundingClientRect().x)"
    assert len(set(window.evaluate(places))) == 2
    assert window.evaluate("document.documentElement.scrollWidth") <= 375
