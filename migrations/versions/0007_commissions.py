"""the unit's contact and its answer, letters to people without an account, contracts and the word on them"""

import sqlalchemy as sa
from alembic import op

from migrations.words import change_words

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
KINDS = (
    "legal_person", "authorisation", "premises", "finance_rules", "quality_system", "internal_rules", "credit_record",
    "staff", "title", "track_record", "evaluation_report", "evidence",
)
WITH_CONTRACT = (*KINDS[:-2], "contract", *KINDS[-2:])
STANDS, WAITING = sa.text("replaced_at IS NULL"), sa.text("sent_at IS NULL")


def upgrade() -> None:
    change_words("documents", "kind", "documentkind", KINDS, WITH_CONTRACT)
    op.create_table(
        "letters",
        sa.Column("ref", sa.String(32), nullable=False),
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("subject", sa.String(60), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("next_try_at", INSTANT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
    )
    op.create_index(op.f("ix_letters_ref"), "letters", ["ref"])
    op.create_index("ix_letters_waiting", "letters", ["next_try_at"], sqlite_where=WAITING, postgresql_where=WAITING)
    op.create_table(
        "commissions",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("ref", sa.String(32), nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("code_index", sa.String(64), nullable=False),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("asked_by", BIG, nullable=False),
        sa.Column(
            "answer", sa.Enum("confirmed", "denied", name="answer", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("replaced_at", INSTANT, nullable=True),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_commissions_answer_has_time")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_commissions_project_id_projects")),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_commissions_asked_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commissions")),
        sa.UniqueConstraint("ref", name=op.f("uq_commissions_ref")),
        sa.UniqueConstraint("code_index", name=op.f("uq_commissions_code_index")),
    )
    op.create_index(op.f("ix_commissions_project_id"), "commissions", ["project_id"])
    op.create_index(
        "uq_commissions_stands", "commissions", ["project_id"], unique=True, sqlite_where=STANDS, postgresql_where=STANDS
    )
    op.create_table(
        "attestations",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("document_id", BIG, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("clauses", sa.JSON(), nullable=False),
        sa.Column("article", sa.String(40), nullable=False),
        sa.Column("pack_version", sa.String(120), nullable=False),
        sa.Column("attested_at", INSTANT, nullable=False),
        sa.Column("attested_by", BIG, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_attestations_project_id_projects")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_attestations_document_id_documents")),
        sa.ForeignKeyConstraint(["attested_by"], ["users.id"], name=op.f("fk_attestations_attested_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attestations")),
    )
    op.create_index("ix_attestations_project", "attestations", ["project_id", "id"])


def downgrade() -> None:
    """Contracts stay as evidence: the older schema has no word of its own for them."""
    for table in ("attestations", "commissions", "letters"):
        op.drop_table(table)
    op.execute("UPDATE documents SET kind = 'evidence' WHERE kind = 'contract'")
    change_words("documents", "kind", "documentkind", WITH_CONTRACT, KINDS)
