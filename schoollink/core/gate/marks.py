"""The three marks of a route and the steps behind them. No mark, no boot."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import wraps
from typing import Any, overload
from uuid import UUID

from flask import Flask, Response, flash, g, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from schoollink.core import errors
from schoollink.core.database import Base, locked, unit_of_work
from schoollink.core.database import found as find
from schoollink.core.errors import (
    FILE_IS_LARGE,
    BadRequest,
    NotFound,
    NotSignedIn,
    Refusal,
    TooLarge,
    wants_json,
)
from schoollink.core.forms import Form
from schoollink.core.gate import limits, notes, origin
from schoollink.core.policy import require
from schoollink.core.security import current_actor, load_actor, sign_in_hash

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LARGEST_FILE = 25 * 1000 * 1000
UPLOAD_BYTES = LARGEST_FILE + 1024 * 1024

View = Callable[..., ResponseReturnValue]


@dataclass(frozen=True)
class Mark:
    """What a route asks of whoever comes: `kind` is public, signed_in or access."""

    kind: str
    permission: StrEnum | None = None
    subject: tuple[str, type[Base]] | None = None
    form: type[Form[Any]] | None = None
    limit: limits.Limit | None = None
    uploads: bool = False
    old_pages: bool = False
    """Whether what an older page of ours sends comes to the view: what it does harms nobody."""
    needs: frozenset[str] = field(default_factory=frozenset)


@overload
def public(view: View) -> View: ...
@overload
def public(
    view: None = None,
    *,
    form: type[Form[Any]] | None = None,
    limit: limits.Limit | None = None,
    old_pages: bool = False,
) -> Callable[[View], View]: ...
def public(
    view: View | None = None,
    *,
    form: type[Form[Any]] | None = None,
    limit: limits.Limit | None = None,
    old_pages: bool = False,
) -> Any:
    """Anybody may come."""
    mark = Mark("public", form=form, limit=limit, old_pages=old_pages)
    return _gated(mark, view) if view else lambda v: _gated(mark, v)


@overload
def signed_in(view: View) -> View: ...
@overload
def signed_in(
    view: None = None,
    *,
    form: type[Form[Any]] | None = None,
    limit: limits.Limit | None = None,
) -> Callable[[View], View]: ...
def signed_in(
    view: View | None = None,
    *,
    form: type[Form[Any]] | None = None,
    limit: limits.Limit | None = None,
) -> Any:
    """Whoever is signed in may come; the page shows only what is theirs."""
    mark = Mark("signed_in", form=form, limit=limit)
    return _gated(mark, view) if view else lambda v: _gated(mark, v)


def access(
    permission: StrEnum,
    *,
    form: type[Form[Any]] | None = None,
    limit: limits.Limit | None = None,
    uploads: bool = False,
    **subject: type[Base],
) -> Callable[[View], View]:
    """Whoever the table allows. `link=Link` loads the row named by `link_id` in the URL."""
    if len(subject) > 1:
        raise TypeError("a URL has one id: the leaf's")
    mark = Mark("access", permission, next(iter(subject.items()), None), form, limit, uploads)
    return lambda view: _gated(mark, view)


def _gated(mark: Mark, view: View) -> View:
    @wraps(view)
    def gate(**url: Any) -> Response:
        if b"%00" in request.query_string:  # PostgreSQL has no text with a NUL in it
            raise BadRequest
        try:
            if request.method in SAFE:
                return _read(mark, view, url)
            return _write(mark, view, url)
        finally:
            notes.keep_notes()

    gate.__gate__ = mark  # type: ignore[attr-defined]  # a function may carry it; the boot check reads it
    return gate


def _read(mark: Mark, view: View, url: dict[str, Any]) -> Response:
    with unit_of_work(writes=False):
        found = _look(mark, url)
        if mark.form:
            found["form"] = _blank(mark.form, found)
        return make_response(view(**found))


def _write(mark: Mark, view: View, url: dict[str, Any]) -> Response:
    form: Form[Any] | None = None
    request.max_content_length = UPLOAD_BYTES if mark.uploads else None
    with unit_of_work(writes=False):
        try:
            found = _look(mark, url)
        except NotSignedIn:
            origin.check_origin()
            raise
        if mark.form:
            form = _blank(mark.form, found)
    _prepare(mark, form)
    if form is None or form.value is not None:
        try:
            return _do(mark, view, url, form)
        except Refusal as refused:
            if form is None or not form.blames(refused):
                raise
    with unit_of_work(writes=False):
        found = _look(mark, url)
        form.say_known(actor=g.actor, **found)
        return make_response(view(**found, form=form))


def _look(mark: Mark, url: dict[str, Any], *, hold: bool = False) -> dict[str, Any]:
    """Load actor and subject and ask the policy; gives the handler's arguments.

    A subject to be held is waited for first: the actor's rights must not be as old as the
    beginning of that wait.
    """
    thing = _subject(mark, url, locked) if hold else None
    actor = load_actor()
    if mark.kind == "signed_in" and not actor.signed_in:
        raise NotSignedIn
    found = dict(url)
    if mark.subject:
        name, _ = mark.subject
        del found[f"{name}_id"]
        thing = thing if hold else _subject(mark, url, find)
        if thing is None:
            raise NotFound if actor.signed_in else NotSignedIn
        found[name] = thing
    if mark.permission is not None:
        require(actor, mark.permission, thing)
    g.subject = thing
    return found


def _subject(
    mark: Mark, url: dict[str, Any], load: Callable[[type[Base], UUID], Base | None]
) -> Base | None:
    """The row that the URL names, if the mark has one and it is there."""
    if mark.subject is None:
        return None
    name, model = mark.subject
    return load(model, url[f"{name}_id"])


def _blank(kind: type[Form[Any]], found: dict[str, Any]) -> Form[Any]:
    form = kind()
    form.offer(actor=g.actor, **found)
    return form


def _prepare(mark: Mark, form: Form[Any] | None) -> None:
    """With no transaction open: where it came from, how often, and what was sent."""
    origin.check_origin()
    if mark.limit:
        limits.hit_request(request.endpoint or "?", mark.limit)
    try:
        origin.check_token()
    except RequestEntityTooLarge:
        is_file = mark.uploads and (request.content_length or 0) > LARGEST_FILE
        raise TooLarge(FILE_IS_LARGE if is_file else None) from None
    except origin.ForeignPage:
        if not origin.is_ours_for_sure() or not _goes_on(mark, form):
            raise
        if form is not None:
            form.show_again()
        if not mark.old_pages:
            flash(str(origin.OLDER_PAGE), "warn")
        return
    if form is not None:
        form.take_request()


def _goes_on(mark: Mark, form: Form[Any] | None) -> bool:
    """Whether what came from an older page comes to the view. A form does, to be looked at and sent
    again; but what one person typed is not put into another's hand, who uses the same device.
    """
    if form is None:
        return mark.old_pages
    takes_pages = not wants_json() or request.accept_mimetypes.accept_html
    is_anothers = origin.is_page_of_another(current_actor().person_id)
    may_be_nobodys = mark.kind == "public" or bool(origin.page_maker())
    return takes_pages and (mark.old_pages or (may_be_nobodys and not is_anothers))


def _do(mark: Mark, view: View, url: dict[str, Any], form: Form[Any] | None) -> Response:
    with unit_of_work() as unit:
        found = _look(mark, url, hold=True)
        if form is not None:
            found["form"] = form
        response = make_response(view(**found))
        if response.status_code >= 400:
            unit.refuse()
        return response


def init_app(app: Flask) -> None:
    """Set up what the marks need."""
    limits.init_app(app)
    errors.use(know_reader=_know_reader)


def _know_reader() -> None:
    """Find out who asks for an address at which no gate stands."""
    if "actor" not in g and sign_in_hash():
        with unit_of_work(writes=False):
            load_actor()


def every_route_is_gated(app: Flask) -> None:
    """Refuse to start while a route carries no mark."""
    bare = sorted(
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not hasattr(app.view_functions[rule.endpoint], "__gate__")
    )
    if bare:
        raise RuntimeError(f"routes without @public, @signed_in or @access: {', '.join(bare)}")
