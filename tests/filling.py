"""One row in every table, made from the column types alone, for the tests of migrations."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Enum,
    Integer,
    LargeBinary,
    Numeric,
    String,
    Time,
    Uuid,
)

from schoollink.core.database import Base, db
from schoollink.core.database.base import UTCDateTime

SPECIAL: dict[str, dict[str, Any]] = {"room": {"project_id": None}}
"""Table -> values that satisfy its CHECK constraints."""


def fill_every_table() -> None:
    """Put one row into each table, parents first."""
    keys: dict[str, dict[str, Any]] = {}
    with db.engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            row = {column.name: _value(column, keys) for column in table.columns}
            row |= SPECIAL.get(table.name, {})
            connection.execute(table.insert(), [row])
            keys[table.name] = row


def _value(column: Column[Any], keys: dict[str, dict[str, Any]]) -> Any:
    for key in column.foreign_keys:
        target = key.column.table.name
        return keys[target][key.column.name] if target in keys else None
    if column.nullable:
        return None
    for kind, value in _VALUES:
        if isinstance(column.type, kind):
            return value(column)
    raise AssertionError(f"no value for {column}")


def _text(column: Column[Any]) -> str:
    return uuid4().hex[: getattr(column.type, "length", None) or 32]


_VALUES: list[tuple[Any, Any]] = [
    (Enum, lambda column: next(iter(column.type.enum_class))),
    (UTCDateTime, lambda column: datetime(2026, 1, 5, tzinfo=UTC)),
    (Boolean, lambda column: False),
    (Integer, lambda column: 1),
    (Numeric, lambda column: 1),
    (Date, lambda column: date(2026, 1, 5)),
    (Time, lambda column: time(9, 40)),
    (Uuid, lambda column: uuid4()),
    (JSON, lambda column: []),
    (LargeBinary, lambda column: b"x"),
    (String, _text),
]
