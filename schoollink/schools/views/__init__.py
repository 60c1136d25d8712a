"""The pages of schools: who a school is, its people, its classes, the class door."""

from flask import Blueprint

bp = Blueprint("schools", __name__)

from schoollink.schools.views import (  # noqa: E402 - they hang their routes on bp
    class_door,
    classes,
    doors,
    joining,
    people,
    profile,
    pupils,
)

__all__ = ["bp", "class_door", "classes", "doors", "joining", "people", "profile", "pupils"]
