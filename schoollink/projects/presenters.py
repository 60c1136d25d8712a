"""Projects and their sections as plain dicts for templates, the same for every page."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from markupsafe import Markup

from schoollink.core.i18n import _l, bdi, gettext, listed
from schoollink.core.policy import Actor, can
from schoollink.links.models import Link
from schoollink.links.presenters import marks, own_first
from schoollink.notifications.rules import Kind, register
from schoollink.projects.models import Project, ProjectStep, Revision, RevisionState, SectionKind
from schoollink.projects.policies import ProjectPermission, SectionPermission
from schoollink.projects.rules import Seen, stays_home

EDGE_SHOWN = 1024


def side_of(link: Link, school_id: UUID, reader: Actor) -> str:
    """us, them, s3...: whose it is for this reader."""
    return marks(link, reader)[school_id]


def section(seen: Seen, reader: Actor) -> dict[str, Any]:
    """One part of the page as this reader sees it; `revision` is None when it was taken away."""
    row, shown = seen.section, seen.revision
    common = {
        "id": row.id,
        "section": row,
        "is_own": seen.is_own,
        "is_mine": row.author_id is not None and row.author_id == reader.person_id,
        "side": side_of(row.project.link, row.school_id, reader),
        "author": author(seen),
        "place": row.school.place,
        "symbol": symbol(seen),
        "gone": shown is None,
        "version": shown or row.approved,
        "is_by_pupil": row.is_by_pupil,
        "typed_by": typed_by(seen),
    }
    if shown is None:
        return common
    return common | {
        "revision": shown,
        "words": shown.words,
        "lang": shown.language,
        "at": shown.made_at,
        "state": shown.state,
        "state_text": state_text(seen),
        "advice": shown.advice,
        "stays_home": stays_home(shown),
        "everyone": seen.everyone_sees_it,
        "picture": picture(shown),
        "number": shown.number,
        "may_edit": can(reader, SectionPermission.EDIT, row),
        "may_withdraw": can(reader, SectionPermission.WITHDRAW, row),
        "may_see_versions": can(reader, SectionPermission.HISTORY, row),
    }


def author(seen: Seen) -> str:
    """Who says this: the class, else the person, else the school."""
    row = seen.section
    if row.school_class is not None:
        return row.school_class.name
    return row.author.name if row.author is not None else row.school.name


def typed_by(seen: Seen) -> str:
    """Who typed what a class says, or nothing."""
    row, shown = seen.section, seen.revision
    if row.school_class is None or shown is None or shown.author is None:
        return ""
    return shown.author.name


def symbol(seen: Seen) -> str:
    """The animal of a pupil, else the crest of the school."""
    row = seen.section
    return row.avatar or row.school.crest


def state_text(seen: Seen) -> str:
    """Where the version stands, for own-school readers; partners only see what is approved."""
    shown = seen.revision
    if shown is None or not seen.is_own:
        return ""
    if shown.state is RevisionState.APPROVED and stays_home(shown):
        return str(gettext("Only our school sees this picture."))
    return {
        RevisionState.DRAFT: str(gettext("Not sent yet.")),
        RevisionState.WAITING: str(gettext("A teacher reads this first.")),
        RevisionState.APPROVED: str(gettext("Both schools can see it.")),
        RevisionState.SENT_BACK: str(gettext("Sent back to be changed.")),
    }.get(shown.state, "")


def picture(shown: Revision) -> dict[str, Any] | None:
    """Width, height and bytes of the picture of a version as it stands on a page."""
    if shown.section.kind is not SectionKind.PICTURE or shown.picture is None:
        return None
    size = shown.picture.at_edge(EDGE_SHOWN)
    if size is None:
        return None
    return {"width": size.width, "height": size.height, "size": size.size}


def step(one: ProjectStep, project: Project) -> dict[str, Any]:
    """One step as an item of the checklist component."""
    whose = next((bdi(s.name) for s in project.link.schools if s.id == one.school_id), None)
    return {
        "step": one,
        "title": bdi(one.what),
        "state": "done" if one.done_at else "waiting",
        "text": whose or gettext("both schools together"),
    }


def steps_said(steps: Sequence[ProjectStep]) -> str:
    """`2 of 5 steps done`."""
    done = sum(one.done_at is not None for one in steps)
    return str(gettext("%(done)s of %(all)s steps done", done=done, all=len(steps)))


def people(project: Project, reader: Actor) -> list[dict[str, Any]]:
    """Each school with its teachers and classes, own school first."""
    return [
        {
            "school": school,
            "side": side_of(project.link, school.id, reader),
            "teachers": [one.person.name for one in project.teachers if one.school_id == school.id],
            "classes": sorted(
                one.school_class.name
                for one in project.classes
                if one.school_class.school_id == school.id
            ),
        }
        for school in (one.school for one in own_first(project.link, reader))
    ]


def classes_said(project: Project) -> str | Markup:
    """`Year 5 and Grade 5`, each apart from its surroundings."""
    names = listed(sorted({bdi(one.school_class.name) for one in project.classes}))
    return Markup("<span data-data>{}</span>").format(names) if names else ""


def places_said(project: Project, reader: Actor) -> str | Markup:
    """`Leeds and Kisumu`, the reader's own first."""
    places = listed([bdi(one.school.place) for one in own_first(project.link, reader)])
    return Markup("<span data-data>{}</span>").format(places)


# what staff are told

WAITING = register(
    Kind(
        "projects.waiting",
        label=_l("Your pupils wrote something"),
        model=Project,
        permission=ProjectPermission.APPROVE,
        sentence=lambda project: gettext(
            "What your pupils wrote waits for you: %(project)s.", project=project.title
        ),
        endpoint="projects.waiting",
        value="project_id",
        is_todo=True,
    )
)
OPENED = register(
    Kind(
        "projects.opened",
        label=_l("A partner school begins a project"),
        model=Project,
        permission=ProjectPermission.JOIN,
        sentence=lambda project: gettext(
            "Your partner school began a project. Who of you takes part? %(project)s.",
            project=project.title,
        ),
        endpoint="projects.show",
        value="project_id",
        is_todo=True,
    )
)
