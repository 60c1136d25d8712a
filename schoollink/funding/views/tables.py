"""Applications to take along: deadlines for calendars, tables for spreadsheets."""

from collections.abc import Sequence

from flask import Response
from flask.typing import ResponseReturnValue

from schoollink.audit.actions import record
from schoollink.core.database import Base
from schoollink.core.gate import access, note
from schoollink.core.i18n import gettext
from schoollink.core.ics import calendar_file
from schoollink.core.pages import download
from schoollink.core.policy import Actor
from schoollink.core.security import current_actor
from schoollink.core.tables import as_csv
from schoollink.funding import presenters, queries
from schoollink.funding.models import Application
from schoollink.funding.policies import FundingPermission
from schoollink.funding.views.blueprint import bp
from schoollink.links.models import Link


@bp.get("/links/<uuid:link_id>/funding.ics")
@access(FundingPermission.LIST, link=Link)
def calendar(link: Link) -> ResponseReturnValue:
    """The deadlines that the reader may see, as a calendar file."""
    entries = presenters.calendar_entries(queries.all_of(link, current_actor()))
    return download(calendar_file(gettext("Funding"), entries), "funding.ics", "text/calendar")


@bp.get("/links/<uuid:link_id>/funding.csv")
@access(FundingPermission.LIST, link=Link)
def table(link: Link) -> ResponseReturnValue:
    """The applications that the reader may see, as a table."""
    heads, rows = presenters.table_of(queries.all_of(link, current_actor()))
    return _csv("funding.csv", heads, rows, link)


@bp.get("/applications/<uuid:application_id>/budget.csv")
@access(FundingPermission.VIEW, application=Application)
def budget_table(application: Application) -> ResponseReturnValue:
    """The budget as a table."""
    lines, sources = queries.lines(application), queries.sources(application)
    heads, rows = presenters.budget_table(application, lines, sources)
    return _csv("budget.csv", heads, rows, application)


def _csv(
    name: str, heads: Sequence[object], rows: Sequence[Sequence[object]], subject: Base
) -> Response:
    """The table, and a line in the audit of who took how many rows of what (RT-14)."""
    actor: Actor = current_actor()
    note(lambda: record(actor, "funding.exported", subject, file=name, rows=len(rows)))
    return download(as_csv(heads, rows), name, "text/csv")
