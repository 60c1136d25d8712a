"""The class door as its teacher sees it."""

from datetime import datetime

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from schoollink.core.gate import access
from schoollink.core.gate.origin import network_of
from schoollink.core.i18n import _l, gettext, in_zone
from schoollink.core.pages import page, public_url, qr, say
from schoollink.core.sealing import keyed_hash
from schoollink.core.security import current_actor
from schoollink.schools.actions import admit, close_door, open_door, turn_away
from schoollink.schools.models import DoorKnock, Pupil, SchoolClass
from schoollink.schools.policies import SchoolPermission
from schoollink.schools.queries import (
    active_pupils,
    door_of,
    people_inside,
    stopped_pupils,
    waiting_knocks,
)
from schoollink.schools.rules.doors import spoken_code
from schoollink.schools.rules.secrets import needs_new
from schoollink.schools.views.blueprint import bp


@bp.get("/classes/<uuid:school_class_id>/door")
@access(SchoolPermission.TEACH_CLASS, school_class=SchoolClass)
def door(school_class: SchoolClass) -> ResponseReturnValue:
    """The digits for the board, who is in, who waits."""
    found = door_of(school_class)
    if found is None:
        return page("schools/door_closed.html", school_class=school_class)
    address = url_for("schools.enter", code=found.code)
    inside = people_inside(found)
    avatars = {one.person_id: one.avatar for one in active_pupils(school_class)}
    return page(
        "schools/door.html",
        school_class=school_class,
        door=found,
        code=spoken_code(found.code),
        closes=in_zone(found.closes_at, school_class.school.zone),
        address=public_url(url_for("schools.enter")).split("://", 1)[-1],
        qr=qr(public_url(address), gettext("The way to this class door")),
        inside=[(person, avatars.get(person.id, "star")) for person in inside],
        class_size=len(avatars),
        avatars=set(avatars.values()),
        knocks=waiting_knocks(found),
        stopped=[(one, _rests_until(one)) for one in stopped_pupils(found)],
    )


def _rests_until(pupil: Pupil) -> datetime | None:
    """When the card of a pupil works again, or None when only a new one helps."""
    if needs_new(pupil.secret_hash, pupil.secret_tries):
        return None
    return pupil.secret_paused_until


@bp.post("/classes/<uuid:school_class_id>/door/open")
@access(SchoolPermission.TEACH_CLASS, school_class=SchoolClass)
def open_it(school_class: SchoolClass) -> ResponseReturnValue:
    """Open the door for this class."""
    open_door(school_class, actor=current_actor(), network_hash=network_hash())
    return redirect(url_for("schools.door", school_class_id=school_class.id))


@bp.post("/classes/<uuid:school_class_id>/door/close")
@access(SchoolPermission.TEACH_CLASS, school_class=SchoolClass)
def close_it(school_class: SchoolClass) -> ResponseReturnValue:
    """Close the door; who came in through it is signed out."""
    found = door_of(school_class)
    if found is not None:
        close_door(found, actor=current_actor())
    say(
        _l(
            "The door is closed. Everybody who came in through it is signed out. "
            "Their pages go from the screens within a minute."
        )
    )
    return redirect(url_for("schools.show_class", school_class_id=school_class.id))


@bp.post("/knocks/<uuid:knock_id>/yes")
@access(SchoolPermission.ANSWER_KNOCK, knock=DoorKnock)
def say_yes(knock: DoorKnock) -> ResponseReturnValue:
    """Yes, that is this child."""
    admit(knock, actor=current_actor())
    say(_l("They may come in now."))
    return redirect(url_for("schools.door", school_class_id=knock.pupil.class_id))


@bp.post("/knocks/<uuid:knock_id>/no")
@access(SchoolPermission.ANSWER_KNOCK, knock=DoorKnock)
def say_no(knock: DoorKnock) -> ResponseReturnValue:
    """No, it is not."""
    turn_away(knock, actor=current_actor())
    return redirect(url_for("schools.door", school_class_id=knock.pupil.class_id))


def network_hash() -> str:
    """Where this request comes from, so that wrong codes from there can lock the right doors."""
    return keyed_hash("door-network", network_of(request.remote_addr or ""))
