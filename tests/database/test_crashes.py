"""Whatever stops a process in the middle of a step: no charge without a project, no project without its charge.

Each act is stopped after every one of its writes in turn, and around its commit; after each the books must agree, hold
what they held, or all of the act, and let the next one through.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import SYSTEM, Actor
from assessor_hub.projects.doctor import examine
from assessor_hub.projects.filing import file_project
from assessor_hub.projects.heads import change_head
from assessor_hub.projects.ledger_models import Charge
from assessor_hub.projects.models import Project
from assessor_hub.projects.moving import move
from assessor_hub.rules.law import LawBook
from assessor_hub.rules.lifecycle import ProjectVerb
from tests.database.dying import AFTER_COMMIT, BEFORE_COMMIT, Stop, cut, fill_disk, interrupted, kill
from tests.database.racing import Act
from tests.slices.acts import books
from tests.world import World

Case = Callable[[World, int, Actor], Act]


def a_filing(world: World, _institution: int, owner: Actor) -> Act:
    new = world.filing()
    return lambda session, law: file_project(session, law, new, by=owner, now=world.now)


def a_withdrawal(world: World, _institution: int, owner: Actor) -> Act:
    project = world.file(owner)

    def act(session: Session, law: LawBook) -> None:
        row = session.get_one(Project, project)
        move(session, law, row, ProjectVerb.WITHDRAW, revision=1, reason="撤回", by=owner, now=world.now)

    return act


def a_change_of_head(world: World, institution: int, owner: Actor) -> Act:
    world.now += timedelta(days=1)
    world.file(owner)
    new = world.person("新任")

    def act(session: Session, law: LawBook) -> None:
        change_head(session, law, world.hub.vault, institution, new, world.today, by=SYSTEM, now=world.now)

    return act


def whole(world: World) -> None:
    """The books agree, and every project that is live holds exactly one unit."""
    with world.session() as session:
        assert examine(session, world.law(session)) == []
        live = session.scalars(select(Project.id).where(Project.status != "withdrawn")).all()
        held = session.scalars(select(Charge.project_id).where(Charge.released_at.is_(None))).all()
        assert sorted(live) == sorted(held)


def stop_everywhere(world: World, database: str, instance: Path, act: Act, stop: Stop, ends: set[str]) -> int:
    """Stop the act after each of its writes and before its commit; each time nothing of it may be left."""
    before, place = books(world), 0
    while True:
        place += 1
        end = interrupted(database, instance, act, place, stop)
        if end == "done":
            break
        assert end in ends
        assert books(world) == before
        whole(world)
    return place - 1


@pytest.mark.parametrize("case", [a_filing, a_withdrawal, a_change_of_head])
def test_killed_at_every_write(world: World, database: str, tmp_path: Path, case: Case) -> None:
    institution, owner = world.recorded()
    act = case(world, institution, owner)
    before = books(world)

    assert interrupted(database, tmp_path, act, BEFORE_COMMIT, kill) == "killed"
    assert books(world) == before
    writes = stop_everywhere(world, database, tmp_path, act, kill, {"killed"})  # its last run went through

    assert writes >= 3
    assert books(world) != before
    whole(world)


def test_killed_after_the_commit_the_same_form_finds_its_project(world: World, database: str, tmp_path: Path) -> None:
    """The answer was lost, the project was not: sent again, the form files nothing more."""
    _institution, owner = world.recorded()
    act = a_filing(world, 0, owner)

    assert interrupted(database, tmp_path, act, AFTER_COMMIT, kill) == "killed"
    after = books(world)
    with world.write() as session:
        act(session, world.law(session))

    assert books(world) == after
    whole(world)


@pytest.mark.postgresql
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize("case", [a_filing, a_withdrawal])
def test_cut_off_at_every_write(world: World, database: str, tmp_path: Path, case: Case) -> None:
    """Only a server's connection can be cut."""
    institution, owner = world.recorded()
    act = case(world, institution, owner)

    writes = stop_everywhere(world, database, tmp_path, act, cut, {"OperationalError", "DBAPIError", "InterfaceError"})

    assert writes >= 3
    whole(world)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_full_disk_leaves_nothing_half_done(world: World, database: str, tmp_path: Path) -> None:
    """Only SQLite writes the files itself; a server's full disk would be everybody's."""
    institution, owner = world.recorded()
    act = a_filing(world, institution, owner)
    before = books(world)

    assert interrupted(database, tmp_path, act, 1, fill_disk) == "OperationalError"

    assert books(world) == before
    whole(world)
    assert interrupted(database, tmp_path, act, 10**6, fill_disk) == "done"  # there is room again
    assert books(world) != before
    whole(world)
