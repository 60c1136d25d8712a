"""The pages of schools: who a school is, its people, its classes, the class door."""

from schoollink.schools.views import (
    class_door,
    classes,
    doors,
    joining,
    new_passwords,
    people,
    profile,
    pupils,
)
from schoollink.schools.views.blueprint import bp

__all__ = [
    "bp",
    "class_door",
    "classes",
    "doors",
    "joining",
    "new_passwords",
    "people",
    "profile",
    "pupils",
]
