"""Matching a published list to the filings: each outcome, computed as of now and stored nowhere."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assessor_hub.accounts.actor import Actor
from assessor_hub.accounts.models import Role
from assessor_hub.institutions.models import Institution
from assessor_hub.projects.models import Project
from assessor_hub.projects.moving import move
from assessor_hub.reconciliation.facts import institution_names
from assessor_hub.reconciliation.matching import How, Outcome
from assessor_hub.reconciliation.proposals import Proposer
from assessor_hub.registration.particulars import change_particulars
from assessor_hub.rules.lifecycle import ProjectState, ProjectVerb
from assessor_hub.rules.names import Reason
from assessor_hub.rules.values import Level, UnitKind
from tests.slices.publishing import cells, name_of, outcomes, publish, unit_of
from tests.world import World


@pytest.fixture
def reviewer(world: World) -> Actor:
    return world.staff_user(Role.REVIEWER, "220000")


@pytest.fixture
def recorded(world: World) -> tuple[int, Actor]:
    return world.recorded()


def test_a_filed_unit_matches_by_its_code_whatever_its_name(
    world: World, reviewer: Actor, recorded: tuple[int, Actor]
) -> None:
    institution, owner = recorded
    project = world.file(owner)
    row = cells(unit="改过名的工厂", uscc=unit_of(world, project)[1], assessor=name_of(world, institution))
    [found] = outcomes(world, reviewer, publish(world, reviewer, row))
    assert (found.outcome, found.unit_how, found.assessor.how) == (Outcome.MATCHED, How.CODE, How.NAME)
    assert [one.id for one in found.own] == [project]


def test_without_a_code_the_normal_forms_of_both_names_match(
    world: World, reviewer: Actor, recorded: tuple[int, Actor]
) -> None:
    institution, owner = recorded
    world.file(owner, unit_name="长岭（吉林）精铸有限公司")
    row = cells(unit="长岭〔吉林〕精铸 有限责任公司", assessor=f" {name_of(world, institution)}　", place="长春市")
    [found] = outcomes(world, reviewer, publish(world, reviewer, row))
    assert (found.outcome, found.unit_how) == (Outcome.MATCHED, How.NAME)


def test_a_unit_filed_by_another_names_both(world: World, reviewer: Actor, recorded: tuple[int, Actor]) -> None:
    institution, owner = recorded
    other, _ = world.recorded()
    project = world.file(owner)
    row = cells(uscc=unit_of(world, project)[1], assessor=name_of(world, other))
    [found] = outcomes(world, reviewer, publish(world, reviewer, row))
    assert found.outcome is Outcome.OTHER_ASSESSOR
    assert (found.institution_id, [one.institution_id for one in found.others]) == (other, [institution])


@pytest.mark.parametrize("near", [
    {"level": Level.PROVINCIAL}, {"unit_kind": UnitKind.PARK},
])
def test_a_known_assessor_without_a_project_is_unfiled_and_what_lies_beside_is_shown(
    world: World, reviewer: Actor, recorded: tuple[int, Actor], near: dict[str, object]
) -> None:
    institution, owner = recorded
    project = world.file(owner, **near)
    row = cells(uscc=unit_of(world, project)[1], assessor=name_of(world, institution))
    [found] = outcomes(world, reviewer, publish(world, reviewer, row))
    assert found.outcome is Outcome.UNFILED
    assert [one.id for one in found.elsewhere] == [project]


def test_a_project_that_came_to_nothing_is_no_filing(
    world: World, reviewer: Actor, recorded: tuple[int, Actor]
) -> None:
    institution, owner = recorded
    project = world.file(owner)
    row = cells(uscc=unit_of(world, project)[1], assessor=name_of(world, institution))
    made = publish(world, reviewer, row)
    assert outcomes(world, reviewer, made)[0].outcome is Outcome.MATCHED
    with world.write() as session:
        held = session.get_one(Project, project)
        move(session, world.law(session), held, ProjectVerb.WITHDRAW, revision=held.revision, reason="终止", by=owner,
             now=world.now)
    [found] = outcomes(world, reviewer, made)
    assert found.outcome is Outcome.UNFILED
    assert [one.status for one in found.not_live] == [ProjectState.WITHDRAWN]


def test_an_unknown_assessor_brings_proposals_with_reasons_or_none(
    world: World, reviewer: Actor, recorded: tuple[int, Actor]
) -> None:
    institution, owner = recorded
    world.file(owner)
    name = name_of(world, institution)
    made = publish(
        world, reviewer, cells(unit="甲厂", assessor=f"{name}有限公司长春分公司"), cells(unit="乙厂", assessor="毫不相干咨询中心"),
    )
    branch, stranger = outcomes(world, reviewer, made)
    assert (branch.outcome, stranger.outcome) == (Outcome.UNKNOWN_ASSESSOR, Outcome.UNKNOWN_ASSESSOR)
    with world.session() as session:
        proposer = Proposer(institution_names(session, {"220000"}), (), ())
        [proposal] = proposer.assessors(branch)
        assert proposer.assessors(stranger) == []
    assert proposal.institution_id == institution
    assert Reason.BRANCH in proposal.likeness.reasons


def test_one_name_of_two_units_is_ambiguous_unless_the_named_assessor_filed_one(
    world: World, reviewer: Actor, recorded: tuple[int, Actor]
) -> None:
    institution, owner = recorded
    other, neighbour = world.recorded()
    third, _ = world.recorded()
    world.file(owner, unit_name="同名工厂")
    world.file(neighbour, unit_name="同名工厂")
    rows = [cells(unit="同名工厂", assessor=name_of(world, one), place=place) for one, place in ((institution, "吉林省"),)]
    [mine] = outcomes(world, reviewer, publish(world, reviewer, *rows))
    assert mine.outcome is Outcome.MATCHED
    [found] = outcomes(world, reviewer, publish(world, reviewer, cells(unit="同名工厂", assessor=name_of(world, third))))
    assert found.outcome is Outcome.AMBIGUOUS
    assert len(found.units) == 2
    with world.session() as session:
        proposer = Proposer(institution_names(session, {"220000"}), (), found.others)
        assert {one.project.unit_uscc for one in proposer.units(found)} == found.units
    assert other in {one.institution_id for one in found.others}


def test_two_institutions_of_one_name_are_ambiguous(world: World, reviewer: Actor) -> None:
    both = [world.recorded()[0] for _ in range(2)]
    with world.write() as session:
        for one, name in zip(both, ("双生评价有限公司", "双生评价（有限责任公司）"), strict=True):
            session.get_one(Institution, one).name = name
    [found] = outcomes(world, reviewer, publish(world, reviewer, cells(assessor="双生评价有限公司")))
    assert (found.outcome, found.assessor.institutions) == (Outcome.AMBIGUOUS, frozenset(both))
    assert found.institution_id is None


def test_a_former_name_is_known(world: World, reviewer: Actor, recorded: tuple[int, Actor]) -> None:
    institution, owner = recorded
    before = name_of(world, institution)
    world.now += timedelta(days=1)
    with world.write() as session:
        row = session.get_one(Institution, institution)
        given = {field: getattr(row, field) for field in ("kind", "registered_code", "address", "phone")}
        change_particulars(session, world.law(session), row, {"name": "新名评价有限公司", **given}, world.today, by=owner,
                           now=world.now)
    [found] = outcomes(world, reviewer, publish(world, reviewer, cells(assessor=before)))
    assert (found.outcome, found.assessor.how) == (Outcome.UNFILED, How.FORMER_NAME)


def test_who_is_only_being_set_up_elsewhere_is_not_found_by_name(world: World, reviewer: Actor) -> None:
    """A draft in another province is nobody's business here; handed in here, or recorded anywhere, it is known."""
    draft, owner = world.institution()
    made = publish(world, reviewer, cells(assessor=name_of(world, draft)))
    assert outcomes(world, reviewer, made)[0].outcome is Outcome.UNKNOWN_ASSESSOR
    world.application(owner, "330000")
    assert outcomes(world, reviewer, made)[0].outcome is Outcome.UNKNOWN_ASSESSOR
    world.application(owner, "220000")
    assert outcomes(world, reviewer, made)[0].outcome is Outcome.UNFILED
