"""What every page is made of: assets, icons, navigation, lists by key, compression."""

import gzip
import json
import mimetypes
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar
from uuid import UUID

import brotli
import segno
from flask import (
    Flask,
    Response,
    current_app,
    flash,
    g,
    get_flashed_messages,
    make_response,
    render_template,
    request,
    send_file,
    send_from_directory,
    url_for,
)
from markupsafe import Markup
from sqlalchemy import Select, tuple_

from schoollink.core import policy
from schoollink.core.database import db
from schoollink.core.errors import FILE_IS_LARGE, NotFound
from schoollink.core.forms import Form
from schoollink.core.gate import public
from schoollink.core.gate.origin import csrf_field, csrf_token
from schoollink.core.i18n import Text, _l, current_language, languages_on_offer
from schoollink.core.security import current_actor
from schoollink.core.settings import ROOT, Settings

DIST = ROOT / "static" / "dist"
PAGE_LENGTH = 20
T = TypeVar("T")
A_YEAR = 365 * 24 * 3600
WORTH_COMPRESSING = 600


@dataclass(frozen=True)
class NavItem:
    """One entry of the main navigation."""

    label: Text
    endpoint: str
    icon: str
    section: str
    also: frozenset[str] = frozenset()
    """More sections (blueprints) whose pages belong to it."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """What the URL holds, where it leads to the page of something."""
    in_menu: bool = False
    """Whether it stands in the menu under one's name, where the bar is wide enough for the rest."""

    @property
    def url(self) -> str:
        """Where it leads."""
        return url_for(self.endpoint, **self.values)

    @property
    def current(self) -> bool:
        """Whether the present page belongs to it."""
        return g.get("section", request.blueprint) in {self.section, *self.also}


@dataclass
class Frame:
    """What surrounds each page; the top features lend these functions in `use`."""

    nav_items: Callable[[policy.Actor], Sequence[NavItem]] = field(default=lambda actor: ())
    bell: Callable[[policy.Actor], dict[str, Any] | None] = field(default=lambda actor: None)


_frame = Frame()


def use(
    *,
    nav_items: Callable[[policy.Actor], Sequence[NavItem]] | None = None,
    bell: Callable[[policy.Actor], dict[str, Any] | None] | None = None,
) -> None:
    """Take the navigation and the bell from the features above."""
    _frame.nav_items = nav_items or _frame.nav_items
    _frame.bell = bell or _frame.bell


