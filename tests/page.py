"""A client that checks every page it sees, so that each page test is also a test of its HTML."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask, url_for
from sqlalchemy import event
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from schoollink.core.database import db

if TYPE_CHECKING:
    from tests.house.routes import Seen
    from tests.world import World

MOST_QUERIES = 40
MOST_QUERIES_OF_A_REFUSAL = 80
"""A form that an action refuses is looked at three times: before, in the unit, for the page."""
NAMELESS = {"hidden", "submit", "button", "image", "reset"}


class Page:
    """A browser without JavaScript, of one person. `page.as_("meera")` signs somebody in."""

    def __init__(self, app: Flask, world: World) -> None:
        self.app, self.world = app, world
        self.client = app.test_client()
        self.response: TestResponse
        self.tree: Element
        self.queries = 0

    def as_(self, who: str, **more: Any) -> Page:
        """Be somebody of the cast, freshly signed in; "visitor" is nobody."""
        with self.client.session_transaction() as session:
            session.clear()
            if who != "visitor":
                session["_user_id"] = self.world.sign_in(who, **more)
                session["_fresh"] = True
        return self

    def open(self, seen: Seen, *, language: str = "en") -> Page:
        """Open a page of the house tests as the one who sees it."""
        return self.be(seen, language=language).get(seen.url)

    def be(self, seen: Seen, *, language: str = "en") -> Page:
        """Be the one who sees a page of the house tests."""
        self.as_(seen.who).in_language(language)
        with self.client.session_transaction() as session:
            session.update(dict(seen.session))
        return self

    def in_language(self, tag: str) -> Page:
        """Read in a language from here on."""
        with self.client.session_transaction() as session:
            session["lang"] = tag
        return self

    def url(self, endpoint: str, **values: Any) -> str:
        """The URL of an endpoint; anything that begins with a slash stays."""
        if endpoint.startswith("/"):
            return endpoint
        with self.app.test_request_context():
            return url_for(endpoint, **values)

    def get(self, endpoint: str, *, status: int = 200, **values: Any) -> Page:
        """Open a page and check it."""
        return self._send("GET", self.url(endpoint, **values), status)

    def post(
        self, endpoint: str, sent: dict[str, Any] | None = None, *, status: int = 302, **values: Any
    ) -> Page:
        """Send a form with its token; 302 is what a form that was taken answers."""
        return self._send("POST", self.url(endpoint, **values), status, sent or {})

    def follow(self) -> Page:
        """Go where the last answer led."""
        return self._send("GET", self.response.headers["Location"], 200)

    def json(self, endpoint: str, *, status: int = 200, **values: Any) -> Any:
        """Open an address as JSON."""
        self.response = self.client.get(
            self.url(endpoint, **values), headers={"Accept": "application/json"}
        )
        assert self.response.status_code == status, self.response.text
        return self.response.json

    def token(self) -> str:
        """The CSRF token of this browser."""
        with self.client.session_transaction() as session:
            seed = session.setdefault("csrf_token", "0" * 40)
        from itsdangerous import URLSafeTimedSerializer

        return str(
            URLSafeTimedSerializer(self.app.config["SECRET_KEY"], salt="wtf-csrf-token").dumps(seed)
        )

    def _send(self, method: str, url: str, status: int, sent: dict[str, Any] | None = None) -> Page:
        data = None if sent is None else {"csrf_token": self.token()} | sent
        more: dict[str, Any] = {"data": data}
        if data and any(isinstance(value, FileStorage) for value in data.values()):
            boundary, body = encode_multipart(data)
            more = {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}
        with self._counting():
            self.response = self.client.open(url, method=method, buffered=True, **more)
        assert self.response.status_code == status, self._failure(method, url)
        if self.response.mimetype == "text/html" and not 300 <= status < 400:
            self._check()
        return self

    def _failure(self, method: str, url: str) -> str:
        text = re.sub(r"\s+", " ", re.sub(r"<(style|script|svg).*?</\1>|<[^>]+>", " ", self.text))
        return f"{method} {url} answered {self.response.status}: {text[:600]}"

    @contextmanager
    def _counting(self) -> Iterator[None]:
        self.queries = 0

        def count(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
            self.queries += not statement.startswith("BEGIN")

        with self.app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", count)
        try:
            yield
        finally:
            event.remove(engine, "before_cursor_execute", count)

    # what is on the page

    @property
    def html(self) -> str:
        """The page as it was sent."""
        return self.response.text

    @property
    def text(self) -> str:
        """The page as it was sent, for looking words up."""
        return self.response.text

    @property
    def words(self) -> str:
        """What a reader sees, in one line."""
        main = self.find("main")[0]
        return " ".join(" ".join(main.itertext()).split())

    def find(self, tag: str, **attributes: str) -> list[Element]:
        """Elements by tag and attributes; `class_` matches one class among several."""
        return [e for e in self.tree.iter(tag) if _matches(e, attributes)]

    def links(self) -> dict[str, str]:
        """Text of each link -> where it leads."""
        return {" ".join("".join(a.itertext()).split()): a.get("href", "") for a in self.find("a")}

    def value(self, name: str) -> str:
        """What a field of the page holds."""
        for element in self.tree.iter():
            if element.get("name") == name:
                if element.tag == "select":
                    chosen = [o for o in element.iter("option") if o.get("selected") is not None]
                    return (chosen[0].get("value") or "") if chosen else ""
                return (
                    "".join(element.itertext()).lstrip("\n")
                    if element.tag == "textarea"
                    else element.get("value", "")
                )
        raise AssertionError(f"no field {name} on the page")

    def errors(self) -> dict[str, str]:
        """Field id -> the sentence beside it."""
        return {
            e.get("id", "").removesuffix("-error"): " ".join(" ".join(e.itertext()).split())
            for e in self.tree.iter()
            if e.get("id", "").endswith("-error")
        }

    # what every page must be

    def _check(self) -> None:
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        self.tree = parser.parse(self.html)
        wrong = [str(e) for e in parser.errors if e[1] not in _TOLERATED]
        assert not wrong, f"HTML: {wrong[:3]}"
        posted = self.response.request.method == "POST"
        most = MOST_QUERIES_OF_A_REFUSAL if posted else MOST_QUERIES
        assert self.queries <= most, f"{self.queries} queries for one page"
        self._check_head()
        self._check_ids()
        self._check_fields()
        self._check_content_policy()

    def _check_head(self) -> None:
        html = self.tree if self.tree.tag == "html" else self.tree.find("html")
        assert html is not None
        assert html.get("lang"), "no lang"
        assert html.get("dir") in {"ltr", "rtl"}, "no dir"
        assert len(self.find("h1")) == 1, f"{len(self.find('h1'))} h1"
        title = "".join(self.find("title")[0].itertext()).strip()
        assert re.match(r".+ – SchoolLink$", title, re.S), f"title {title!r}"
        assert len(self.find("main")) == 1, "no main"

    def _check_ids(self) -> None:
        ids = Counter(e.get("id") for e in self.tree.iter() if e.get("id"))
        double = [key for key, count in ids.items() if count > 1]
        assert not double, f"ids twice: {double}"
        for e in self.tree.iter():
            for name in ("aria-describedby", "aria-labelledby", "for", "aria-controls"):
                for key in e.get(name, "").split():
                    assert key in ids, f"{name} names {key}, which is not there"

    def _check_fields(self) -> None:
        labelled = {e.get("for") for e in self.find("label")}
        for tag in ("input", "select", "textarea"):
            for e in self.find(tag):
                if e.get("type") in NAMELESS:
                    continue
                named = e.get("aria-label") or e.get("aria-labelledby") or e.get("id") in labelled
                assert named, f"no label: {e.attrib}"
        for e in self.find("form"):
            if e.get("method", "get").lower() == "post":
                assert any(i.get("name") == "csrf_token" for i in e.iter("input")), (
                    f"no token: {e.get('action')}"
                )
        for e in self.find("img"):
            assert e.get("alt") is not None, "no alt"
            assert e.get("width"), "no width"
            assert e.get("height"), "no height"

    def _check_content_policy(self) -> None:
        policy = self.response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        for e in self.tree.iter():
            if not isinstance(e.tag, str):
                continue
            assert e.get("style") is None, f"style attribute on {e.tag}"
            assert not [a for a in e.attrib if str(a).startswith("on")], f"handler on {e.tag}"
            if e.tag == "script":
                assert e.get("src") or e.get("type") == "application/json", "inline script"
            for name in ("src", "href", "action", "srcset"):
                assert not re.match(r"(https?:)?//", e.get(name, "")) or e.tag == "a", (
                    f"foreign host: {e.get(name)}"
                )


_TOLERATED: set[str] = set()


def _matches(element: Element, attributes: dict[str, str]) -> bool:
    for name, value in attributes.items():
        if name == "class_":
            if value not in element.get("class", "").split():
                return False
        elif element.get(name.replace("_", "-")) != value:
            return False
    return True
