"""What every page is made of."""

import http.client

import pytest
from flask import Flask

from schoollink.core.i18n import countries
from schoollink.core.pages import Listing, flag_url
from tests.live import Server

LARGEST_FLAG = 2100


def test_every_country_has_a_small_flag(app: Flask) -> None:
    client = app.test_client()
    with app.test_request_context():
        flags = {code: flag_url(code) for code, _ in countries()}
        assert flag_url(None) is None
    assert [code for code, url in flags.items() if not url] == ["CQ"], "Sark has none"
    for url in filter(None, flags.values()):
        answer = client.get(url, buffered=True)
        assert answer.status_code == 200
        assert len(answer.data) <= LARGEST_FLAG, url


@pytest.mark.parametrize(("code", "kind"), [("KE", "image/svg+xml"), ("PT", "image/webp")])
def test_a_flag_with_a_coat_of_arms_is_a_picture(app: Flask, code: str, kind: str) -> None:
    with app.test_request_context():
        url = flag_url(code)
    assert app.test_client().get(url or "", buffered=True).mimetype == kind


@pytest.mark.slow
def test_AT105_whoever_sends_far_too_much_hears_that_it_is_too_large(server: Server) -> None:
    """A browser that is cut off while it sends shows a broken line instead of our answer."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    line.request("POST", "/sign-in", body=bytes(40 * 1024 * 1024))
    answer = line.getresponse()
    assert answer.status == 413
    assert b"Send something smaller" in answer.read()
    line.close()


def test_no_word_in_an_address_turns_the_next_page_of_a_list_elsewhere(app: Flask) -> None:
    with app.test_request_context("/home?endpoint=x&_external=1&_scheme=javascript&tab=2"):
        assert Listing([], "key").next_url == "/home?tab=2&after=key"
