"""Did this request come from a page of ours: Origin and the CSRF token (ASVS 3.5.1 to 3.5.3)."""

import secrets
from ipaddress import IPv6Address, ip_address, ip_network
from uuid import UUID

from flask import request, session
from flask_wtf.csrf import generate_csrf, validate_csrf
from itsdangerous import BadData, URLSafeTimedSerializer
from markupsafe import Markup
from wtforms import ValidationError

from schoollink.core.errors import BadRequest, Forbidden
from schoollink.core.i18n import _l
from schoollink.core.security import current_actor, hash_token, signing_keys

TOKEN_FIELD = "csrf_token"
TOKEN_HEADER = "X-CSRF-Token"
TOKEN_SALT = "wtf-csrf-token"
"""What Flask-WTF signs its tokens for."""
OLDER_PAGE = _l("Nothing was done: the page was too old. Look at it and do it again.")


class ForeignPage(Forbidden):
    """The form did not come from a page of this SchoolLink."""

    code = "signed_out"
    title = _l("This page is too old")
    text = OLDER_PAGE
    leads_back = True


def check_origin() -> None:
    """Raise ForeignPage when the browser says that another site sent this."""
    origin = request.headers.get("Origin")
    if origin is not None:
        if origin != f"{request.scheme}://{request.host}":
            raise ForeignPage(origin="foreign")
    elif comes_from_elsewhere():
        raise ForeignPage(origin="cross-site")


def comes_from_elsewhere() -> bool:
    """Whether the browser says that a page of another site asked for this."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}


def is_ours_for_sure() -> bool:
    """Whether the browser itself said, in words that `check_origin` took, that a page of ours sent
    this. Whoever is silent is believed too, but not shown what was sent.
    """
    return "Origin" in request.headers


def check_token() -> None:
    """Raise ForeignPage when the CSRF token is missing or of another sign-in."""
    token = _token()
    if token is None and request.mimetype not in _FORM_TYPES and not request.is_json:
        raise BadRequest(mimetype=request.mimetype)
    try:
        validate_csrf(token)
    except ValidationError:
        raise ForeignPage(token="wrong") from None


_FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data", ""}


def page_maker() -> str:
    """For whom the page was made that sent this, as in `maker_mark`, also when its sign-in is over;
    "" for a visitor, or when the token is not ours.
    """
    opener = URLSafeTimedSerializer(signing_keys(), salt=TOKEN_SALT)
    try:
        seed = opener.loads(_token() or "")
    except BadData:
        return ""
    return str(seed).partition(".")[2]


def is_page_of_another(person_id: UUID | None) -> bool:
    """Whether the page that sent this was made for somebody, and not for this person."""
    return page_maker() not in {"", maker_mark(person_id) if person_id else ""}


def maker_mark(person_id: UUID) -> str:
    """What the tokens of a person's pages name the person with."""
    return hash_token(str(person_id))[:16]


def _token() -> str | None:
    return request.form.get(TOKEN_FIELD) or request.headers.get(TOKEN_HEADER)


def csrf_field() -> Markup:
    """The hidden field that every form of ours carries."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(TOKEN_FIELD, csrf_token())


def csrf_token() -> str:
    """The token itself, for scripts of ours: random for each sign-in, and whose pages carry it."""
    if TOKEN_FIELD not in session:
        person_id = current_actor().person_id
        mark = maker_mark(person_id) if person_id else ""
        session[TOKEN_FIELD] = f"{secrets.token_urlsafe(16)}.{mark}"
    return str(generate_csrf())


def network_of(address: str) -> str:
    """What counts as one network: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)
