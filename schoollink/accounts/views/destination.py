"""Where somebody was going before they had to sign in: a signed endpoint, never a URL (SEC-17)."""

from typing import Any

from flask import current_app, request, url_for
from werkzeug.routing import BuildError

from schoollink.core.pages import present_values
from schoollink.core.security import signer, unsigned

GOOD_FOR = 12 * 3600
LONGEST_QUERY = 500
PURPOSE = "next"


def present_destination() -> str:
    """The present page, signed; nothing when it can't be opened again with a GET."""
    rule = request.url_rule
    if rule is None or "GET" not in (rule.methods or ()):
        return ""
    is_long = len(request.query_string) > LONGEST_QUERY
    values = request.view_args or {} if is_long else present_values()
    args = {key: str(value) for key, value in values.items()}
    return str(signer(PURPOSE).dumps([rule.endpoint, args]))


def url_of(signed: str | None, *, is_pupil: bool) -> str:
    """The page that was signed; whatever else comes leads home."""
    found: Any = unsigned(PURPOSE, signed or "", max_age=GOOD_FOR)
    if found and found[0] in current_app.view_functions:
        try:
            return url_for(found[0], **found[1])
        except BuildError:
            pass
    return landing(is_pupil=is_pupil)


def landing(*, is_pupil: bool) -> str:
    """The first page after signing in."""
    return "/my" if is_pupil else "/home"
