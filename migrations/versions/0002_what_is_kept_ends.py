"""What is kept ends"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SEALS_MAY_GO = "old.number <= coalesce((SELECT max(number) FROM audit_anchor), 0)"
ENTRIES_MAY_GO = (
    "old.at < (SELECT max(before) FROM audit_anchor) "
    "AND NOT EXISTS (SELECT 1 FROM audit_seal WHERE audit_seal.entry_id = old.id)"
)
MAY_GO = {"audit_seal": SEALS_MAY_GO, "audit_entry": ENTRIES_MAY_GO}
REFUSED = "the audit trail is append-only"

ADULTS_WHO_LEFT = """
UPDATE person SET kept_until = :in_30_days
WHERE kind = 'adult'
  AND id NOT IN (SELECT person_id FROM membership WHERE ended_at IS NULL)
  AND id NOT IN (SELECT person_id FROM network_adviser)
  AND id NOT IN (SELECT person_id FROM account WHERE is_site_admin)
"""
CLASSES_TOLD_APART = """
UPDATE school_class SET name = substr(name, 1, 50) || ' ' || substr(cast(id AS text), 1, 8)
WHERE ended_at IS NOT NULL
"""
LINKS_WITH_REPORTS = """
UPDATE link SET held_at = proposed_at
WHERE id IN (SELECT link_id FROM report WHERE link_id IS NOT NULL)
   OR id IN (
     SELECT coalesce(room.link_id, project.link_id)
     FROM report
     JOIN message ON message.id = report.message_id
     JOIN room ON room.id = message.room_id
     LEFT JOIN project ON project.id = room.project_id
   )
"""


def upgrade() -> None:
    with op.batch_alter_table("link") as batch:
        batch.add_column(sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("kept_until", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
        batch.create_index("ix_person_kept_until", ["kept_until"])
    with op.batch_alter_table("school_class") as batch:
        batch.add_column(sa.Column("year_ends", sa.Date(), nullable=True))
        batch.add_column(sa.Column("year_told_at", sa.DateTime(timezone=True), nullable=True))
        batch.drop_constraint("uq_school_class_school_id_name", type_="unique")
        batch.create_index(
            "uq_school_class_name_here",
            ["school_id", "name"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
    with op.batch_alter_table("report") as batch:
        batch.add_column(sa.Column("revision_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(
            "fk_report_revision_id_revision", "revision", ["revision_id"], ["id"]
        )
        batch.create_index("ix_report_revision_id", ["revision_id"])
    op.create_table(
        "audit_anchor",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("before", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_anchor")),
    )
    let_people_go_who_left()
    allow_pruning()


def downgrade() -> None:
    forbid_pruning()
    op.drop_table("audit_anchor")
    with op.batch_alter_table("report") as batch:
        batch.drop_index("ix_report_revision_id")
        batch.drop_constraint("fk_report_revision_id_revision", type_="foreignkey")
        batch.drop_column("revision_id")
    with op.batch_alter_table("school_class") as batch:
        batch.drop_index("uq_school_class_name_here")
    op.execute(CLASSES_TOLD_APART)
    with op.batch_alter_table("school_class") as batch:
        batch.create_unique_constraint("uq_school_class_school_id_name", ["school_id", "name"])
        batch.drop_column("year_told_at")
        batch.drop_column("year_ends")
    with op.batch_alter_table("person") as batch:
        batch.drop_index("ix_person_kept_until")
        batch.drop_column("erased_at")
        batch.drop_column("held_at")
        batch.drop_column("kept_until")
    with op.batch_alter_table("link") as batch:
        batch.drop_column("forgotten_at")
        batch.drop_column("held_at")


def let_people_go_who_left() -> None:
    """Whoever left, and holds for what reports name, as the code does it from now on."""
    op.execute(
        "UPDATE person SET kept_until = ended_at WHERE kind = 'pupil' AND ended_at IS NOT NULL"
    )
    in_30_days = sa.bindparam(
        "in_30_days", datetime.now(UTC) + timedelta(days=30), sa.DateTime(timezone=True)
    )
    op.execute(sa.text(ADULTS_WHO_LEFT).bindparams(in_30_days))
    op.execute(
        "UPDATE person SET held_at = created_at WHERE id IN (SELECT reporter_id FROM report) "
        "OR id IN (SELECT named_id FROM report WHERE named_id IS NOT NULL)"
    )
    op.execute(LINKS_WITH_REPORTS)


def allow_pruning() -> None:
    """What an anchor stands for may be deleted; nothing is ever changed, anchors never go."""
    if op.get_bind().dialect.name == "sqlite":
        for table, may_go in MAY_GO.items():
            op.execute(f"DROP TRIGGER {table}_no_delete")
            op.execute(
                f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
                f"WHEN NOT coalesce(({may_go}), 0) "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
            )
        for act in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER audit_anchor_no_{act} BEFORE {act.upper()} ON audit_anchor "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
            )
        return
    for table, may_go in MAY_GO.items():
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        op.execute(
            f"CREATE FUNCTION refuse_deletion_of_{table}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF coalesce({may_go}, false) THEN RETURN old; END IF; "
            f"RAISE EXCEPTION '{REFUSED}'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION refuse_deletion_of_{table}()"
        )
    op.execute(
        "CREATE TRIGGER audit_anchor_append_only BEFORE UPDATE OR DELETE ON audit_anchor "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def forbid_pruning() -> None:
    """As the first revision had it."""
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(f"DROP TRIGGER audit_anchor_no_{act}")
        bind.info.setdefault("dropped_triggers", set()).update(
            {"audit_anchor_no_update", "audit_anchor_no_delete"}
        )
        for table in MAY_GO:
            op.execute(f"DROP TRIGGER {table}_no_delete")
            op.execute(
                f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
            )
        return
    op.execute("DROP TRIGGER audit_anchor_append_only ON audit_anchor")
    for table in MAY_GO:
        op.execute(f"DROP TRIGGER {table}_no_delete ON {table}")
        op.execute(f"DROP FUNCTION refuse_deletion_of_{table}()")
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
