"""A whole demonstration behind test clients, and signing in as anybody of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade

from assessor_hub.app import create_app
from assessor_hub.demo import seed_if_new
from assessor_hub.demo.stories import PASSWORD as DEMO_PASSWORD
from assessor_hub.extensions import limiter
from tests.conftest import let_go, settings_for
from tests.databases import ENGINES, fresh_postgresql, name_of, new_sqlite

SignIn = Callable[[str], FlaskClient]


@pytest.fixture(scope="session", params=ENGINES)
def seeded(request: pytest.FixtureRequest, templates: dict[str, Any], tmp_path_factory: Any) -> Iterator[tuple[Path, str]]:
    """The folder and the database of a demonstration that nobody touched: seeding takes seconds, a copy none."""
    folder: Path = tmp_path_factory.mktemp("seeded")
    if request.param == "sqlite":
        _seed(folder, new_sqlite(templates["sqlite"], folder / "hub.sqlite3"))
        yield folder, "sqlite"
    else:
        with fresh_postgresql(templates["postgresql"]) as url:
            _seed(folder, url)
            yield folder, url


def _seed(folder: Path, url: str) -> None:
    app = create_app(settings_for(folder, url))
    with app.app_context():
        upgrade()
    seed_if_new(app)
    let_go(app)


@pytest.fixture(scope="module")
def demo(seeded: tuple[Path, str], tmp_path_factory: Any) -> Iterator[Flask]:
    """A demonstration of the module's own: its tests only look, or change what is theirs."""
    folder = tmp_path_factory.mktemp("demo") / "instance"
    shutil.copytree(seeded[0], folder)
    if seeded[1] == "sqlite":
        yield from _served(folder, f"sqlite:///{folder / 'hub.sqlite3'}")
    else:
        with fresh_postgresql(name_of(seeded[1])) as url:
            yield from _served(folder, url)


def _served(folder: Path, url: str) -> Iterator[Flask]:
    app = create_app(settings_for(folder, url))
    app.config["WTF_CSRF_ENABLED"] = False  # its own tests switch it on; here the subject is who may do what
    app.testing = True
    limiter.enabled = False
    yield app
    let_go(app)
    limiter.enabled = True


@pytest.fixture
def sign_in(demo: Flask) -> SignIn:
    """A client of the demonstration, signed in as ``key`` (``jilin-a``, ``jl-approver``, …); "" stays anonymous."""

    def as_(key: str) -> FlaskClient:
        client = demo.test_client()
        if key:
            answer = client.post(
                "/account/sign-in", data={"email": f"{key}@demo.example", "password": DEMO_PASSWORD}
            )
            assert answer.status_code == 302, key
        return client

    return as_
