"""published lists with their rows, and what people said that a written name means"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def words(name: str, *members: str) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=40)


def key() -> sa.Column:
    return sa.Column("id", BIG, autoincrement=True, nullable=False)


def upgrade() -> None:
    _create_lists()
    _create_rows()
    _create_confirmations()


def _create_lists() -> None:
    op.create_table(
        "published_lists",
        key(),
        sa.Column("ref", sa.String(32), nullable=False),
        sa.Column("jurisdiction", sa.String(6), nullable=False),
        sa.Column("state", words("liststate", "preview", "taken", "cancelled", "set_aside"), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("number", sa.String(80), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(500), nullable=False),
        sa.Column("file_name", sa.String(120), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("file_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("whole", sa.JSON(), nullable=False),
        sa.Column("rows_taken", sa.Integer(), nullable=False),
        sa.Column("rows_left_out", sa.Integer(), nullable=False),
        sa.Column("sent_by", BIG, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=False),
        sa.Column("taken_at", INSTANT, nullable=True),
        sa.Column("set_aside_at", INSTANT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state = 'preview') = (file_sealed IS NOT NULL)", name=op.f("ck_published_lists_preview_has_file")
        ),
        sa.CheckConstraint(
            "state NOT IN ('taken', 'set_aside') OR (taken_at IS NOT NULL AND rows_taken > 0)",
            name=op.f("ck_published_lists_taken_has_rows"),
        ),
        sa.CheckConstraint(
            "(state = 'set_aside') = (set_aside_at IS NOT NULL AND length(reason) > 0)",
            name=op.f("ck_published_lists_set_aside_has_reason"),
        ),
        sa.CheckConstraint(
            "rows_taken >= 0 AND rows_left_out >= 0", name=op.f("ck_published_lists_no_count_negative")
        ),
        sa.ForeignKeyConstraint(["sent_by"], ["users.id"], name=op.f("fk_published_lists_sent_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_lists")),
        sa.UniqueConstraint("ref", name=op.f("uq_published_lists_ref")),
    )
    op.create_index(op.f("ix_published_lists_jurisdiction"), "published_lists", ["jurisdiction"])
    taken = sa.text("state = 'taken'")
    op.create_index(
        "uq_published_lists_file", "published_lists", ["jurisdiction", "sha256"], unique=True, sqlite_where=taken,
        postgresql_where=taken,
    )


def _create_rows() -> None:
    op.create_table(
        "published_rows",
        key(),
        sa.Column("list_id", BIG, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.String(120), nullable=False),
        sa.Column("unit_uscc", sa.String(18), nullable=True),
        sa.Column("unit_kind", words("unitkind", "factory", "park", "supply_chain"), nullable=False),
        sa.Column("level", words("level", "national", "provincial", "municipal"), nullable=False),
        sa.Column("place", sa.String(6), nullable=False),
        sa.Column("assessor_name", sa.String(120), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=True),
        sa.Column("asked_by", BIG, nullable=True),
        sa.CheckConstraint(
            "(asked_at IS NULL) = (asked_by IS NULL)", name=op.f("ck_published_rows_asked_by_somebody")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_published_rows_asked_by_users")),
        sa.ForeignKeyConstraint(
            ["list_id"], ["published_lists.id"], name=op.f("fk_published_rows_list_id_published_lists")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_rows")),
        sa.UniqueConstraint("list_id", "line", name=op.f("uq_published_rows_list_id_line")),
    )
    op.create_index("ix_published_rows_year", "published_rows", ["year", "place"])


def _create_confirmations() -> None:
    op.create_table(
        "name_confirmations",
        key(),
        sa.Column("jurisdiction", sa.String(6), nullable=False),
        sa.Column("named", words("named", "assessor", "unit"), nullable=False),
        sa.Column("written", sa.String(120), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("institution_id", BIG, nullable=True),
        sa.Column("unit_uscc", sa.String(18), nullable=True),
        sa.Column("meaning", sa.String(120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("confirmed_by", BIG, nullable=False),
        sa.Column("confirmed_at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("withdrawn_by", BIG, nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(named = 'unit') = (unit_uscc IS NOT NULL)", name=op.f("ck_name_confirmations_unit_has_code")
        ),
        sa.CheckConstraint(
            "named = 'assessor' OR institution_id IS NULL", name=op.f("ck_name_confirmations_unit_is_no_institution")
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (length(withdrawn_reason) = 0)",
            name=op.f("ck_name_confirmations_withdrawn_has_reason"),
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name=op.f("ck_name_confirmations_withdrawn_by_somebody")
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_name_confirmations_{column}_{table}"))
            for column, table in (
                ("institution_id", "institutions"), ("confirmed_by", "users"), ("withdrawn_by", "users")
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_confirmations")),
    )
    stands = sa.text("withdrawn_at IS NULL")
    op.create_index(
        "uq_name_confirmations_form", "name_confirmations", ["jurisdiction", "named", "form"], unique=True,
        sqlite_where=stands, postgresql_where=stands,
    )


def downgrade() -> None:
    for table in ("name_confirmations", "published_rows", "published_lists"):
        op.drop_table(table)
