"""files of many declared projects with one proof, each row with its answer"""

import sqlalchemy as sa
from alembic import op

from migrations.words import change_words

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
STATES = ("preview", "taking", "done", "cancelled")
OWNERS = ("application", "project", "change", "tip", "employment", "declared")
MORE_OWNERS = (*OWNERS, "declared_list")


def refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def upgrade() -> None:
    change_words("documents", "owner_kind", "ownerkind", OWNERS, MORE_OWNERS)
    states = sa.Enum(*STATES, name="declaredliststate", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "declared_lists",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("ref", sa.String(32), nullable=False),
        sa.Column("institution_id", BIG, nullable=False),
        sa.Column("jurisdiction", sa.String(6), nullable=False),
        sa.Column("opening", sa.Boolean(), nullable=False),
        sa.Column("state", states, nullable=False),
        sa.Column("file_name", sa.String(120), nullable=False),
        sa.Column("file_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("sent_by", BIG, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=False),
        sa.Column("taken_by", BIG, nullable=True),
        sa.Column("taken_at", INSTANT, nullable=True),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "(state IN ('preview', 'taking')) = (file_sealed IS NOT NULL)",
            name=op.f("ck_declared_lists_file_until_answered"),
        ),
        sa.CheckConstraint(
            "(taken_at IS NULL) = (taken_by IS NULL) AND (taken_at IS NULL) = (state IN ('preview', 'cancelled'))",
            name=op.f("ck_declared_lists_taken_by_somebody"),
        ),
        sa.CheckConstraint(
            "(state IN ('preview', 'taking')) = (finished_at IS NULL)", name=op.f("ck_declared_lists_over_has_moment")
        ),
        refers("declared_lists", "institution_id", "institutions"),
        refers("declared_lists", "sent_by", "users"),
        refers("declared_lists", "taken_by", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_lists")),
        sa.UniqueConstraint("ref", name=op.f("uq_declared_lists_ref")),
    )
    op.create_index("ix_declared_lists_institution", "declared_lists", ["institution_id", "id"])
    op.create_index("ix_declared_lists_jurisdiction", "declared_lists", ["jurisdiction", "id"])
    _create_rows()


def _create_rows() -> None:
    op.create_table(
        "declared_list_rows",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("list_id", BIG, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.String(120), nullable=False),
        sa.Column("unit_uscc", sa.String(18), nullable=False),
        sa.Column("declared_id", BIG, nullable=True),
        sa.Column("code", sa.String(40), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("answered_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "(declared_id IS NULL) <> (code IS NULL)", name=op.f("ck_declared_list_rows_declared_or_refused")
        ),
        refers("declared_list_rows", "list_id", "declared_lists"),
        refers("declared_list_rows", "declared_id", "declared_projects"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_list_rows")),
        sa.UniqueConstraint("list_id", "line", name=op.f("uq_declared_list_rows_list_id_line")),
        sa.UniqueConstraint("declared_id", name=op.f("uq_declared_list_rows_declared_id")),
    )


def downgrade() -> None:
    """The lists, their answers and their proofs, which the older schema can't hold, are lost; projects stay."""
    op.drop_table("declared_list_rows")
    op.drop_table("declared_lists")
    op.execute("DELETE FROM documents WHERE owner_kind = 'declared_list'")
    change_words("documents", "owner_kind", "ownerkind", MORE_OWNERS, OWNERS)
