"""`/healthz` says alive, `/readyz` says able to work, `security.txt` whom to tell of a weakness."""

from datetime import timedelta

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from schoollink.admin.queries import is_migrated
from schoollink.core.clock import now
from schoollink.core.errors import NotFound
from schoollink.core.gate import public
from schoollink.core.pages import public_url
from schoollink.core.settings import current_settings

GOOD_FOR = timedelta(days=180)

bp = Blueprint("admin", __name__)


@bp.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return {"ok": True}


@bp.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """The database answers and stands at the revision that this code was written for."""
    return ({"ok": True}, 200) if is_migrated() else ({"ok": False}, 503)


@bp.get("/.well-known/security.txt")
@public
def security() -> ResponseReturnValue:
    """Whom to tell of a weakness (RFC 9116); nothing while nobody is named."""
    contact = current_settings().security_contact
    if not contact:
        raise NotFound
    until = (now() + GOOD_FOR).replace(microsecond=0).isoformat()
    lines = {
        "Contact": contact,
        "Expires": until,
        "Preferred-Languages": "en",
        "Canonical": public_url("/.well-known/security.txt"),
    }
    return Response(
        "".join(f"{key}: {value}\n" for key, value in lines.items()), mimetype="text/plain"
    )
