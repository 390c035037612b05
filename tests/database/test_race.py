"""The cap under fire: one legal representative, two institutions, many processes, exactly the cap accepted."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from assessor_hub.institutions.services import head_on
from assessor_hub.projects.doctor import examine
from assessor_hub.projects.ledger import Account, use, used
from assessor_hub.projects.models import Project
from assessor_hub.rules.caps import Pool
from assessor_hub.rules.keys import CAP_NATIONAL
from assessor_hub.rules.pack import ROOT
from assessor_hub.rules.values import Level
from tests.database.race import Racer, race
from tests.world import World

PROCESSES = {"sqlite": 8, "postgresql": 32}
ATTEMPTS = 64


def _racers(world: World, processes: int, guarded: bool) -> tuple[list[Racer], Account, int]:
    head = world.person("陈一")
    owners = [world.recorded(head=head) for _ in range(2)]
    with world.session() as session:
        tenure = head_on(session, owners[0][0], world.today)
        assert tenure is not None
        account = Account(tenure.person_id, Pool(Level.NATIONAL, ROOT), world.today.year)
        limit = world.law(session).on("220000", world.today).get(CAP_NATIONAL, Level.NATIONAL).value
    assert limit is not None
    racers = [
        Racer(
            owners[place % 2][1], tuple(world.filing() for _ in range(ATTEMPTS // processes)), account, world.now,
            guarded,
        )
        for place in range(processes)
    ]
    return racers, account, limit.limit


@pytest.mark.article("JL 22-2")
def test_exactly_the_cap_is_accepted(world: World, database: str, tmp_path: Path) -> None:
    processes = PROCESSES[database.split(":", 1)[0]]
    racers, account, limit = _racers(world, processes, guarded=True)

    outcomes = race(database, tmp_path, racers)

    assert outcomes == {"accepted": limit, "cap_reached": ATTEMPTS - limit}
    with world.session() as session:
        assert used(session, account) == limit
        assert session.scalar(select(func.count()).select_from(use(account).subquery())) == limit
        assert session.scalar(select(func.count()).select_from(Project)) == limit
        assert examine(session, world.law(session)) == []


def test_the_race_oversells_without_the_guard(world: World, database: str, tmp_path: Path) -> None:
    """The race is sharp: with "look, then act" in the guard's place it accepts more than the cap."""
    racers, _account, limit = _racers(world, PROCESSES[database.split(":", 1)[0]], guarded=False)

    outcomes = race(database, tmp_path, racers)

    assert outcomes["accepted"] > limit
