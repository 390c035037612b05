"""The ledger under fire from two sides: filings against a change of head, a ban, a withdrawal; two of one act."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import SYSTEM, Actor
from assessor_hub.accounts.models import Role
from assessor_hub.institutions.models import Institution
from assessor_hub.projects.doctor import examine
from assessor_hub.projects.filing import file_project
from assessor_hub.projects.heads import change_head
from assessor_hub.projects.ledger_models import Charge
from assessor_hub.projects.models import Project
from assessor_hub.projects.moving import move
from assessor_hub.rules.law import LawBook
from assessor_hub.rules.lifecycle import ProjectVerb
from assessor_hub.rules.values import Ground
from assessor_hub.sanctions.services import Ruling, decide
from tests.database.processes import FORK
from tests.database.racing import Act, Outcome, Runner, together
from tests.slices.acts import NATIONWIDE, file_many, head_of, use_of
from tests.world import World

LIMIT = 15  # JL 22-2


@pytest.fixture
def run(database: str, tmp_path: Path) -> Any:
    """Runs processes at once on the test's database."""
    return lambda *runners: together(database, tmp_path, runners)


def filing(world: World, owner: Actor) -> Act:
    """A filing of a fresh unit."""
    new = world.filing()
    return lambda session, law: file_project(session, law, new, by=owner, now=world.now)


def filers(world: World, owner: Actor, processes: int, each: int) -> Iterator[Runner]:
    """So many processes that file one after the other."""
    for _ in range(processes):
        yield Runner("file", tuple(filing(world, owner) for _ in range(each)))


def step(world: World, project_id: int, verb: ProjectVerb, by: Actor) -> Act:
    """A step of a project, looked at a moment before."""

    def act(session: Session, law: LawBook) -> None:
        row = session.scalars(select(Project).where(Project.id == project_id).with_for_update(of=Project)).one()
        move(session, law, row, verb, revision=1, reason="撤回", by=by, now=world.now)

    return act


def counted(outcomes: list[Outcome]) -> Counter[tuple[str, str]]:
    return Counter((one.name, one.code) for one in outcomes)


def agree(world: World) -> None:
    """The books are what a recount says."""
    with world.session() as session:
        assert examine(session, world.law(session)) == []


def live(world: World, institution: int) -> int:
    """How many units the institution's projects hold."""
    with world.session() as session:
        held = select(Charge).where(Charge.institution_id == institution, Charge.released_at.is_(None))
        return len(session.scalars(held).all())


@pytest.mark.article("JL 22-2")
def test_filings_against_a_change_of_head(world: World, run: Any) -> None:
    """Whatever the order, the new head inherits every filing and the two of them get no unit more than the cap."""
    institution, owner = world.recorded()
    old, new = head_of(world, institution), world.person("新任")
    world.now += timedelta(days=30)

    def change(session: Session, law: LawBook) -> None:
        change_head(session, law, world.hub.vault, institution, new, world.today, by=SYSTEM, now=world.now)

    outcomes = run(*filers(world, owner, 5, 4), Runner("change", (change,), pause=0.05))

    assert counted(outcomes) == {("file", "done"): LIMIT, ("file", "cap_reached"): 5, ("change", "done"): 1}
    head = head_of(world, institution)
    assert head != old
    assert use_of(world, head) == live(world, institution) == LIMIT
    agree(world)


@pytest.mark.article("JL 22-3")
def test_filings_against_a_ban(world: World, run: Any) -> None:
    """A filing is before the decision, which sees it in flight, or after it, and refused; none slips between."""
    institution, owner = world.recorded()
    approver = world.staff_user(Role.APPROVER, "220000")
    served = world.today
    ruling = Ruling(
        ground=Ground.FRAUD, number="吉工信决〔2026〕1号", facts="经查实，数据与原始记录不一致。",
        notice_on=served - timedelta(days=20), decided_on=served - timedelta(days=2), served_on=served,
    )

    in_flight = FORK.Value("i", -1)

    def ban(session: Session, law: LawBook) -> None:
        row = session.get_one(Institution, institution)
        decide(session, law, row, "220000", ruling, by=approver, now=world.now)
        time.sleep(0.1)  # room for a filing that nobody holds back
        in_flight.value = session.scalars(select(func.count(Project.id))).one()

    outcomes = run(*filers(world, owner, 5, 3), Runner("ban", (ban,), pause=0.1))

    served_at = next(one.ended for one in outcomes if one.name == "ban")
    late = {one.code for one in outcomes if one.name == "file" and one.began > served_at}
    assert late <= {"under_ban"}
    found = counted(outcomes)
    assert set(found) <= {("ban", "done"), ("file", "done"), ("file", "under_ban")}
    assert live(world, institution) == found["file", "done"] == in_flight.value
    agree(world)


@pytest.mark.article("JL 22-2")
def test_withdrawals_against_filings(world: World, run: Any) -> None:
    """A full pool: each withdrawal makes room for one filing, never for two."""
    institution, owner = world.recorded()
    filed = file_many(world, owner, LIMIT)
    withdrawals = tuple(step(world, one, ProjectVerb.WITHDRAW, owner) for one in filed[:4])

    outcomes = run(Runner("withdraw", withdrawals, pause=0.03), *filers(world, owner, 5, 6))

    found = counted(outcomes)
    assert found["withdraw", "done"] == 4
    assert found["file", "done"] <= 4
    assert found["file", "done"] + found["file", "cap_reached"] == 30
    assert use_of(world, head_of(world, institution)) == live(world, institution) == LIMIT - 4 + found["file", "done"]
    agree(world)


@pytest.mark.parametrize("other", [ProjectVerb.WITHDRAW, ProjectVerb.REFUSE], ids=["two_withdrawals", "and_a_refusal"])
def test_two_steps_of_one_project_at_once_release_one_unit(world: World, run: Any, other: ProjectVerb) -> None:
    institution, owner = world.recorded()
    project, _kept = file_many(world, owner, 2)
    who = owner if other is ProjectVerb.WITHDRAW else world.staff_user(Role.APPROVER, "220000")

    outcomes = run(
        Runner("one", (step(world, project, ProjectVerb.WITHDRAW, owner),)),
        Runner("two", (step(world, project, other, who),)),
    )

    assert sorted(one.code for one in outcomes) == ["changed_meanwhile", "done"]
    assert use_of(world, head_of(world, institution), NATIONWIDE) == live(world, institution) == 1
    agree(world)


def test_one_form_sent_by_many_is_one_project(world: World, run: Any) -> None:
    """A double click, a retry and a second tab carry the same key: one project, one unit."""
    institution, owner = world.recorded()
    same = filing(world, owner)

    outcomes = run(*(Runner("file", (same,)) for _ in range(6)))

    assert set(counted(outcomes)) <= {("file", "done"), ("file", "unit_already_filed")}
    assert use_of(world, head_of(world, institution)) == live(world, institution) == 1
    with world.session() as session:
        assert len(session.scalars(select(Project)).all()) == 1
    agree(world)
