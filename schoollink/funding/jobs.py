"""Countries change their clocks: deadlines are derived anew when the zone data is."""

from uuid import UUID

from schoollink.core.database import locked, unit_of_work
from schoollink.core.jobs import job
from schoollink.funding.actions import derive
from schoollink.funding.models import Application
from schoollink.funding.queries import applications_to_rederive


@job("funding.rederive", due=applications_to_rederive)
def rederive(application_id: UUID) -> None:
    """Derive the instant of one deadline with the present zone data."""
    with unit_of_work():
        application = locked(Application, application_id)
        if application is not None:
            derive(application)
