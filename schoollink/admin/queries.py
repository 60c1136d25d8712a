"""What the person who runs the server may know."""

from sqlalchemy import select

from schoollink.accounts.models import Person
from schoollink.audit.models import AuditEntry
from schoollink.core.database import db, migrating


def is_migrated() -> bool:
    """Whether the database stands at the revision of this code."""
    return migrating.is_current()


def has_people() -> bool:
    """Whether anybody was ever here."""
    return db.session.scalar(select(Person.id).limit(1)) is not None


def demo_entry() -> AuditEntry | None:
    """The audit entry that says that the demo was loaded, with the ids of what it made."""
    return db.session.scalar(select(AuditEntry).where(AuditEntry.action == "demo.loaded"))
