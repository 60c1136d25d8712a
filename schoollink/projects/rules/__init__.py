"""Pure decisions: what a reader sees of a section, and who may write when."""

from schoollink.projects.rules.reading import (
    Seen,
    is_own,
    stays_home,
    went_out,
    what_reader_sees,
)
from schoollink.projects.rules.taking_part import (
    is_supervised,
    may_leave,
    supervisors,
    why_pupils_only_read,
)

__all__ = [
    "Seen",
    "is_own",
    "is_supervised",
    "may_leave",
    "stays_home",
    "supervisors",
    "went_out",
    "what_reader_sees",
    "why_pupils_only_read",
]
