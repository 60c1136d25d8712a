"""The blueprint that all pages of rooms belong to."""

from flask import Blueprint

bp = Blueprint("messages", __name__)
