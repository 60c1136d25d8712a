"""Invitations, and the set-up of a new server."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from schoollink.accounts import actions
from schoollink.accounts.models import Account, Invitation, Person
from schoollink.accounts.queries import invitation_token, present_invitation
from schoollink.accounts.rules import invitations as rules
from schoollink.audit.models import AuditEntry
from schoollink.core import jobs, security
from schoollink.core.clock import Clock
from schoollink.core.database import db, unit_of_work
from schoollink.core.errors import NotFound, RuleBroken, Stale
from tests.page import Page
from tests.world import World

GREETER = "accounts.reset_asked"  # any page without arguments
NEW = {"name": "Amina Said", "sign_in": "amina", "password": "seven blue kettles sing"}


@pytest.fixture
def purpose() -> Iterator[str]:
    yield rules.opens("trial.join", endpoint=GREETER, words="Join the trial")
    del rules._purposes["trial.join"]


@pytest.fixture
def invitation(world: World, purpose: str) -> Invitation:
    made: Invitation = world.do(
        actions.invite, by="meera", purpose=purpose, for_name="Amina", address="Amina@Example.org"
    )
    return made


def link_of(page: Page, invitation: Invitation) -> str:
    with page.app.app_context():
        return f"/join/{invitation_token(page.world.fresh(invitation))}"


def test_a_link_leads_to_the_feature_that_knows_what_it_is_for(
    page: Page, app: Flask, invitation: Invitation, purpose: str
) -> None:
    page.get(link_of(page, invitation), status=302)
    assert page.response.headers["Location"] == "/reset/asked"
    with page.client.session_transaction() as session:
        kept = dict(session)
    with app.test_request_context(), unit_of_work(writes=False):
        from flask import session as present

        present.update(kept)
        assert present_invitation(purpose).id == invitation.id
        with pytest.raises(NotFound):
            present_invitation("another.purpose")


def test_the_sender_can_show_the_link_again(page: Page, invitation: Invitation) -> None:
    assert link_of(page, invitation) == link_of(page, invitation)


def test_an_old_invitation_is_opened_again_with_one_press(
    page: Page, world: World, invitation: Invitation, clock: Clock
) -> None:
    link = link_of(page, invitation)
    clock.forward(days=14)
    page.get(link)
    assert "Meera Patel" in page.words
    page.post(f"{link}/renew")
    page.get(link, status=302)
    assert world.fresh(invitation).expires_at > invitation.expires_at + timedelta(days=13)
    (entry,) = world.all(AuditEntry, action="invitation.renewed")
    assert entry.subject_id == invitation.id


def test_after_ninety_days_nobody_can_renew_and_the_name_goes(
    page: Page, app: Flask, world: World, invitation: Invitation, clock: Clock
) -> None:
    link = link_of(page, invitation)
    clock.forward(days=14 + 90, minutes=1)
    page.get(link, status=410)
    page.post(f"{link}/renew", status=409)
    with app.app_context():
        jobs.sweep()
    emptied = world.fresh(invitation)
    assert (emptied.for_name, emptied.address) == ("", None)


def test_a_withdrawn_invitation_is_over(page: Page, world: World, invitation: Invitation) -> None:
    world.do(actions.withdraw, invitation, by="meera")
    page.get(link_of(page, invitation), status=410)
    assert "Ask Meera Patel" in page.words


def test_a_replaced_link_is_dead_and_the_new_one_works(
    page: Page, world: World, invitation: Invitation
) -> None:
    old = link_of(page, invitation)
    world.do(actions.replace_link, invitation, by="meera")
    page.get(old, status=404)
    page.get(link_of(page, invitation), status=302)


def test_an_invitation_is_accepted_once(page: Page, world: World, invitation: Invitation) -> None:
    def take(row: Invitation, *, actor: Any) -> None:
        person = security_person(world)
        actions.accept(row, person, actor=actor)

    world.do(take, invitation, by="tom")
    with pytest.raises((RuleBroken, Stale)):
        world.do(take, invitation, by="tom")
    page.get(link_of(page, invitation), status=410)
    assert "was used" in page.words
    with pytest.raises(RuleBroken):
        world.do(actions.withdraw, invitation, by="meera")


def security_person(world: World) -> Person:
    from schoollink.core.database import db

    person = db.session.get(Person, world.tom.id)
    assert person is not None
    return person


@pytest.mark.parametrize("cut", [0, -2, 5])
def test_a_changed_link_opens_nothing(page: Page, invitation: Invitation, cut: int) -> None:
    link = link_of(page, invitation)
    token = link.rsplit("/", 1)[1]
    changed = token[:cut] + ("A" if token[cut] != "A" else "B") + token[cut:][1:]
    page.get(f"/join/{changed}", status=404)


def test_a_link_for_one_purpose_opens_no_other(
    page: Page, app: Flask, invitation: Invitation
) -> None:
    token = link_of(page, invitation).rsplit("/", 1)[1]
    page.get(f"/set-up/{token}", status=410)
    page.get(f"/reset/{token}", status=404)


def test_nobody_invites_for_a_purpose_that_nobody_opens(world: World) -> None:
    with pytest.raises(RuntimeError, match=r"unknown\.purpose"):
        world.do(actions.invite, by="meera", purpose="unknown.purpose")


# set-up


def set_up_link(app: Flask) -> str:
    result = app.test_cli_runner().invoke(args=["accounts", "setup-link"])
    assert result.exit_code == 0, result.output
    assert result.output.startswith("http://localhost/set-up/")
    return str(result.output.strip().removeprefix("http://localhost"))


def test_SEC21_the_set_up_link_makes_the_person_who_runs_the_server(
    page: Page, app: Flask, world: World
) -> None:
    link = set_up_link(app)
    page.get(link)
    page.post(link, NEW)
    page.get("accounts.show")
    assert "Amina Said" in page.html
    (account,) = world.all(Account, sign_in_name="amina")
    assert account.is_site_admin


def test_only_the_first_one_is_greeted_as_the_first_one(page: Page, app: Flask) -> None:
    page.get(set_up_link(app))
    assert "You are the first one here." not in page.words
    assert "It is for somebody who runs this server" in page.words
    with app.app_context(), unit_of_work():
        db.session.execute(delete(Account))
    page.get(set_up_link(app))
    assert "You are the first one here." in page.words


def test_SEC21_it_works_once_and_for_fifteen_minutes(page: Page, app: Flask, clock: Clock) -> None:
    used = set_up_link(app)
    page.post(used, NEW)
    page.get(used, status=410)
    page.post(used, NEW | {"sign_in": "second"}, status=410)
    late = set_up_link(app)
    clock.forward(minutes=15)
    page.get(late, status=410)
    page.get(late.replace("/set-up/", "/join/"), status=404)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"sign_in": "meera"}, "sign_in"),
        ({"sign_in": "MEERA "}, "sign_in"),
        ({"sign_in": "ab"}, "sign_in"),
        ({"password": "too short"}, "password"),
        ({"password": "Amina Said Amina"}, "password"),
        ({"name": "\u202eAmina"}, "name"),
    ],
)
def test_a_new_account_is_refused_beside_the_field(
    page: Page, app: Flask, world: World, change: dict[str, str], field: str
) -> None:
    page.post(set_up_link(app), NEW | change, status=422)
    assert field in page.errors()
    assert not world.all(Person, name="Amina Said")


def test_two_people_may_share_a_mailbox(page: Page, app: Flask, world: World) -> None:
    page.post(set_up_link(app), NEW | {"sign_in": "Meera@example.org"})
    assert len(world.all(Account, address="meera@example.org")) == 2


def test_the_pages_in_the_other_direction(
    page: Page, app: Flask, invitation: Invitation, clock: Clock
) -> None:
    page.in_language("ar-XB").get(set_up_link(app))
    clock.forward(days=15)
    page.get(link_of(page, invitation))


def test_a_link_token_is_read_by_its_own_purpose_only(app: Flask, world: World) -> None:
    with app.app_context():
        token = security.link_token("reset", world.meera.id, 3)
        assert security.read_link_token("reset", token) == (world.meera.id, 3)
        assert security.read_link_token("invitation", token) is None
        assert security.read_link_token("reset", token + "é") is None


def test_no_token_rests_in_the_database(app: Flask, world: World, invitation: Invitation) -> None:
    with app.app_context():
        token = invitation_token(invitation)
        with unit_of_work(writes=False):
            from schoollink.core.database import db

            row = db.session.execute(select(Invitation.__table__)).first()
    assert token not in str(row)
