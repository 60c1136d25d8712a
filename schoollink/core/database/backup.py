"""All rows as JSON lines, taken in one transaction: the same on both engines.

A backup made on SQLite can be restored on PostgreSQL and the other way round.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Connection, Table, func, insert, select

from schoollink.core.database import migrating
from schoollink.core.database.base import Base
from schoollink.core.database.unit import db

AT_ONCE = 500


class NotEmptyError(Exception):
    """The database to restore into has rows already."""


class OtherRevisionError(Exception):
    """The backup was made by another version of the code."""


def dump(folder: Path) -> dict[str, Any]:
    """Write `<table>.jsonl` for every table into a folder; gives the manifest of what was written.

    The manifest holds the revision and, for each table, the number of rows and the SHA-256 of its
    file. Everything is read in one snapshot.
    """
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            revision = migrating.present(connection)
            tables = {
                table.name: _dump_table(connection, table, folder)
                for table in Base.metadata.sorted_tables
            }
    return {"revision": revision, "tables": tables}


def _dump_table(connection: Connection, table: Table, folder: Path) -> dict[str, Any]:
    path, count = folder / f"{table.name}.jsonl", 0
    with path.open("w", encoding="utf-8") as lines:
        query = select(table).execution_options(yield_per=AT_ONCE)
        for row in connection.execute(query).mappings():
            told = {key: _tell(value) for key, value in row.items()}
            lines.write(json.dumps(told, ensure_ascii=False) + "\n")
            count += 1
    return {"rows": count, "sha256": sha256_of(path)}


def load(folder: Path, manifest: dict[str, Any]) -> None:
    """Put all rows back into an empty database of the same revision.

    Raises NotEmptyError, OtherRevisionError, or ValueError when a file is not what the manifest
    says; then nothing was written.
    """
    if manifest["revision"] != migrating.head():
        raise OtherRevisionError(str(manifest["revision"]))
    for name, told in manifest["tables"].items():
        if sha256_of(folder / f"{name}.jsonl") != told["sha256"]:
            raise ValueError(name)
    with db.engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            if connection.scalar(select(func.count()).select_from(table)):
                raise NotEmptyError(table.name)
        for table in Base.metadata.sorted_tables:
            _load_table(connection, table, folder / f"{table.name}.jsonl")


def _load_table(connection: Connection, table: Table, path: Path) -> None:
    read = {column.key: _reader(column) for column in table.columns}
    for batch in _batches(path):
        rows = [{key: read[key](value) for key, value in row.items()} for row in batch]
        connection.execute(insert(table), rows)


def _batches(path: Path) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            batch.append(json.loads(line))
            if len(batch) == AT_ONCE:
                yield batch
                batch = []
    if batch:
        yield batch


def _tell(value: Any) -> Any:
    match value:
        case bytes():
            return base64.b64encode(value).decode()
        case Enum():
            return value.value
        case UUID():
            return str(value)
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return value


def _reader(column: Column[Any]) -> Callable[[Any], Any]:
    kind = column.type.python_type
    if isinstance(column.type, JSON) or kind in {str, int, bool, float}:
        return lambda value: value
    if kind is bytes:
        return lambda value: None if value is None else base64.b64decode(value)
    if issubclass(kind, datetime | date | time):
        return lambda value: None if value is None else kind.fromisoformat(value)
    return lambda value: None if value is None else kind(value)


def sha256_of(path: Path) -> str:
    """The digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
