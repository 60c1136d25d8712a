"""What can go wrong, as few types, and the one table that says how each is answered."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from socket import SHUT_RD, socket
from threading import Timer
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import (
    Flask,
    Response,
    current_app,
    g,
    jsonify,
    make_response,
    render_template,
    request,
)
from markupsafe import escape
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from schoollink.core.i18n import Text, _l

log = structlog.get_logger()

MOST_HEARD_OUT, AT_ONCE = 64 * 1024 * 1024, 4096  # bytes
LONGEST_HEARD_OUT, LONGEST_SILENCE = 30, 5  # seconds
FILE_IS_LARGE = _l("This file is too large: there is room for 25 MB. Make it smaller or share it.")


class Refusal(Exception):
    """A refusal that has an answer: HTTP status, wire code and sentence.

    `field` names the form field to say it beside.
    """

    status = 400
    code = "bad_payload"
    title: Text = _l("This did not arrive whole")
    text: Text = _l("Go back, look at what you typed, and send it again.")
    retry_after: int | None = None
    leads_back = False
    """Whether its page leads back to the one with the button that was pressed."""

    def __init__(self, text: Text | None = None, *, field: str = "", **facts: Any) -> None:
        super().__init__(str(facts) if facts else "")
        self.facts, self.field = facts, field
        if text is not None:
            self.text = text


class BadRequest(Refusal):
    """The request has a shape that no page of ours sends."""


class NotSignedIn(Refusal):
    """Nobody is signed in, and somebody must be."""

    status, code = 401, "signed_out"
    title = _l("Please sign in")
    text = _l("You are signed out. Sign in and you are back where you were.")


class Forbidden(Refusal):
    """The person may see the thing, not do this with it."""

    status, code = 403, "forbidden"
    title = _l("This is not yours to do")
    text = _l(
        "You did nothing wrong. If it belongs to your partner school, write to them in Messages. "
        "Otherwise your link teacher knows who does it."
    )


class NotFound(Refusal):
    """There is no such thing, or none that this person may know of."""

    status, code = 404, "not_found"
    title = _l("There is nothing here")
    text = _l("The page may have moved, or it may belong to another school.")


class NotThisWay(Refusal):
    """The address is there, and does not open like this: it belongs to a button of some page."""

    status = 405
    title = _l("This address belongs to a button")
    text = _l("It does not open by itself, and nothing was changed. Press the button on its page.")


class Gone(Refusal):
    """The thing was here, and its bytes are lost or locked away."""

    status, code = 410, "gone"
    title = _l("This file can't be shown")
    text = _l("It was here once. Ask the person who added it to add it again.")


class RuleBroken(Refusal):
    """A rule of the product says no."""

    status, code = 409, "rule"
    title = _l("This can't be done now")
    leads_back = True

    def __init__(self, text: Text, *, field: str = "", **facts: Any) -> None:
        super().__init__(text, field=field, **facts)


class Stale(RuleBroken):
    """Somebody else changed the thing in between."""

    code = "stale"
    title = _l("Somebody was quicker")


class TooLarge(Refusal):
    """More bytes than the page takes."""

    status, code = 413, "too_large"
    title = _l("This is too large")
    text = _l("Send something smaller. The page says how much it takes.")
    leads_back = True


class TooMany(Refusal):
    """Too many tries in too short a time."""

    status, code = 429, "slow_down"
    title = _l("A little slower, please")
    text = _l("There were many tries in a short time. Wait a moment and try again.")

    def __init__(self, retry_after: int, **facts: Any) -> None:
        super().__init__(**facts)
        self.retry_after = max(1, retry_after)


class Busy(Refusal):
    """The database could not take a write in time; nothing was saved."""

    status, code = 503, "busy"
    title = _l("Very busy just now")
    text = _l("We could not save this. Wait a few seconds and try again.")
    retry_after = 5


class NoRoom(Refusal):
    """The disk or a quota is full."""

    status, code = 507, "no_room"
    title = _l("There is no room left")
    text = _l("Nothing was saved. Ask the person who runs this SchoolLink for more room.")


@dataclass(frozen=True)
class Answer:
    """How a fault is said to a person or a program."""

    status: int
    code: str
    title: str
    text: str
    retry_after: int | None = None


class _Lent:
    """What others lend: the way to the sign-in page, and who reads what went wrong."""

    sign_in_page: Callable[[], Response] | None = None
    know_reader: Callable[[], None] = staticmethod(lambda: None)


def use(
    *,
    sign_in_page: Callable[[], Response] | None = None,
    know_reader: Callable[[], None] | None = None,
) -> None:
    """Take the function that answers whoever must sign in first, and the one that finds out
    who asks where no gate has.
    """
    if sign_in_page is not None:
        _Lent.sign_in_page = staticmethod(sign_in_page)
    if know_reader is not None:
        _Lent.know_reader = staticmethod(know_reader)


_NAMED = {401: NotSignedIn, 403: Forbidden, 404: NotFound, 405: NotThisWay}


def answer_for(error: BaseException) -> Answer:
    """The answer to any exception; what is not ours is a fault of ours with no details."""
    match error:
        case Refusal():
            return Answer(
                error.status, error.code, str(error.title), str(error.text), error.retry_after
            )
        case RequestEntityTooLarge():
            return answer_for(TooLarge())
        case HTTPException() if error.code is not None and error.code < 500:
            answer = answer_for(_NAMED.get(error.code, BadRequest)())
            return Answer(error.code, answer.code, answer.title, answer.text)
        case OperationalError() if _is_lock(error):
            return answer_for(Busy())
        case _:
            return Answer(
                500,
                "broken",
                str(_l("Something went wrong on our side")),
                str(_l("We could not do this. It was not your fault. Please try again.")),
            )


_LOCKS = ("database is locked", "lock timeout", "lock_timeout", "deadlock detected")


def _is_lock(error: OperationalError) -> bool:
    text = str(error.orig).lower()
    return any(words in text for words in _LOCKS)


def wants_json() -> bool:
    """Whether the caller asked for JSON rather than a page."""
    accept = request.accept_mimetypes
    return accept["application/json"] > accept["text/html"]


def respond(error: BaseException) -> Response:
    """A page or JSON that says what went wrong."""
    if isinstance(error, RequestEntityTooLarge | TooLarge):
        _hear_out()
    _know_reader()  # first: the words are in the reader's language
    answer = answer_for(error)
    if answer.status >= 500:
        level = log.warning if isinstance(error, Refusal) else log.error
        level("request_failed", code=answer.code, exc_info=None if answer.status == 503 else error)
    elif answer.status in {401, 403, 404}:
        log.info("request_refused", code=answer.code, endpoint=request.endpoint)
    if isinstance(error, NotSignedIn) and _Lent.sign_in_page and not wants_json():
        return _Lent.sign_in_page()
    if wants_json():
        body = {"ok": False, "error": {"code": answer.code, "text": answer.text}}
        response = jsonify(body | {"request_id": g.get("request_id", "")})
    else:
        back = _page_before() if getattr(error, "leads_back", False) else ""
        response = make_response(_page(answer, back))
    response.status_code = answer.status
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(error.valid_methods)
    if answer.retry_after:
        response.headers["Retry-After"] = str(answer.retry_after)
    return response


def _hear_out() -> None:
    """Read what is still being sent: a browser that is cut off shows a broken line, no answer.

    Bounded in bytes, in time and in silence, since nobody is worth a thread for longer; what is
    left is not listened to.
    """
    line = request.environ.get("gunicorn.socket")
    if line is None or not 0 < (request.content_length or 0) <= MOST_HEARD_OUT:
        return
    read = request.environ["wsgi.input"].read
    end = Timer(LONGEST_HEARD_OUT, _listen_no_more, [line])  # a read may wait for drop after drop
    end.start()
    line.settimeout(LONGEST_SILENCE)
    try:
        while read(AT_ONCE):
            pass
    except OSError:
        _listen_no_more(line)
    finally:
        end.cancel()
        line.settimeout(None)


def _listen_no_more(line: socket) -> None:
    with suppress(OSError):  # it is gone already
        line.shutdown(SHUT_RD)


def _know_reader() -> None:
    """An error is said to nobody in particular when even that can't be found out."""
    try:
        _Lent.know_reader()
    except Exception:
        log.exception("reader_unknown")


def _page_before() -> str:
    """The page of ours with the button that was pressed, as far as the browser says."""
    before = request.referrer or ""
    if not before.startswith(request.host_url) or (
        request.method == "GET" and before == request.url
    ):
        return ""  # of another site, or this very refusal
    try:
        current_app.url_map.bind("").match(urlsplit(before).path, method="GET")
    except HTTPException:
        return ""  # the answer to another button
    return before


def _page(answer: Answer, back: str) -> str:
    """The error page; when even that fails, the bare words."""
    try:
        return render_template("errors/problem.html", answer=answer, back=back)
    except Exception:
        log.exception("error_page_failed")
        return f"{escape(answer.title)}. {escape(answer.text)} ({g.get('request_id', '')})"


def init_app(app: Flask) -> None:
    """Answer every exception through the table."""
    app.register_error_handler(Exception, respond)
