"""Projects, who takes part in them, their steps, and the sections of their page."""

from schoollink.projects.models.page import Revision, RevisionState, Section, SectionKind
from schoollink.projects.models.project import (
    Project,
    ProjectClass,
    ProjectState,
    ProjectStep,
    ProjectTeacher,
)

__all__ = [
    "Project",
    "ProjectClass",
    "ProjectState",
    "ProjectStep",
    "ProjectTeacher",
    "Revision",
    "RevisionState",
    "Section",
    "SectionKind",
]
