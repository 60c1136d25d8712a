"""Whom to tell of a weakness."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from schoollink.core.clock import now
from schoollink.core.settings import Settings, SettingsError
from tests.page import Page

PATH = "/.well-known/security.txt"


def test_SEC40_it_names_whom_to_tell(
    app: Flask, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = replace(app.extensions["settings"], security_contact="mailto:safe@example.org")
    monkeypatch.setitem(app.extensions, "settings", named)
    page.get(PATH)
    fields = dict(line.split(": ", 1) for line in page.text.splitlines())
    assert page.response.mimetype == "text/plain"
    assert fields["Contact"] == "mailto:safe@example.org"
    assert fields["Canonical"] == f"http://localhost{PATH}"
    left = datetime.fromisoformat(fields["Expires"]) - now()
    assert timedelta(days=170) < left < timedelta(days=365)


def test_SEC40_nothing_is_there_while_nobody_is_named(page: Page) -> None:
    page.get(PATH, status=404)


def test_a_contact_that_nobody_can_follow_stops_the_start() -> None:
    with pytest.raises(SettingsError, match="mailto: or https"):
        Settings.from_environ({"SCHOOLLINK_SECURITY_CONTACT": "Sam"})
