"""The blueprint, and what every page of one application shows."""

from typing import Any

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from schoollink.core.security import current_actor
from schoollink.funding import presenters
from schoollink.funding.models import Application
from schoollink.links.presenters import marks

bp = Blueprint("funding", __name__)


def head(application: Application) -> dict[str, Any]:
    """The values of `funding/_part.html` and of the page of an application."""
    return {
        "application": application,
        "link": application.link,
        "tab": "funding",
        "marks": marks(application.link, current_actor()),
        "present": presenters,
    }


def back(endpoint: str, application: Application) -> ResponseReturnValue:
    """To a page of the application."""
    return redirect(url_for(f"funding.{endpoint}", application_id=application.id))
