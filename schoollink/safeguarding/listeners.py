"""Reports hear who may be in nothing that leaves the school any more."""

from typing import Any

from schoollink.safeguarding.actions import keep_in_school
from schoollink.safeguarding.queries import reports_with
from schoollink.schools.models import Pupil
from schoollink.schools.signals import pupil_left


@pupil_left.connect
def keep_reports_home(pupil: Pupil, **_: Any) -> None:
    """What a pupil told, or is named by, stays in the school once the pupil does (SG-59)."""
    if pupil.school_only:
        for report in reports_with(pupil.person_id):
            keep_in_school(report)
