"""Alembic's environment: the application's engine, both databases, one transaction a run."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context
from flask import current_app

from assessor_hub.db import WRITE, Instant


def _include(_item: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    """Exclusion constraints exist on PostgreSQL alone and are written by hand in a migration."""
    return not (kind == "index" and (name or "").startswith("ex_"))


def _render(kind: str, item: object, _autogen: object) -> str | bool:
    """Migrations stand on their own: our column type is written as what it is in the database."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


def run() -> None:
    """Run the migrations on the application's database."""
    database = current_app.extensions["migrate"].db
    with database.engine.connect().execution_options(**{WRITE: True}) as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            include_object=_include,
            render_item=_render,
            render_as_batch=True,
            compare_type=True,
        )
        with context.begin_transaction():
            if connection.dialect.name == "postgresql":
                # two processes that start at once must not migrate at once
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(7402000)"))
            context.run_migrations()


run()
