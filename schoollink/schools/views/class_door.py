"""The class door as a pupil sees it on a shared tablet: numbers, name, pictures, in.

Nobody is signed in here. What the device holds is the id of the door in its signed cookie, and
without an open door it sees no name (RP-10).
"""

from typing import Any
from uuid import UUID

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from schoollink.accounts.models import SignInWay
from schoollink.accounts.rules import shown_device
from schoollink.accounts.views.arriving import carry_in
from schoollink.core.database import locked
from schoollink.core.errors import RuleBroken
from schoollink.core.gate import hit, limits, note, public
from schoollink.core.i18n import _l
from schoollink.core.pages import key_of, page, say
from schoollink.core.security import (
    current_actor,
    hash_token,
    keep_step,
    kept_step,
    new_token,
)
from schoollink.schools.actions import (
    come_in,
    is_paused,
    knock,
    lock_doors,
    take_back,
    try_secret,
)
from schoollink.schools.forms import CodeForm, SecretForm
from schoollink.schools.models import Door, DoorKnock, Pupil, SecretKind
from schoollink.schools.queries import (
    active_pupils,
    door_by_id,
    knock_of,
    open_door_with,
    pupil_in,
)
from schoollink.schools.rules.doors import (
    CODES_A_DEVICE,
    CODES_A_NETWORK,
    CODES_ALL_TOGETHER,
    KNOCKS_A_DEVICE,
)
from schoollink.schools.rules.secrets import PICTURES, PICTURES_WANTED, needs_new
from schoollink.schools.views.blueprint import bp
from schoollink.schools.views.doors import network_hash

HOME = "/my"


@bp.route("/class-door", methods=["GET", "POST"])
@public(form=CodeForm)
def enter(form: CodeForm) -> ResponseReturnValue:
    """The six numbers on the board."""
    device = _device()
    if form.value is None:
        if not form.sent and request.args.get("code", "").isdecimal():
            form.show(code=request.args["code"][:6])
        return _page("schools/door_enter.html", form.status, form=form)
    limits.check("door-device", CODES_A_DEVICE, device)
    limits.check("door-network", CODES_A_NETWORK, network_hash())
    found = open_door_with(form.value.code)
    if found is None:
        _count_wrong_code(device)
        raise RuleBroken(_l("No door has these numbers. Look at the board again."), field="code")
    keep_step("door", str(found.id))
    return redirect(url_for("schools.names"))


def _count_wrong_code(device: str) -> None:
    """Five a minute rest the device; sixty from one network lock the doors opened there."""
    network = network_hash()
    hit("door-device", CODES_A_DEVICE, device)
    hit("door-network", CODES_A_NETWORK, network)
    hit("door-all", CODES_ALL_TOGETHER)
    if limits.count_of("door-all", CODES_ALL_TOGETHER) == 0:
        note(lock_doors)
    elif limits.count_of("door-network", CODES_A_NETWORK, network) == 0:
        note(lambda: lock_doors(network))


@bp.get("/class-door/names")
@public
def names() -> ResponseReturnValue:
    """Who are you? The class of this door, and only while it is open."""
    found = _door()
    if found is None:
        return _away()
    return _page(
        "schools/door_names.html",
        school_class=found.school_class,
        pupils=active_pupils(found.school_class),
    )


@bp.route("/class-door/pupils/<uuid:pupil_id>", methods=["GET", "POST"])
@public(form=SecretForm)
def secret(pupil_id: UUID, form: SecretForm) -> ResponseReturnValue:
    """Your pictures, or your words; then you are in."""
    found, pupil = _standing(pupil_id)
    if found is None or pupil is None:
        return _away()
    if form.value is None or not form.value.is_whole:
        picked = form.value.pictures if form.value else []
        return _secret_page(form, pupil, picked)
    held = locked(Pupil, pupil_id)
    if held is None or not try_secret(held, is_right=form.value.is_right):
        say(_l("That did not open. Try again, or ask your teacher."), "warn")
        return redirect(url_for("schools.secret", pupil_id=pupil_id))
    is_words = held.secret_kind is SecretKind.WORDS
    carry_in(
        come_in(found, held, SignInWay.WORDS if is_words else SignInWay.PICTURES, device=_kind())
    )
    return redirect(HOME)


