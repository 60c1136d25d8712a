"""Addresses that may stand in a library, and ages."""

import re
import unicodedata
from urllib.parse import urlsplit

from schoollink.core.errors import RuleBroken
from schoollink.core.i18n import _l

YOUNGEST, OLDEST = 4, 19
NO_WORDS = "zxx"
"""The code of ISO 639 for something without language: a picture, a tune."""

NOT_AN_ADDRESS = _l("This does not look like a web address. Copy it whole, without spaces.")
WITH_NAME = _l("There is a name or a password in this address. Take it out.")

_HOST = re.compile(
    r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]+)"
)


def check_address(text: str) -> str:
    """The address in one spelling; raises RuleBroken unless it is plain http or https (AT-081)."""
    text = unicodedata.normalize("NFC", text.strip())
    if "://" not in text and not text.startswith(("/", "\\")):
        text = f"https://{text}"
    if any(
        ch.isspace() or unicodedata.category(ch) in {"Cc", "Cf"} or ch in '\\"<>' for ch in text
    ):
        raise RuleBroken(NOT_AN_ADDRESS, field="address")
    try:
        parts = urlsplit(text)
        host, port = _ascii(parts.hostname or ""), parts.port
    except ValueError:
        raise RuleBroken(NOT_AN_ADDRESS, field="address") from None
    if parts.username is not None or "@" in parts.netloc:
        raise RuleBroken(WITH_NAME, field="address")
    if parts.scheme.lower() not in {"http", "https"} or not _HOST.fullmatch(host):
        raise RuleBroken(NOT_AN_ADDRESS, field="address")
    where = host if port is None else f"{host}:{port}"
    return parts._replace(scheme=parts.scheme.lower(), netloc=where).geturl()


def host_of(address: str) -> str:
    """Where an address leads; letters that look like others are spelled out."""
    return _ascii(urlsplit(address).hostname or "")


def _ascii(host: str) -> str:
    return host.encode("idna").decode("ascii").lower() if host else ""


def ages_in_order(youngest: int, oldest: int) -> bool:
    """Whether two ages are from the younger to the older."""
    return youngest <= oldest
