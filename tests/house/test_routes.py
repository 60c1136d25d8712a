"""Every route passes the gate, and URLs keep one form."""

import re

import pytest
from flask import Flask

from schoollink import create_app
from schoollink.core import realtime
from schoollink.core.gate import every_route_is_gated
from schoollink.core.policy import permissions
from schoollink.core.settings import Settings
from tests.house.routes import mark_of


def test_an_app_with_a_bare_route_does_not_start(settings: Settings) -> None:
    app = create_app(settings)
    app.add_url_rule("/bare", "bare", lambda: "open to all")
    with pytest.raises(RuntimeError, match="bare"):
        every_route_is_gated(app)


def test_every_route_asks_for_a_permission_that_is_decided(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        mark = mark_of(app, rule)
        assert mark.kind in {"public", "signed_in", "access"}
        if mark.kind == "access":
            assert mark.permission in permissions(), f"{rule.endpoint}: {mark.permission}"


def test_every_socket_message_asks_for_a_permission_that_is_decided() -> None:
    for message in realtime.registered().values():
        assert message.permission in permissions(), message.name
        assert re.fullmatch(r"[a-z]+:[a-z]+", message.name)


def test_urls_are_kebab_case_with_one_id(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        bare = re.sub(r"<[^>]+>", "x", rule.rule)
        assert re.fullmatch(r"(/[a-z0-9.-]*)+", bare), rule.rule
        converters = re.findall(r"<(?:(\w+)(?:\([^)]*\))?:)?\w+>", rule.rule)
        assert len(converters) == len(rule.arguments), rule.rule
        assert all(converters), f"untyped: {rule.rule}"
        ids = [one for one in converters if one != "any"]
        assert len(ids) <= 1, f"more than one id: {rule.rule}"


def test_permissions_say_feature_and_verb() -> None:
    for permission in permissions():
        assert re.fullmatch(r"[a-z]+:[a-z_-]+", permission.value), permission
