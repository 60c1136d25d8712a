"""Bringing a database to the revision of this code.

On SQLite a migration runs on a connection of its own: the file is copied first, foreign keys are
off before BEGIN, everything happens in one transaction, and foreign keys and triggers are compared
before the commit. A batch alter with the pragma on has emptied a child table before.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, text
from sqlalchemy.pool import ConnectionPoolEntry

from schoollink.core.database.unit import db
from schoollink.core.settings import ROOT, Settings

MIGRATIONS = ROOT / "migrations"


def config() -> Config:
    """Alembic's view of the migrations folder."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    return made


def head() -> str:
    """The revision that this code was written for."""
    found = ScriptDirectory.from_config(config()).get_current_head()
    if found is None:
        raise RuntimeError("there is no migration")
    return found


def present(connection: Connection) -> str | None:
    """The revision of a database, None while it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(to: str = "head") -> bool:
    """Bring the app's database to a revision; gives whether anything had to be done."""
    return _migrate(db.engine, to, command.upgrade)


def downgrade(to: str) -> bool:
    """Take the app's database back to a revision."""
    return _migrate(db.engine, to, command.downgrade)


def _migrate(engine: Engine, to: str, act: Callable[[Config, str], None]) -> bool:
    with engine.connect() as connection:
        before = present(connection)
    if before == to or (to == "head" and before == head()):
        return False
    if engine.dialect.name == "sqlite":
        with _sqlite_connection(engine, keep_copy=before is not None) as connection:
            _run(connection, to, act)
    else:
        with engine.begin() as connection:
            connection.execute(text("set local lock_timeout = '4s'"))
            connection.execute(text("set local statement_timeout = 0"))
            _run(connection, to, act)
    return True


def _run(connection: Connection, to: str, act: Callable[[Config, str], None]) -> None:
    settings = config()
    settings.attributes["connection"] = connection
    act(settings, to)


@contextmanager
def _sqlite_connection(engine: Engine, *, keep_copy: bool) -> Iterator[Connection]:
    path = engine.url.database
    if keep_copy and path and path != ":memory:":
        _copy(Path(path))
    own = create_engine(engine.url, poolclass=NullPool)
    event.listen(own, "connect", _loosen)
    event.listen(own, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with own.begin() as connection:
        triggers = _triggers(connection)
        yield connection
        _check(connection, triggers)


def _loosen(connection: Any, entry: ConnectionPoolEntry) -> None:
    """Transactions are ours to begin, and references are looked at once, before the commit."""
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA foreign_keys=OFF")


def _copy(path: Path) -> None:
    """Keep the database as it was, beside it; the copy is consistent under load."""
    target = path.with_suffix(".before-migration.db")
    target.unlink(missing_ok=True)
    with sqlite3.connect(path) as source, sqlite3.connect(target) as copy:
        source.backup(copy)
    target.chmod(0o600)


def _triggers(connection: Connection) -> set[tuple[str, str]]:
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type='trigger'")
    return {(row[0], row[1]) for row in rows}


def _check(connection: Connection, triggers: set[tuple[str, str]]) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise RuntimeError(f"the migration would break {len(broken)} references")
    lost = {name for name, _ in triggers} - {name for name, _ in _triggers(connection)}
    dropped = set(connection.info.get("dropped_triggers", ()))
    if lost - dropped:
        raise RuntimeError(f"the migration would lose triggers: {sorted(lost - dropped)}")


def is_current() -> bool:
    """Whether the app's database stands at the revision of this code."""
    with db.engine.connect() as connection:
        return present(connection) == head()


def instance_database() -> Path | None:
    """The file of a SQLite database, None on PostgreSQL."""
    settings: Settings = current_app.extensions["settings"]
    url = settings.database_url
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite") else None


def revisions() -> list[str]:
    """All revisions, the newest first."""
    return [one.revision for one in ScriptDirectory.from_config(config()).walk_revisions()]
