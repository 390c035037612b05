"""what only the database can refuse: changed audit entries, and days that two tenures or counted claims share"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("audit_entries", "audit_seals")
# (table, constraint, who): nobody has two rows from first_day to last_day that share a day
NO_OVERLAP = (
    ("tenures", "ex_tenures_overlap", "institution_id"),
    ("countings", "ex_countings_overlap", "person_id"),
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def _guard_postgresql() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.execute(
        "CREATE FUNCTION hub_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION hub_refuse_change()"
        )
    for table, name, who in NO_OVERLAP:
        op.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist "
            f"({who} WITH =, daterange(first_day, last_day, '[]') WITH &&)"
        )


def _guard_sqlite() -> None:
    for table in APPEND_ONLY:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    for table, name, who in NO_OVERLAP:
        for act in ("INSERT", "UPDATE"):
            op.execute(
                f"CREATE TRIGGER {name}_{act.lower()} AFTER {act} ON {table} WHEN "
                f"EXISTS (SELECT 1 FROM {table} AS other WHERE other.{who} = NEW.{who} AND other.id <> NEW.id "
                f"AND other.first_day <= coalesce(NEW.last_day, '9999-12-31') "
                f"AND NEW.first_day <= coalesce(other.last_day, '9999-12-31')) "
                f"BEGIN SELECT RAISE(ABORT, '{name}'); END"
            )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, name, _who in NO_OVERLAP:
            op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for table in APPEND_ONLY:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        op.execute("DROP FUNCTION hub_refuse_change()")
        return
    for table in APPEND_ONLY:
        op.execute(f"DROP TRIGGER {table}_no_update")
        op.execute(f"DROP TRIGGER {table}_no_delete")
    for _table, name, _who in NO_OVERLAP:
        op.execute(f"DROP TRIGGER {name}_insert")
        op.execute(f"DROP TRIGGER {name}_update")
