"""Changing the list of words that a column may hold: a named CHECK, on both engines, without touching the rows."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


def change_words(table: str, column: str, name: str, before: Sequence[str], after: Sequence[str]) -> None:
    """Let ``column`` hold the words ``after`` instead of ``before``; ``name`` is that of the enum.

    SQLite changes no CHECK. Where nothing on the disk changes its authors' way is to correct the table's own text
    (https://sqlite.org/lang_altertable.html#otheralter); making the table anew would drag along whatever refers to it.
    """
    old, new = (", ".join(f"'{word}'" for word in words) for words in (before, after))
    constraint = f"ck_{table}_{name}"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {constraint} CHECK ({column} IN ({new}))")
        return
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    changed = connection.execute(
        sa.text("UPDATE sqlite_master SET sql = replace(sql, :old, :new) WHERE type = 'table' AND name = :table "
                "AND instr(sql, :old) > 0"),
        {"old": f"{column} IN ({old})", "new": f"{column} IN ({new})", "table": table},
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")
    if changed.rowcount != 1:
        raise ValueError(f"{table}.{column} does not hold the words that it should")
