"""Fixtures: an application on a fresh migrated database, once a test and engine; and the small cast."""

from __future__ import annotations

import base64
import contextlib
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask_migrate import upgrade
from psycopg import sql

from assessor_hub.accounts import services as accounts
from assessor_hub.app import create_app
from assessor_hub.extensions import db
from assessor_hub.settings import ROOT, Settings, load
from tests.world import World

pytest_plugins = ["assessor_hub.checks.needs"]  # skips what the machine cannot run, and says how much that was
POSTGRESQL = os.environ.get("HUB_TEST_POSTGRESQL")
ENGINES = ["sqlite", *(["postgresql"] if POSTGRESQL else [])]
_KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()


def settings_for(instance: Path, url: str | None = None, **environ: str) -> Settings:
    """Settings of a test's own installation, with fixed keys."""
    given = {
        "HUB_INSTANCE": str(instance), "HUB_SECRET_KEY": _KEY, "HUB_FIELD_KEY": _KEY, "HUB_IDENTITY_KEY": _KEY,
        "HUB_BLIND_KEY": _KEY, **({"HUB_DATABASE_URL": url} if url else {}), **environ,
    }
    return load(ROOT, given)


@pytest.fixture(autouse=True, scope="session")
def _cheap_passwords() -> None:
    """Argon2's cost is for attackers, not for tests."""
    accounts.hasher = type(accounts.hasher)(time_cost=1, memory_cost=8, parallelism=1)
    accounts._NOBODY = accounts.hasher.hash("nobody")


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A migrated database of each engine, to be copied for every test."""
    folder = tmp_path_factory.mktemp("template")
    app = create_app(settings_for(folder))
    with app.app_context():
        upgrade()
        db.engine.dispose()  # the last connection to close brings the log into the file that is copied
    made: dict[str, Any] = {"sqlite": folder / "hub.sqlite3"}
    if POSTGRESQL:
        name = f"hub_template_{uuid.uuid4().hex[:12]}"
        _run(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        app = create_app(settings_for(folder, _url(name)))
        with app.app_context():
            upgrade()
            db.engine.dispose()
        made["postgresql"] = name
    yield made
    if POSTGRESQL:
        _run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(made["postgresql"])))


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest, templates: dict[str, Any], tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh migrated database."""
    if request.param == "sqlite":
        path = tmp_path / "hub.sqlite3"
        shutil.copy(templates["sqlite"], path)
        yield f"sqlite:///{path}"
        return
    with fresh_postgresql(templates["postgresql"]) as url:
        yield url


@contextlib.contextmanager
def fresh_postgresql(template: str) -> Iterator[str]:
    """The URL of a new database made from ``template``, dropped at the end."""
    name = f"hub_test_{uuid.uuid4().hex[:12]}"
    _run(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
    yield _url(name)
    _run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def app(database: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on its own database. Open contexts only around set-up and asserts, never around requests."""
    made = create_app(settings_for(tmp_path, database))
    made.testing = True
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def world(app: Flask) -> World:
    """Set-up for a test's own database."""
    return World(app)


def _url(name: str) -> str:
    assert POSTGRESQL is not None
    return f"{POSTGRESQL.rsplit('/', 1)[0]}/{name}"


def _run(statement: sql.Composable) -> None:
    assert POSTGRESQL is not None
    with psycopg.connect(POSTGRESQL, autocommit=True) as connection:
        connection.execute(statement)
