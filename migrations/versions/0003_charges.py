"""charges of their own, for projects filed here and for projects declared from elsewhere"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
BEIJING_DAY = {"sqlite": "date(submitted_at, '+8 hours')", "postgresql": "(submitted_at AT TIME ZONE 'Asia/Shanghai')::date"}
KEPT = "pool_level, pool_code, {of}year, person_id, charged_at, released_at, release_reason"


def words(name: str, *members: str) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=40)


def level() -> sa.Enum:
    return words("level", "national", "provincial", "municipal")


def upgrade() -> None:
    _create_declared_projects()
    day = BEIJING_DAY[op.get_bind().dialect.name]
    op.execute(
        f"CREATE TABLE kept_charges AS SELECT project_id, projects.institution_id, {day} AS day, "
        f"{KEPT.format(of='charges.')} FROM charges JOIN projects ON projects.id = project_id"
    )
    op.drop_table("charges")
    _create_charges()
    columns = f"project_id, institution_id, day, {KEPT.format(of='')}"
    op.execute(f"INSERT INTO charges ({columns}) SELECT {columns} FROM kept_charges ORDER BY charged_at, project_id")
    op.drop_table("kept_charges")


def _create_declared_projects() -> None:
    op.create_table(
        "declared_projects",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("request_key", sa.String(40), nullable=False),
        sa.Column("institution_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("jurisdiction", sa.String(6), nullable=False),
        sa.Column("level", level(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("unit_kind", words("unitkind", "factory", "park", "supply_chain"), nullable=False),
        sa.Column("unit_name", sa.String(120), nullable=False),
        sa.Column("unit_uscc", sa.String(18), nullable=False),
        sa.Column("unit_city", sa.String(6), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("filed_where", sa.String(200), nullable=False),
        sa.Column("opening", sa.Boolean(), nullable=False),
        sa.Column(
            "status", words("declaredstate", "declared", "confirmed", "declined", "withdrawn", "set_aside"), nullable=False
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("declared_at", INSTANT, nullable=False),
        sa.Column("declared_by", BIG, nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decided_by", BIG, nullable=True),
        sa.CheckConstraint(
            "status NOT IN ('confirmed', 'declined', 'set_aside') OR decided_at IS NOT NULL",
            name=op.f("ck_declared_projects_decided_has_day"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('declined', 'set_aside') OR length(reason) > 0",
            name=op.f("ck_declared_projects_refused_has_reason"),
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_declared_projects_{column}_{table}"))
            for column, table in (
                ("institution_id", "institutions"), ("person_id", "persons"), ("declared_by", "users"), ("decided_by", "users")
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_projects")),
        sa.UniqueConstraint("request_key", name=op.f("uq_declared_projects_request_key")),
    )
    op.create_index(op.f("ix_declared_projects_person_id"), "declared_projects", ["person_id"])
    op.create_index("ix_declared_projects_queue", "declared_projects", ["jurisdiction", "status", "declared_at", "id"])
    op.create_index("ix_declared_projects_institution", "declared_projects", ["institution_id", "year"])


def _create_charges() -> None:
    op.create_table(
        "charges",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("project_id", BIG, nullable=True),
        sa.Column("declared_id", BIG, nullable=True),
        sa.Column("institution_id", BIG, nullable=False),
        *_pool_columns(),
        sa.Column("day", sa.Date(), nullable=False),
        *_times(),
        sa.CheckConstraint("(project_id IS NULL) <> (declared_id IS NULL)", name=op.f("ck_charges_stands_for_one")),
        sa.CheckConstraint("(released_at IS NULL) = (release_reason IS NULL)", name=op.f("ck_charges_release_has_reason")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_charges_{column}_{table}"))
            for column, table in (
                ("project_id", "projects"), ("declared_id", "declared_projects"), ("institution_id", "institutions"),
                ("person_id", "persons"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charges")),
        sa.UniqueConstraint("project_id", name=op.f("uq_charges_project_id")),
        sa.UniqueConstraint("declared_id", name=op.f("uq_charges_declared_id")),
    )
    op.create_index("ix_charges_person", "charges", ["person_id", "pool_level", "pool_code", "year"])
    op.create_index("ix_charges_institution", "charges", ["institution_id", "pool_level", "pool_code", "year"])


def _pool_columns() -> list[sa.Column]:
    return [
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("pool_level", level(), nullable=False),
        sa.Column("pool_code", sa.String(6), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
    ]


def _times() -> list[sa.Column]:
    return [
        sa.Column("charged_at", INSTANT, nullable=False),
        sa.Column("released_at", INSTANT, nullable=True),
        sa.Column("release_reason", sa.String(80), nullable=True),
    ]


def downgrade() -> None:
    """Charges of declared projects, which the older schema can't hold, are lost with their projects."""
    kept = f"project_id, {KEPT.format(of='')}"
    op.execute(f"CREATE TABLE kept_charges AS SELECT {kept} FROM charges WHERE project_id IS NOT NULL")
    op.drop_table("charges")
    op.create_table(
        "charges",
        sa.Column("project_id", BIG, nullable=False),
        *_pool_columns(),
        *_times(),
        sa.CheckConstraint("(released_at IS NULL) = (release_reason IS NULL)", name=op.f("ck_charges_release_has_reason")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_charges_person_id_persons")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_charges_project_id_projects")),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_charges")),
    )
    op.create_index("ix_charges_person", "charges", ["person_id", "pool_level", "pool_code", "year"])
    op.execute(f"INSERT INTO charges ({kept}) SELECT {kept} FROM kept_charges")
    op.drop_table("kept_charges")
    op.drop_table("declared_projects")
