"""Databases of the tests: migrated once, then each test finds one as good as new.

Making and dropping a PostgreSQL database takes the server half a second, more than most tests take. So one that a test
has used is emptied for the next; where that is not enough, because its schema was changed or the user may not, it is
made anew.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql

POSTGRESQL = os.environ.get("HUB_TEST_POSTGRESQL")
ENGINES = ["sqlite", *(["postgresql"] if POSTGRESQL else [])]
# What a test could change of a schema: columns, constraints, triggers and whether they fire, indexes.
SCHEMA: LiteralString = """
    SELECT md5(string_agg(part, ' ' ORDER BY part)) FROM (
        SELECT concat_ws(' ', c.relname, a.attname, a.atttypid, a.attnotnull) FROM pg_attribute a
            JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(' ', conname, convalidated) FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(' ', tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
    ) parts(part)
"""
TABLES: LiteralString = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
OTHERS: LiteralString = """
    SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
RESTART: LiteralString = """
    SELECT setval(seqrelid, seqstart, false) FROM pg_sequence WHERE pg_sequence_last_value(seqrelid) IS NOT NULL
"""


def new_sqlite(template: Path, file: Path) -> str:
    """The URL of ``file``, which is now a copy of ``template``; whoever holds an earlier one open holds that one."""
    for one in (file, *file.parent.glob(f"{file.name}[-.]*")):  # the log, its index, the turn of the writers
        one.unlink(missing_ok=True)
    shutil.copy(template, file)
    return f"sqlite:///{file}"


@contextlib.contextmanager
def fresh_postgresql(template: str | None = None) -> Iterator[str]:
    """The URL of a new database, made from ``template`` if one is given, dropped at the end."""
    name = f"hub_test_{uuid.uuid4().hex[:12]}"
    _make(name, template)
    yield _url(name)
    _drop(name)


def name_of(url: str) -> str:
    """The name of a PostgreSQL database."""
    return url.rsplit("/", 1)[1]


class Emptied:
    """One database that tests use in turn, as ``template`` is: no row, every number from one, the schema unchanged."""

    def __init__(self, template: str) -> None:
        self.template, self.name = template, f"hub_test_{uuid.uuid4().hex[:12]}"
        _make(self.name, template)
        with psycopg.connect(self.url) as connection:
            self.tables = [name for (name,) in connection.execute(TABLES)]
            self.schema = _one(connection, SCHEMA)
            seeded = [name for name in self.tables if _one(connection, _count(name))]
        assert seeded == [], f"a migration fills {seeded}: emptying has to leave what it fills"

    @property
    def url(self) -> str:
        """Its address; the same for every test."""
        return _url(self.name)

    def clear(self) -> None:
        """Make it as good as new."""
        try:
            with psycopg.connect(self.url) as connection:
                connection.execute(OTHERS)
                connection.execute("SET session_replication_role = replica")  # past the triggers and the foreign keys
                for name in self.tables:
                    connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
                connection.execute(RESTART)
                as_new = _one(connection, SCHEMA) == self.schema
        except psycopg.Error:
            as_new = False
        if not as_new:
            self.drop()
            _make(self.name, self.template)

    def drop(self) -> None:
        """Be rid of it."""
        _drop(self.name)


def _make(name: str, template: str | None) -> None:
    words = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    _run(words + sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)) if template else words)
    # a commit need not outlive the server: nobody reads a test's database after a crash of it
    _run(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(name)))


def _drop(name: str) -> None:
    _run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _count(table: str) -> sql.Composed:
    return sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))


def _one(connection: psycopg.Connection, statement: LiteralString | sql.Composable) -> object:
    row = connection.execute(statement).fetchone()
    assert row is not None
    return row[0]


def _url(name: str) -> str:
    assert POSTGRESQL is not None
    return f"{POSTGRESQL.rsplit('/', 1)[0]}/{name}"


def _run(statement: sql.Composable) -> None:
    assert POSTGRESQL is not None
    with psycopg.connect(POSTGRESQL, autocommit=True) as connection:
        connection.execute(statement)
