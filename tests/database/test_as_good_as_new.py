"""What the tests stand on: a database and an application that another test has used are as good as new."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from psycopg import sql

from tests.conftest import let_go, settings_for
from tests.databases import SCHEMA, Emptied, fresh_postgresql
from tests.slices.acts import ban
from tests.world import World

SPOILT = (
    "ALTER TABLE countings DROP CONSTRAINT ex_countings_overlap",
    "ALTER TABLE audit_entries DISABLE TRIGGER ALL",
    "ALTER TABLE projects ADD COLUMN spare int",
    "ALTER TABLE institutions ALTER COLUMN name DROP NOT NULL",
    "DROP TABLE charges CASCADE",
)


def told(url: str) -> Any:
    """The schema, every row of every table, and where the numbers go on."""
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
        wanted = [sql.SQL("SELECT * FROM {}").format(sql.Identifier(name)) for (name,) in tables]
        numbers = "SELECT sequencename, last_value FROM pg_sequences ORDER BY 1"
        return [connection.execute(one).fetchall() for one in (SCHEMA, numbers, *wanted)]


@pytest.mark.postgresql
def test_an_emptied_database_is_a_new_one(application: Callable[[str], Flask], templates: dict[str, Any]) -> None:
    made = Emptied(templates["postgresql"])
    world = World(application(made.url))
    try:
        institution, owner = world.recorded()
        world.file(owner)
        ban(world, institution)
        with fresh_postgresql(templates["postgresql"]) as url:
            assert told(made.url) != told(url)
            made.clear()  # with connections of the application still open
            assert told(made.url) == told(url)
    finally:
        let_go(world.app)
        made.drop()


@pytest.mark.postgresql
@pytest.mark.parametrize("change", SPOILT)
def test_a_changed_schema_does_not_stay(change: str, templates: dict[str, Any]) -> None:
    made = Emptied(templates["postgresql"])
    try:
        before = told(made.url)
        with psycopg.connect(made.url) as connection:
            connection.execute(change)
        assert told(made.url) != before
        made.clear()
        assert told(made.url) == before
    finally:
        made.drop()


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_a_test_sets_on_the_application_is_put_back(turn: str, app: Flask, database: str, tmp_path: Path) -> None:
    hub = app.extensions["hub"]
    assert hub.settings == settings_for(tmp_path, database)
    assert (app.config["MAX_CONTENT_LENGTH"], app.config["WTF_CSRF_ENABLED"]) == (hub.settings.upload_limit_mb * 2**20, True)
    app.config.update(MAX_CONTENT_LENGTH=1, WTF_CSRF_ENABLED=False)
    app.extensions["hub"] = replace(hub, settings=replace(hub.settings, notices={}))
