"""Who stands for each school, and who is still missing."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from markupsafe import Markup

from schoollink.core.i18n import bdi, gettext, listed, ngettext
from schoollink.core.policy import Actor
from schoollink.links.models import Link, LinkSide
from schoollink.links.presenters.sides import languages, marks, own_first
from schoollink.links.queries import Contacts
from schoollink.links.rules import LIVE, Need, missing
from schoollink.schools.models import Membership, Role, School


def needs_of(
    link: Link, actor: Actor, contacts: Mapping[UUID, Contacts]
) -> list[tuple[School, tuple[Need, ...], str]]:
    """Each school that lacks somebody, what it lacks and the sentence; own school first.

    None once the link is over.
    """
    if link.state not in LIVE:
        return []
    return [
        (
            side.school,
            needs,
            needs_text(side.school, needs, contacts[side.school_id].with_role(Role.LEAD)),
        )
        for side in own_first(link, actor)
        if (needs := missing(contacts[side.school_id].staffing))
    ]


def needs_text(school: School, needs: Sequence[Need], leads: Sequence[Membership]) -> str:
    """What a school must still name, and who can do it."""
    what = listed([str(need.label) for need in needs])
    if not leads:
        return str(gettext("%(school)s still needs %(what)s.", school=school.name, what=what))
    return str(
        gettext(
            "%(school)s still needs %(what)s. %(who)s can do this.",
            school=school.name,
            what=what,
            who=listed([one.person.name for one in leads]),
        )
    )


def people_of(link: Link, actor: Actor, contacts: Mapping[UUID, Contacts]) -> list[dict[str, Any]]:
    """The people of both sides as rows of the people list, own side first.

    A row is a task with the names of those who have it, so who has two tasks is named twice. Once
    a link is over, neither school learns any more who works at the other.
    """
    looks = marks(link, actor)
    rows: list[dict[str, Any]] = []
    for side in own_first(link, actor):
        if link.state not in LIVE and side.school_id not in actor.place_ids:
            continue
        look = {"symbol": side.school.crest, "side": looks[side.school_id], "url": ""}
        ours = side.school_id in actor.place_ids
        rows += [look | row for row in _tasks(side, contacts[side.school_id], ours=ours)]
    return rows


def _tasks(side: LinkSide, contacts: Contacts, *, ours: bool) -> list[dict[str, Any]]:
    leads = sorted(
        (one for one in contacts.members if not one.roles.isdisjoint({Role.LEAD, Role.SECOND})),
        key=lambda one: (one.person_id != side.contact_id, Role.LEAD not in one.roles),
    )
    invited = [
        one.invitation.for_name
        for one in contacts.invited
        if Role.SECOND.value in one.roles and one.invitation.for_name
    ]
    rows = [
        _row(leads, _as_leads(len(leads), ours=ours)),
        {"name": _names(invited), "role": gettext("Invited as second link teacher")},
        _row(contacts.with_role(Role.SAFETY), str(Role.SAFETY.label)),
    ]
    return [row for row in rows if row["name"]]


def _as_leads(number: int, *, ours: bool) -> str:
    if ours:
        return ngettext("Your link teacher", "Your link teachers", number)
    return ngettext("Link teacher", "Link teachers", number)


def _row(members: Sequence[Membership], task: str) -> dict[str, Any]:
    spoken = list(dict.fromkeys(code for one in members for code in one.languages))
    line = (
        ngettext(
            "%(task)s · speaks %(languages)s",
            "%(task)s · speak %(languages)s",
            len(members),
            task=task,
            languages=languages(spoken),
        )
        if spoken
        else task
    )
    return {"name": _names([one.person.name for one in members]), "role": line}


def _names(names: Sequence[str]) -> Markup:
    return Markup(" · ").join(bdi(name) for name in names)
