"""One database truth, two engines: the base of all models and the unit of work.

Features never ask which engine it is; the differences live in `engines`.
"""

from schoollink.core.database.base import Base, Identified, Keep, UTCDateTime
from schoollink.core.database.unit import (
    Unit,
    after_commit,
    current_unit,
    db,
    found,
    init_app,
    locked,
    outside_any_unit,
    step,
    unit_of_work,
)

__all__ = [
    "Base",
    "Identified",
    "Keep",
    "UTCDateTime",
    "Unit",
    "after_commit",
    "current_unit",
    "db",
    "found",
    "init_app",
    "locked",
    "outside_any_unit",
    "step",
    "unit_of_work",
]