def _secret_page(form: SecretForm, pupil: Pupil, picked: list[str]) -> Response:
    return _page(
        "schools/door_secret.html",
        form.status,
        form=form,
        pupil=pupil,
        picked=picked,
        pictures=list(PICTURES.items()),
        wanted=PICTURES_WANTED,
        is_words=pupil.secret_kind is SecretKind.WORDS,
        is_resting=is_paused(pupil) or needs_new(pupil.secret_hash, pupil.secret_tries),
    )


@bp.post("/class-door/pupils/<uuid:pupil_id>/knock")
@public
def ask(pupil_id: UUID) -> ResponseReturnValue:
    """Ask the teacher to say yes."""
    found, pupil = _standing(pupil_id)
    if found is None or pupil is None:
        return _away()
    device = _device()
    hit("door-knock", KNOCKS_A_DEVICE, device)
    knock(found, pupil, hash_token(device))
    keep_step("pupil", str(pupil_id))
    return redirect(url_for("schools.wait"))


@bp.get("/class-door/wait")
@public
def wait() -> ResponseReturnValue:
    """Waiting for the teacher."""
    waiting = _waiting()
    if waiting is None:
        return _away()
    return _page("schools/door_wait.html", knock=waiting, pupil=waiting.pupil)


@bp.post("/class-door/not-me")
@public
def not_me() -> ResponseReturnValue:
    """Somebody tapped another's name: back to the names, and nobody waits any more."""
    waiting = _waiting()
    held = locked(DoorKnock, waiting.id) if waiting else None
    if held is not None and held.used_at is None:
        take_back(held)
    keep_step("pupil", "")
    return redirect(url_for("schools.names"))


@bp.post("/class-door/come-in")
@public
def walk_in() -> ResponseReturnValue:
    """The teacher said yes."""
    found, waiting = _door(), _waiting()
    held = locked(DoorKnock, waiting.id) if waiting else None
    if found is None or held is None or not held.is_admitted or held.used_at is not None:
        return _away()
    carry_in(come_in(found, held.pupil, SignInWay.TEACHER, device=_kind(), used=held))
    return redirect(HOME)


@bp.get("/class-door/help")
@public
def door_help() -> ResponseReturnValue:
    """Somebody needs a grown-up before they are in."""
    return _page("schools/door_help.html")


def _page(template: str, status: int = 200, **values: Any) -> Response:
    """A page in pupil mode that no browser keeps: Back shows nothing (RP-25).

    It also wipes what a sign-in that is over left on the device.
    """
    wipes = not current_actor().signed_in
    values |= {"mode": "pupil", "tell_url": url_for("schools.door_help"), "wipes": wipes}
    response = page(template, status, **values)
    response.headers["Cache-Control"] = "no-store"
    return response


def _away() -> Response:
    say(_l("The door is closed. Ask your teacher for the numbers."), "info")
    answer = redirect(url_for("schools.enter"))
    assert isinstance(answer, Response)  # noqa: S101 - redirect says less than it gives
    return answer


def _device() -> str:
    """A random name for this device, until somebody signs in."""
    kept = kept_step("device")
    if kept is None:
        kept = new_token()
        keep_step("device", kept)
    return kept


def _kind() -> str:
    return shown_device(request.user_agent.string)


def _door() -> Door | None:
    return door_by_id(key_of(kept_step("door") or ""))


def _standing(pupil_id: UUID) -> tuple[Door | None, Pupil | None]:
    found = _door()
    return found, pupil_in(found.class_id, pupil_id) if found else None


def _waiting() -> DoorKnock | None:
    key = key_of(kept_step("pupil") or "")
    found, pupil = _standing(key) if key else (None, None)
    return knock_of(found, pupil, hash_token(_device())) if found and pupil else None
