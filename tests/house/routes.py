"""The pages of the product, found in its URL map, each with an example and who may see it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from schoollink.core.database import unit_of_work
from schoollink.core.gate import Mark
from schoollink.core.policy import can
from tests.stage import NOT_PAGES, SESSIONS, example
from tests.world import World

KINDS = {
    "visitor": ["visitor"],
    "link teacher": ["meera", "daniel", "layla"],
    "child-safety lead": ["sarah", "grace", "samira"],
    "teacher": ["ben", "peter"],
    "pupil": ["ava", "achieng", "yara"],
    "network adviser": ["ines"],
    "site admin": ["sam"],
}


ALL = slice(None)


@dataclass(frozen=True)
class Seen:
    """One page as one person: its endpoint, its URL and who looks."""

    endpoint: str
    url: str
    who: str
    kind: str
    session: tuple[tuple[str, Any], ...] = ()
    """More that the cookie must hold."""

    def __str__(self) -> str:
        return f"{self.endpoint} as {self.kind}"


def mark_of(app: Flask, rule: Rule) -> Mark:
    """The gate's mark of a route."""
    view: Any = app.view_functions[rule.endpoint]
    mark: Mark = view.__gate__
    return mark


def page_rules(app: Flask) -> Iterator[Rule]:
    """Every route that answers GET with a page."""
    for rule in _rules(app):
        if "GET" in (rule.methods or ()) and rule.endpoint not in NOT_PAGES:
            yield rule


def form_rules(app: Flask) -> Iterator[Rule]:
    """Every route that takes a form."""
    return (rule for rule in _rules(app) if mark_of(app, rule).form is not None)


def _rules(app: Flask) -> Iterator[Rule]:
    """Every route; SCHOOLLINK_TEST_PAGES=links. takes a part."""
    part = os.environ.get("SCHOOLLINK_TEST_PAGES", "")
    return (rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(part))


def seen_pages(app: Flask, world: World, part: slice = ALL) -> list[Seen]:
    """Each page, or each of a part of them, once for each kind of person who may see it."""
    return [seen for rule in list(page_rules(app))[part] for seen in seen_of(app, world, rule)]


def first_of_each(pages: list[Seen]) -> list[Seen]:
    """Each page once, for the first kind of person who may see it."""
    found: dict[str, Seen] = {}
    for seen in pages:
        found.setdefault(seen.endpoint, seen)
    return list(found.values())


def seen_of(app: Flask, world: World, rule: Rule) -> Iterator[Seen]:
    """One page once for each kind of person who may see it."""
    mark = mark_of(app, rule)
    subject = example(world, rule.endpoint, mark)
    values = dict(subject.values)
    with app.test_request_context():
        url = app.url_map.bind("localhost").build(rule.endpoint, values)
    for kind, people in KINDS.items():
        who = next((p for p in people if _may(world, mark, subject.row, p)), None)
        if who and subject.for_whom(kind):
            session = SESSIONS[rule.endpoint](world) if rule.endpoint in SESSIONS else {}
            yield Seen(rule.endpoint, url, who, kind, tuple(session.items()))


def _may(world: World, mark: Mark, row: Any, who: str) -> bool:
    if mark.kind == "public":
        return who == "visitor"
    if mark.kind == "signed_in":
        return who != "visitor"
    assert mark.permission is not None
    with world.app.app_context(), unit_of_work(writes=False):
        return can(world.actor(who), mark.permission, world._load(row))
