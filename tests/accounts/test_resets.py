"""A forgotten password, and a changed one."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask import Flask

from schoollink.accounts.models import PasswordReset
from schoollink.audit.models import AuditEntry
from schoollink.core import jobs
from schoollink.core.clock import Clock
from tests.accounts.test_factors import sheet_of
from tests.page import Page
from tests.world import PASSWORD, World

NEW = "seven blue kettles sing"


def mails(app: Flask) -> list[tuple[str, str]]:
    """(address, text) of the mails with a link that left; others may leave in the same sweep."""
    outbox = (
        app.extensions["mailman"].outbox if hasattr(app.extensions["mailman"], "outbox") else []
    )
    return [(mail.to[0], mail.body) for mail in outbox if "/reset/" in mail.body]


def link_for(page: Page, name: str = "meera") -> str:
    page.as_("visitor").post("accounts.ask_for_reset", {"name": name})
    with page.app.app_context():
        jobs.sweep()
    return re.findall(r"http://localhost(/reset/\S+)", mails(page.app)[-1][1])[0]


@pytest.fixture(autouse=True)
def _empty_outbox(app: Flask) -> None:
    state = app.extensions["mailman"]
    if getattr(state, "outbox", None):
        state.outbox.clear()


def test_RP18_a_link_comes_by_mail_and_sets_a_new_password(page: Page, app: Flask) -> None:
    link = link_for(page)
    assert mails(app)[-1][0] == "meera@example.org"
    page.get(link)
    page.get(link)  # a mail program that looks uses nothing up
    page.post(link, {"password": NEW})
    assert page.response.headers["Location"] == "/sign-in"
    page.post("accounts.sign_in", {"name": "meera", "password": PASSWORD}, status=422)
    page.post("accounts.sign_in", {"name": "meera", "password": NEW})


def test_SEC22_the_answer_is_the_same_for_everybody(page: Page, app: Flask) -> None:
    bodies = []
    for name in ("meera", "nobody-at-all"):
        page.post("accounts.ask_for_reset", {"name": name})
        assert page.response.headers["Location"] == "/reset/asked"
        bodies.append(page.follow().words)
    assert bodies[0] == bodies[1]


def test_AT012_a_link_works_once(page: Page) -> None:
    link = link_for(page)
    page.post(link, {"password": NEW})
    page.get(link, status=404)
    page.post(link, {"password": "nine green lanterns wait"}, status=404)


def test_AT012_a_link_is_over_after_an_hour(page: Page, clock: Clock) -> None:
    link = link_for(page)
    clock.forward(minutes=60)
    page.get(link, status=404)


def test_AT012_a_link_to_an_old_address_is_over(page: Page) -> None:
    link = link_for(page)
    page.as_("meera")
    page.post("accounts.names", {"current": PASSWORD, "address": "new@example.org"})
    page.get(link, status=404)


def test_a_changed_token_opens_nothing(page: Page) -> None:
    link = link_for(page)
    page.get(link[:-3] + "AAA", status=404)
    page.get("/reset/nonsense", status=404)


def test_AT013_a_forged_host_gets_no_mail(page: Page, app: Flask) -> None:
    data = {"csrf_token": page.token(), "name": "meera"}
    answer = page.client.post("/reset", data=data, headers={"Host": "evil.example"})
    assert answer.status_code == 400
    with app.app_context():
        jobs.sweep()
    assert mails(app) == []


def test_AT014_a_reset_does_not_skip_the_second_step(page: Page) -> None:
    sheet_of(page.as_("meera"))
    link = link_for(page)
    page.post(link, {"password": NEW})
    page.post("accounts.sign_in", {"name": "meera", "password": NEW})
    assert page.response.headers["Location"].startswith("/sign-in/second-step")


def test_a_reset_ends_every_sign_in(page: Page, new_page: Callable[[], Page]) -> None:
    other = new_page().as_("meera").get("accounts.show")
    page.post(link_for(page), {"password": NEW})
    other.get("accounts.show", status=302)


def test_a_reset_keeps_the_rule_for_passwords(page: Page) -> None:
    link = link_for(page)
    page.post(link, {"password": "short"}, status=422)
    page.post(link, {"password": "meera patel meera patel"}, status=422)


def test_two_people_with_one_mailbox_get_a_link_each(page: Page, app: Flask, world: World) -> None:
    for who in ("meera", "tom"):
        page.as_(who).post("accounts.names", {"current": PASSWORD, "address": "office@example.org"})
    link_for(page, "office@example.org")
    assert [to for to, _ in mails(app)] == ["office@example.org"] * 2
    assert {("Meera" in text, "Tom" in text) for _, text in mails(app)} == {
        (True, False),
        (False, True),
    }


def test_three_mails_an_hour_are_enough(page: Page, world: World) -> None:
    for _ in range(5):
        page.post("accounts.ask_for_reset", {"name": "meera"})
    assert len(world.all(PasswordReset)) == 3


def test_AT004_SEC25_a_changed_password_ends_other_sign_ins(
    page: Page, new_page: Callable[[], Page]
) -> None:
    other = new_page().as_("meera").get("accounts.show")
    page.as_("meera").post("accounts.password", {"current": PASSWORD, "password": NEW})
    other.get("accounts.show", status=302)
    page.get("accounts.show")


def test_RP16_a_common_password_is_refused_beside_its_field(page: Page) -> None:
    page.as_("meera")
    page.post("accounts.password", {"current": PASSWORD, "password": "password1234567"}, status=422)
    assert "password" in page.errors()


@pytest.mark.parametrize("endpoint", ["accounts.ask_for_reset", "accounts.reset_asked"])
def test_the_pages_in_the_other_direction(page: Page, endpoint: str) -> None:
    page.in_language("ar-XB").get(endpoint)


def test_whoever_runs_the_server_prints_a_link(page: Page, app: Flask, world: World) -> None:
    run = app.test_cli_runner().invoke
    link = urlsplit(run(args=["accounts", "reset-link", "ben"]).output.strip()).path
    page.as_("visitor").post(link, {"password": NEW})
    page.post("accounts.sign_in", {"name": "ben", "password": NEW})
    assert run(args=["accounts", "reset-link", "nobody"]).exit_code == 1
    assert world.all(AuditEntry, action="account.reset_made", subject_id=world.ben.id)
    assert "A link was made that sets a new password for you." in (
        page.get("notifications.index").words
    )
