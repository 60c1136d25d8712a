"""What every table promises."""

from sqlalchemy import DateTime, PrimaryKeyConstraint, UniqueConstraint

from schoollink.core.database import Base
from schoollink.core.database.base import UTCDateTime


def mapped() -> list[type[Base]]:
    return [mapper.class_ for mapper in Base.registry.mappers]


def test_nothing_about_a_person_is_without_an_end() -> None:
    """HOUSE decision 13: whatever points at a person says what it keeps, and until when."""
    for model in mapped():
        about_people = [
            column.name
            for column in model.__table__.columns
            for key in column.foreign_keys
            if key.column.table.name in {"person", "pupil"}
        ]
        only_acted = all(name.endswith("_by_id") for name in about_people)
        if about_people and not only_acted:
            assert model.keeps is not None, f"{model.__name__} holds {about_people}"


def test_references_never_cascade() -> None:
    for table in Base.metadata.tables.values():
        for key in table.foreign_keys:
            assert key.ondelete in {None, "RESTRICT"}, f"{table.name}.{key.parent.name}"


def test_instants_are_aware() -> None:
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, DateTime):
                assert isinstance(column.type, UTCDateTime), f"{table.name}.{column.name}"
            assert column.server_default is None, f"{table.name}.{column.name}: the clock is ours"


def test_constraints_have_names() -> None:
    for table in Base.metadata.tables.values():
        for constraint in table.constraints:
            assert constraint.name, f"{table.name}: {constraint}"


def test_every_reference_is_indexed() -> None:
    """A reference without an index makes every deletion of the other row a scan."""
    for table in Base.metadata.tables.values():
        leading = {next(iter(index.columns)).name for index in table.indexes}
        leading |= {
            next(iter(c.columns)).name
            for c in table.constraints
            if isinstance(c, UniqueConstraint | PrimaryKeyConstraint)
        }
        for key in table.foreign_keys:
            name = key.parent.name
            if name.endswith("_by_id"):
                continue
            assert name in leading, f"{table.name}.{name} has no index"
