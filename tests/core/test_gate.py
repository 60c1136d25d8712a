"""The gate: look, prepare, do; what is not shown to be allowed does not happen."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pytest
from flask import Blueprint, Flask

from schoollink import create_app
from schoollink.core import policy
from schoollink.core.database import current_unit, db, unit_of_work
from schoollink.core.errors import RuleBroken
from schoollink.core.forms import Form, Text
from schoollink.core.gate import Limit, access, note, public
from schoollink.core.pages import page as render
from schoollink.core.settings import Settings
from schoollink.schools.models import School
from tests.page import Page
from tests.world import World


class Trial(StrEnum):
    VIEW = "trials:view"
    RENAME = "trials:rename"


@dataclass(frozen=True)
class NewName:
    name: str


class NameForm(Form[NewName]):
    name = Text("Name", max_length=20)

    def prepare(self, value: NewName) -> NewName:
        assert current_unit() is None, "slow work ran inside a transaction"
        return value


bp = Blueprint("trials", __name__)


@bp.get("/trials/<uuid:school_id>")
@access(Trial.VIEW, school=School)
def show(school: School) -> Any:
    return {"name": school.name}


@bp.post("/trials/<uuid:school_id>/writes")
@access(Trial.RENAME, school=School)
def write_and_fail(school: School) -> Any:
    school.name = "Half saved"
    db.session.flush()
    note(lambda: _mark("noted"))
    return {"ok": False}, 409


@bp.route("/trials/<uuid:school_id>/name", methods=["GET", "POST"])
@access(Trial.RENAME, school=School, form=NameForm)
def rename(school: School, form: NameForm) -> Any:
    if form.value is None:
        return render("errors/problem.html", form.status, answer=_Answer(form))
    if form.value.name == "Taken":
        raise RuleBroken("That name is taken.", field="name")
    school.name = form.value.name
    return {"ok": True}


@bp.get("/trials/<uuid:school_id>/sly")
@access(Trial.VIEW, school=School)
def sly(school: School) -> Any:
    school.name = "Written by a read"
    db.session.flush()
    return {"ok": True}


@bp.post("/trials-open")
@public(limit=Limit("2/minute", by="address"))
def limited() -> Any:
    return {"ok": True}


class _Answer:
    def __init__(self, form: NameForm) -> None:
        self.title, self.status = "Name", form.status
        self.text = f"{form.refused_text()} [{form.name._value()}]"


def _mark(text: str) -> None:
    school = db.session.scalars(db.select(School).where(School.place == "Kisumu")).one()
    school.welcome = text


@pytest.fixture
def trial(settings: Settings, app: Flask, world: World) -> Iterator[Page]:
    """A client of an app with these routes beside the product's."""
    policy.allow(Trial.VIEW, [policy.is_signed_in])
    policy.allow(
        Trial.RENAME,
        [policy.is_adult, lambda actor, school: actor.holds(school.id, "lead")],
        seen_through=Trial.VIEW,
    )
    own = create_app(settings)
    own.register_blueprint(bp)
    yield Page(own, world)
    for permission in Trial:
        policy._table.pop(permission)
    with own.app_context():
        db.engine.dispose()


def test_who_is_not_signed_in_is_sent_to_sign_in(trial: Page, world: World) -> None:
    answer = trial.client.get(
        trial.url("trials.show", school_id=world.leeds.id), headers={"Accept": "application/json"}
    )
    assert answer.status_code == 401
    assert answer.json["error"]["code"] == "signed_out"


def test_what_may_be_seen_but_not_done_is_403(trial: Page, world: World) -> None:
    trial.as_("ben").post("trials.write_and_fail", status=403, school_id=world.leeds.id)


def test_a_missing_subject_looks_like_a_hidden_one(trial: Page, world: World) -> None:
    missing = world.link.id
    trial.as_("meera").get("trials.show", status=404, school_id=missing)


def test_an_answer_of_400_and_above_saves_nothing_but_the_notes(trial: Page, world: World) -> None:
    trial.as_("meera").post("trials.write_and_fail", status=409, school_id=world.leeds.id)
    assert world.fresh(world.leeds).name == "Aireside Primary"
    assert world.fresh(world.kisumu).welcome == "noted"


