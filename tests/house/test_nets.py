"""The nets catch: each is shown a planted fault, and says so."""

from pathlib import Path
from typing import Any

import html5lib
import pytest
from flask import Flask, Request, Response
from sqlalchemy import select
from werkzeug.test import EnvironBuilder

from schoollink.accounts.models import Person
from schoollink.core.database import db, unit_of_work
from schoollink.core.realtime import tell
from tests.house.test_browser import TARGETS, axe_faults, tab_faults
from tests.house.test_css import contrast, physical_sides
from tests.house.test_pages import forbidden_words, text_faults, untranslated
from tests.live import Server, context_of
from tests.page import Page
from tests.world import World

WHOLE = """<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8">
<title>Trial – SchoolLink</title></head><body><main><h1>Trial</h1>{}</main></body></html>"""


def tree_of(html: str) -> Any:
    return html5lib.HTMLParser(namespaceHTMLElements=False).parse(html)


@pytest.mark.parametrize(
    ("planted", "says"),
    [
        ("<h1>Second</h1>", "h1"),
        ("<p id=a></p><p id=a></p>", "ids twice"),
        ("<input name=x>", "no label"),
        ("<form method=post action=/x></form>", "no token"),
        ('<p style="color:red">x</p>', "style attribute"),
        ('<p onclick="x()">x</p>', "handler"),
        ("<script>x()</script>", "inline script"),
        ('<img src="https://far.example/x.png" alt="" width=1 height=1>', "foreign host"),
        ("<img src=/x.png width=1 height=1>", "no alt"),
        ("<table><p>x</p></table>", "HTML"),
        ("<label for=gone>x</label>", "not there"),
    ],
)
def test_the_page_client_catches(page: Page, planted: str, says: str) -> None:
    page.queries = 0
    page.response = _response(page, WHOLE.format(planted))
    with pytest.raises(AssertionError, match=says):
        page._check()


def test_the_page_client_catches_a_query_for_each_row(page: Page) -> None:
    page.response = _response(page, WHOLE.format(""))
    page.queries = 41
    with pytest.raises(AssertionError, match="queries"):
        page._check()


def _response(page: Page, html: str) -> Any:
    class Answer:
        text = html
        request = Request(EnvironBuilder().get_environ())
        status_code = 200
        headers = Response(headers={"Content-Security-Policy": "default-src 'none'"}).headers

    return Answer()


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("<p>⟦Ñáme⟧ forgotten</p>", ["forgotten"]),
        ("<p><bdi>Meera</bdi> ⟦ŵrîţéš⟧</p>", []),
        ("<button aria-label='Close'>⟦x⟧</button>", ["Close"]),
        ("<p dir=auto>What people wrote</p>", []),
    ],
)
def test_the_net_for_forgotten_words_catches(planted: str, found: list[str]) -> None:
    html = WHOLE.format(planted).replace("<h1>Trial</h1>", "<h1>⟦Ťŕîáĺ⟧</h1>")
    assert untranslated(tree_of(html)) == found


def test_the_net_for_words_that_people_do_not_use_catches() -> None:
    assert forbidden_words("Ask the safeguarding lead of our donor") == [
        "safeguarding lead", "donor",
    ]  # fmt: skip
    assert forbidden_words("Ask the child-safety lead") == []


def test_the_net_for_text_catches() -> None:
    faults = text_faults(tree_of(WHOLE.format("<a href=/x></a><h3>Jump</h3>")))
    assert any("<a> without words" in fault for fault in faults)
    assert "h3 follows h1" in faults


def test_the_net_for_sides_catches() -> None:
    assert physical_sides(".a { margin-left: 1px }") == ["margin-left"]
    assert physical_sides("[dir=rtl] .a { margin-left: 1px }") == []
    assert physical_sides(".a { margin-inline-start: 1px }") == []


def test_the_net_for_contrast_catches() -> None:
    assert contrast("#777777", "#888888") < 4.5
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_an_empty_audience_reaches_nobody(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """python-socketio takes an empty list for everybody: nothing may be emitted at all."""
    sent: list[Any] = []
    monkeypatch.setattr(
        app.extensions["socketio"], "emit", lambda *args, **more: sent.append((args, more))
    )
    world.sign_in("meera")
    nobody = select(Person.id).where(Person.name == "Nobody at all")
    somebody = select(Person.id).where(Person.id == world.meera.id)
    with app.app_context():
        with unit_of_work():
            tell(nobody, "trials:new", {})
        assert sent == []
        with unit_of_work():
            tell(somebody, "trials:new", {"a": 1})
        with unit_of_work() as unit:
            tell(somebody, "trials:new", {"a": 2})
            unit.refuse()
        db.session.remove()
    assert [args for args, _ in sent] == [("trials:new", {"a": 1})]
    assert len(sent[0][1]["to"]) == 1


@pytest.mark.browser
@pytest.mark.slow
def test_the_browser_nets_catch(server: Server, browser: Any, tmp_path: Path) -> None:
    page = context_of(browser, server, width=375).new_page()
    page.set_content(
        WHOLE.format(
            "<input><p><a href=#a>small</a></p><button class=t>Tiny</button>"
            "<style>.t {font-size: 8px; outline: none !important; color: #888; background: #999}"
            "</style>"
        )
    )
    assert any("Tiny" in fault for fault in page.evaluate(TARGETS, 44))
    rules = " ".join(axe_faults(page))
    assert "axe label" in rules
    assert "axe color-contrast" in rules
    assert any("no outline on Tiny" in fault for fault in tab_faults(page))
