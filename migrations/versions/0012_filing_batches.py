"""files of many projects, each row with the answer that it got by itself"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def words(name: str, *members: str) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=40)


def refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def upgrade() -> None:
    op.create_table(
        "filing_batches",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("ref", sa.String(32), nullable=False),
        sa.Column("institution_id", BIG, nullable=False),
        sa.Column("state", words("batchstate", "preview", "filing", "done", "stopped", "cancelled"), nullable=False),
        sa.Column("file_name", sa.String(120), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("sent_by", BIG, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=False),
        sa.Column("confirmed_by", BIG, nullable=True),
        sa.Column("confirmed_at", INSTANT, nullable=True),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by IS NULL) AND "
            "(confirmed_at IS NULL) = (state IN ('preview', 'cancelled'))",
            name=op.f("ck_filing_batches_confirmed_by_somebody"),
        ),
        sa.CheckConstraint(
            "(state IN ('preview', 'filing')) = (finished_at IS NULL)", name=op.f("ck_filing_batches_over_has_moment")
        ),
        refers("filing_batches", "institution_id", "institutions"),
        refers("filing_batches", "sent_by", "users"),
        refers("filing_batches", "confirmed_by", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing_batches")),
        sa.UniqueConstraint("ref", name=op.f("uq_filing_batches_ref")),
    )
    op.create_index("ix_filing_batches_institution", "filing_batches", ["institution_id", "id"])
    op.create_table(
        "filing_batch_rows",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("batch_id", BIG, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("state", words("rowstate", "faulty", "waiting", "filed", "refused"), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("level", words("level", "national", "provincial", "municipal"), nullable=True),
        sa.Column("unit_kind", words("unitkind", "factory", "park", "supply_chain"), nullable=True),
        sa.Column("unit_name", sa.String(120), nullable=True),
        sa.Column("unit_uscc", sa.String(18), nullable=True),
        sa.Column("unit_city", sa.String(6), nullable=True),
        sa.Column("work_from", sa.Date(), nullable=True),
        sa.Column("project_id", BIG, nullable=True),
        sa.Column("refusal_id", BIG, nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "state = 'faulty' OR (level IS NOT NULL AND unit_kind IS NOT NULL AND unit_name IS NOT NULL AND "
            "unit_uscc IS NOT NULL AND unit_city IS NOT NULL AND work_from IS NOT NULL)",
            name=op.f("ck_filing_batch_rows_understood_unless_faulty"),
        ),
        sa.CheckConstraint(
            "(state = 'filed') = (project_id IS NOT NULL)", name=op.f("ck_filing_batch_rows_filed_has_project")
        ),
        sa.CheckConstraint(
            "(state = 'refused') = (refusal_id IS NOT NULL)", name=op.f("ck_filing_batch_rows_refused_has_refusal")
        ),
        sa.CheckConstraint(
            "(state IN ('filed', 'refused')) = (answered_at IS NOT NULL)",
            name=op.f("ck_filing_batch_rows_answered_has_moment"),
        ),
        refers("filing_batch_rows", "batch_id", "filing_batches"),
        refers("filing_batch_rows", "project_id", "projects"),
        refers("filing_batch_rows", "refusal_id", "filing_refusals"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing_batch_rows")),
        sa.UniqueConstraint("batch_id", "line", name=op.f("uq_filing_batch_rows_batch_id_line")),
        sa.UniqueConstraint("project_id", name=op.f("uq_filing_batch_rows_project_id")),
        sa.UniqueConstraint("refusal_id", name=op.f("uq_filing_batch_rows_refusal_id")),
    )


def downgrade() -> None:
    """The files and their answers are lost; projects and refusals stay."""
    op.drop_table("filing_batch_rows")
    op.drop_table("filing_batches")
