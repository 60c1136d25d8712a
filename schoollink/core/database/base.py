"""The base of all models: names for constraints, one type map, random keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, StrEnum
from typing import Any, ClassVar, Self
from uuid import UUID, uuid4

from sqlalchemy import DateTime, Dialect, MetaData
from sqlalchemy import Enum as EnumType
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry
from sqlalchemy.orm.interfaces import ORMOption
from sqlalchemy.types import JSON, TypeDecorator

from schoollink.core.i18n import Text

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """An instant: refuses naive values, gives aware ones back on both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What a value of it is."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant must be aware")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@dataclass(frozen=True)
class Keep:
    """What a model holds about a person, until when, and what an erasure does with it.

    The three are plain words: families and head teachers read them. What only ever is about adults
    says `staff_only`. `ended_by` names the job that ends it.
    """

    what: Text
    until: Text
    on_erase: Text
    ended_by: str
    staff_only: bool = False


class Base(DeclarativeBase):
    """All models of the product. Each that holds something about a person declares `keeps`."""

    metadata = MetaData(naming_convention=NAMES)
    registry = registry(
        metadata=metadata,
        type_annotation_map={
            datetime: UTCDateTime(),
            StrEnum: EnumType(
                StrEnum,
                native_enum=False,
                create_constraint=False,
                length=40,
                values_callable=lambda kind: [member.value for member in kind],
            ),
            dict[str, Any]: JSON(),
            list[str]: JSON(),
        },
    )
    keeps: ClassVar[Keep | None] = None

    @classmethod
    def loads(cls) -> Sequence[ORMOption]:
        """What the gate loads beside a row, where the relationships alone would load too much."""
        return ()


class Identified:
    """A row with a random key, which may stand in a URL."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)

    @classmethod
    def of(cls, **values: Any) -> Self:
        """A new row that knows its key before it is written."""
        return cls(id=uuid4(), **values)  # type: ignore[call-arg]  # Base takes columns, and stands beside this in each model


class Labelled(StrEnum):
    """A StrEnum whose members carry a translatable label: `LEAD = "lead", _l("Link teacher")`."""

    label: Any

    def __new__(cls, value: str, label: Any = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


def enum_member(kind: type[Enum], value: str) -> Enum | None:
    """The member with this value, or None."""
    return next((member for member in kind if member.value == value), None)
