"""What differs between SQLite and PostgreSQL, in one place.

Sources: sqlite.org/wal.html and lang_transaction.html; the SQLAlchemy dialect pages.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from schoollink.core.errors import Busy

SECONDS_TO_WAIT_FOR_A_TURN = 5

SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "busy_timeout=5000",
    "trusted_schema=OFF",
    "cell_size_check=ON",
)

POSTGRES_OPTIONS = (
    "-c statement_timeout=5000 -c lock_timeout=2000 -c idle_in_transaction_session_timeout=30000"
)


def engine_options(url: str) -> dict[str, Any]:
    """Keyword arguments of create_engine for a database address."""
    if url.startswith("sqlite"):
        return {
            "pool_size": 20,
            "max_overflow": 20,
            "pool_timeout": SECONDS_TO_WAIT_FOR_A_TURN,
            "connect_args": {"timeout": SECONDS_TO_WAIT_FOR_A_TURN, "check_same_thread": False},
        }
    return {
        "pool_size": 10,
        "max_overflow": 10,
        "pool_timeout": SECONDS_TO_WAIT_FOR_A_TURN,
        "pool_pre_ping": True,
        "connect_args": {"options": POSTGRES_OPTIONS},
    }


class Turns:
    """Writers of one process take turns before they take a connection (SQLite only).

    Waiting writers would otherwise hold every connection of the pool and starve the readers.
    """

    def __init__(self, needed: bool) -> None:
        self._lock = threading.Lock() if needed else None

    @contextmanager
    def take(self) -> Iterator[None]:
        """Hold the turn; raises Busy after five seconds."""
        if self._lock is None:
            yield
            return
        if not self._lock.acquire(timeout=SECONDS_TO_WAIT_FOR_A_TURN):
            raise Busy
        try:
            yield
        finally:
            self._lock.release()


def prepare(engine: Engine, writes: Callable[[], bool]) -> Turns:
    """Set the engine up. `writes()` tells whether the unit that begins is going to write."""
    if engine.dialect.name != "sqlite":
        return Turns(needed=False)

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        for pragma in SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes() else "BEGIN")

    return Turns(needed=True)
