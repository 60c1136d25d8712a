"""What child-safety leads are told; the one kind of notice that waits for nobody's morning."""

from schoollink.core.i18n import _l
from schoollink.notifications.rules import Kind, register
from schoollink.safeguarding.models import Report
from schoollink.safeguarding.policies import ReportPermission

TOLD = register(
    Kind(
        "safeguarding.told",
        label=_l("A pupil asks for a grown-up"),
        model=Report,
        permission=ReportPermission.VIEW,
        sentence=lambda report: _l(
            "A pupil at %(school)s asks for a grown-up.", school=report.school.name
        ),
        endpoint="safeguarding.show",
        value="report_id",
        is_todo=True,
        is_urgent=True,
    )
)
