"""Mail: composed in the recipient's language, sent by a job, never from a request.

Without a mail server the messages are written to a folder of the instance, so that nothing depends
on mail arriving and a developer can read them.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Flask, render_template
from flask_mailman import EmailMultiAlternatives, Mail

from schoollink.core.database import outside_any_unit
from schoollink.core.i18n import Text, speaking
from schoollink.core.settings import Settings


@dataclass(frozen=True)
class Letter:
    """A mail to one address in one language; `template` lies in templates/mail."""

    to: str
    language: str
    subject: Text
    template: str
    values: dict[str, Any]


def init_app(app: Flask) -> None:
    """Choose how mails leave."""
    settings: Settings = app.extensions["settings"]
    parts = urlsplit(settings.mail_url)
    app.config |= {
        "MAIL_DEFAULT_SENDER": settings.mail_from,
        "MAIL_BACKEND": "locmem" if settings.testing else "smtp" if settings.mail_url else "file",
        "MAIL_FILE_PATH": str(settings.instance / "mails"),
        "MAIL_SERVER": parts.hostname or "localhost",
        "MAIL_PORT": parts.port or 25,
        "MAIL_USERNAME": unquote(parts.username) if parts.username else None,
        "MAIL_PASSWORD": unquote(parts.password) if parts.password else None,
        "MAIL_USE_TLS": parts.scheme == "smtp" and parts.port == 587,
        "MAIL_USE_SSL": parts.scheme == "smtps",
        "MAIL_TIMEOUT": 10,
    }
    Mail(app)


def send(letter: Letter) -> None:
    """Compose and send one mail now; raises when the server does not take it."""
    outside_any_unit("sending mail")
    if any(ch in letter.to for ch in "\r\n"):
        raise ValueError("an address must be one line")
    with speaking(letter.language) as language:
        values = letter.values | {"lang": language.tag, "text_direction": language.direction}
        subject = str(letter.subject)
        message = EmailMultiAlternatives(
            subject=subject,
            body=render_template(f"mail/{letter.template}.txt", subject=subject, **values),
            to=[letter.to],
        )
        html = render_template(f"mail/{letter.template}.html", subject=subject, **values)
        message.attach_alternative(html, "text/html")
        message.send()
