"""Did this request come from a page of ours: Origin and the CSRF token (ASVS 3.5.1 to 3.5.3)."""

from ipaddress import IPv6Address, ip_address, ip_network

from flask import request
from flask_wtf.csrf import generate_csrf, validate_csrf
from markupsafe import Markup
from wtforms import ValidationError

from schoollink.core.errors import BadRequest, Forbidden
from schoollink.core.i18n import _l

TOKEN_FIELD = "csrf_token"
TOKEN_HEADER = "X-CSRF-Token"


class ForeignPage(Forbidden):
    """The form did not come from a page of this SchoolLink."""

    code = "signed_out"
    title = _l("This page is too old")
    text = _l("Go back, reload the page and try again.")


def check_origin() -> None:
    """Raise ForeignPage when the browser says that another site sent this."""
    origin = request.headers.get("Origin")
    if origin is not None:
        if origin != f"{request.scheme}://{request.host}":
            raise ForeignPage(origin="foreign")
    elif request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise ForeignPage(origin="cross-site")


def is_ours_for_sure() -> bool:
    """Whether the browser itself said, in words that `check_origin` took, that a page of ours sent
    this. Whoever is silent is believed too, but not shown what was sent.
    """
    return "Origin" in request.headers


def check_token() -> None:
    """Raise ForeignPage when the CSRF token is missing or of another sign-in."""
    token = request.form.get(TOKEN_FIELD) or request.headers.get(TOKEN_HEADER)
    if token is None and request.mimetype not in _FORM_TYPES and not request.is_json:
        raise BadRequest(mimetype=request.mimetype)
    try:
        validate_csrf(token)
    except ValidationError:
        raise ForeignPage(token="wrong") from None


_FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data", ""}


def csrf_field() -> Markup:
    """The hidden field that every form of ours carries."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(TOKEN_FIELD, generate_csrf())


def csrf_token() -> str:
    """The token itself, for scripts of ours."""
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