def init_app(app: Flask) -> None:
    """Give templates their globals, serve assets, compress pages."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals |= {
        "asset": asset,
        "icon": icon,
        "icon_symbols": icon_symbols,
        "flag_url": flag_url,
        "public_url": public_url,
        "qr": qr,
        "csrf_field": csrf_field,
        "csrf_token": csrf_token,
        "FILE_IS_LARGE": FILE_IS_LARGE,
        "flashes": lambda: get_flashed_messages(with_categories=True),
        "can": lambda permission, subject=None: policy.can(_actor(), permission, subject),
    }
    app.context_processor(_frame_of_page)
    app.add_url_rule("/static/<path:name>", "static", public(_static))
    app.add_url_rule("/sw.js", "service_worker", public(_service_worker))
    app.after_request(_compress)


def _actor() -> policy.Actor:
    return current_actor()


def _frame_of_page() -> dict[str, Any]:
    actor, language = current_actor(), current_language()
    return {
        "actor": actor,
        "me": actor.name or None,
        "lang": language.tag,
        "text_direction": language.direction,
        "theme": actor.theme,
        "text_size": actor.text_size,
        "saves_data": actor.saves_data,
        "mode": "pupil" if actor.is_pupil else "staff",
        "account_url": "/me",
        "sign_out_url": "/sign-out",
        "nav_items": _frame.nav_items(actor),
        "bell": _bell(actor),
        "languages": [(one.tag, one.name) for one in languages_on_offer()],
        "request_id": g.get("request_id", ""),
    }


def _bell(actor: policy.Actor) -> dict[str, Any] | None:
    """The bell, asked for once although a page may be made of several templates."""
    if "bell" not in g:
        g.bell = _frame.bell(actor)
    bell: dict[str, Any] | None = g.bell
    return bell


def page(template: str, status: int = 200, **values: Any) -> Response:
    """A page from a template with named values."""
    response = make_response(render_template(template, **values))
    response.status_code = status
    return response


def stale_page(
    template: str, form: Form[Any], *, now: Mapping[str, Any], version: int, **values: Any
) -> Response:
    """A save that came second: both texts, what was typed is kept, and saved again it counts.

    `now` holds what the fields say meanwhile. Shown in templates by `both_texts(differences)`.
    """
    form["version"].data = version
    differences = form.differences(**now)
    if not differences:
        say(_l("Somebody else saved this while you were writing, and it says the same."), "info")
    return page(template, 409, **values | {"form": form, "differences": differences})


def download(body: str | bytes, name: str, mimetype: str) -> Response:
    """A file to keep; `name` is in plain letters."""
    response = make_response(body)
    response.mimetype = mimetype
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def say(text: Text, category: str = "ok") -> None:
    """A short word on the next page: ok, info, warn or bad."""
    flash(str(text), category)


FILE_POLICY = "sandbox; default-src 'none'"


def send_blob(path: Path, *, media_type: str, name: str, etag: str, inline: bool) -> Response:
    """A file of somebody's, which can run nothing wherever it is opened (SEC-13).

    Only what we made ourselves may be `inline`. A browser may keep it but asks again each time, so
    that it vanishes when it is hidden; a shared device keeps nothing.
    """
    response = send_file(
        path, mimetype=media_type, as_attachment=not inline, download_name=name, etag=etag
    )
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    shared = current_actor().is_shared_device
    response.headers["Cache-Control"] = "no-store" if shared else "private, no-cache"
    return response


def public_url(path: str) -> str:
    """A whole address for mails and QR codes: from the settings, never from what a request says."""
    settings: Settings = current_app.extensions["settings"]
    return settings.public_url + path


def public_url_of(endpoint: str, **values: Any) -> str:
    """The whole address of a page, also where no request is being answered."""
    return public_url(current_app.url_map.bind("localhost").build(endpoint, values))


def qr(text: str, label: str) -> Markup:
    """A QR code as SVG without style attributes."""
    code = segno.make(text, error="m", micro=False)
    size = code.symbol_size(border=4)[0]
    parts = []
    for y, row in enumerate(code.matrix_iter(border=4)):
        parts += [f"M{x} {y}h1v1h-1z" for x, dark in enumerate(row) if dark]
    return Markup(
        '<svg class="qr-code" role="img" aria-label="{}" viewBox="0 0 {} {}" width="200" '
        'height="200" shape-rendering="crispEdges"><rect width="100%" height="100%" fill="#fff"/>'
        '<path d="{}" fill="#000"/></svg>'
    ).format(label, size, size, "".join(parts))


# assets


@cache
def _manifest(stamp: float) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((DIST / "manifest.json").read_text())
    return manifest


@cache
def _icons(stamp: float) -> dict[str, str]:
    icons: dict[str, str] = json.loads((DIST / "icons.json").read_text())
    return icons


@cache
def _stamp() -> float:
    return (DIST / "manifest.json").stat().st_mtime


def asset(name: str) -> str:
    """The URL of a built asset, such as `app.css`."""
    return url_for("static", name=_manifest(_stamp())[name])


def flag_url(country: str | None) -> str | None:
    """The URL of a country's flag: as SVG where that is small, else as a picture; None without."""
    name, built = (country or "").lower(), _manifest(_stamp())
    if name in built.get("flags", ()):
        return url_for("static", name=f"flags/{name}.svg")
    drawn = built.get(f"flags/{name}.webp")
    return url_for("static", name=drawn) if drawn else None


def icon(name: str, *, flip: bool = False, class_: str = "") -> Markup:
    """A Lucide icon; the page carries each used one once, at its end."""
    g.setdefault("icons", set()).add(name)
    classes = " ".join(filter(None, ("ic", "flip" if flip else "", class_)))
    return Markup('<svg class="{}" aria-hidden="true"><use href="#i-{}"></use></svg>').format(
        classes, name
    )


