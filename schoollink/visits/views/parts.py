"""The days, people, preparations and costs of a visit."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from schoollink.core.errors import Stale
from schoollink.core.gate import access
from schoollink.core.i18n import _l
from schoollink.core.i18n import money as in_words
from schoollink.core.pages import page, say, stale_page
from schoollink.core.security import current_actor
from schoollink.links.presenters import marks
from schoollink.visits import actions, presenters, queries
from schoollink.visits.forms import (
    CheckForm,
    CostForm,
    ItemEditForm,
    ItemForm,
    PersonForm,
    check_of,
    item_of,
)
from schoollink.visits.models import (
    ItineraryItem,
    Visit,
    VisitCheck,
    VisitCost,
    VisitPerson,
)
from schoollink.visits.policies import VisitPermission
from schoollink.visits.views.blueprint import bp, head


def _back(endpoint: str, visit: Visit) -> ResponseReturnValue:
    return redirect(url_for(f"visits.{endpoint}", visit_id=visit.id))


@bp.get("/visits/<uuid:visit_id>/itinerary")
@access(VisitPermission.VIEW, visit=Visit)
def itinerary(visit: Visit) -> ResponseReturnValue:
    """All days with what happens on them."""
    by_day: dict[Any, list[ItineraryItem]] = {}
    for item in queries.itinerary(visit):
        by_day.setdefault(item.day, []).append(item)
    values = head(visit)
    url = _item_url if values["may_edit"] else None
    days = [(day, presenters.items_of(visit, items, url)) for day, items in sorted(by_day.items())]
    return page("visits/itinerary.html", **values, days=days)


def _item_url(item: ItineraryItem) -> str:
    return url_for("visits.edit_item", item_id=item.id)


@bp.route("/visits/<uuid:visit_id>/itinerary/new", methods=["GET", "POST"])
@access(VisitPermission.EDIT, visit=Visit, form=ItemForm)
def add_item(visit: Visit, form: ItemForm) -> ResponseReturnValue:
    """Put something on a day."""
    if form.value is None:
        return page("visits/item.html", form.status, **head(visit), form=form, item=None)
    actions.add_item(visit, form.value, actor=current_actor())
    say(_l("It is on the plan."))
    return _back("itinerary", visit)


@bp.route("/itinerary-items/<uuid:item_id>/edit", methods=["GET", "POST"])
@access(VisitPermission.EDIT, item=ItineraryItem, form=ItemEditForm)
def edit_item(item: ItineraryItem, form: ItemEditForm) -> ResponseReturnValue:
    """Change what happens; when somebody was quicker both texts are shown."""
    values: dict[str, Any] = head(item.visit) | {"form": form, "item": item, "differences": []}
    if form.value is None:
        return page("visits/item.html", form.status, **values)
    try:
        actions.change_item(item, form.value, actor=current_actor())
    except Stale:
        return stale_page("visits/item.html", now=item_of(item), version=item.version, **values)
    say(_l("The plan is saved."))
    return _back("itinerary", item.visit)


@bp.post("/itinerary-items/<uuid:item_id>/drop")
@access(VisitPermission.EDIT, item=ItineraryItem)
def drop_item(item: ItineraryItem) -> ResponseReturnValue:
    """Take something off the plan."""
    actions.drop_part(item, actor=current_actor())
    say(_l("It is off the plan."))
    return _back("itinerary", item.visit)


@bp.get("/visits/<uuid:visit_id>/checklist")
@access(VisitPermission.VIEW, visit=Visit)
def checklist(visit: Visit) -> ResponseReturnValue:
    """What is made sure of before the visit."""
    checks = queries.checks(visit)
    values = head(visit)
    return page(
        "visits/checklist.html",
        **values,
        checks=presenters.checks_of(visit, checks, _check_url if values["may_edit"] else None),
        open_checks=presenters.open_checks(visit, checks),
    )


def _check_url(check: VisitCheck) -> str:
    return url_for("visits.edit_check", check_id=check.id)


@bp.route("/visit-checks/<uuid:check_id>/edit", methods=["GET", "POST"])
@access(VisitPermission.EDIT, check=VisitCheck, form=CheckForm)
def edit_check(check: VisitCheck, form: CheckForm) -> ResponseReturnValue:
    """Say how far a preparation is."""
    values: dict[str, Any] = head(check.visit) | {"form": form, "check": check, "differences": []}
    if form.value is None:
        return page("visits/check.html", form.status, **values)
    try:
        actions.change_check(check, form.value, actor=current_actor())
    except Stale:
        return stale_page("visits/check.html", now=check_of(check), version=check.version, **values)
    say(_l("The checklist is saved."))
    return _back("checklist", check.visit)


@bp.get("/visits/<uuid:visit_id>/people")
@access(VisitPermission.VIEW, visit=Visit)
def people(visit: Visit) -> ResponseReturnValue:
    """The adults with a part in the visit."""
    rows = queries.people(visit)
    own = marks(visit.link, current_actor())
    return page("visits/people.html", **head(visit), people=presenters.people_of(visit, rows, own))


@bp.route("/visits/<uuid:visit_id>/people/new", methods=["GET", "POST"])
@access(VisitPermission.EDIT, visit=Visit, form=PersonForm)
def add_person(visit: Visit, form: PersonForm) -> ResponseReturnValue:
    """Give somebody a part."""
    if form.value is None:
        return page("visits/person.html", form.status, **head(visit), form=form)
    actions.add_person(visit, form.value, actor=current_actor())
    say(_l("They are on the list."))
    return _back("people", visit)


@bp.post("/visit-people/<uuid:person_id>/drop")
@access(VisitPermission.EDIT, person=VisitPerson)
def drop_person(person: VisitPerson) -> ResponseReturnValue:
    """Take somebody off the list."""
    actions.drop_part(person, actor=current_actor())
    say(_l("They are off the list."))
    return _back("people", person.visit)


@bp.get("/visits/<uuid:visit_id>/money")
@access(VisitPermission.VIEW, visit=Visit)
def money(visit: Visit) -> ResponseReturnValue:
    """What the visit costs, and who pays."""
    costs = queries.costs(visit)
    rows = [
        {
            "id": cost.id,
            "kind": cost.kind,
            "what": cost.what,
            "amount": in_words(cost.amount, cost.currency),
            "payer": presenters.payer_name(visit, cost.payer),
        }
        for cost in costs
    ]
    bars = presenters.budget_of(visit, costs, marks(visit.link, current_actor()))
    return page("visits/money.html", **head(visit), costs=rows, bars=bars)


@bp.route("/visits/<uuid:visit_id>/money/new", methods=["GET", "POST"])
@access(VisitPermission.EDIT, visit=Visit, form=CostForm)
def add_cost(visit: Visit, form: CostForm) -> ResponseReturnValue:
    """Add a cost."""
    if form.value is None:
        return page("visits/cost.html", form.status, **head(visit), form=form)
    actions.add_cost(visit, form.value, actor=current_actor())
    say(_l("The cost is added."))
    return _back("money", visit)


@bp.post("/visit-costs/<uuid:cost_id>/drop")
@access(VisitPermission.EDIT, cost=VisitCost)
def drop_cost(cost: VisitCost) -> ResponseReturnValue:
    """Take a cost away."""
    actions.drop_part(cost, actor=current_actor())
    say(_l("The cost is taken away."))
    return _back("money", cost.visit)
