"""No province's number is in code or template: change every number of a pack, and every page follows."""

from __future__ import annotations

import dataclasses
import html
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from assessor_hub.app import create_app
from assessor_hub.extensions import db
from assessor_hub.institutions.models import Institution
from assessor_hub.rules.keys import ALL
from assessor_hub.rules.values import Level
from assessor_hub.web.shared.words.values import value_text
from tests.conftest import settings_for
from tests.world import PASSWORD, World

NUMBER = re.compile(r"\b(value = |limit = |years = |length = |day = |percent = |at_least = )(\d+)")


@pytest.fixture
def changed(database: str, tmp_path: Path) -> Iterator[Flask]:
    """The application over packs in which every number is one higher (days that would overflow become 2)."""
    settings = settings_for(tmp_path, database)
    root = tmp_path / "changed"
    shutil.copytree(settings.root / "config", root / "config")
    (root / "templates").symlink_to(settings.root / "templates")
    for path in (root / "config" / "jurisdictions").glob("*.toml"):
        path.write_text(NUMBER.sub(_one_more, path.read_text("utf-8")), "utf-8")
    made = create_app(dataclasses.replace(settings, root=root))
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


def _one_more(match: re.Match[str]) -> str:
    number = int(match[2])
    return f"{match[1]}{2 if match[1].startswith('day') and number >= 28 else number + 1}"


@pytest.mark.parametrize("code", ["220000", "330000", "350000", "370000", "441600"])
def test_the_rules_page_says_what_the_pack_says(code: str, app: Flask, changed: Flask, world: World) -> None:
    moved = 0
    before, after = app.extensions["hub"].packs, changed.extensions["hub"].packs
    client = changed.test_client()
    client.set_cookie("hub_language", "en")
    page = client.get(f"/rules/{code}?day={world.today}")
    text = " ".join(html.unescape(page.get_data(as_text=True)).split())
    with changed.test_request_context(headers={"Cookie": "hub_language=en"}):
        for name, key in ALL.items():
            for level in Level:
                old, new = (book.stated(code, key, world.today, level).value for book in (before, after))
                if old == new:
                    continue
                moved += 1
                words = " ".join(value_text(name, new).split())
                assert words != " ".join(value_text(name, old).split()), name
                assert words in text, (name, level)
    assert moved > 10


def test_the_pool_and_the_verdict_of_an_institution_follow(app: Flask, changed: Flask, world: World) -> None:
    institution, _owner = world.recorded(email="owner@test.example")
    pages = {name: _pages(one) for name, one in (("as it is", app), ("changed", changed))}
    with app.app_context():
        assert db.session.scalar(select(Institution.id)) == institution
    assert "0 of 15" in pages["as it is"]["projects"]
    assert "0 of 16" in pages["changed"]["projects"]
    assert "10 of at least 10" in pages["as it is"]["roster"]
    assert "10 of at least 11" in pages["changed"]["roster"]
    assert "15 December" in pages["as it is"]["summaries"]
    assert "16 December" in pages["changed"]["summaries"]


def _pages(app: Flask) -> dict[str, str]:
    """The institution's pages in English, by the same person over the same database."""
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.set_cookie("hub_language", "en")
    client.post("/account/sign-in", data={"email": "owner@test.example", "password": PASSWORD})
    found = {}
    for name in ("projects", "roster", "summaries"):
        answer = client.get(f"/institution/{name}")
        assert answer.status_code == 200
        found[name] = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))
    return found
