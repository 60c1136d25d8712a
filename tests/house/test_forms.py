"""Every form, sent by a hand that leaves out what its page would send along."""

import pytest
from flask import Flask

from tests.databases import Rows
from tests.house.routes import form_rules, mark_of, seen_of
from tests.page import Page
from tests.world import World


@pytest.mark.sqlite_only
def test_no_form_breaks_over_what_was_not_sent(
    app: Flask, world: World, page: Page, rows: Rows
) -> None:
    """Nothing at all, then what its page shows but for optional text: taken or refused."""
    faults = []
    for rule in form_rules(app):
        for is_bare in (True, False):
            rows.bring_back()
            seen = next(seen_of(app, world, rule), None)
            if seen is None:
                faults.append(f"{rule.endpoint}: nobody of the cast may send it")
                break
            page.be(seen)
            has_page = "GET" in (rule.methods or ())
            sent = {} if is_bare or not has_page else needed(page.get(seen.url), seen.url)
            answer = page.client.post(seen.url, data={"csrf_token": page.token()} | sent)
            if answer.status_code >= 500:
                faults.append(f"{seen} with {sorted(sent)}: {answer.status}")
    assert not faults, "\n".join(faults)


@pytest.mark.sqlite_only
def test_what_comes_from_a_page_of_an_earlier_sign_in_is_never_done_and_says_so(
    app: Flask, world: World, page: Page
) -> None:
    """Whatever nonsense its fields hold."""
    faults = []
    for rule in form_rules(app):
        if "POST" not in (rule.methods or ()):
            continue
        seen = next(seen_of(app, world, rule))
        old = page.be(seen).get("home.privacy").value("csrf_token") if seen.who != "visitor" else ""
        page.be(seen)
        page.client.environ_base["HTTP_ORIGIN"] = "http://localhost"
        kind = mark_of(app, rule).form
        assert kind is not None
        with app.test_request_context():
            sent = {f.name: "0026-12-01" if f.kind == "day" else "x" for f in kind()}
        answer = page.client.post(seen.url, data=sent | {"csrf_token": old})
        with page.client.session_transaction() as session:
            said = str(session.pop("_flashes", ""))
        if answer.status_code >= 500 or "the page was too old" not in answer.text + said:
            faults.append(f"{seen}: {answer.status}")
    assert not faults, "\n".join(faults)


def needed(page: Page, url: str) -> dict[str, list[str]]:
    """What the form of a page holds, without the text that need not be there."""
    found: dict[str, list[str]] = {}
    for field in (e for form in page.find("form", action=url) for e in form.iter()):
        name = field.get("name", "")
        if field.get("type") in {"radio", "checkbox"}:
            if field.get("checked") is not None:
                found.setdefault(name, []).append(field.get("value", ""))
        elif field.get("type") == "hidden" or field.get("required") is not None:
            found[name] = [page.value(name)]
    return found
