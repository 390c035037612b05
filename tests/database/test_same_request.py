"""The same request at the same moment, by form and by API: one project, one charge, and everybody is told of it."""

from __future__ import annotations

from pathlib import Path

import pytest
import time_machine
from sqlalchemy import func, select

from assessor_hub.accounts.actor import Actor
from assessor_hub.projects.doctor import examine
from assessor_hub.projects.filing import Filing
from assessor_hub.projects.ledger_models import Charge
from assessor_hub.projects.models import Project
from assessor_hub.rules.values import Level
from tests.database.same_request import FORM, Sent, race
from tests.web.api.calling import token_of
from tests.world import World

PROCESSES = 8
EMAIL = "owner@test.example"
KEY = "one-form-that-is-sent-many-times"


@pytest.fixture
def owner(world: World) -> Actor:
    return world.recorded(email=EMAIL)[1]


def body(filing: Filing) -> dict[str, str]:
    said = {name: str(value) for name, value in vars(filing).items() if value is not None}
    return {**said, "request_key": KEY}


def form(filing: Filing, email: str = EMAIL) -> Sent:
    return Sent(FORM, {"data": body(filing)}, email)


def call(filing: Filing, token: str) -> Sent:
    sent = {name: text for name, text in body(filing).items() if name != "request_key"}
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": KEY}
    return Sent("/api/v1/projects", {"json": sent, "headers": headers})


def counted(world: World) -> tuple[int, int]:
    with world.session() as session:
        assert examine(session, world.law(session)) == []
        return tuple(session.scalars(select(func.count()).select_from(table)).one() for table in (Project, Charge))


@pytest.mark.parametrize("level", [Level.NATIONAL, Level.MUNICIPAL])  # with a counter to queue at, and without
def test_a_form_that_is_sent_many_times_at_once(
    world: World, owner: Actor, database: str, tmp_path: Path, level: Level
) -> None:
    sent = [form(world.filing(level=level))] * PROCESSES
    with time_machine.travel(world.now):
        assert race(database, tmp_path, sent) == {"302 /institution/projects/1": PROCESSES}
    assert counted(world) == (1, 1 if level is Level.NATIONAL else 0)


def test_an_api_key_that_is_sent_many_times_at_once(
    world: World, owner: Actor, database: str, tmp_path: Path
) -> None:
    sent = [call(world.filing(), token_of(world, owner))] * PROCESSES
    with time_machine.travel(world.now):
        assert race(database, tmp_path, sent) == {"201 JL-P2026-1": 1, "200 JL-P2026-1": PROCESSES - 1}
    assert counted(world) == (1, 1)


def test_the_last_unit_is_taken_by_one_and_nobody_hears_that_the_cap_is_reached(
    world: World, owner: Actor, database: str, tmp_path: Path
) -> None:
    for _place in range(14):
        world.file(owner)
    token, filing = token_of(world, owner), world.filing()
    with time_machine.travel(world.now):
        outcomes = race(database, tmp_path, [call(filing, token)] * PROCESSES)
    assert outcomes == {"201 JL-P2026-15": 1, "200 JL-P2026-15": PROCESSES - 1}
    assert counted(world) == (15, 15)


def test_one_key_with_different_projects_files_the_first_and_refuses_the_others(
    world: World, owner: Actor, database: str, tmp_path: Path
) -> None:
    token = token_of(world, owner)
    with time_machine.travel(world.now):
        outcomes = race(database, tmp_path, [call(world.filing(), token) for _ in range(PROCESSES)])
    assert outcomes == {"201 JL-P2026-1": 1, "422 key_reused": PROCESSES - 1}
    assert counted(world) == (1, 1)


def test_two_institutions_with_one_key_file_one_each(world: World, owner: Actor, database: str, tmp_path: Path) -> None:
    tokens = [token_of(world, owner), token_of(world, world.recorded()[1])]
    filing = world.filing()
    with time_machine.travel(world.now):
        outcomes = race(database, tmp_path, [call(filing, tokens[place % 2]) for place in range(PROCESSES)])
    assert sum(number for said, number in outcomes.items() if said.startswith("201")) == 2
    assert sum(number for said, number in outcomes.items() if said.startswith("200")) == PROCESSES - 2
    assert counted(world) == (2, 2)


def test_two_tabs_with_the_same_unit_file_one(world: World, owner: Actor, database: str, tmp_path: Path) -> None:
    """Each page has a key of its own: here the unit itself, once a year at a level, keeps the second out."""
    filing = world.filing()
    sent = [Sent(FORM, {"data": {**body(filing), "request_key": f"{KEY[:-1]}{place}"}}, EMAIL) for place in range(PROCESSES)]
    with time_machine.travel(world.now):
        assert race(database, tmp_path, sent) == {"302 /institution/projects/1": 1, "409": PROCESSES - 1}
    assert counted(world) == (1, 1)
