"""drafts of projects, which are no projects yet"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "project_drafts",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("request_key", sa.String(40), nullable=False),
        sa.Column("institution_id", BIG, nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("begun_at", INSTANT, nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("saved_by", BIG, nullable=False),
        sa.Column("refusal_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name=op.f("fk_project_drafts_institution_id_institutions")
        ),
        sa.ForeignKeyConstraint(
            ["refusal_id"], ["filing_refusals.id"], name=op.f("fk_project_drafts_refusal_id_filing_refusals")
        ),
        sa.ForeignKeyConstraint(["saved_by"], ["users.id"], name=op.f("fk_project_drafts_saved_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_drafts")),
        sa.UniqueConstraint("request_key", name=op.f("uq_project_drafts_request_key")),
    )
    op.create_index("ix_project_drafts_institution", "project_drafts", ["institution_id", "saved_at"])


def downgrade() -> None:
    """What was typed and never filed is lost."""
    op.drop_table("project_drafts")
