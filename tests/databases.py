"""A database for the tests of one process, and how it gets back to the same rows each time."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
from flask import Flask
from sqlalchemy import Engine, create_engine, event, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.pool import ConnectionPoolEntry

from schoollink.core.database import Base, db

ENGINE = os.environ.get("SCHOOLLINK_TEST_ENGINE", "sqlite")
DEFAULT_POSTGRES = "postgresql://postgres@127.0.0.1:5432/postgres"


class Rows(Protocol):
    """Remembers all rows once, and brings them back before each test."""

    def remember(self) -> None: ...
    def bring_back(self) -> None: ...
    def close(self) -> None: ...


@contextmanager
def scratch_database(folder: Path) -> Iterator[str]:
    """The address of an empty database of the engine under test, gone afterwards."""
    if ENGINE == "sqlite":
        yield f"sqlite:///{folder / 'test.db'}"
        return
    server = os.environ.get("SCHOOLLINK_TEST_POSTGRES_URL", DEFAULT_POSTGRES)
    name = f"schoollink_test_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"create database {name}")
        connection.execute(f"alter database {name} set synchronous_commit = off")
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"drop database if exists {name} with (force)")


def no_order_by_chance(engine: Engine) -> None:
    """Let SQLite hand out backwards what nobody ordered (sqlite.org/pragma.html).

    PostgreSQL mostly keeps the order of writing, and now and then it doesn't: what counts on it
    fails on one of the two, every time.
    """
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def set_pragma(connection: Any, entry: ConnectionPoolEntry) -> None:
            connection.execute("PRAGMA reverse_unordered_selects = ON")


def rows_of(app: Flask) -> Rows:
    """How rows are brought back on the engine of this app."""
    with app.app_context():
        return SQLiteRows(app) if db.engine.dialect.name == "sqlite" else PostgresRows(app)


class SQLiteRows:
    """The file itself is copied back."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            self.path = Path(db.engine.url.database or "")
        self.kept = self.path.with_suffix(".kept")

    def remember(self) -> None:
        with self.app.app_context():
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            db.engine.dispose()
        shutil.copyfile(self.path, self.kept)

    def close(self) -> None:
        """Nothing is held open."""

    def bring_back(self) -> None:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        for suffix in ("-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self.kept, self.path)


class PostgresRows:
    """All rows are deleted, and those of the cast put in again."""

    def __init__(self, app: Flask) -> None:
        with app.app_context():
            url = db.engine.url
        self.engine = create_engine(url)
        self.kept: list[tuple[Any, list[dict[str, Any]]]] = []

    def remember(self) -> None:
        with self.engine.connect() as connection:
            for table in Base.metadata.sorted_tables:
                rows = [dict(row._mapping) for row in connection.execute(select(table))]
                if rows:
                    self.kept.append((table, rows))

    def close(self) -> None:
        self.engine.dispose()

    def bring_back(self) -> None:
        """Rows are deleted, not truncated: to truncate sixty tables takes a second."""
        quote = postgresql.dialect().identifier_preparer.format_table
        deletes = "; ".join(f"delete from {quote(t)}" for t in Base.metadata.sorted_tables)
        with self.engine.begin() as connection:
            # triggers and references rest meanwhile, those of the audit trail too
            connection.exec_driver_sql("set local session_replication_role = replica")
            connection.exec_driver_sql(deletes)
            for table, rows in self.kept:
                connection.execute(table.insert(), rows)
