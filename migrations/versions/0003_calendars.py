"""Calendars down to the lesson"""

from datetime import time
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "school_year",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_school_year_school_id_school"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_year")),
    )
    op.create_index("ix_school_year_school_id", "school_year", ["school_id"])
    op.create_table(
        "day_type",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("is_usual", sa.Boolean(), nullable=False),
        sa.Column("is_beyond", sa.Boolean(), nullable=False),
        sa.Column("guesses", sa.JSON(), nullable=False),
        sa.Column("weekdays", sa.JSON(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("turn", sa.String(length=10), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_day_type_school_id_school"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_type")),
    )
    op.create_index("ix_day_type_school_id", "day_type", ["school_id"])
    for column in ("is_usual", "is_beyond"):
        op.create_index(
            f"uq_day_type_{column.removeprefix('is_')}_here",
            "day_type",
            ["school_id"],
            unique=True,
            sqlite_where=sa.text(column),
            postgresql_where=sa.text(column),
        )
    op.create_table(
        "lesson_time",
        sa.Column("day_type_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=20), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.ForeignKeyConstraint(
            ["day_type_id"], ["day_type.id"], name="fk_lesson_time_day_type_id_day_type"
        ),
        sa.PrimaryKeyConstraint("day_type_id", "position", name=op.f("pk_lesson_time")),
    )
    op.create_table(
        "extra_day",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("day_type_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["day_type_id"], ["day_type.id"], name="fk_extra_day_day_type_id_day_type"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_extra_day_school_id_school"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extra_day")),
        sa.UniqueConstraint("school_id", "day", name=op.f("uq_extra_day_school_id_day")),
    )
    op.create_index("ix_extra_day_school_id", "extra_day", ["school_id"])
    op.create_index("ix_extra_day_day_type_id", "extra_day", ["day_type_id"])
    op.create_table(
        "open_holiday",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name="fk_open_holiday_school_id_school"
        ),
        sa.PrimaryKeyConstraint("school_id", "day", name=op.f("pk_open_holiday")),
    )
    op.create_table(
        "week_cycle",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("anchor", sa.Date(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "school_weeks",
                "calendar_weeks",
                "school_days",
                name="cyclemode",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name="fk_week_cycle_school_id_school"
        ),
        sa.PrimaryKeyConstraint("school_id", name=op.f("pk_week_cycle")),
    )
    op.create_table(
        "class_hours",
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("slots", sa.JSON(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["school_class.id"], name="fk_class_hours_class_id_school_class"
        ),
        sa.PrimaryKeyConstraint("class_id", name=op.f("pk_class_hours")),
    )
    make_usual_days()
    op.drop_table("lesson_times")


def downgrade() -> None:
    op.create_table(
        "lesson_times",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("first_lesson", sa.Time(), nullable=False),
        sa.Column("last_lesson", sa.Time(), nullable=False),
        sa.Column("lunch_from", sa.Time(), nullable=True),
        sa.Column("lunch_to", sa.Time(), nullable=True),
        sa.Column("guesses", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_lesson_times_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", name=op.f("pk_lesson_times")),
    )
    make_lesson_times()
    for table in (
        "class_hours",
        "week_cycle",
        "open_holiday",
        "extra_day",
        "lesson_time",
        "day_type",
        "school_year",
    ):
        op.drop_table(table)


# The tables as they are at this revision, for moving rows.

WHEN = sa.DateTime(timezone=True)
LESSON_TIMES = sa.table(
    "lesson_times",
    sa.column("school_id", sa.Uuid()),
    sa.column("first_lesson", sa.Time()),
    sa.column("last_lesson", sa.Time()),
    sa.column("lunch_from", sa.Time()),
    sa.column("lunch_to", sa.Time()),
    sa.column("guesses", sa.JSON()),
    sa.column("version", sa.Integer()),
    sa.column("changed_at", WHEN),
)
DAY_TYPE = sa.table(
    "day_type",
    sa.column("id", sa.Uuid()),
    sa.column("school_id", sa.Uuid()),
    sa.column("name", sa.String()),
    sa.column("is_usual", sa.Boolean()),
    sa.column("is_beyond", sa.Boolean()),
    sa.column("guesses", sa.JSON()),
    sa.column("weekdays", sa.JSON()),
    sa.column("version", sa.Integer()),
    sa.column("changed_at", WHEN),
)
LESSON_TIME = sa.table(
    "lesson_time",
    sa.column("day_type_id", sa.Uuid()),
    sa.column("position", sa.Integer()),
    sa.column("label", sa.String()),
    sa.column("starts", sa.Time()),
    sa.column("ends", sa.Time()),
)


def make_usual_days() -> None:
    """First and last lesson and lunch become the lessons before and after lunch."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(LESSON_TIMES)).mappings().all():
        key = uuid4()
        connection.execute(
            DAY_TYPE.insert().values(
                id=key,
                school_id=row["school_id"],
                name="",
                is_usual=True,
                is_beyond=False,
                guesses=row["guesses"],
                weekdays=[],
                version=row["version"],
                changed_at=row["changed_at"],
            )
        )
        for position, (starts, ends) in enumerate(halves(row), 1):
            connection.execute(
                LESSON_TIME.insert().values(
                    day_type_id=key, position=position, label="", starts=starts, ends=ends
                )
            )


def halves(row: Any) -> list[tuple[time, time]]:
    if row["lunch_from"] is None:
        return [(row["first_lesson"], row["last_lesson"])]
    both = [(row["first_lesson"], row["lunch_from"]), (row["lunch_to"], row["last_lesson"])]
    return [(starts, ends) for starts, ends in both if starts < ends]


def make_lesson_times() -> None:
    """And back, as far as one usual day can say it."""
    connection = op.get_bind()
    usual = sa.select(DAY_TYPE).where(DAY_TYPE.c.is_usual)
    for row in connection.execute(usual).mappings().all():
        lessons = connection.execute(
            sa.select(LESSON_TIME.c.starts, LESSON_TIME.c.ends, LESSON_TIME.c.label)
            .where(LESSON_TIME.c.day_type_id == row["id"])
            .order_by(LESSON_TIME.c.position)
        ).all()
        if not lessons:
            continue
        has_lunch = len(lessons) == 2 and not any(one.label for one in lessons)
        connection.execute(
            LESSON_TIMES.insert().values(
                school_id=row["school_id"],
                first_lesson=lessons[0].starts,
                last_lesson=lessons[-1].ends,
                lunch_from=lessons[0].ends if has_lunch else None,
                lunch_to=lessons[1].starts if has_lunch else None,
                guesses=row["guesses"],
                version=row["version"],
                changed_at=row["changed_at"],
            )
        )
