"""an index by evaluated unit, so that two institutions at one level and year are found at once"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_projects_unit", "projects", ["unit_uscc", "unit_kind", "level", "year"])


def downgrade() -> None:
    op.drop_index("ix_projects_unit", "projects")
