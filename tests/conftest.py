"""Fixtures: the application on a database as good as new, once a test and engine; and the small cast."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import event

from assessor_hub.accounts import services as accounts
from assessor_hub.app import create_app
from assessor_hub.documents.store import store_of
from assessor_hub.extensions import db, limiter
from assessor_hub.settings import ROOT, Settings, load
from tests.databases import ENGINES, POSTGRESQL, Emptied, fresh_postgresql, name_of, new_sqlite
from tests.world import World

pytest_plugins = ["assessor_hub.checks.needs"]  # skips what the machine cannot run, and says how much that was
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
    """A migrated database of each engine, to be copied: a file of SQLite, the name of one of PostgreSQL."""
    folder = tmp_path_factory.mktemp("template")
    made: dict[str, Any] = {"sqlite": folder / "hub.sqlite3"}
    _migrate(settings_for(folder))
    if not POSTGRESQL:
        yield made
        return
    with fresh_postgresql() as url:
        _migrate(settings_for(folder, url))
        yield made | {"postgresql": name_of(url)}


def _migrate(settings: Settings) -> None:
    app = create_app(settings)
    with app.app_context():
        upgrade()
        db.engine.dispose()  # the last connection to close brings the log into the file that is copied


@pytest.fixture(scope="session")
def used(templates: dict[str, Any]) -> Iterator[Emptied]:
    """The database of PostgreSQL that the tests use in turn."""
    made = Emptied(templates["postgresql"])
    yield made
    made.drop()


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder where the tests' file of SQLite lies, always at the same address, as the one application wants it."""
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest, templates: dict[str, Any], desk: Path) -> Iterator[str]:
    """The URL of a migrated database without a row."""
    if request.param == "sqlite":
        yield new_sqlite(templates["sqlite"], desk / "hub.sqlite3")
        return
    used: Emptied = request.getfixturevalue("used")
    yield used.url
    used.clear()


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Flask]]:
    """The application on a database: wired once for each, with its templates and statements compiled once."""
    made: dict[str, Flask] = {}

    def on(url: str) -> Flask:
        if url not in made:
            made[url] = create_app(settings_for(tmp_path_factory.mktemp("application"), url))
            made[url].testing = True
            if url.startswith("sqlite"):
                with made[url].app_context():
                    event.listen(db.engine, "connect", _without_waiting_for_the_disk)
        return made[url]

    yield on
    for app in made.values():
        let_go(app)


def let_go(app: Flask) -> None:
    """Close what the application holds of its database."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _without_waiting_for_the_disk(connection: Any, _record: Any) -> None:
    """Nobody reads a test's database after a crash of the machine."""
    connection.execute("PRAGMA synchronous = OFF")


@pytest.fixture
def app(database: str, application: Callable[[str], Flask], tmp_path: Path) -> Iterator[Flask]:
    """The application on a database of the test's own, its instance in ``tmp_path``; what a test sets is put back.

    Open contexts only around set-up and asserts, never around requests.
    """
    made = application(database)
    config, hub, settings = dict(made.config), made.extensions["hub"], settings_for(tmp_path, database)
    made.extensions["hub"] = replace(hub, settings=settings, store=store_of(settings))
    limiter.reset()
    yield made
    let_go(made)
    made.extensions["hub"] = hub
    made.config.clear()
    made.config.update(config)


@pytest.fixture
def world(app: Flask) -> World:
    """Set-up for a test's own database."""
    return World(app)
