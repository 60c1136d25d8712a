"""Who may see, add, change and take away what a link shares."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, false, or_, select

from schoollink.core.policy import Actor, allow
from schoollink.files import policies as files
from schoollink.files.models import StoredFile
from schoollink.links.models import Link, LinkSide
from schoollink.links.policies import LEADS, LinkPermission, link_is_open, on_staff_of_link
from schoollink.resources.models import Resource, ResourceVersion
from schoollink.schools.models import Membership, Role


class ResourcePermission(StrEnum):
    """What one may do with resources."""

    LIST = "resources:list"
    VIEW = "resources:view"
    OPEN = "resources:open"
    ADD = "resources:add"
    CHANGE = "resources:change"
    REMOVE = "resources:remove"
    ANSWER = "resources:answer"


def is_on_a_staff(actor: Actor, subject: object) -> bool:
    """An adult at some school."""
    return actor.holds_anywhere(Role.TEACHER.value)


def works_in_link(actor: Actor, resource: Resource) -> bool:
    """On the staff of a school of the link."""
    return on_staff_of_link(actor, resource.link)


def is_own(actor: Actor, resource: Resource) -> bool:
    """On the staff of the school that shares it."""
    return not actor.is_pupil and resource.school_id in actor.place_ids


def is_shared(actor: Actor, resource: Resource) -> bool:
    """The partner schools may see it: it is there, and some version may leave the own school."""
    return resource.removed_at is None and any(
        one.file is None or files.may_leave(one.file) for one in resource.versions
    )


def added_it(actor: Actor, resource: Resource) -> bool:
    """Who added it, while on the staff of that school."""
    return actor.person_id == resource.added_by_id and is_own(actor, resource)


def leads_its_school(actor: Actor, resource: Resource) -> bool:
    """A link teacher or second link teacher of the school that shares it."""
    return actor.holds(resource.school_id, *LEADS)


def is_there(actor: Actor, resource: Resource) -> bool:
    """It was not removed."""
    return resource.removed_at is None


def schools_work_together(actor: Actor, resource: Resource) -> bool:
    """Its link is open."""
    return link_is_open(actor, resource.link)


def may_answer_for_it(actor: Actor, version: ResourceVersion) -> bool:
    """Who may change the resource may say again whether a pupil can be recognised on it."""
    resource = version.resource
    return (
        version.file is not None
        and version.file.is_picture
        and (added_it(actor, resource) or leads_its_school(actor, resource))
    )


def version_can_be_seen(actor: Actor, version: ResourceVersion) -> bool:
    """The resource can be seen and was not removed, and nothing binds this version's file."""
    resource = version.resource
    if resource.removed_at is not None or not works_in_link(actor, resource):
        return False
    return version.file is None or files.may_open(actor, version.file)


P = ResourcePermission
allow(P.LIST, [is_on_a_staff])
allow(P.VIEW, [works_in_link, is_own], [works_in_link, is_shared])
allow(P.OPEN, [version_can_be_seen])
allow(P.ANSWER, [version_can_be_seen, may_answer_for_it], seen_through=P.OPEN)
allow(P.ADD, [on_staff_of_link, link_is_open], seen_through=LinkPermission.VIEW)
allow(
    P.CHANGE,
    [added_it, is_there, schools_work_together],
    [leads_its_school, is_there, schools_work_together],
    seen_through=P.VIEW,
)
allow(P.REMOVE, [added_it, is_there], [leads_its_school, is_there], seen_through=P.VIEW)


# the same as SQL and as people


def _has_shared_version() -> ColumnElement[bool]:
    return exists(
        select(ResourceVersion.id)
        .outerjoin(StoredFile, StoredFile.id == ResourceVersion.stored_file_id)
        .where(
            ResourceVersion.resource_id == Resource.id,
            or_(ResourceVersion.stored_file_id.is_(None), files.leaves()),
        )
    )


def visible_resources(actor: Actor) -> Select[Resource]:
    """The resources that an actor may view, as SQL."""
    if not is_on_a_staff(actor, None):
        return select(Resource).where(false())
    mine = select(LinkSide.link_id).where(LinkSide.school_id.in_(actor.place_ids))
    shared = Resource.removed_at.is_(None) & _has_shared_version()
    return select(Resource).where(
        Resource.link_id.in_(mine), or_(Resource.school_id.in_(actor.place_ids), shared)
    )


def readers_of(resource: Resource) -> Select[UUID]:
    """The people who may view a resource."""
    shared = is_shared(Actor(), resource)
    return _staff_of(resource.link.school_ids if shared else {resource.school_id})


def visible_versions(actor: Actor) -> Select[ResourceVersion]:
    """The versions that an actor may open, as SQL."""
    seen = (
        visible_resources(actor).where(Resource.removed_at.is_(None)).with_only_columns(Resource.id)
    )
    return (
        select(ResourceVersion)
        .outerjoin(StoredFile, StoredFile.id == ResourceVersion.stored_file_id)
        .where(
            ResourceVersion.resource_id.in_(seen),
            or_(ResourceVersion.stored_file_id.is_(None), files.opens_for(actor)),
        )
    )


def readers_of_version(version: ResourceVersion) -> Select[UUID]:
    """The people who may open a version."""
    if version.resource.removed_at is not None or (version.file and version.file.sealed_at):
        return select(Membership.person_id).where(false())
    leaves = version.file is None or files.may_leave(version.file)
    link: Link = version.resource.link
    return _staff_of(link.school_ids if leaves else {version.resource.school_id})


def _staff_of(school_ids: frozenset[UUID] | set[UUID]) -> Select[UUID]:
    return select(Membership.person_id).where(
        Membership.school_id.in_(school_ids),
        Membership.ended_at.is_(None),
        Membership.barred_at.is_(None),
    )
