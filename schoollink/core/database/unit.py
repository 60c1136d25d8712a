"""The unit of work: opened only by the gates (HTTP, socket, job, command), never nested.

It commits when its body returns, rolls back when it raises or is refused, and only after the
commit runs what was handed to `after_commit`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar
from uuid import UUID

import structlog
from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import CursorResult, event, update
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.attributes import set_committed_value

from schoollink.core.database import engines
from schoollink.core.database.base import Base
from schoollink.core.errors import Stale
from schoollink.core.i18n import _l

log = structlog.get_logger()

T = TypeVar("T", bound=Base)

db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})


class Unit:
    """One transaction and what is to happen after it."""

    def __init__(self, *, writes: bool) -> None:
        self.writes = writes
        self.refused = False
        self.callbacks: list[Callable[[], None]] = []

    def refuse(self) -> None:
        """Roll back at the end although nothing was raised (an answer of 400 and above)."""
        self.refused = True


_open: ContextVar[Unit | None] = ContextVar("unit", default=None)


def init_app(app: Flask) -> None:
    """Bind the session to the engine and forbid writes outside a writing unit."""
    settings = app.extensions["settings"]
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engines.engine_options(settings.database_url)
    db.init_app(app)
    with app.app_context():
        app.extensions["turns"] = engines.prepare(db.engine, _is_writing)


def _is_writing() -> bool:
    unit = _open.get()
    return unit is not None and unit.writes


def current_unit() -> Unit | None:
    """The unit that is open now, if any."""
    return _open.get()


def outside_any_unit(what: str) -> None:
    """Raise when slow work is about to be done while a transaction is open."""
    if _open.get() is not None:
        raise RuntimeError(f"{what} must not run inside a unit of work")


@contextmanager
def unit_of_work(*, writes: bool = True) -> Iterator[Unit]:
    """Open a transaction; raises Busy when no turn to write comes within five seconds."""
    if _open.get() is not None:
        raise RuntimeError("units of work never nest")
    unit = Unit(writes=writes)
    if writes:
        with current_app.extensions["turns"].take():
            yield from _transaction(unit)
    else:
        yield from _transaction(unit)
    if not unit.refused:
        _run_callbacks(unit)


def _transaction(unit: Unit) -> Iterator[Unit]:
    token = _open.set(unit)
    try:
        yield unit
        if unit.writes and not unit.refused:
            db.session.commit()
    finally:
        db.session.close()  # rolls back what was not committed; rows stay readable, detached
        _open.reset(token)


def after_commit(callback: Callable[[], None]) -> None:
    """Run something once the open unit has committed; its failure is logged and changes nothing."""
    unit = _open.get()
    if unit is None or not unit.writes:
        raise RuntimeError("nothing is going to be committed")
    unit.callbacks.append(callback)


def _run_callbacks(unit: Unit) -> None:
    for callback in unit.callbacks:
        try:
            callback()
        except Exception:
            log.exception("after_commit_failed")


@event.listens_for(db.session, "before_flush")
def _no_flush_while_reading(session: Session, *_: Any) -> None:
    if not _is_writing():
        raise RuntimeError("a read wrote: only a writing unit of work may flush")


@event.listens_for(db.session, "do_orm_execute")
def _no_statement_while_reading(state: ORMExecuteState) -> None:
    if not state.is_select and not _is_writing():
        raise RuntimeError("a read wrote: only a writing unit of work may change rows")


def found(model: type[T], key: UUID) -> T | None:
    """The row with what stands beside it, or None."""
    return db.session.get(model, key, options=model.loads())


def locked(model: type[T], key: UUID) -> T | None:
    """The same row, held until the end of the unit against every other writer.

    What is joined to it is as old as the beginning of the wait: rules ask rows that were loaded
    by statements of their own.
    """
    return db.session.get(
        model, key, with_for_update={"of": model}, populate_existing=True, options=model.loads()
    )


def step(row: Any, attribute: str, new: Any, **changes: Any) -> None:
    """Move one row from its present state to a new one, together with other columns.

    The change is `UPDATE … WHERE state = :old`; raises Stale when somebody moved it first.
    """
    kind = type(row)
    old = getattr(row, attribute)
    db.session.flush()  # what was changed on the row before must not be lost
    values = {attribute: new} | changes
    result = db.session.execute(
        update(kind)
        .where(kind.id == row.id, getattr(kind, attribute) == old)
        .values(values)
        .execution_options(synchronize_session=False)
    )
    if not isinstance(result, CursorResult) or result.rowcount != 1:
        raise Stale(
            _l("Somebody else changed this a moment ago. Look at how it stands now."),
            state=str(old),
        )
    for name, value in values.items():
        set_committed_value(row, name, value)
