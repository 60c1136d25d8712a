"""What happens to applications: the application itself, its steps, and its parts."""

from schoollink.funding.actions.applications import (
    ChangedApplication,
    NewApplication,
    add_application,
    change_application,
    derive,
    move_application,
    step_back,
)
from schoollink.funding.actions.keeping import forget_people
from schoollink.funding.actions.parts import (
    NO_SCHOOL,
    Document,
    Line,
    Source,
    Task,
    add_document,
    add_line,
    add_source,
    add_task,
    drop_part,
    finish_task,
    reopen_task,
)

__all__ = [
    "NO_SCHOOL",
    "ChangedApplication",
    "Document",
    "Line",
    "NewApplication",
    "Source",
    "Task",
    "add_application",
    "add_document",
    "add_line",
    "add_source",
    "add_task",
    "change_application",
    "derive",
    "drop_part",
    "finish_task",
    "forget_people",
    "move_application",
    "reopen_task",
    "step_back",
]
