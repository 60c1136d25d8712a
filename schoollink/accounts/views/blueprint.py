"""The blueprint that the pages of accounts belong to."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)
