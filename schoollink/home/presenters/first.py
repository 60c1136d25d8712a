"""The first steps as a list: done, waiting, and who must do it."""

from collections.abc import Callable
from typing import Any

from schoollink.core.i18n import bdi, gettext, listed, ngettext, with_names
from schoollink.core.policy import Actor
from schoollink.home.rules import Facts, Step, done
from schoollink.links.policies import LEADS
from schoollink.links.queries import Contacts
from schoollink.schools.models import Membership, Role, School

UrlOf = Callable[..., str]
"""Endpoint and values to an address, or nothing while no feature serves it."""


def first_steps(
    school: School, facts: Facts, contacts: Contacts, actor: Actor, url: UrlOf
) -> dict[str, Any]:
    """The first steps of a school for the checklist, and how many are done."""
    state = done(facts)
    leads = actor.holds(school.id, *LEADS)
    rows = [
        {
            "step": step.value,
            "title": _titles(facts)[step],
            "state": "done" if is_done else "waiting",
            "text": "" if is_done else _who(step, contacts, actor),
            "url": _url(step, school, facts, url) if leads and not is_done else "",
        }
        for step, is_done in state.items()
    ]
    count = sum(state.values())
    return {
        "waiting": [row for row in rows if row["state"] == "waiting"],
        "finished": [row for row in rows if row["state"] == "done"],
        "done": count,
        "total": len(rows),
        "words": gettext("%(done)s of %(total)s done", done=count, total=len(rows)),
    }


def _titles(facts: Facts) -> dict[Step, str]:
    return {
        Step.PROFILE: gettext("Look whether your clock and your weekend are right"),
        Step.SECOND: gettext("Name a second link teacher"),
        Step.SAFETY: gettext("Name a child-safety lead"),
        Step.VETTING: ngettext(
            "Record the background check of %(num)s adult",
            "Record the background checks of %(num)s adults",
            facts.unvetted,
        )
        if facts.unvetted
        else gettext("Record the background checks"),
        Step.CLASS: gettext("Make a class and add its pupils"),
        Step.PARTNER: gettext("Ask a partner school"),
        Step.ANSWER: gettext("Say yes to each other"),
        Step.MESSAGE: gettext("Say hello in your room with them"),
        Step.PROJECT: gettext("Bring a class into the project")
        if facts.project_id
        else gettext("Start a first project"),
    }


def _who(step: Step, contacts: Contacts, actor: Actor) -> Any:
    """Who must do a step: you, people by name, or the partner school too."""
    if step is Step.ANSWER:
        return gettext("A link teacher of each school")
    members = [one for one in contacts.members if _does(step, one)]
    if any(one.person_id == actor.person_id for one in members):
        return gettext("Yours to do")
    if not members:
        return gettext("Your link teacher does this")
    return with_names(
        gettext("For %(names)s"), names=listed([bdi(one.person.name) for one in members])
    )


def _does(step: Step, member: Membership) -> bool:
    roles = {Role.LEAD, Role.SECOND}
    if step is Step.VETTING:
        roles |= {Role.SAFETY}
    return not member.roles.isdisjoint(roles)


def _url(step: Step, school: School, facts: Facts, url: UrlOf) -> str:
    """The page on which a step is done, as near to it as can be."""
    people = url("schools.people", school_id=school.id)
    link = url("links.show", link_id=facts.link_id) if facts.link_id else url("links.index")
    return {
        Step.PROFILE: url("schools.show", school_id=school.id),
        Step.SECOND: url("schools.invite", school_id=school.id),
        Step.SAFETY: people,
        Step.VETTING: people,
        Step.CLASS: url("schools.classes", school_id=school.id),
        Step.PARTNER: url("links.find"),
        Step.ANSWER: link,
        Step.MESSAGE: url("messages.index", link_id=facts.link_id) if facts.link_id else "",
        Step.PROJECT: _project_url(facts, url),
    }[step]


def _project_url(facts: Facts, url: UrlOf) -> str:
    if facts.project_id:
        return url("projects.classes", project_id=facts.project_id)
    if facts.is_met:
        return url("projects.create", link_id=facts.link_id)
    return ""
