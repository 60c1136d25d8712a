"""Adding to a library, changing it and taking away from it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select

from schoollink.audit.actions import record
from schoollink.core.clock import now
from schoollink.core.database import db
from schoollink.core.errors import RuleBroken, Stale
from schoollink.core.i18n import _l
from schoollink.core.policy import Actor
from schoollink.files import actions as files
from schoollink.files.actions import TakenFile
from schoollink.files.models import Recognisable
from schoollink.links.actions import note_activity
from schoollink.links.models import Link
from schoollink.resources import rules
from schoollink.resources.models import (
    Licence,
    Resource,
    ResourceKind,
    ResourceVersion,
    Subject,
)

MOST_VERSIONS = 50


@dataclass(frozen=True)
class Words:
    """What is said of a resource."""

    title: str
    description: str
    subject: Subject
    youngest: int
    oldest: int
    language: str
    licence: Licence


@dataclass(frozen=True)
class Content:
    """What a version holds: a taken file, with the answer for a picture, or an address."""

    taken: TakenFile | None = None
    recognisable: Recognisable | None = None
    address: str = ""
    note: str = ""


def add_resource(
    link: Link, school_id: UUID, words: Words, content: Content, *, actor: Actor
) -> Resource:
    """Put something into the library of a link, in the name of one of its schools."""
    _check(words, content)
    resource = Resource.of(
        link_id=link.id,
        school_id=school_id,
        kind=ResourceKind.FILE if content.taken else ResourceKind.ADDRESS,
        version=1,
        added_by_id=actor.person_id,
        added_at=now(),
        changed_at=now(),
        removed_at=None,
        versions=[],
        **vars(words),
    )
    db.session.add(resource)
    _add_version(resource, content, actor)
    record(actor, "resource.added", resource, place_id=school_id, kind=resource.kind)
    note_activity(link.id)
    return resource


def add_version(resource: Resource, content: Content, *, actor: Actor) -> ResourceVersion:
    """Put a newer version beside the older ones; it is of the same kind."""
    wanted = ResourceKind.FILE if content.taken else ResourceKind.ADDRESS
    if wanted is not resource.kind:
        raise ValueError("a version is of the kind of its resource")
    if len(resource.versions) >= MOST_VERSIONS:
        raise RuleBroken(_l("There is room for 50 versions. Add this as something new."))
    version = _add_version(resource, content, actor)
    resource.changed_at = version.added_at
    record(actor, "resource.renewed", resource, place_id=resource.school_id, number=version.number)
    note_activity(resource.link_id)
    return version


def change_words(resource: Resource, words: Words, seen: int, *, actor: Actor) -> None:
    """Say something else of a resource; raises Stale when `seen` is not the present version."""
    _check_ages(words)
    if seen != resource.version:
        raise Stale(
            _l("Somebody else changed this in between. Look at both, and save what is right."),
            field="title",
        )
    changed = [name for name, value in vars(words).items() if getattr(resource, name) != value]
    for name in changed:
        setattr(resource, name, getattr(words, name))
    resource.version += 1
    record(
        actor, "resource.changed", resource, place_id=resource.school_id, fields=",".join(changed)
    )


def answer_again(version: ResourceVersion, answer: Recognisable, *, actor: Actor) -> None:
    """Say again whether a pupil can be recognised on a picture; it holds at once."""
    if version.file is None or not version.file.is_picture:
        raise ValueError("only pictures are asked")
    files.answer_recognisable(version.file, answer)
    school_id = version.resource.school_id
    record(actor, "resource.answered", version, place_id=school_id, recognisable=answer)


def remove_resource(resource: Resource, *, actor: Actor) -> None:
    """Take a resource away with all its files; that it was there, its own school still sees."""
    resource.removed_at, resource.removed_by_id = now(), actor.person_id
    given_up = [one.file for one in resource.versions if one.file is not None]
    for version in resource.versions:
        version.file, version.address, version.note = None, "", ""
    resource.description = ""
    db.session.flush()
    for stored in given_up:
        files.discard(stored)
    record(actor, "resource.removed", resource, place_id=resource.school_id)


def forget_library(link_id: UUID) -> None:
    """Delete all that a link ever shared, with the files."""
    resources = select(Resource.id).where(Resource.link_id == link_id)
    versions = ResourceVersion.resource_id.in_(resources)
    given_up = db.session.scalars(select(ResourceVersion.stored_file_id).where(versions)).all()
    db.session.execute(delete(ResourceVersion).where(versions))
    db.session.execute(delete(Resource).where(Resource.link_id == link_id))
    files.discard_all(given_up)


def _check(words: Words, content: Content) -> None:
    _check_ages(words)
    if content.taken is None:
        rules.check_address(content.address)


def _check_ages(words: Words) -> None:
    if not rules.ages_in_order(words.youngest, words.oldest):
        raise RuleBroken(_l("The older age comes second."), field="oldest")


def _add_version(resource: Resource, content: Content, actor: Actor) -> ResourceVersion:
    stored = None
    if content.taken is not None:
        stored = files.keep(
            content.taken,
            place_id=resource.school_id,
            actor=actor,
            recognisable=content.recognisable,
        )
    version = ResourceVersion.of(
        number=len(resource.versions) + 1,
        file=stored,
        address="" if stored else rules.check_address(content.address),
        note=content.note,
        added_by_id=actor.person_id,
        added_at=now(),
    )
    resource.versions.append(version)
    db.session.flush()
    return version
