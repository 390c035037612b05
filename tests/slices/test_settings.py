"""Settings: production makes nothing by itself; the embedded environment makes its secrets once and for all."""

from __future__ import annotations

import base64
import multiprocessing
import stat
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

from assessor_hub import clock
from assessor_hub.accounts.actor import SYSTEM
from assessor_hub.accounts.services import create_user
from assessor_hub.app import create_app
from assessor_hub.db import transaction
from assessor_hub.demo.seed import DemoRefused, seed_if_new
from assessor_hub.extensions import db
from assessor_hub.institutions.models import Person
from assessor_hub.settings import ROOT, SECRETS, Settings, SettingsError, load
from tests.world import World

KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()
FORK = multiprocessing.get_context("fork")


def production(instance: Path, database: str, **given: str) -> dict[str, str]:
    """All that production asks for."""
    return {
        "HUB_ENVIRONMENT": "production", "HUB_INSTANCE": str(instance), "HUB_DATABASE_URL": database,
        **{f"HUB_{name.upper()}": KEY for name in SECRETS}, **given,
    }


@pytest.mark.parametrize("name", ["HUB_DATABASE_URL", *(f"HUB_{name.upper()}" for name in SECRETS)])
@pytest.mark.parametrize("empty", [True, False], ids=["empty", "missing"])
def test_production_names_what_is_missing(tmp_path: Path, name: str, empty: bool) -> None:
    given = production(tmp_path, "postgresql://hub@db/hub")
    assert load(ROOT, given).environment == "production"
    given.pop(name)
    if empty and name != "HUB_DATABASE_URL":
        given[name] = ""
    with pytest.raises(SettingsError, match=f"^{name} is not set"):
        load(ROOT, given)
    assert list(tmp_path.iterdir()) == []


def test_production_is_strict_where_embedded_is_lenient(tmp_path: Path) -> None:
    strict, lenient = load(ROOT, production(tmp_path, "postgresql://x/y")), load(ROOT, {"HUB_INSTANCE": str(tmp_path)})
    assert (strict.secure_cookies, strict.demo_allowed) == (True, False)
    assert (lenient.secure_cookies, lenient.demo_allowed) == (False, True)


@pytest.mark.parametrize(
    ("given", "kept"),
    [("", None), ("https://hub.example", "https://hub.example"), ("http://10.0.0.1:8080/", "http://10.0.0.1:8080")],
)
def test_the_public_address_is_kept_without_its_slash(tmp_path: Path, given: str, kept: str | None) -> None:
    assert load(ROOT, production(tmp_path, "postgresql://x/y", HUB_PUBLIC_URL=given)).public_url == kept


@pytest.mark.parametrize("wrong", ["hub.example", "javascript:alert(1)", "https://hub.example/path", "https://a b"])
def test_what_is_no_public_address_is_refused_by_name(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(SettingsError, match=r"^HUB_PUBLIC_URL is no address"):
        load(ROOT, production(tmp_path, "postgresql://x/y", HUB_PUBLIC_URL=wrong))


@pytest.mark.parametrize("wrong", ['symbol = "' + "备" * 31 + '"', 'colour = "red"'])
def test_an_offices_head_of_notices_is_checked(tmp_path: Path, wrong: str) -> None:
    assert load(ROOT, production(tmp_path, "postgresql://x/y")).notices == {}
    (tmp_path / "config").mkdir()
    table = (ROOT / "config" / "production.toml").read_text("utf-8")
    (tmp_path / "config" / "production.toml").write_text(f"{table}[notices.220000]\n{wrong}\n", "utf-8")
    with pytest.raises(SettingsError, match=r"^\[notices.220000\]"):
        load(tmp_path, production(tmp_path, "postgresql://x/y"))


def test_production_refuses_demonstration_data(database: str, app: Flask, tmp_path: Path) -> None:
    strict = create_app(load(ROOT, production(tmp_path, database)))
    with pytest.raises(DemoRefused):
        seed_if_new(strict)
    with app.app_context(), transaction(db.session()) as session:
        create_user(
            session, email="jl-approver@demo.example", name="x", password="demo-2026-green", by=SYSTEM, now=clock.now()
        )
    with pytest.raises(SettingsError, match=r"no place for production: jl-approver@demo\.example"):
        create_app(load(ROOT, production(tmp_path, database)))
    with strict.app_context():
        db.engine.dispose()


def test_an_unknown_environment_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="HUB_ENVIRONMENT"):
        load(ROOT, {"HUB_ENVIRONMENT": "staging", "HUB_INSTANCE": str(tmp_path)})


