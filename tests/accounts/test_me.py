"""One's own settings, names and sign-ins."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from schoollink.accounts import actions
from schoollink.accounts.models import Account, Person, SignIn
from schoollink.accounts.policies import AccountPermission, own_sign_ins
from schoollink.audit.models import AuditEntry
from schoollink.core import jobs
from schoollink.core.clock import Clock, now
from schoollink.core.database import db, unit_of_work
from schoollink.core.security import hash_token
from tests.page import Page
from tests.world import PASSWORD, World

NewPage = Callable[[], Page]
SETTINGS = {"name": "Meera Patel", "language": "en", "theme": "auto", "text_size": "normal"}


def test_settings_are_saved_and_seen(page: Page) -> None:
    page.as_("meera").get("accounts.show")
    change = SETTINGS | {"name": "Meera P", "theme": "dark", "text_size": "larger"}
    page.post("accounts.show", change | {"saves_data": "y"})
    page.follow()
    html = page.find("html")[0]
    assert (html.get("data-theme"), html.get("data-text")) == ("dark", "larger")
    assert page.value("name") == "Meera P"


def test_another_language_speaks_at_once(page: Page) -> None:
    page.as_("meera").post("accounts.show", SETTINGS | {"language": "ar-XB"})
    page.follow()
    assert page.find("html")[0].get("dir") == "rtl"
    assert "Your settings are saved." not in page.words, "it is said in the new language"
    page.post("accounts.show", SETTINGS | {"language": "auto"}).follow()
    assert "Your settings are saved." in page.words


@pytest.mark.parametrize(
    "change", [{"name": ""}, {"theme": "pink"}, {"text_size": ""}, {"language": "xx"}]
)
def test_settings_that_make_no_sense_are_refused(page: Page, change: dict[str, str]) -> None:
    page.as_("meera").post("accounts.show", SETTINGS | change, status=422)
    assert next(iter(change)) in page.errors()


def test_a_pupil_keeps_the_name_that_the_school_wrote(page: Page, world: World) -> None:
    page.as_("ava").get("accounts.show")
    assert not page.find("input", name="name")
    mine = {"language": "en", "theme": "dark", "text_size": "large"}
    page.post("accounts.show", mine | {"name": "Queen"}, status=400)
    page.post("accounts.show", mine)
    person: Person = world.fresh(world.ava)
    assert (person.name, person.theme.value) == ("Ava", "dark")


def test_address_and_sign_in_name_change_with_the_password(page: Page, world: World) -> None:
    page.as_("meera").get("accounts.names")
    assert page.value("sign_in_name") == "meera"
    page.post(
        "accounts.names",
        {"current": PASSWORD, "address": "M.Patel@Example.org", "sign_in_name": "Meera P"},
    )
    (account,) = world.all(Account, person_id=world.meera.id)
    assert (account.address, account.sign_in_name) == ("m.patel@example.org", "meera p")
    page.as_("visitor").post("accounts.sign_in", {"name": "MEERA P", "password": PASSWORD})


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"sign_in_name": "Tom"}, "sign_in_name"),
        ({"sign_in_name": "me@home"}, "sign_in_name"),
        ({"address": "nonsense"}, "address"),
        ({"address": "", "sign_in_name": ""}, "sign_in_name"),
    ],
)
def test_names_that_would_lock_somebody_out_are_refused(
    page: Page, change: dict[str, str], field: str
) -> None:
    page.as_("meera").post("accounts.names", {"current": PASSWORD} | change, status=422)
    assert field in page.errors()


def token_of(page: Page) -> str:
    with page.client.session_transaction() as session:
        return str(session["_user_id"])


def row_of(page: Page, world: World) -> SignIn:
    row: SignIn
    (row,) = world.all(SignIn, token_hash=hash_token(token_of(page)))
    return row


def test_SEC23_sign_ins_are_listed_and_ended(page: Page, new_page: NewPage, world: World) -> None:
    other, third = new_page().as_("meera"), new_page().as_("meera")
    page.as_("meera").get("accounts.sign_ins")
    assert len(page.find("form")) >= 3
    page.post("accounts.end_sign_in", sign_in_id=row_of(other, world).id)
    other.get("accounts.show", status=302)
    third.get("accounts.show")
    page.post("accounts.end_other_sign_ins")
    third.get("accounts.show", status=302)
    page.get("accounts.sign_ins")


def test_failed_sign_ins_are_shown(page: Page, new_page: NewPage) -> None:
    new_page().post(
        "accounts.sign_in", {"name": "meera", "password": "some other four words"}, status=422
    )
    page.as_("meera")
    wrong = {"current": "some other four words", "password": "seven green kettles"}
    page.post("accounts.password", wrong, status=422)
    page.get("accounts.sign_ins")
    assert "failed 1 time" in page.words, "who is in and mistypes does not sign in"


def test_nobody_ends_the_sign_in_of_another(page: Page, new_page: NewPage, world: World) -> None:
    other = new_page().as_("tom").get("accounts.show")
    page.as_("meera").post("accounts.end_sign_in", sign_in_id=row_of(other, world).id, status=404)
    other.get("accounts.show")


def test_who_may_end_a_sign_in_is_the_same_in_rows_and_in_words(
    app: Flask, new_page: NewPage, world: World
) -> None:
    browser = new_page().as_("tom")
    row = row_of(browser, world)
    assert world.who_can(AccountPermission.END_SIGN_IN, row) == {"tom"}
    listed = set()
    with app.app_context(), unit_of_work(writes=False):
        for who in world.people:
            found = db.session.scalars(own_sign_ins(world.actor(who)))
            if row.id in {one.id for one in found}:
                listed.add(who)
    assert listed == {"tom"}


def test_accounts_are_for_adults(world: World) -> None:
    pupils = {"ava", "noah", "achieng", "otieno", "yara"}
    allowed = world.who_can(AccountPermission.OWN)
    assert pupils.isdisjoint(allowed)
    assert allowed == set(world.people) - {
        who for who, person in world.people.items() if person.is_pupil
    }
    assert "visitor" not in allowed


def test_audit_rows_hold_no_name_and_no_address(page: Page, world: World) -> None:
    page.as_("meera").post("accounts.names", {"current": PASSWORD, "address": "new@example.org"})
    (entry,) = world.all(AuditEntry, action="account.names_changed")
    assert "example" not in str(entry.details)


# what is kept, and until when


def swept(app: Flask) -> None:
    with app.app_context():
        jobs.sweep()


def test_a_sign_in_is_forgotten_after_ninety_days(
    app: Flask, page: Page, world: World, clock: Clock
) -> None:
    key: UUID = row_of(page.as_("meera"), world).id
    clock.forward(days=90)
    swept(app)
    assert world.all(SignIn, id=key)
    clock.forward(days=1)
    swept(app)
    assert not world.all(SignIn, id=key)


def test_a_reset_is_forgotten_after_a_day(
    app: Flask, page: Page, world: World, clock: Clock
) -> None:
    from schoollink.accounts.models import PasswordReset

    page.post("accounts.ask_for_reset", {"name": "meera"})
    clock.forward(hours=26)
    swept(app)
    assert world.all(PasswordReset) == []


def test_SEC23_an_address_that_was_changed_is_told_and_then_forgotten(
    app: Flask, page: Page, world: World
) -> None:
    from schoollink.accounts.models import OldAddress

    page.as_("meera")
    page.post("accounts.names", {"current": PASSWORD, "address": "first@example.org"})
    page.post("accounts.names", {"current": PASSWORD, "address": "second@example.org"})
    for _ in range(2):
        swept(app)
    mails = [one for one in app.extensions["mailman"].outbox if one.to == ["first@example.org"]]
    assert [one.subject for one in mails] == ["Your mail address was changed"]
    assert "second@example.org" not in mails[0].body, "whoever reads it there learns nothing new"
    assert world.all(OldAddress) == []


def test_a_class_door_that_closes_ends_its_sign_ins(page: Page, world: World) -> None:
    from uuid import uuid4

    door = uuid4()
    page.as_("ava", ends_with=door).get("accounts.show")
    assert world.do(actions.end_with, by="meera", door_id=door) == 1
    page.get("accounts.show", status=302)


def test_a_pupil_has_one_sign_in_a_door_and_it_ends_with_the_door(app: Flask, world: World) -> None:
    from uuid import uuid4

    from schoollink.accounts.models import SignInWay

    door, ends_at = uuid4(), now() + timedelta(minutes=40)

    def come_in() -> SignIn:
        with app.test_request_context(), unit_of_work():
            person = db.session.get(Person, world.ava.id)
            assert person is not None
            return actions.begin(
                person, SignInWay.PICTURES, device="", ends_with=door, door_ends_at=ends_at
            )

    first = come_in()
    second = come_in()
    assert second.ends_at == ends_at
    assert second.idle_minutes == 15
    assert world.fresh(first).ended_at is not None
    assert world.fresh(second).ended_at is None
