"""What binds a file wherever it is shown. Who may see the thing around it, its owner decides."""

from sqlalchemy import ColumnElement, or_

from schoollink.core.policy import Actor
from schoollink.files import rules
from schoollink.files.models import Recognisable, StoredFile

AT_HOME = tuple(one for one in Recognisable if rules.stays_in_school(one))


def may_leave(stored: StoredFile) -> bool:
    """Whether other schools may see it at all: not sealed, no pupil to be recognised (SG-33)."""
    return stored.sealed_at is None and not rules.stays_in_school(stored.recognisable)


def may_open(actor: Actor, stored: StoredFile) -> bool:
    """Whether the file itself stands in nobody's way; ask the owner's policy as well."""
    at_home = stored.place_id in actor.place_ids
    return stored.sealed_at is None and (at_home or may_leave(stored))


def leaves() -> ColumnElement[bool]:
    """`may_leave` as SQL, over StoredFile."""
    answered = StoredFile.recognisable
    return StoredFile.sealed_at.is_(None) & or_(answered.is_(None), answered.not_in(AT_HOME))


def opens_for(actor: Actor) -> ColumnElement[bool]:
    """`may_open` as SQL, over StoredFile."""
    at_home = StoredFile.place_id.in_(actor.place_ids)
    return StoredFile.sealed_at.is_(None) & or_(at_home, leaves())
