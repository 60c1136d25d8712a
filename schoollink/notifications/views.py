"""The list behind the bell, and what a person does not want to hear of for a while."""

from typing import Any

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from schoollink.core.gate import access, note
from schoollink.core.i18n import _l
from schoollink.core.pages import by_key, capped_count, page, say
from schoollink.core.policy import Actor, can
from schoollink.core.security import current_actor
from schoollink.notifications import actions, queries
from schoollink.notifications.forms import KindForm
from schoollink.notifications.models import Notice
from schoollink.notifications.policies import NoticePermission
from schoollink.notifications.rules import kinds

bp = Blueprint("notifications", __name__)


def bell(actor: Actor) -> dict[str, Any] | None:
    """What the bell of a page shows; pupils and whoever is suspended have none."""
    if not can(actor, NoticePermission.READ):
        return None
    count = capped_count(queries.unread(actor.me))
    return {"url": url_for("notifications.index"), "count": count}


@bp.get("/notices")
@access(NoticePermission.READ)
def index() -> ResponseReturnValue:
    """Everything that the person was told, the newest first; seeing it is reading it."""
    actor = current_actor()
    person_id = actor.me
    listing = by_key(queries.notices_of(person_id), Notice.at, Notice.id)
    told = queries.told(listing.items, actor)
    if any(one.notice.read_at is None for one in told):
        note(lambda: actions.mark_read(person_id))
    return page("notifications/index.html", told=told, older_url=listing.next_url)


@bp.get("/notices/settings")
@access(NoticePermission.READ)
def settings() -> ResponseReturnValue:
    """Each kind with its snooze."""
    return page(
        "notifications/settings.html",
        kinds=list(kinds().values()),
        snoozes=queries.snoozes_of(current_actor().me),
    )


@bp.post("/notices/snooze")
@access(NoticePermission.READ, form=KindForm)
def snooze(form: KindForm) -> ResponseReturnValue:
    """Not for 30 days."""
    if form.value is not None:
        actions.snooze(form.value.kind, actor=current_actor())
        say(_l("We will not tell you about this for 30 days."))
    return redirect(url_for("notifications.settings"))


@bp.post("/notices/wake")
@access(NoticePermission.READ, form=KindForm)
def wake(form: KindForm) -> ResponseReturnValue:
    """Again from now on."""
    if form.value is not None:
        actions.wake(form.value.kind, actor=current_actor())
        say(_l("We will tell you about this again."))
    return redirect(url_for("notifications.settings"))
