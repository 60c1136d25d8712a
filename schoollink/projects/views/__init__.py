"""The pages of projects: for staff inside a link, for pupils in their own mode."""

from schoollink.projects.views import (
    approvals,
    people,
    pictures,
    projects,
    pupils,
    sections,
    steps,
    versions,
)
from schoollink.projects.views.blueprint import bp

__all__ = [
    "approvals",
    "bp",
    "people",
    "pictures",
    "projects",
    "pupils",
    "sections",
    "steps",
    "versions",
]
