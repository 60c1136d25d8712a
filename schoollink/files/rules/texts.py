"""Plain text and PDF: are they that."""

import re

from schoollink.core.errors import RuleBroken
from schoollink.core.i18n import _l

NOT_TEXT = _l("This is not plain text. Save it anew as text, or as PDF, and try again.")
NOT_PDF = _l("This is not a PDF that we can read. Save it anew and try again.")

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MARKUP = re.compile(rb"\s*<(!doctype|html|head|body|script|svg|\?xml|iframe)\b", re.IGNORECASE)


def check_text(whole: bytes) -> None:
    """Refuse bytes that are no text, and markup that calls itself text."""
    body = whole.removeprefix(b"\xef\xbb\xbf")
    if whole.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            body = whole.decode("utf-16").encode()
        except UnicodeDecodeError:
            raise RuleBroken(NOT_TEXT) from None
    if _CONTROL.search(body) or _MARKUP.match(body):
        raise RuleBroken(NOT_TEXT)


def check_pdf(whole: bytes) -> None:
    """Refuse what does not begin and end as a PDF does."""
    if not whole.startswith(b"%PDF-") or b"%%EOF" not in whole[-2048:]:
        raise RuleBroken(NOT_PDF)
