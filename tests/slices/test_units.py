"""Evaluated units: two institutions at one level and year are seen on both, in every reach as far as it goes."""

from __future__ import annotations

from typing import Any

import pytest

from assessor_hub.accounts.actor import Actor
from assessor_hub.accounts.models import Role
from assessor_hub.projects.models import Project
from assessor_hub.projects.queue import Narrowed, Remark, count_shown, queue
from assessor_hub.projects.units import EvaluatedUnit, Named, filings_of, names_of, rivals_of, unit_of
from assessor_hub.rules.lifecycle import ProjectState, ProjectVerb
from assessor_hub.rules.values import Level, UnitKind
from tests.slices.acts import days_pass, move
from tests.world import World

SUBMITTED = (ProjectState.SUBMITTED,)


@pytest.fixture
def code(world: World) -> str:
    return world.filing().unit_uscc


def rivals(world: World, reader: Actor, *projects: int) -> dict[int, list[tuple[int, bool]]]:
    """Who stands beside each of the projects, and whether the reader may look at it."""
    with world.session() as session:
        found = rivals_of(session, reader, projects)
        return {project: [(one.project_id, one.open) for one in beside] for project, beside in found.items()}


def two(world: World, code: str, **second: Any) -> tuple[int, int]:
    """The same unit filed by two institutions on different days."""
    first = world.file(world.recorded()[1], unit_uscc=code)
    days_pass(world)
    jurisdiction = "330000" if second.get("unit_city", "220100") == "330100" else "220000"
    return first, world.file(world.recorded(jurisdiction)[1], **({"unit_uscc": code} | second))


def test_two_institutions_at_one_level_and_year_are_seen_on_the_earlier_one_too(world: World, code: str) -> None:
    first, second = two(world, code)
    for reader in (world.staff_user(Role.REVIEWER, "220000"), world.staff_user(Role.CITY_STAFF, "220100")):
        assert rivals(world, reader, first, second) == {first: [(second, True)], second: [(first, True)]}
        with world.session() as session:
            narrowed = Narrowed(remark=Remark.TWICE)
            assert [row.id for row in queue(session, reader, SUBMITTED, narrowed=narrowed)] == [first, second]
            assert count_shown(session, reader, SUBMITTED, narrowed) == 2


@pytest.mark.parametrize(
    "second", [{"level": Level.PROVINCIAL}, {"unit_kind": UnitKind.SUPPLY_CHAIN}, {"unit_uscc": "91220101MA0TE5T16T"}],
    ids=["another level", "another kind", "another code"],
)
def test_another_level_kind_or_code_is_no_rival(world: World, code: str, second: dict[str, Any]) -> None:
    pair = two(world, code, **second)
    assert rivals(world, world.staff_user(Role.REVIEWER, "220000"), *pair) == {}


def test_one_institution_is_no_rival_of_itself_and_another_year_none_of_this(world: World, code: str) -> None:
    _institution, owner = world.recorded()
    first = world.file(owner, unit_uscc=code)
    move(world, first, ProjectVerb.WITHDRAW)
    second = world.file(owner, unit_uscc=code)
    days_pass(world, 365)
    third = world.file(world.recorded()[1], unit_uscc=code)
    assert rivals(world, world.staff_user(Role.REVIEWER, "220000"), first, second, third) == {}


@pytest.mark.parametrize("verb", [ProjectVerb.WITHDRAW, ProjectVerb.REFUSE, ProjectVerb.STOP])
def test_what_is_live_no_longer_is_no_rival(world: World, code: str, verb: ProjectVerb) -> None:
    first, second = two(world, code)
    move(world, first, verb)
    reader = world.staff_user(Role.REVIEWER, "220000")
    assert rivals(world, reader, first, second) == {}
    with world.session() as session:
        assert queue(session, reader, (ProjectState.SUBMITTED,), narrowed=Narrowed(remark=Remark.TWICE)) == []


def test_in_another_province_only_that_there_is_one_is_told(world: World, code: str) -> None:
    """The same code, filed in two provinces: each sees its own, and where the other one is."""
    first, second = two(world, code, unit_city="330100")
    jilin, zhejiang = (world.staff_user(Role.REVIEWER, place) for place in ("220000", "330000"))
    assert rivals(world, jilin, first) == {first: [(second, False)]}
    assert rivals(world, zhejiang, second) == {second: [(first, False)]}
    with world.session() as session:
        assert [row.id for row in filings_of(session, jilin, code)] == [first]
        assert rivals_of(session, jilin, [first])[first][0].jurisdiction == "330000"


def test_the_names_and_cities_that_a_code_was_filed_under_are_kept(world: World, code: str) -> None:
    first, second = two(world, code, unit_name="改名后的工厂", unit_city="220200")
    with world.session() as session:
        filings = filings_of(session, world.staff_user(Role.AUDITOR, "220000"), code)
        rows = {row.id: row for row in filings}
        assert {row.id for row in filings} == {first, second}
        assert unit_of(rows[first]) == unit_of(rows[second]) == EvaluatedUnit(code, UnitKind.FACTORY)
        assert set(names_of(filings)) == {
            Named(rows[first].unit_name, "220100", (rows[first].number,)),
            Named("改名后的工厂", "220200", (rows[second].number,)),
        }


def test_the_queue_is_narrowed_by_level_kind_city_and_flag(world: World) -> None:
    _institution, owner = world.recorded()
    plain = world.file(owner)
    provincial = world.file(owner, level=Level.PROVINCIAL)
    park = world.file(owner, unit_kind=UnitKind.PARK, unit_city="220200")
    county = world.file(owner, unit_city="220102")
    flagged = world.file(owner)
    with world.write() as session:
        session.get_one(Project, flagged).flags = "conditions_unmet"
    reader = world.staff_user(Role.REVIEWER, "220000")
    asked = {
        Narrowed(): [plain, provincial, park, county, flagged], Narrowed(level=Level.PROVINCIAL): [provincial],
        Narrowed(kind=UnitKind.PARK): [park], Narrowed(city="220100"): [plain, provincial, county, flagged],
        Narrowed(city="220200"): [park], Narrowed(remark=Remark.FLAGGED): [flagged],
        Narrowed(level=Level.PROVINCIAL, kind=UnitKind.PARK): [],
    }
    with world.session() as session:
        for narrowed, ids in asked.items():
            assert [row.id for row in queue(session, reader, SUBMITTED, narrowed=narrowed)] == ids, narrowed
            assert count_shown(session, reader, SUBMITTED, narrowed) == len(ids)
