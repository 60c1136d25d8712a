"""A form that was sent after the sign-in ended: nothing that was typed is lost.

The fields travel through the sign-in page, sealed and bound to the person for whom the form was
made: the token says who, also when a pressed "Sign out" left nothing else.
"""

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import wtforms
from flask import current_app, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.routing import BuildError

from schoollink.core.clock import now
from schoollink.core.forms import Form
from schoollink.core.gate.origin import TOKEN_FIELD, maker_mark, page_maker
from schoollink.core.sealing import seal, unseal

GOOD_FOR = 12 * 3600
LONGEST = 390_000
PURPOSE = "unsent form"
READABLE = {"text", "long", "email", "digits", "whole", "day", "time"}


@dataclass(frozen=True)
class Unsent:
    """What was typed and where it was going."""

    url: str
    fields: list[tuple[str, str]]
    shown: list[tuple[str, str]]
    """(label, text) of what people wrote themselves."""
    uploads: bool


def kept_form() -> tuple[str, bool]:
    """The present form as sealed text, empty when it can't be kept; and whether it held a thing."""
    try:
        sent = [pair for pair in request.form.items(multi=True) if pair[0] != TOKEN_FIELD]
        has_more = any(file.filename for file in request.files.values())
    except RequestEntityTooLarge:
        return "", True
    typed = [(name, value) for name, value in sent if not _is_secret(name)]
    return _sealed(typed), bool(sent) or has_more


def _sealed(typed: list[tuple[str, str]]) -> str:
    maker = page_maker()
    if request.url_rule is None or request.is_json or not typed or not maker:
        return ""
    content = {
        "maker": maker,
        "at": int(now().timestamp()),
        "endpoint": request.endpoint,
        "args": {key: str(value) for key, value in (request.view_args or {}).items()},
        "fields": typed,
    }
    text = urlsafe_b64encode(seal(PURPOSE, zlib.compress(json.dumps(content).encode()))).decode()
    return text if len(text) <= LONGEST else ""


def _is_secret(name: str) -> bool:
    form = _form_of(request.endpoint)
    return form is None or name not in form or _kind(form[name]) == "password"


def _form_of(endpoint: str | None) -> Form[Any] | None:
    view = current_app.view_functions.get(endpoint or "")
    kind = getattr(getattr(view, "__gate__", None), "form", None)
    return kind() if kind is not None else None


def _kind(field: wtforms.Field) -> str:
    return str(getattr(field, "kind", ""))


def opened(text: str | None, person_id: UUID) -> Unsent | None:
    """What this person wrote; None when somebody else did, or it is too old."""
    content = _content(text or "")
    if content is None or content.get("maker") != maker_mark(person_id):
        return None
    if now().timestamp() > content["at"] + GOOD_FOR:
        return None
    form = _form_of(content["endpoint"])
    if form is None:
        return None
    try:
        url = url_for(content["endpoint"], **content["args"])
    except BuildError:
        return None
    fields = [(str(name), str(value)) for name, value in content["fields"]]
    return Unsent(url, fields, _shown(form, fields), any(_kind(f) == "file" for f in form))


def _content(text: str) -> dict[str, Any] | None:
    try:
        sealed = urlsafe_b64decode(text.encode("ascii"))
    except ValueError:
        return None
    plain = unseal(PURPOSE, sealed)
    return json.loads(zlib.decompress(plain)) if plain else None


def _shown(form: Form[Any], fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    typed = MultiDict(fields)
    return [
        (str(f.label.text), typed[f.name])
        for f in form
        if _kind(f) in READABLE and typed.get(f.name, "").strip()
    ]
