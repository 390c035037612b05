"""declared projects have a proof, stand once and may be proposed upon; what a recount changed is kept"""

import sqlalchemy as sa
from alembic import op

from migrations.words import change_words

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
STANDS = sa.text("status IN ('declared', 'confirmed')")
OWNERS = ("application", "project", "change", "tip", "employment")
MORE_OWNERS = (*OWNERS, "declared")


def words(name: str, *members: str) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    change_words("documents", "owner_kind", "ownerkind", OWNERS, MORE_OWNERS)
    op.create_index(
        "uq_declared_projects_unit", "declared_projects", ["institution_id", "unit_uscc", "unit_kind", "level", "year"],
        unique=True, sqlite_where=STANDS, postgresql_where=STANDS,
    )
    op.create_table(
        "declared_proposals",
        sa.Column("declared_id", BIG, autoincrement=False, nullable=False),
        sa.Column("verb", words("declaredverb", "confirm", "decline", "withdraw", "set_aside"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["declared_id"], ["declared_projects.id"], name=op.f("fk_declared_proposals_declared_id_declared_projects")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_declared_proposals_made_by_users")),
        sa.PrimaryKeyConstraint("declared_id", name=op.f("pk_declared_proposals")),
    )
    _create_recounts()


def _create_recounts() -> None:
    op.create_table(
        "recounts",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("institution_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("pool_level", words("level", "national", "provincial", "municipal"), nullable=False),
        sa.Column("pool_code", sa.String(6), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("was", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("joined", sa.JSON(), nullable=False),
        sa.Column("freed", sa.JSON(), nullable=False),
        sa.Column("over", sa.JSON(), nullable=False),
        sa.Column("cause", words("recountcause", "head_changed", "back_dated", "tenure_corrected"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("by_user", BIG, nullable=True),
        sa.CheckConstraint("was >= 0 AND used >= 0", name=op.f("ck_recounts_not_negative")),
        sa.ForeignKeyConstraint(["institution_id"], ["institutions.id"], name=op.f("fk_recounts_institution_id_institutions")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_recounts_person_id_persons")),
        sa.ForeignKeyConstraint(["by_user"], ["users.id"], name=op.f("fk_recounts_by_user_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recounts")),
    )
    op.create_index("ix_recounts_person", "recounts", ["person_id", "pool_level", "pool_code", "year", "id"])
    op.create_index("ix_recounts_institution", "recounts", ["institution_id", "id"])


def downgrade() -> None:
    """The proofs of declared projects, which the older schema can't hold, are lost."""
    op.drop_table("recounts")
    op.drop_table("declared_proposals")
    op.drop_index("uq_declared_projects_unit", "declared_projects")
    op.execute("DELETE FROM documents WHERE owner_kind = 'declared'")
    change_words("documents", "owner_kind", "ownerkind", MORE_OWNERS, OWNERS)