def icon_symbols() -> Markup:
    """The icons that this page used, as symbols."""
    known = _icons(_stamp())
    used = sorted(g.get("icons", ()))
    unknown = [name for name in used if name not in known]
    if unknown and current_app.testing:
        raise KeyError(f"not in the build: {unknown}; name them in static/img/icons.json")
    symbols = Markup("").join(
        Markup('<symbol id="i-{}" viewBox="0 0 24 24">{}</symbol>').format(
            name,
            Markup(known[name]),  # noqa: S704 - from our own build
        )
        for name in used
        if name in known
    )
    return Markup('<svg hidden aria-hidden="true">{}</svg>').format(symbols)


def _static(name: str) -> Response:
    response = _built(name)
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response


def _service_worker() -> Response:
    response = _built("sw.js")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _built(name: str) -> Response:
    """A file of the build, in the smallest encoding that the browser takes."""
    if name.endswith((".br", ".gz")):
        raise NotFound
    for encoding, suffix in (("br", ".br"), ("gzip", ".gz")):
        if request.accept_encodings[encoding] and Path(DIST, name + suffix).is_file():
            response = send_from_directory(DIST, name + suffix, mimetype=_mime(name))
            response.headers["Content-Encoding"] = encoding
            response.vary.add("Accept-Encoding")
            return response
    return send_from_directory(DIST, name, mimetype=_mime(name))


def _mime(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def _compress(response: Response) -> Response:
    """Compress pages: a page of 13 KB takes two seconds less at 64 kbit/s."""
    if (
        response.direct_passthrough
        or response.mimetype not in {"text/html", "application/json", "text/calendar", "text/csv"}
        or "Content-Encoding" in response.headers
        or response.status_code == 304
    ):
        return response
    body = response.get_data()
    if len(body) < WORTH_COMPRESSING:
        return response
    if request.accept_encodings["br"]:
        response.set_data(brotli.compress(body, mode=brotli.MODE_TEXT, quality=4))
        response.headers["Content-Encoding"] = "br"
    elif request.accept_encodings["gzip"]:
        response.set_data(gzip.compress(body, compresslevel=5))
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response


# lists


@dataclass(frozen=True)
class Listing(Generic[T]):
    """One page of a list, and the key after which the next begins."""

    items: Sequence[T]
    after: str | None

    @property
    def next_url(self) -> str | None:
        """Where the next items are."""
        if self.after is None:
            return None
        return url_for(request.endpoint or "", **present_values() | {"after": self.after})


def present_values() -> dict[str, Any]:
    """What the present address holds, for url_for: nothing that it takes as an order."""
    query = request.args.to_dict().items()
    given = {key: text for key, text in query if key != "endpoint" and not key.startswith("_")}
    return given | (request.view_args or {})


def by_key(query: Select[T], *columns: Any, descending: bool = True) -> Listing[T]:
    """One page of a query, ordered by columns of which the last is unique, read by key.

    The key stands in `?after=`; a wrong one is as good as none.
    """
    place = _place(request.args.get("after", ""), columns)
    key = tuple_(*columns)
    if place is not None:
        query = query.where(key < place if descending else key > place)
    order = [c.desc() if descending else c.asc() for c in columns]
    rows: list[Any] = list(db.session.scalars(query.order_by(*order).limit(PAGE_LENGTH + 1)))
    more = len(rows) > PAGE_LENGTH
    items = rows[:PAGE_LENGTH]
    return Listing(items, _after(items[-1], columns) if more else None)


def _after(row: Any, columns: Sequence[Any]) -> str:
    return "~".join(_told(getattr(row, column.key)) for column in columns)


def _told(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _place(text: str, columns: Sequence[Any]) -> tuple[Any, ...] | None:
    parts = text.split("~")
    if len(parts) != len(columns):
        return None
    try:
        return tuple(
            _read(part, c.type.python_type) for part, c in zip(parts, columns, strict=True)
        )
    except (ValueError, OverflowError):
        return None


def _read(text: str, kind: Any) -> Any:
    if issubclass(kind, datetime):
        moment = kind.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError(text)
        return moment.astimezone(UTC)
    return kind.fromisoformat(text) if hasattr(kind, "fromisoformat") else kind(text)


def count_text(count: int) -> str:
    """A total that stops at 99+."""
    return str(count) if count <= 99 else "99+"


def capped_count(query: Select[Any]) -> int:
    """How many rows a query finds, not counting beyond 100."""
    return len(db.session.execute(query.limit(100)).all())


def key_of(text: str) -> UUID | None:
    """A key from text, or None when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
