"""Who may see an application and what they may do with it (safety 2.2)."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select

from schoollink.core.policy import Actor, allow
from schoollink.files.policies import may_open
from schoollink.funding.models import Application, ApplicationDocument, ApplicationTask
from schoollink.links import policies as links
from schoollink.links.models import Link, LinkSide
from schoollink.links.policies import LinkPermission
from schoollink.schools.models import HeldRole, Membership, Role
from schoollink.visits.policies import works_in_link


class FundingPermission(StrEnum):
    """What one may do with applications."""

    LIST = "funding:list"
    ADD = "funding:add"
    VIEW = "funding:view"
    EDIT = "funding:edit"
    DO_TASK = "funding:do-task"
    OPEN = "funding:open"


def _application(thing: Any) -> Application:
    """An application, or the one that a part belongs to."""
    application: Application = thing if isinstance(thing, Application) else thing.application
    return application


def leads(actor: Actor, thing: Any) -> bool:
    """A link teacher of one of the link's schools."""
    return links.leads_in_link(actor, _application(thing).link)


def is_named(actor: Actor, thing: Any) -> bool:
    """On the staff of the link and named in a task of the application."""
    application = _application(thing)
    return links.on_staff_of_link(actor, application.link) and any(
        task.person_id == actor.person_id for task in application.tasks
    )


def is_open(actor: Actor, thing: Any) -> bool:
    """The schools work together now."""
    return links.link_is_open(actor, _application(thing).link)


def is_theirs(actor: Actor, task: ApplicationTask) -> bool:
    """The task is this person's, who is still on the staff."""
    return task.person_id == actor.person_id and is_named(actor, task)


def file_may_open(actor: Actor, document: ApplicationDocument) -> bool:
    """The file itself is neither sealed nor bound to the other school."""
    return may_open(actor, document.file)


allow(FundingPermission.LIST, [works_in_link], seen_through=LinkPermission.VIEW)
allow(
    FundingPermission.ADD,
    [links.leads_in_link, links.link_is_open],
    seen_through=LinkPermission.VIEW,
)
allow(FundingPermission.VIEW, [leads], [is_named])
allow(FundingPermission.EDIT, [leads, is_open], seen_through=FundingPermission.VIEW)
allow(
    FundingPermission.DO_TASK,
    [leads, is_open],
    [is_theirs, is_open],
    seen_through=FundingPermission.VIEW,
)
allow(FundingPermission.OPEN, [leads, file_may_open], [is_named, file_may_open])


def visible_applications(actor: Actor) -> Select[Application]:
    """The applications that an actor may view, as SQL."""
    led = [key for key in actor.place_ids if actor.holds(key, *links.LEADS)]
    led_links = select(LinkSide.link_id).where(LinkSide.school_id.in_(led))
    named = select(ApplicationTask.application_id).where(
        ApplicationTask.person_id == actor.person_id
    )
    mine = links.visible_links(actor).with_only_columns(Link.id)
    return select(Application).where(
        Application.link_id.in_(mine),
        or_(Application.link_id.in_(led_links), Application.id.in_(named)),
    )


def readers_of(application: Application) -> Select[UUID]:
    """The people who may view an application."""
    leading = select(HeldRole.membership_id).where(HeldRole.role.in_([Role.LEAD, Role.SECOND]))
    named = select(ApplicationTask.person_id).where(
        ApplicationTask.application_id == application.id
    )
    return links.readers_of(application.link).where(
        or_(Membership.id.in_(leading), Membership.person_id.in_(named))
    )
