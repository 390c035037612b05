"""refused filings kept whole, for a question or an appeal long after"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def words(name: str, *members: str) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=40)


def level(column: str, *, nullable: bool) -> sa.Column:
    return sa.Column(column, words(column, "national", "provincial", "municipal"), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "filing_refusals",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("institution_id", BIG, nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refused_to", BIG, nullable=True),
        level("level", nullable=False),
        sa.Column("unit_kind", words("unitkind", "factory", "park", "supply_chain"), nullable=False),
        sa.Column("unit_name", sa.String(120), nullable=False),
        sa.Column("unit_uscc", sa.String(18), nullable=False),
        sa.Column("unit_city", sa.String(6), nullable=False),
        sa.Column("work_from", sa.Date(), nullable=False),
        sa.Column("jurisdiction", sa.String(6), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("pack_version", sa.String(120), nullable=True),
        sa.Column("stated", sa.JSON(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("head_name", sa.String(80), nullable=True),
        level("pool_level", nullable=True),
        sa.Column("pool_code", sa.String(6), nullable=True),
        sa.Column("cap_limit", sa.Integer(), nullable=True),
        sa.Column("used", sa.Integer(), nullable=True),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "(pool_level IS NULL) = (pool_code IS NULL)", name=op.f("ck_filing_refusals_pool_is_whole")
        ),
        sa.CheckConstraint(
            "pool_level IS NULL OR (used IS NOT NULL AND cap_limit IS NOT NULL)",
            name=op.f("ck_filing_refusals_pool_has_figures"),
        ),
        sa.CheckConstraint(
            "code <> 'cap_reached' OR pool_level IS NOT NULL", name=op.f("ck_filing_refusals_cap_has_pool")
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_filing_refusals_{column}_{table}"))
            for column, table in (("institution_id", "institutions"), ("refused_to", "users"), ("person_id", "persons"))
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing_refusals")),
        sa.UniqueConstraint("number", name=op.f("uq_filing_refusals_number")),
    )
    op.create_index(op.f("ix_filing_refusals_person_id"), "filing_refusals", ["person_id"])
    op.create_index("ix_filing_refusals_institution", "filing_refusals", ["institution_id", "id"])
    op.create_index("ix_filing_refusals_jurisdiction", "filing_refusals", ["jurisdiction", "id"])


def downgrade() -> None:
    """The refusals are lost; their audit entries stay."""
    op.drop_table("filing_refusals")
