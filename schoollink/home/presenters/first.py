"""The first steps as a list: done, waiting, and who must do it."""

from collections.abc import Callable, Sequence
from typing import Any

from schoollink.core.i18n import _l, bdi, gettext, listed, ngettext, with_names
from schoollink.core.policy import Actor
from schoollink.home.rules import Facts, Step, done
from schoollink.links.queries import Contacts
from schoollink.schools.models import Membership, Role, School
from schoollink.schools.rules.roles import may_note_vetting

UrlOf = Callable[..., str]
"""Endpoint and values to an address, or nothing while no feature serves it."""


def first_steps(
    school: School, facts: Facts, contacts: Contacts, actor: Actor, url: UrlOf
) -> dict[str, Any]:
    """The first steps of a school for the checklist, and how many are done."""
    state = done(facts)
    titles = _titles(facts)
    rows = [
        {"step": step.value, "title": titles[step]}
        | (
            {"state": "done", "text": "", "url": ""}
            if is_done
            else _open_row(step, facts, contacts, actor, _url(step, school, facts, url))
        )
        for step, is_done in state.items()
    ]
    count = sum(state.values())
    return {
        "waiting": [row for row in rows if row["state"] != "done"],
        "finished": [row for row in rows if row["state"] == "done"],
        "done": count,
        "total": len(rows),
        "words": gettext("%(done)s of %(total)s done", done=count, total=len(rows)),
    }


def _open_row(
    step: Step, facts: Facts, contacts: Contacts, actor: Actor, url: str
) -> dict[str, Any]:
    """A step that is left: a button for whoever can do it, else the names of those who can."""
    able = [one for one in contacts.members if _does(step, one, facts)]
    if all(one.person_id != actor.person_id for one in able):
        return {"state": "waiting", "text": _who(step, able), "url": ""}
    if step in WITH_A_PARTNER and not facts.is_met:
        return {"state": "waiting", "text": gettext("Once you have a partner school"), "url": ""}
    if step is Step.ANSWER or not url:
        return {"state": "waiting", "text": _who(step, able), "url": url}
    return {
        "state": "yours",
        "text": gettext("You can do this"),
        "url": url,
        "action": str(_ACTIONS[step]),
    }


LEADS = frozenset({Role.LEAD, Role.SECOND})
WITH_A_PARTNER = frozenset({Step.MESSAGE, Step.PROJECT})
_ACTIONS = {
    Step.PROFILE: _l("Look at them"),
    Step.SECOND: _l("Invite a colleague"),
    Step.SAFETY: _l("Choose a colleague"),
    Step.VETTING: _l("Record it"),
    Step.CLASS: _l("Go to the classes"),
    Step.PARTNER: _l("Find a partner"),
    Step.MESSAGE: _l("Write to them"),
    Step.PROJECT: _l("Begin"),
}


def _titles(facts: Facts) -> dict[Step, str]:
    return {
        Step.PROFILE: gettext("Look whether your clock and your weekend are right"),
        Step.SECOND: gettext("Name a second link teacher"),
        Step.SAFETY: gettext("Name a child-safety lead"),
        Step.VETTING: ngettext(
            "Record the background check of %(num)s adult",
            "Record the background checks of %(num)s adults",
            len(facts.unvetted),
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


def _who(step: Step, able: Sequence[Membership]) -> Any:
    """Who must do a step: people by name, or the partner school too."""
    if step is Step.ANSWER:
        return gettext("A link teacher of each school")
    if able:
        names = listed([bdi(one.person.name) for one in able])
        return with_names(gettext("For %(names)s"), names=names)
    if step is Step.VETTING:
        return gettext("For a second link teacher or a child-safety lead, once you have one")
    return gettext("Your link teacher does this")


def _does(step: Step, member: Membership, facts: Facts) -> bool:
    """Whether a step is for this person; their own check is for others."""
    if step is not Step.VETTING:
        return not member.roles.isdisjoint(LEADS)
    return not member.roles.isdisjoint(LEADS | {Role.SAFETY}) and any(
        may_note_vetting(one, member.person_id, is_alone=facts.is_alone) for one in facts.unvetted
    )


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
