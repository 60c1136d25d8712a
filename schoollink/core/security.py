"""Who is signed in, and what browsers are told. The only module that imports Flask-Login.

Sign-ins are rows: the session cookie holds a random token, its SHA-256 is a row of accounts, and
`current_user` is that row. Features hand their loaders over in `use`, so that core knows none.
"""

import hashlib
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from typing import Any, Protocol
from uuid import UUID

import flask_login
from flask import Flask, Response, current_app, g, has_request_context, request, session
from itsdangerous import BadSignature, Signer, URLSafeTimedSerializer
from werkzeug.exceptions import SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix

from schoollink.core.i18n import forget_choice
from schoollink.core.policy import NOBODY, Actor
from schoollink.core.settings import Settings

TOKEN_BYTES = 32


class SignInRow(Protocol):
    """What core needs to know of a sign-in."""

    id: UUID
    is_authenticated: bool


class Loaders:
    """The functions that features lend to core."""

    sign_in_for: Callable[[str], Any] = staticmethod(lambda token_hash: None)
    actor_for: Callable[[Any], Actor] = staticmethod(lambda sign_in: NOBODY)
    seen: Callable[[Any], None] = staticmethod(lambda sign_in: None)


def use(
    *,
    sign_in_for: Callable[[str], Any],
    actor_for: Callable[[Any], Actor],
    seen: Callable[[Any], None],
) -> None:
    """Take the loaders: token hash -> live sign-in row or None; sign-in row -> Actor.

    `seen` hears of the sign-in each time that somebody asks for something.
    """
    Loaders.sign_in_for = staticmethod(sign_in_for)
    Loaders.actor_for = staticmethod(actor_for)
    Loaders.seen = staticmethod(seen)


def init_app(app: Flask) -> None:
    """Set up sign-ins, headers and, behind a proxy of ours, forwarded addresses."""
    manager = flask_login.LoginManager()
    manager.session_protection = None
    manager.user_loader(lambda token: Loaders.sign_in_for(hash_token(token)))
    manager.init_app(app)
    app.after_request(_headers)


def behind_proxies(app: Flask) -> None:
    """Believe the forwarded address and scheme of our own proxies, before anything else asks."""
    settings: Settings = app.extensions["settings"]
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]  # how Flask documents middleware; mypy takes it for a new method


def new_token() -> str:
    """A random secret of 256 bits for a cookie, a link or a card."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str) -> str:
    """The form in which a token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def signer(purpose: str) -> URLSafeTimedSerializer:
    """Signs values for one purpose; a value signed for another is refused."""
    return URLSafeTimedSerializer(signing_keys(), salt=f"schoollink:{purpose}")


def signing_keys() -> list[str]:
    """The secret keys that count, the present one last: what an older one signed holds on."""
    return [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]


def unsigned(purpose: str, text: str, *, max_age: int) -> Any:
    """What was signed, or None when it is too old or not ours."""
    try:
        return signer(purpose).loads(text, max_age=max_age)
    except BadSignature:
        return None


def link_token(purpose: str, key: UUID, generation: int = 1) -> str:
    """The secret part of a link to one row: always the same, and not in the database."""
    value = urlsafe_b64encode(key.bytes).rstrip(b"=") + f"-{generation}".encode()
    return _link_signer(purpose).sign(value).decode()


def read_link_token(purpose: str, token: str) -> tuple[UUID, int] | None:
    """The key and the generation that a link names, or None when we did not make it."""
    try:
        value = _link_signer(purpose).unsign(token.encode("ascii")).decode()
        encoded, generation = value.rsplit("-", 1)
        return UUID(bytes=urlsafe_b64decode(encoded + "==")), int(generation)
    except (BadSignature, UnicodeError, ValueError):
        return None


def _link_signer(purpose: str) -> Signer:
    return Signer(
        signing_keys(),
        salt=f"schoollink:{purpose}",
        key_derivation="hmac",
        digest_method=hashlib.sha256,
    )


def begin_sign_in(row: Any) -> None:
    """Put a new sign-in, which carries its token, into a cookie that keeps nothing from before."""
    forget_sign_in()
    flask_login.login_user(row)
    session.permanent = False
    forget_choice()


def forget_sign_in() -> None:
    """Empty the cookie; a CSRF token made before is worth nothing now."""
    session.clear()
    flask_login.logout_user()
    for name in ("_login_user", "actor", "csrf_token"):
        g.pop(name, None)


