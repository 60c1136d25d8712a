"""What home adds to the overview of a link from the features that links do not know, and what it
hears of sign-ins and of news that can't wait."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import render_template, url_for
from markupsafe import Markup

from schoollink.accounts.models import Person
from schoollink.accounts.signals import on_sign_in_matter
from schoollink.core.clock import today
from schoollink.core.database import db, unit_of_work
from schoollink.core.i18n import bdi, gettext, ngettext
from schoollink.core.jobs import later
from schoollink.core.policy import SYSTEM, Actor, can
from schoollink.home.presenters import next_steps
from schoollink.home.presenters.notices import MATTERS
from schoollink.home.queries import paths_used, urgent_to_mail
from schoollink.home.views.first import first_steps_of
from schoollink.links.models import Link, LinkState
from schoollink.links.policies import LinkPermission
from schoollink.links.presenters import marks, our_side
from schoollink.links.queries import Contacts
from schoollink.links.rules import most_projects
from schoollink.links.signals import Panel, Turn, overview_shown, turns_asked
from schoollink.links.views.blueprint import url_inside
from schoollink.notifications.actions import announce
from schoollink.notifications.signals import on_urgent_notice
from schoollink.projects import queries as projects
from schoollink.projects.models import Project, ProjectState
from schoollink.safeguarding.queries import count_open
from schoollink.visits import presenters as visits
from schoollink.visits.queries import upcoming_visits

MOST_SHOWN = 4


@overview_shown.connect
def first_steps_left(
    link: Link, *, actor: Actor, contacts: Mapping[UUID, Contacts]
) -> Panel | None:
    """What the reader's school still has to do, beside everything else of the link."""
    school = our_side(link, actor).school
    steps = first_steps_of(school, contacts[school.id], actor)
    if steps is None:
        return None
    return Panel(_markup("home/_first_steps.html", one=steps), order=10, beside=True)


@overview_shown.connect
def next_together(link: Link, *, actor: Actor, **_: Any) -> Panel | None:
    """The next visit of the link."""
    coming = upcoming_visits(link, today(our_side(link, actor).school.zone))
    if not coming:
        return None
    return Panel(_markup("home/_next.html", visit=coming[0], visits=visits), order=10)


@overview_shown.connect
def pupils_ask(link: Link, *, actor: Actor, **_: Any) -> Panel | None:
    """What pupils told stands before everything else until somebody looks at it."""
    count = count_open(actor)
    return Panel(_markup("home/_asking.html", asking=count), ahead=True) if count else None


@overview_shown.connect
def projects_under_way(link: Link, *, actor: Actor, **_: Any) -> list[Panel | Turn] | None:
    """The projects of the link, and what waits in them."""
    open_ones = [one for one in projects.projects_of(link) if one.state is ProjectState.OPEN]
    shown = open_ones[:MOST_SHOWN]
    if not shown:
        return None
    most = most_projects(link.state)
    markup = _markup(
        "home/_projects.html",
        link=link,
        projects=shown,
        steps=projects.steps_done(shown),
        marks=marks(link, actor),
        may_start=can(actor, LinkPermission.WORK, link) and (most is None or len(open_ones) < most),
    )
    return [Panel(markup, order=20), *_turns([(link, one) for one in shown], actor)]


@turns_asked.connect
def projects_wait(_: Any, *, links: Sequence[Link], actor: Actor) -> list[Turn]:
    """What waits in the projects of several links."""
    found = projects.open_projects_of(links)
    return _turns([(link, one) for link in links for one in found[link.id][:MOST_SHOWN]], actor)


def _turns(shown: Sequence[tuple[Link, Project]], actor: Actor) -> list[Turn]:
    """Pages that wait for the reader's school, and projects to which a school brings no class."""
    counts = projects.count_waiting_in([project for _, project in shown], actor)
    return [
        *(
            _waiting(link, actor, project, counts[project.id])
            for link, project in shown
            if project.id in counts
        ),
        *(turn for link, project in shown for turn in _without_class(link, project)),
    ]


def _waiting(link: Link, actor: Actor, project: Project, count: int) -> Turn:
    return Turn(
        link.id,
        our_side(link, actor).school_id,
        ngettext("Read what %(num)s pupil wrote", "Read what %(num)s pupils wrote", count),
        url_for("projects.show", project_id=project.id),
        bdi(project.title),
        is_pressing=True,
    )


def _without_class(link: Link, project: Project) -> list[Turn]:
    """Which school has not brought a class into the project yet."""
    return [
        Turn(
            link.id,
            school.id,
            gettext("Bring a class into the project"),
            url_for("projects.classes", project_id=project.id),
            bdi(project.title),
        )
        for school in link.schools
        if school.id not in project.schools_with_classes
    ]


@overview_shown.connect
def good_next_steps(link: Link, *, actor: Actor, **_: Any) -> Panel | None:
    """What the reader's school may do next while a link begins."""
    side = our_side(link, actor)
    has_asked = link.state is LinkState.PROPOSED and side.position == 0
    if link.state is not LinkState.TRYING and not has_asked:
        return None
    steps = [
        {"icon": icon, "url": url_inside(link, path), "title": title, "text": text}
        for icon, path, title, text in next_steps(link, paths_used(link, side.school))
    ]
    return Panel(_markup("home/_next_steps.html", steps=steps), order=30) if steps else None


# what can't wait


@on_sign_in_matter
def tell_of_sign_in(_: Any, *, person_id: UUID, kind: str) -> None:
    """Tell a member of staff that something about their sign-in changed, and mail it at once."""
    person = db.session.get(Person, person_id)
    if kind in MATTERS and person is not None and not person.is_pupil:
        announce(MATTERS[kind], person, [person.id], actor=SYSTEM)


@on_urgent_notice
def hurry(_: Any, *, kind: str, subject_id: UUID) -> None:
    """Mail what can't wait now, not with the next sweep."""
    with unit_of_work(writes=False):
        keys = urgent_to_mail(kind, subject_id)
    for key in keys:
        later("home.urgent_mail", key)


def _markup(template: str, **values: Any) -> Markup:
    return Markup(render_template(template, **values))  # noqa: S704 - templates escape
