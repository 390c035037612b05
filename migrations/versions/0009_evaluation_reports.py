"""evaluation reports by version, with who signed them"""

import secrets

import sqlalchemy as sa
from alembic import op
from stdnum.iso7064 import mod_37_2

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
ALPHABET = "23456789ACEFHJKMNPRTWXY"

projects = sa.table(
    "projects", sa.column("id", BIG), sa.column("report_on", sa.Date), sa.column("report_sha256", sa.String),
    sa.column("moved_at", INSTANT),
)
documents = sa.table(
    "documents", sa.column("id", BIG), sa.column("owner_kind", sa.String), sa.column("owner_id", BIG),
    sa.column("sha256", sa.String), sa.column("stored_at", INSTANT), sa.column("stored_by", BIG),
    sa.column("withdrawn_at", INSTANT),
)
users = sa.table("users", sa.column("id", BIG))


def upgrade() -> None:
    reports = op.create_table(
        "evaluation_reports",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document_id", BIG, nullable=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("standard", sa.String(120), nullable=False),
        sa.Column("edition", sa.String(40), nullable=False),
        sa.Column("correction", sa.Text(), nullable=False),
        sa.Column("code", sa.String(24), nullable=False),
        sa.Column("uploaded_at", INSTANT, nullable=False),
        sa.Column("uploaded_by", BIG, nullable=True),
        sa.CheckConstraint("version >= 1", name=op.f("ck_evaluation_reports_version_from_one")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_evaluation_reports_hash_is_whole")),
        sa.CheckConstraint(
            "(version > 1) = (length(correction) > 0)", name=op.f("ck_evaluation_reports_correction_has_reason")
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_evaluation_reports_{column}_{table}"))
            for column, table in (("project_id", "projects"), ("document_id", "documents"), ("uploaded_by", "users"))
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_reports")),
        sa.UniqueConstraint("project_id", "version", name=op.f("uq_evaluation_reports_project_id_version")),
        sa.UniqueConstraint("project_id", "sha256", name=op.f("uq_evaluation_reports_project_id_sha256")),
        sa.UniqueConstraint("document_id", name=op.f("uq_evaluation_reports_document_id")),
        sa.UniqueConstraint("code", name=op.f("uq_evaluation_reports_code")),
    )
    _create_signers()
    _take_over(reports)


def _create_signers() -> None:
    op.create_table(
        "evaluation_report_signers",
        sa.Column("evaluation_report_id", BIG, autoincrement=False, nullable=False),
        sa.Column("employment_id", BIG, autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column(
            "role",
            sa.Enum("lead", "assessor", "reviewer", name="signerrole", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["evaluation_report_id"], ["evaluation_reports.id"], name=op.f("fk_evaluation_report_signers_signed")
        ),
        sa.ForeignKeyConstraint(
            ["employment_id"], ["employments.id"], name=op.f("fk_evaluation_report_signers_employment_id_employments")
        ),
        sa.PrimaryKeyConstraint("evaluation_report_id", "employment_id", name=op.f("pk_evaluation_report_signers")),
        sa.UniqueConstraint("evaluation_report_id", "place", name=op.f("uq_evaluation_report_signers_evaluation_report_id_place")),
    )
    op.create_index(op.f("ix_evaluation_report_signers_employment_id"), "evaluation_report_signers", ["employment_id"])


def _take_over(reports: sa.Table) -> None:
    """What a project carries becomes its version 1, with its document where one of its own has the hash."""
    bind = op.get_bind()
    known = set(bind.execute(sa.select(users.c.id)).scalars())
    for project in bind.execute(sa.select(projects).where(projects.c.report_on.is_not(None)).order_by(projects.c.id)).all():
        own = sa.select(documents).where(
            documents.c.owner_kind == "project", documents.c.owner_id == project.id,
            documents.c.sha256 == project.report_sha256, documents.c.withdrawn_at.is_(None),
        )
        document = bind.execute(own.order_by(documents.c.id.desc())).first()
        row = {
            "project_id": project.id, "version": 1, "document_id": document.id if document else None,
            "sha256": project.report_sha256, "issued_on": project.report_on, "standard": "", "edition": "",
            "correction": "", "code": _new_code(), "uploaded_at": document.stored_at if document else project.moved_at,
            "uploaded_by": document.stored_by if document and document.stored_by in known else None,
        }
        bind.execute(sa.insert(reports).values(row))


def _new_code() -> str:
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(23))
    return drawn + str(mod_37_2.calc_check_digit(drawn, ALPHABET))


def downgrade() -> None:
    """Earlier versions, signers and codes are lost; the newest version's hash and day stay with the project."""
    op.drop_table("evaluation_report_signers")
    op.drop_table("evaluation_reports")