def keep_step(name: str, value: str) -> None:
    """Remember where a visitor stands, in the signed cookie, until somebody signs in."""
    session[f"step:{name}"] = value


def kept_step(name: str) -> str | None:
    """Where the visitor stands."""
    found = session.get(f"step:{name}")
    return found if isinstance(found, str) else None


def load_actor() -> Actor:
    """Read who is asking from the database, anew at each call. Needs an open unit of work."""
    if has_request_context():
        g.pop("_login_user", None)
    row = flask_login.current_user._get_current_object()  # noqa: SLF001 - the row, not its proxy
    g.actor = actor_behind(row) if row.is_authenticated else NOBODY
    if row.is_authenticated and not _is_background():
        Loaders.seen(row)
    actor: Actor = g.actor
    return actor


def _is_background() -> bool:
    """Whether a page asks by itself while nobody is there: that keeps no sign-in alive (RP-20)."""
    return has_request_context() and request.method == "GET" and "X-Poll" in request.headers


def actor_behind(sign_in: Any) -> Actor:
    """Who a sign-in stands for now."""
    return Loaders.actor_for(sign_in)


def current_actor() -> Actor:
    """Who was found to be asking in this request, socket message or job."""
    actor: Actor = g.get("actor", NOBODY)
    return actor


def current_sign_in() -> Any:
    """The row of the present sign-in, or None."""
    row = flask_login.current_user._get_current_object()  # noqa: SLF001 - the row, not its proxy
    return row if row.is_authenticated else None


def sign_in_key(sign_in_id: object) -> str:
    """What a page names its sign-in with: for what it keeps on the device, and for its line."""
    return hash_token(str(sign_in_id))[:16]


def sign_in_hash() -> str | None:
    """The hash of the token in the cookie, whether or not it is still alive."""
    token = session.get("_user_id")
    return hash_token(token) if isinstance(token, str) else None


KNOWN_FOR = 180 * 24 * 3600
MOST_KNOWN = 8


def known_device(people: Iterable[UUID]) -> str:
    """The random name of this device, when one of these people signed in on it before, else "".

    Whoever guesses passwords from elsewhere uses up the tries of strange devices only.
    """
    device, marks = _device()
    return device if any(_mark(device, person) in marks for person in people) else ""


def remember_device(response: Response, person_id: UUID) -> None:
    """Let a cookie say, unreadable for others, that this person signed in on this device."""
    device, marks = _device()
    mark = _mark(device, person_id)
    kept = [mark, *(one for one in marks if one != mark)][:MOST_KNOWN]
    settings: Settings = current_app.extensions["settings"]
    response.set_cookie(
        _device_cookie(),
        str(signer("device").dumps([device, kept])),
        max_age=KNOWN_FOR,
        secure=settings.is_https,
        httponly=True,
        samesite="Lax",
    )


def _device() -> tuple[str, list[str]]:
    kept = unsigned("device", request.cookies.get(_device_cookie(), ""), max_age=KNOWN_FOR)
    return (str(kept[0]), list(kept[1])) if kept else (secrets.token_urlsafe(12), [])


def _device_cookie() -> str:
    return str(current_app.config["SESSION_COOKIE_NAME"]) + "-device"


def _mark(device: str, person_id: UUID) -> str:
    return hashlib.sha256(f"{device}:{person_id}".encode()).hexdigest()[:24]


CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "media-src 'self'; font-src 'self'; connect-src 'self' {sockets}; manifest-src 'self'; "
    "worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "object-src 'none'; require-trusted-types-for 'script'; trusted-types schoollink"
)

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "microphone",
        "payment",
        "usb",
    )
)


def _socket_origin() -> str:
    try:
        return ("wss://" if request.is_secure else "ws://") + request.host
    except SecurityError:  # the answer to a host that is not ours is 400, not a fault
        return ""


def _headers(response: Response) -> Response:
    settings: Settings = current_app.extensions["settings"]
    sockets = _socket_origin()
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_POLICY.format(sockets=sockets))
    headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Cache-Control", "no-store" if _is_private() else "no-cache")
    if settings.is_https:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    return response


def _is_private() -> bool:
    return current_actor().signed_in or bool(session.get("_user_id")) or request.method != "GET"
