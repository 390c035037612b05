"""The ledger against the definition: whatever order things happen in, the counters are what a recount says."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from assessor_hub.accounts.models import Role
from tests.slices.dated_packs import DATED, SMALL, app_with
from tests.slices.ledger_walk import PERSONS, Books, Start
from tests.slices.walking import put_back, walk
from tests.world import World


@pytest.fixture
def start(templates: dict[str, Any], tmp_path: Path) -> Start:
    """A maker of fresh worlds: each call puts the prepared database back."""
    shutil.copy(templates["sqlite"], tmp_path / "hub.sqlite3")
    app = app_with(tmp_path, SMALL, DATED)
    world = World(app)
    persons = [world.person(f"法定代表人{n}") for n in range(PERSONS)]
    made = [world.recorded(head=persons[n]) for n in (0, 1, 1)]
    approver = world.staff_user(Role.APPROVER, "220000")
    fresh = put_back(world, tmp_path / "hub.sqlite3")
    return lambda: (fresh(), [row[0] for row in made], [row[1] for row in made], persons, approver)


def test_the_counters_follow_the_definition_on_short_walks(start: Start) -> None:
    walk(Books, start, examples=12, steps=30)


@pytest.mark.full
def test_the_counters_follow_the_definition_on_long_walks(start: Start) -> None:
    walk(Books, start, examples=150, steps=60)
