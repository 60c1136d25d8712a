"""An example of everything that a page can be about, for the tests that open every page.

A route whose subject has no example here makes those tests fail: add one to EXAMPLES.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from schoollink.accounts.actions import setup_link
from schoollink.accounts.models import PasswordReset
from schoollink.accounts.queries import reset_token
from schoollink.calendars.models import Closure, DayType, ExtraDay, SchoolYear, Term
from schoollink.core.clock import now
from schoollink.core.database import unit_of_work
from schoollink.core.gate import Mark
from schoollink.funding.models import Application
from schoollink.links.actions import propose_by_invitation
from schoollink.links.models import Link, LinkInvitation
from schoollink.messages.models import Room
from schoollink.projects.models import Project, ProjectStep, Revision, Section, SectionKind
from schoollink.resources.models import Resource, ResourceVersion
from schoollink.safeguarding.models import Report
from schoollink.schools.actions import introduce, invite_staff
from schoollink.schools.models import Membership, Pupil, School, SchoolClass, StaffInvitation
from schoollink.visits.models import ItineraryItem, Visit, VisitCheck
from tests.calendars.years import example_dates, example_hours
from tests.funding import cast as funding
from tests.links import places
from tests.messages import stage as messages
from tests.projects.cast import the_project, the_section, the_step
from tests.resources import cast as resources
from tests.schools import cast as schools
from tests.visits import cast as visits
from tests.world import World

NOT_PAGES = frozenset(
    {
        "static",
        "service_worker",
        "admin.healthz",
        "admin.readyz",
        "admin.security",
        "accounts.join",
        "accounts.leave",
        "accounts.time_left",
        "calendars.download",
        "calendars.sessions",
        "calendars.table",
        "projects.picture",
        "resources.file",
        "resources.picture",
        "visits.calendar",
        "funding.calendar",
        "funding.table",
        "funding.budget_table",
        "funding.open_document",
        "messages.events",
        "messages.of_project",
    }
)
"""Routes that answer GET with something else than a page: files, feeds, JSON, redirects."""


@dataclass(frozen=True)
class Example:
    """The row that a page is about and the values of its URL."""

    row: Any = None
    values: Mapping[str, Any] = field(default_factory=dict)
    only: frozenset[str] = frozenset()

    def for_whom(self, kind: str) -> bool:
        """Whether this kind of person has this page at all."""
        return not self.only or kind in self.only


EXAMPLES: dict[type, Callable[[World], Any]] = {
    School: lambda world: world.leeds,
    SchoolClass: lambda world: world.year5,
    Link: lambda world: world.link,
    Membership: lambda world: world.all(Membership, person_id=world.ben.id)[0],
    StaffInvitation: lambda world: world.do(invite_staff, world.leeds, "Amina Diallo", by="meera"),
    Pupil: lambda world: world.all(Pupil, person_id=world.ava.id)[0],
    LinkInvitation: lambda world: world.do(
        propose_by_invitation, world.leeds, "Our pupils sing together.", "Ms Silva", by="meera"
    ),
    Term: lambda world: example_dates(world)["term"],
    Closure: lambda world: example_dates(world)["closure"],
    SchoolYear: lambda world: example_hours(world)["year"],
    DayType: lambda world: example_hours(world)["kind"],
    ExtraDay: lambda world: example_hours(world)["extra"],
    Resource: resources.address,
    ResourceVersion: lambda world: resources.version_of(world, resources.photo(world)),
    Room: messages.room,
    Report: messages.report,
    Visit: visits.planned,
    ItineraryItem: lambda world: visits.with_item(world, visits.planned(world)),
    Application: funding.whole,
    VisitCheck: lambda world: visits.check(world, visits.planned(world)),
    Project: the_project,
    ProjectStep: the_step,
    Section: lambda world: the_section(world, SectionKind.TEXT),
    Revision: lambda world: world.fresh(the_section(world, SectionKind.PICTURE)).newest,
}


def _unverified(world: World) -> School:
    """A school that Leeds invited and no network has verified."""
    school = world.put(
        School.of(
            name="Riverside School", place="Porto", country="PT", zone="Europe/Lisbon",
            weekend=["6", "7"], languages=["pt"], youngest=6, oldest=12, crest="sun",
            created_at=now(),
        )
    )  # fmt: skip
    world.do(introduce, school, world.leeds, by="meera")
    found: School = world.fresh(school)
    return found


ABOUT: dict[str, Callable[[World], Any]] = {
    "links.decline": places.asked,
    "schools.check": _unverified,
    "projects.edit_picture": lambda world: the_section(world, SectionKind.PICTURE),
}
"""Endpoint -> another example than the one of its model."""

PUPILS = frozenset({"pupil"})
STAFF = frozenset({"link teacher", "child-safety lead", "teacher"})


def _reset(world: World) -> Mapping[str, Any]:
    reset = world.put(PasswordReset.of(person_id=world.meera.id, created_at=now()))
    with world.app.app_context():
        return {"token": reset_token(reset)}


def _set_up(world: World) -> Mapping[str, Any]:
    with world.app.app_context(), unit_of_work():
        return {"token": setup_link().rsplit("/", 1)[1]}


VALUES: dict[str, Callable[[World], Mapping[str, Any]]] = {
    "schools.secret": lambda world: {"pupil_id": world.ava.id},
    "accounts.reset": _reset,
    "accounts.set_up": _set_up,
}
"""Endpoint -> values of a URL that names no subject (a token, say)."""

SESSIONS: dict[str, Callable[[World], Mapping[str, Any]]] = {
    "schools.join": schools.invited_to_staff,
    "schools.arrive": schools.invited_to_bring_a_school,
    "schools.names": schools.at_the_door,
    "schools.secret": schools.at_the_door,
    "schools.wait": schools.waiting,
    "accounts.second_step": lambda world: {"_user_id": world.sign_in("tom", factor_due=True)},
}
"""Endpoint -> what the cookie must hold for that page to be shown at all (half-way steps)."""

ONLY: dict[str, frozenset[str]] = {
    "home.index": STAFF | {"network adviser", "site admin"},
    "schools.register": frozenset({"site admin"}),
}
"""Endpoint -> the kinds of people who have that page, where the mark alone does not tell."""


def example(world: World, endpoint: str, mark: Mark) -> Example:
    """What the page of an endpoint is shown about."""
    values = VALUES[endpoint](world) if endpoint in VALUES else {}
    only = ONLY.get(endpoint, frozenset())
    if mark.subject is None:
        return Example(values=values, only=only)
    name, model = mark.subject
    assert model in EXAMPLES, f"tests/stage.py has no example of {model.__name__} for {endpoint}"
    row = ABOUT.get(endpoint, EXAMPLES[model])(world)
    return Example(row, {f"{name}_id": _key(row), **values}, only)


def _key(row: Any) -> Any:
    return type(row).__mapper__.primary_key_from_instance(row)[0]
