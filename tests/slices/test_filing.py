"""Filing a project: which cap it uses, and whose."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from stdnum.cn import uscc

from assessor_hub.institutions.services import PersonName
from assessor_hub.projects.models import Project
from assessor_hub.rules.caps import Pool
from assessor_hub.rules.lifecycle import ProjectVerb
from assessor_hub.rules.pack import Strength
from assessor_hub.rules.values import Level, UnitKind
from tests.slices.acts import (
    days_pass,
    file_many,
    flags_of,
    head_of,
    move,
    new_head,
    refusal,
    use_of,
)
from tests.world import World

ZHEJIANG = {"unit_city": "330100"}
SHANDONG = {"unit_city": "370100"}


@pytest.mark.article("JL 22-2")
def test_the_fifteenth_is_taken_and_the_sixteenth_refused_with_its_arithmetic(world: World) -> None:
    institution, owner = world.recorded()
    file_many(world, owner, 15)
    refused = refusal(world, owner)
    assert refused.code == "cap_reached"
    assert (refused.figures["limit"], refused.figures["year"]) == (15, 2026)
    account = refused.figures["account"]
    assert (account.person_id, account.pool.level, account.year) == (head_of(world, institution), Level.NATIONAL, 2026)
    assert (refused.stated.code, refused.stated.article, refused.stated.strength) == ("220000", "22-2", Strength.TEXT)
    assert use_of(world, head_of(world, institution)) == 15


@pytest.mark.article("ZJ 22-3")
@pytest.mark.case("ZJ: 11th provincial factory / 11th provincial supply chain")
def test_zhejiang_counts_ten_provincial_factories_and_parks_but_no_supply_chain(world: World) -> None:
    institution, owner = world.recorded("330000")
    provincial = ZHEJIANG | {"level": Level.PROVINCIAL}
    file_many(world, owner, 6, **provincial)
    file_many(world, owner, 4, **provincial, unit_kind=UnitKind.PARK)
    for kind in (UnitKind.FACTORY, UnitKind.PARK):
        refused = refusal(world, owner, **provincial, unit_kind=kind)
        assert (refused.code, refused.figures["limit"], refused.stated.article) == ("cap_reached", 10, "22-3")
    file_many(world, owner, 2, **provincial, unit_kind=UnitKind.SUPPLY_CHAIN)
    assert use_of(world, head_of(world, institution), Pool(Level.PROVINCIAL, "330000")) == 10
    world.file(owner, **ZHEJIANG)  # the national pool is another one


@pytest.mark.case("JL: 40th provincial project in the year")
def test_jilin_has_no_provincial_cap(world: World) -> None:
    institution, owner = world.recorded()
    file_many(world, owner, 40, level=Level.PROVINCIAL)
    assert use_of(world, head_of(world, institution)) == 0


def test_one_number_under_two_names_is_one_person(world: World) -> None:
    head = world.person("陈一")
    again = PersonName("陈 一", head.id_kind, f" {head.id_number.lower()} ")
    (i, owner_i), (j, owner_j) = world.recorded(head=head), world.recorded(head=again)
    assert head_of(world, i) == head_of(world, j)
    file_many(world, owner_i, 15)
    assert refusal(world, owner_j).code == "cap_reached"


def test_the_day_of_a_change_belongs_to_the_new_head(world: World) -> None:
    institution, owner = world.recorded()
    days_pass(world)
    old, new = new_head(world, institution, world.person("乙"))
    project = world.file(owner)
    with world.session() as session:
        assert session.get_one(Project, project).head_id == new
    assert (use_of(world, old), use_of(world, new)) == (0, 1)


def test_a_change_that_is_entered_late_carries_the_filings_since(world: World) -> None:
    """Whoever headed the institution on a day answers for that day, however late it is entered."""
    a = world.person("甲")
    institution, owner = world.recorded(head=a)
    days_pass(world, 2)
    before = world.file(owner)
    first_day = world.today + timedelta(days=1)
    days_pass(world, 5)
    since = file_many(world, owner, 14)
    old, new = new_head(world, institution, world.person("乙"), first_day)
    assert (use_of(world, old), use_of(world, new)) == (1, 15)
    with world.session() as session:
        assert {session.get_one(Project, project).head_id for project in since} == {new}
        assert session.get_one(Project, before).head_id == old
    _j, owner_j = world.recorded(head=a)
    file_many(world, owner_j, 14)
    assert refusal(world, owner_j).code == "cap_reached"


def test_inherited_use_may_pass_the_cap_and_then_only_blocks(world: World) -> None:
    b = world.person("乙")
    (i, owner_i), (_j, owner_j) = world.recorded(), world.recorded(head=b)
    file_many(world, owner_i, 10)
    projects = file_many(world, owner_j, 9)
    days_pass(world)
    _old, new = new_head(world, i, b)
    assert use_of(world, new) == 19
    assert refusal(world, owner_j).code == "cap_reached"
    for project in projects[:5]:
        move(world, project, ProjectVerb.WITHDRAW)
    world.file(owner_i)
    assert refusal(world, owner_i).code == "cap_reached"


def test_a_double_click_files_once(world: World) -> None:
    institution, owner = world.recorded()
    filing = vars(world.filing())
    assert world.file(owner, **filing) == world.file(owner, **filing)
    assert use_of(world, head_of(world, institution)) == 1


@pytest.mark.parametrize("changed", [
    {"unit_name": "另一工厂"}, {"level": Level.MUNICIPAL}, {"unit_kind": UnitKind.PARK}, {"unit_city": "220200"},
    {"work_from": date(2026, 7, 1)}, {"unit_uscc": "91220100MA7T99999" + uscc.calc_check_digit("91220100MA7T99999")},
])
def test_the_same_key_with_other_details_is_refused(world: World, changed: dict[str, Any]) -> None:
    """Going back, changing the form and sending it again never says "filed" of what was not filed."""
    institution, owner = world.recorded()
    filing = vars(world.filing())
    first = world.file(owner, **filing)
    refused = refusal(world, owner, **(filing | changed))
    assert (refused.code, refused.figures["number"]) == ("key_reused", "JL-P2026-1")
    assert world.file(owner, **filing) == first
    assert use_of(world, head_of(world, institution)) == 1


def test_a_project_that_is_older_than_the_digests_answers_to_its_key(world: World) -> None:
    _institution, owner = world.recorded()
    filing = vars(world.filing())
    first = world.file(owner, **filing)
    with world.write() as session:
        session.get_one(Project, first).request_digest = None
    assert world.file(owner, **(filing | {"unit_name": "另一工厂"})) == first


def test_a_unit_is_filed_once_a_year_at_a_level(world: World) -> None:
    _institution, owner = world.recorded()
    unit = {"unit_uscc": "91220100MA7T00001" + uscc.calc_check_digit("91220100MA7T00001")}
    first = world.file(owner, **unit)
    assert refusal(world, owner, **unit).code == "unit_already_filed"
    world.file(owner, **unit, unit_kind=UnitKind.SUPPLY_CHAIN)
    move(world, first, ProjectVerb.WITHDRAW)
    world.file(owner, **unit)


def test_one_unit_at_two_levels_uses_one_in_each_pool(world: World) -> None:
    institution, owner = world.recorded("330000")
    unit = ZHEJIANG | {"unit_uscc": "91330100MA7T00001" + uscc.calc_check_digit("91330100MA7T00001")}
    world.file(owner, **unit)
    world.file(owner, **unit, level=Level.PROVINCIAL)
    head = head_of(world, institution)
    assert (use_of(world, head), use_of(world, head, Pool(Level.PROVINCIAL, "330000"))) == (1, 1)


def test_a_municipal_project_uses_no_pool_and_asks_for_no_recordal(world: World) -> None:
    institution, owner = world.institution()
    project = world.file(owner, level=Level.MUNICIPAL)
    assert flags_of(world, project) == set()
    assert use_of(world, head_of(world, institution)) == 0


def test_heyuan_in_trial_takes_filings_under_its_own_code(world: World) -> None:
    world.trial("441600")
    institution, owner = world.recorded("441600")
    project = world.file(owner, unit_city="441600")
    with world.session() as session:
        row = session.get_one(Project, project)
        assert (row.jurisdiction, row.number.split("-")[0]) == ("441600", "HY")
    assert use_of(world, head_of(world, institution)) == 1


def test_the_national_pool_is_one_for_all_provinces(world: World) -> None:
    _institution, owner = world.recorded()
    file_many(world, owner, 8)
    file_many(world, owner, 7, **ZHEJIANG)
    assert (refusal(world, owner).stated.code, refusal(world, owner, **ZHEJIANG).stated.code) == ("220000", "330000")


def test_the_year_turns_at_midnight_in_beijing(world: World) -> None:
    institution, owner = world.recorded()
    world.now = datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)
    file_many(world, owner, 15)
    assert refusal(world, owner).figures["year"] == 2026
    world.now += timedelta(seconds=1)
    project = world.file(owner)
    head = head_of(world, institution)
    assert (use_of(world, head, year=2026), use_of(world, head, year=2027)) == (15, 1)
    with world.session() as session:
        row = session.get_one(Project, project)
        assert (row.year, row.number) == (2027, "JL-P2027-1")


def test_a_project_keeps_the_year_of_its_first_submission(world: World) -> None:
    institution, owner = world.recorded()
    world.now = datetime(2026, 12, 31, 10, tzinfo=UTC)
    project = world.file(owner)
    move(world, project, ProjectVerb.RETURN)
    days_pass(world, 10)
    move(world, project, ProjectVerb.RESUBMIT, owner)
    head = head_of(world, institution)
    assert (use_of(world, head, year=2026), use_of(world, head, year=2027)) == (1, 0)
