"""Hidden use of a cap: published projects that nobody filed beside what the ledger counts; nothing is counted here."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from assessor_hub.accounts.actor import Actor
from assessor_hub.accounts.models import Role
from assessor_hub.projects.heads import change_head
from assessor_hub.projects.ledger_models import Allowance
from assessor_hub.projects.models import Project
from assessor_hub.projects.moving import move
from assessor_hub.reconciliation.hidden import WouldBe, hidden_use
from assessor_hub.reconciliation.matching import Outcome
from assessor_hub.reconciliation.queries import results_of_year
from assessor_hub.rules.lifecycle import DeclaredVerb, ProjectState, ProjectVerb
from tests.slices.acts import issue_in
from tests.slices.declaring import decided, declared
from tests.slices.publishing import cells, name_of, outcomes, publish, unit_of
from tests.world import World


@pytest.fixture
def reviewer(world: World) -> Actor:
    return world.staff_user(Role.REVIEWER, "220000")


def hidden(world: World, reader: Actor, year: int = 2026) -> list[WouldBe]:
    with world.session() as session:
        law = world.law(session)
        return hidden_use(session, law, results_of_year(session, law, reader, year), world.today)


def limit_of(line: WouldBe) -> int:
    return line.stated.value.limit


def test_two_institutions_of_one_head_are_counted_together_over_all_lists(world: World, reviewer: Actor) -> None:
    head = world.person("共同法人")
    (one, owner), (other, _) = world.recorded(head=head), world.recorded(head=head)
    for _number in range(3):
        world.file(owner)
    publish(world, reviewer, *(cells(unit=f"甲{number}", assessor=name_of(world, one)) for number in range(6)))
    assert [(line.used, line.hidden, line.would_be, line.passes) for line in hidden(world, reviewer)] == [(3, 6, 9, False)]
    second = [cells(unit=f"乙{number}", kind="绿色供应链", assessor=name_of(world, other)) for number in range(6)]
    publish(world, reviewer, *second, cells(unit="甲0", assessor=name_of(world, one)))  # stands in the first list too
    [line] = hidden(world, reviewer)
    assert (line.used, line.hidden, line.would_be) == (3, 12, 15)
    assert limit_of(line) == 15
    assert not line.passes  # the cap's own number is allowed
    publish(world, reviewer, cells(unit="第十六", assessor=name_of(world, other)))
    assert hidden(world, reviewer)[0].passes
    with world.session() as session:
        assert list(session.scalars(select(Allowance.used))) == [3]


def test_levels_without_a_cap_and_kinds_outside_it_use_nothing(world: World, reviewer: Actor) -> None:
    """By the law of the province: Jilin states no provincial cap; Zhejiang's counts no supply chain."""
    zhejiang = world.staff_user(Role.REVIEWER, "330000")
    name = name_of(world, world.recorded("330000")[0])
    publish(world, reviewer, cells(level="省级", assessor=name))
    assert hidden(world, reviewer) == []
    publish(world, zhejiang, cells(level="省级", place="浙江", kind="绿色供应链", assessor=name), jurisdiction="330000")
    assert hidden(world, zhejiang) == []
    publish(world, zhejiang, cells(level="省级", place="浙江", assessor=name), jurisdiction="330000")
    [line] = hidden(world, zhejiang)
    assert (line.pool.jurisdiction, limit_of(line)) == ("330000", 10)
    assert hidden(world, reviewer) == []  # another province's rows are not theirs


def test_a_row_of_another_year_is_judged_by_its_years_heads_and_law(world: World, reviewer: Actor) -> None:
    institution, owner = world.recorded(head=world.person("前任"))
    world.now += timedelta(days=30)
    with world.write() as session:
        change_head(session, world.law(session), world.hub.vault, institution, world.person("现任"), world.today, by=owner,
                    now=world.now)
    publish(world, reviewer, cells(assessor=name_of(world, institution)))
    assert {line.name for line in hidden(world, reviewer)} == {"前任", "现任"}
    publish(world, reviewer, cells(year="2025", assessor=name_of(world, institution)))
    assert [line.name for line in hidden(world, reviewer, 2025)] == ["现任"]
    publish(world, reviewer, cells(year="2023", assessor=name_of(world, institution)))
    assert hidden(world, reviewer, 2023) == []  # Jilin's rules were not in force


def test_a_unit_filed_by_another_is_hidden_use_unless_it_is_in_ones_own_use(world: World, reviewer: Actor) -> None:
    head = world.person("共同法人")
    (one, _), (_other, sister) = world.recorded(head=head), world.recorded(head=head)
    stranger = world.recorded()[1]
    by_sister, by_stranger = world.file(sister), world.file(stranger)
    publish(
        world, reviewer, *(cells(uscc=unit_of(world, each)[1], unit=str(each), assessor=name_of(world, one))
                           for each in (by_sister, by_stranger)),
    )
    [line] = hidden(world, reviewer)
    assert (line.used, len(line.unfiled), [found.others[0].id for found in line.by_others]) == (1, 0, [by_stranger])


@pytest.mark.parametrize(("reported", "counted", "rows"), [(True, 1, 0), (False, 0, 1)])
def test_what_ended_and_still_holds_its_unit_is_not_counted_twice(
    world: World, reviewer: Actor, reported: bool, counted: int, rows: int
) -> None:
    """Withdrawn after its report the unit is kept and stands in the use; before, it was given back."""
    institution, owner = world.recorded()
    project = world.file(owner)
    publish(world, reviewer, cells(uscc=unit_of(world, project)[1], assessor=name_of(world, institution)))
    with world.write() as session:
        held = session.get_one(Project, project)
        held.status = ProjectState.REGISTERED
        if reported:
            issue_in(session, world, held, owner)
        move(session, world.law(session), held, ProjectVerb.WITHDRAW, revision=held.revision, reason="终止", by=owner,
             now=world.now)
    lines = hidden(world, reviewer)
    assert [line.hidden for line in lines] == [rows] * len(lines)
    assert len(lines) == rows
    with world.session() as session:
        assert list(session.scalars(select(Allowance.used))) == [counted]


def test_a_declared_project_is_a_filing_once_it_is_confirmed(world: World, reviewer: Actor) -> None:
    """Declared it waits beside the row and the row stays hidden use; confirmed it is in the use, and counted once."""
    institution, owner = world.recorded()
    unit = world.filing()
    made = publish(world, reviewer, cells(uscc=unit.unit_uscc, assessor=name_of(world, institution)))
    before = world.person("前任")
    number = declared(
        world, owner, unit_uscc=unit.unit_uscc, unit_name=unit.unit_name, unit_city="220100", opening=True, head=before,
    )
    [found] = outcomes(world, reviewer, made)
    assert (found.outcome, [one.waits for one in found.not_live]) == (Outcome.UNFILED, [True])
    assert [(line.used, line.hidden) for line in hidden(world, reviewer)] == [(0, 1)]
    assert decided(world, number, DeclaredVerb.CONFIRM)
    [found] = outcomes(world, reviewer, made)
    assert (found.outcome, [one.number for one in found.own]) == (Outcome.MATCHED, [None])
    assert hidden(world, reviewer) == []
