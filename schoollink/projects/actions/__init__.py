"""What can be done with projects, their people, their steps and their page."""

from schoollink.projects.actions.approving import approve, approve_all, send_back
from schoollink.projects.actions.keeping import forget_pages, forget_teacher
from schoollink.projects.actions.people import (
    bring_classes,
    bring_teacher,
    join_project,
    leave_project,
)
from schoollink.projects.actions.starting import (
    NewProject,
    ProjectWords,
    close_project,
    edit_project,
    reopen_project,
    start_project,
)
from schoollink.projects.actions.stepping import NewStep, add_step, remove_step, tick_step
from schoollink.projects.actions.writing import (
    NewVersion,
    add_section,
    move_section,
    restore_version,
    save_section,
    withdraw_section,
)

__all__ = [
    "NewProject",
    "NewStep",
    "NewVersion",
    "ProjectWords",
    "add_section",
    "add_step",
    "approve",
    "approve_all",
    "bring_classes",
    "bring_teacher",
    "close_project",
    "edit_project",
    "forget_pages",
    "forget_teacher",
    "join_project",
    "leave_project",
    "move_section",
    "remove_step",
    "reopen_project",
    "restore_version",
    "save_section",
    "send_back",
    "start_project",
    "tick_step",
    "withdraw_section",
]
