"""The blueprint that the pages of schools belong to."""

from flask import Blueprint

bp = Blueprint("schools", __name__)
