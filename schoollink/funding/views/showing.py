"""Reading: the applications of a link, one application, its budget."""

from flask.typing import ResponseReturnValue

from schoollink.core.clock import now
from schoollink.core.gate import access
from schoollink.core.pages import by_key, page
from schoollink.core.security import current_actor
from schoollink.funding import presenters, queries, rules
from schoollink.funding.models import Application, ApplicationState
from schoollink.funding.policies import FundingPermission
from schoollink.funding.views.blueprint import bp, head
from schoollink.links.models import Link
from schoollink.links.presenters import marks


@bp.get("/links/<uuid:link_id>/funding")
@access(FundingPermission.LIST, link=Link)
def index(link: Link) -> ResponseReturnValue:
    """The applications of a link, the next deadline first."""
    actor = current_actor()
    return page(
        "funding/index.html",
        link=link,
        tab="funding",
        marks=marks(link, actor),
        present=presenters,
        to_send=presenters.next_first(queries.to_send(link, actor)),
        sent=by_key(queries.sent(link, actor), Application.deadline_at, Application.id),
    )


@bp.get("/applications/<uuid:application_id>")
@access(FundingPermission.VIEW, application=Application)
def show(application: Application) -> ResponseReturnValue:
    """One application: where it stands, its deadline, tasks, sums and documents."""
    values = head(application)
    moment = now()
    offers = [
        (
            new,
            rules.hindrance(
                application.state, new, deadline_at=application.deadline_at, moment=moment
            ),
        )
        for new in ApplicationState
        if new in rules.STEPS[application.state]
    ]
    return page(
        "funding/show.html",
        **values,
        offers=offers,
        before=queries.state_before(application),
        steps=presenters.steps_of(application),
        budgets=presenters.budgets_of(
            application,
            queries.lines(application),
            queries.sources(application),
            values["marks"],
        ),
        documents=queries.documents(application),
    )


@bp.get("/applications/<uuid:application_id>/budget")
@access(FundingPermission.VIEW, application=Application)
def budget(application: Application) -> ResponseReturnValue:
    """What is spent and where it comes from, line by line."""
    values = head(application)
    lines, sources = queries.lines(application), queries.sources(application)
    return page(
        "funding/budget.html",
        **values,
        lines=lines,
        sources=sources,
        names=presenters.school_names(application.link),
        budgets=presenters.budgets_of(application, lines, sources, values["marks"]),
    )
