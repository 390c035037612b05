"""Pools by dated data: a cap that changes, a pool that begins, ends or counts other kinds in the middle of a year."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessor_hub.accounts.actor import Actor
from assessor_hub.rules.caps import Pool
from assessor_hub.rules.values import Level, UnitKind
from tests.slices.acts import days_pass, file_many, head_of, refusal, use_of
from tests.slices.dated_packs import JILIN, NATIONAL, edit
from tests.slices.declaring import confirmed
from tests.world import World

NUMBER = 'value = { limit = 15, kinds = ["factory", "park", "supply_chain"], nationwide = true }\n'
SILENT = "[[caps.provincial]]\nsilent = true\n"
TEXT = 'strength = "text"\narticle = "22-2"\n'
UNTIL, FROM = "effective_to = 2026-06-10\n", "effective_from = 2026-06-11\n"
OF_JILIN = f'[[caps.provincial]]\nvalue = {{ limit = 2, kinds = ["factory"], nationwide = false }}\n{TEXT}'
OF_PARKS = OF_JILIN.replace("factory", "park")


def national(first: int, then: int) -> tuple[str, str]:
    """The national cap of Jilin's text as two dated values."""
    one, two = (NUMBER.replace("15", str(limit)) + TEXT for limit in (first, then))
    return f"[[caps.national]]\n{NUMBER}{TEXT}", f"[[caps.national]]\n{one}{UNTIL}\n[[caps.national]]\n{two}{FROM}"


def begun(world: World, tmp_path: Path, change: tuple[str, str]) -> tuple[int, Actor]:
    """An institution of Jilin under the edited text; ten days later its second half holds."""
    edit(world.app, tmp_path / "edited", {}, {"220000-jilin.toml": change})
    return world.recorded()


@pytest.mark.parametrize(("first", "then", "more"), [(3, 5, 2), (5, 3, 0), (3, 3, 0)])
def test_a_number_that_changes_judges_each_project_by_its_own_day(
    world: World, tmp_path: Path, first: int, then: int, more: int
) -> None:
    """What was filed before stands, and counts; the new number says how many more fit."""
    institution, owner = begun(world, tmp_path, national(first, then))
    file_many(world, owner, 3)
    if first == 3:
        assert refusal(world, owner).figures["limit"] == 3
    days_pass(world, 10)
    file_many(world, owner, more)
    assert refusal(world, owner).figures["limit"] == then
    assert use_of(world, head_of(world, institution), NATIONAL) == 3 + more


def test_a_pool_that_begins_counts_from_its_first_day(world: World, tmp_path: Path) -> None:
    begins = SILENT, f"{SILENT}{UNTIL}\n{OF_JILIN}{FROM}"
    institution, owner = begun(world, tmp_path, begins)
    file_many(world, owner, 3, level=Level.PROVINCIAL)
    days_pass(world, 10)
    file_many(world, owner, 2, level=Level.PROVINCIAL)
    assert refusal(world, owner, level=Level.PROVINCIAL).figures["limit"] == 2
    assert use_of(world, head_of(world, institution), JILIN) == 2


def test_a_pool_that_ends_refuses_nothing_any_more_and_keeps_what_it_counted(world: World, tmp_path: Path) -> None:
    ends = SILENT, f"{OF_JILIN}{UNTIL}\n{SILENT}{FROM}"
    institution, owner = begun(world, tmp_path, ends)
    file_many(world, owner, 2, level=Level.PROVINCIAL)
    assert refusal(world, owner, level=Level.PROVINCIAL).code == "cap_reached"
    days_pass(world, 10)
    file_many(world, owner, 2, level=Level.PROVINCIAL)
    assert use_of(world, head_of(world, institution), JILIN) == 2


def test_other_kinds_are_counted_from_their_day(world: World, tmp_path: Path) -> None:
    kinds = SILENT, f"{OF_JILIN}{UNTIL}\n{OF_PARKS}{FROM}"
    institution, owner = begun(world, tmp_path, kinds)
    file_many(world, owner, 1, level=Level.PROVINCIAL)
    file_many(world, owner, 3, level=Level.PROVINCIAL, unit_kind=UnitKind.PARK)
    days_pass(world, 10)
    file_many(world, owner, 3, level=Level.PROVINCIAL)
    file_many(world, owner, 1, level=Level.PROVINCIAL, unit_kind=UnitKind.PARK)
    assert refusal(world, owner, level=Level.PROVINCIAL, unit_kind=UnitKind.PARK).code == "cap_reached"
    assert use_of(world, head_of(world, institution), JILIN) == 2


def test_a_declared_project_of_before_is_judged_by_its_own_day_too(world: World, tmp_path: Path) -> None:
    institution, owner = begun(world, tmp_path, (SILENT, f"{SILENT}{UNTIL}\n{OF_JILIN}{FROM}"))
    before = world.today
    days_pass(world, 10)
    for day in (before, world.today):
        confirmed(world, owner, level=Level.PROVINCIAL, unit_city="220100", filed_on=day)
    assert use_of(world, head_of(world, institution), Pool(Level.PROVINCIAL, "220000")) == 1
