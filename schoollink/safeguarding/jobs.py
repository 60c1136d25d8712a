"""Reports end a year after they were looked after."""

from uuid import UUID

from schoollink.core.database import locked, unit_of_work
from schoollink.core.jobs import job
from schoollink.safeguarding.actions import forget_report
from schoollink.safeguarding.models import Report
from schoollink.safeguarding.queries import reports_to_forget


@job("safeguarding.forget_report", due=reports_to_forget)
def forget(report_id: UUID) -> None:
    """Delete one report that was looked after 12 months ago."""
    with unit_of_work():
        report = locked(Report, report_id)
        if report is not None and report_id in reports_to_forget():
            forget_report(report)
