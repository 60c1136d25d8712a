"""Alembic's entry: runs the revisions on the connection that core.database.migrating hands over."""

from typing import Any

from alembic import context

from schoollink.core.database import Base
from schoollink.core.database.base import UTCDateTime


def render_item(kind: str, item: Any, autogen_context: Any) -> Any:
    """Write our own column types as the plain ones that they store."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Any) -> None:
    """Run the revisions in the transaction that is open already."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render_item,
        compare_type=True,
        transaction_per_migration=False,
    )
    context.run_migrations()


run(context.config.attributes["connection"])