def test_a_refused_form_is_422_and_keeps_what_was_typed(trial: Page, world: World) -> None:
    long = "A name with more than twenty letters"
    trial.as_("meera").post("trials.rename", {"name": long}, status=422, school_id=world.leeds.id)
    assert long in trial.words
    assert "too long" in trial.words


def test_a_broken_rule_that_names_a_field_comes_back_beside_it(trial: Page, world: World) -> None:
    trial.as_("meera").post(
        "trials.rename", {"name": "Taken"}, status=422, school_id=world.leeds.id
    )
    assert "That name is taken. [Taken]" in trial.words


def test_AT042_an_unknown_field_is_refused(trial: Page, world: World) -> None:
    sent = {"name": "New", "state": "verified"}
    trial.as_("meera").post("trials.rename", sent, status=400, school_id=world.leeds.id)
    assert world.fresh(world.leeds).name == "Aireside Primary"


def test_a_get_that_writes_fails(trial: Page, world: World) -> None:
    trial.as_("meera").get("trials.sly", status=500, school_id=world.leeds.id)
    assert world.fresh(world.leeds).name == "Aireside Primary"


def test_the_second_look_decides(trial: Page, world: World, monkeypatch: Any) -> None:
    """The role is lost between the first look and the write: nothing is written."""
    looks = []

    def losing(actor: Any, school: Any) -> bool:
        looks.append(1)
        return len(looks) == 1

    policy._table[Trial.RENAME] = policy.Rule([[losing]], Trial.VIEW)
    trial.as_("meera").post("trials.rename", {"name": "New"}, status=403, school_id=world.leeds.id)
    assert len(looks) >= 2, "a refusal may look once more, for its words"
    assert world.fresh(world.leeds).name == "Aireside Primary"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example", "X-Forwarded-Host": "evil.example"},
    ],
)
def test_AT089_a_form_of_another_site_is_refused(
    trial: Page, world: World, headers: dict[str, str]
) -> None:
    trial.as_("meera")
    answer = trial.client.post(
        trial.url("trials.rename", school_id=world.leeds.id),
        data={"name": "New", "csrf_token": trial.token()},
        headers=headers,
    )
    assert answer.status_code == 403
    assert world.fresh(world.leeds).name == "Aireside Primary"


def test_AT090_a_form_without_its_token_is_refused(trial: Page, world: World) -> None:
    trial.as_("meera").post(
        "trials.rename",
        {"name": "New", "csrf_token": "forged"},
        status=403,
        school_id=world.leeds.id,
    )


def test_a_limit_answers_429_with_a_time(trial: Page) -> None:
    trial.post("trials.limited", status=200)
    trial.post("trials.limited", status=200)
    trial.post("trials.limited", status=429)
    assert 0 < int(trial.response.headers["Retry-After"]) <= 61


def test_a_predicate_that_breaks_is_a_no(trial: Page, world: World) -> None:
    policy._table[Trial.VIEW] = policy.Rule([[lambda actor, school: school.nonsense]], None)
    trial.as_("meera").get("trials.show", status=404, school_id=world.leeds.id)


def test_nothing_is_allowed_that_the_table_does_not_name(app: Flask, world: World) -> None:
    class Unknown(StrEnum):
        THING = "unknown:thing"

    with app.app_context(), unit_of_work(writes=False):
        assert not policy.can(world.actor("sam"), Unknown.THING)


@pytest.mark.parametrize(
    "after", ["2020-01-01T00:00:00", "2020-01-01", "0001-01-01T00:00:00+14:00", "now", ""]
)
@pytest.mark.parametrize("path", ["/notices", "/resources", "/links"])
def test_a_wrong_place_in_a_list_is_as_good_as_none(
    page: Page, world: World, path: str, after: str
) -> None:
    place = {"after": f"{after}~{world.link.id}"}
    assert page.as_("meera").client.get(path, query_string=place).status_code == 200


@pytest.mark.parametrize("path", ["/find?name=%00abc", "/resources?words=%00", "/sign-in?next=%00"])
def test_AT120_an_address_with_a_nul_is_a_400(page: Page, path: str) -> None:
    assert page.as_("meera").client.get(path).status_code == 400