@pytest.mark.parametrize(("key", "why"), [
    ("abc", "is not base64|bytes; it needs 32"), (KEY[:-8], "24 bytes|is not base64|it needs 32"),
    (base64.urlsafe_b64encode(bytes(33)).decode(), "has 33 bytes; it needs 32"), (f"a:b:{KEY}", "named 'a:b'"),
    (f"钥匙:{KEY}", "named '钥匙'"), (f"{KEY},{KEY}", "two keys named 'k1'"), (f"k1:{KEY},{KEY}", "two keys named 'k1'"),
    (f"{KEY},", "has 0 bytes|two keys"),
])
def test_a_bad_key_is_refused_by_its_name(tmp_path: Path, key: str, why: str) -> None:
    with pytest.raises(SettingsError, match=f"HUB_FIELD_KEY.*({why})"):
        load(ROOT, production(tmp_path, "postgresql://x/y", HUB_FIELD_KEY=key))
    if "," not in key and ":" not in key:
        with pytest.raises(SettingsError, match="HUB_BLIND_KEY"):
            load(ROOT, production(tmp_path, "postgresql://x/y", HUB_BLIND_KEY=key))


def test_a_ring_seals_with_its_first_key(tmp_path: Path) -> None:
    new = base64.urlsafe_b64encode(b"n" * 32).decode()
    place = {"table": "t", "column": "c", "row": "1"}
    old = load(ROOT, production(tmp_path, "postgresql://x/y")).vault.fields
    both = load(ROOT, production(tmp_path, "postgresql://x/y", HUB_FIELD_KEY=f"2027:{new}, k1:{KEY}")).vault.fields
    assert both.open(old.seal(b"x", **place), **place) == b"x"
    assert both.seal(b"x", **place).startswith(b"2027:")


def test_an_address_as_hosting_panels_print_it(tmp_path: Path) -> None:
    assert load(ROOT, production(tmp_path, "postgres://u@h/d")).database_url == "postgresql://u@h/d"


def test_secrets_are_made_once_and_are_for_their_owner_only(tmp_path: Path) -> None:
    first = load(ROOT, {"HUB_INSTANCE": str(tmp_path / "new")})
    path = tmp_path / "new" / "secrets.toml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = load(ROOT, {"HUB_INSTANCE": str(tmp_path / "new")})
    assert (again.secret_key, again.vault) == (first.secret_key, first.vault)
    keys = [first.secret_key.encode(), first.vault.blind_key, *first.vault.fields.keys.values(),
            *first.vault.identities.keys.values()]
    assert len(set(keys)) == 4
    assert load(ROOT, {"HUB_INSTANCE": str(tmp_path / "other")}).secret_key != first.secret_key


def test_processes_that_start_together_share_their_secrets(tmp_path: Path) -> None:
    for turn in range(5):
        folder = tmp_path / str(turn)
        barrier, results = FORK.Barrier(6), FORK.Queue()
        starters = [FORK.Process(target=_start, args=(folder, barrier, results)) for _ in range(6)]
        for starter in starters:
            starter.start()
        seen = {results.get(timeout=30) for _ in starters}
        for starter in starters:
            starter.join()
        assert len(seen) == 1
        assert [path.name for path in folder.iterdir()] == ["secrets.toml"]


def _start(folder: Path, barrier: Any, results: Any) -> None:
    barrier.wait()
    settings: Settings = load(ROOT, {"HUB_INSTANCE": str(folder)})
    results.put((settings.secret_key, settings.vault.blind_key))


def test_an_installation_opens_what_it_sealed_before_a_restart(tmp_path: Path) -> None:
    environ = {"HUB_INSTANCE": str(tmp_path)}
    app = create_app(load(ROOT, environ))
    with app.app_context():
        upgrade()
    world = World(app)
    world.institution()
    again = create_app(load(ROOT, environ))
    with again.app_context():
        person = db.session.scalars(select(Person)).one()
        vault = again.extensions["hub"].vault
        number = vault.fields.open(person.id_sealed, table="persons", column="id_number", row=person.ref).decode()
        assert number.startswith("220000")
        assert vault.blind("person", f"resident_id:{number}") == person.id_index
    for one in (app, again):
        with one.app_context():
            db.session.remove()
            db.engine.dispose()
