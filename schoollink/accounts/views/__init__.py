"""The doors of accounts: signing in and out, links that open once, one's own settings."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)

from schoollink.accounts.views import (  # noqa: E402 - they hang their routes on bp
    entering,
    factors,
    joining,
    me,
    resets,
)

__all__ = ["bp", "entering", "factors", "joining", "me", "resets"]
