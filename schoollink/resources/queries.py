"""Libraries: what is in them, narrowed down."""

from dataclasses import dataclass

from sqlalchemy import Select, or_

from schoollink.core.database import db
from schoollink.core.database.base import enum_member
from schoollink.core.policy import Actor
from schoollink.files import policies as files
from schoollink.links.models import Link
from schoollink.resources.models import Resource, ResourceKind, ResourceVersion, Subject
from schoollink.resources.policies import visible_resources
from schoollink.schools.models import AgeBand

BANDS = {AgeBand.SIX_TO_NINE: (6, 9), AgeBand.TEN_TO_TWELVE: (10, 12)}
BANDS |= {AgeBand.THIRTEEN_TO_FIFTEEN: (13, 15), AgeBand.SIXTEEN_UP: (16, 19)}
LONGEST_WORDS = 60


@dataclass(frozen=True)
class Narrowing:
    """What somebody looks for; an empty field asks nothing, an unknown value neither."""

    words: str = ""
    subject: str = ""
    ages: str = ""
    language: str = ""
    kind: str = ""

    @property
    def asks(self) -> bool:
        """Whether anything is asked."""
        return any(vars(self).values())


def library_of(link: Link, actor: Actor) -> Select[Resource]:
    """What an actor finds in the library of a link."""
    return my_library(actor).where(Resource.link_id == link.id)


def my_library(actor: Actor) -> Select[Resource]:
    """What an actor finds in all libraries."""
    return visible_resources(actor).where(Resource.removed_at.is_(None))


def narrowed(library: Select[Resource], to: Narrowing) -> Select[Resource]:
    """The part of a library that was asked for."""
    for word in to.words[:LONGEST_WORDS].split()[:6]:
        library = library.where(
            or_(
                Resource.title.icontains(word, autoescape=True),
                Resource.description.icontains(word, autoescape=True),
            )
        )
    if subject := enum_member(Subject, to.subject):
        library = library.where(Resource.subject == subject)
    if kind := enum_member(ResourceKind, to.kind):
        library = library.where(Resource.kind == kind)
    if to.language:
        library = library.where(Resource.language == to.language[:20])
    band = enum_member(AgeBand, to.ages)
    if isinstance(band, AgeBand):
        low, high = BANDS[band]
        library = library.where(Resource.youngest <= high, Resource.oldest >= low)
    return library


def languages_in(library: Select[Resource]) -> list[str]:
    """The codes of the languages of a library."""
    found = library.with_only_columns(Resource.language).distinct()
    return sorted(db.session.scalars(found.limit(100)))


def openable(resource: Resource, actor: Actor) -> list[ResourceVersion]:
    """The versions that an actor may open, the latest first."""
    if resource.removed_at is not None:
        return []
    return [
        one
        for one in reversed(resource.versions)
        if one.file is None or files.may_open(actor, one.file)
    ]
