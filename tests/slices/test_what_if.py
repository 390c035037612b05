"""What if: the same gates as a filing's, on a day to come or under another head; and nothing is taken."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.gates import Gate
from assessor_hub.projects.what_if import Answer, Asked, Heir, Outlook, what_if
from assessor_hub.rules.values import Level, UnitKind
from tests.slices.acts import ban, books, days_pass, file_many, head_of, resign
from tests.slices.declaring import declared
from tests.world import World

YEARS_END, NEW_YEAR = date(2026, 12, 31), date(2027, 1, 1)


def asked(world: World, institution: int, day: date, heir: Heir | None = None, **given: Any) -> Answer:
    """The answer, after a look that asking left nothing behind."""
    work = Asked(**{
        "level": Level.NATIONAL, "unit_kind": UnitKind.FACTORY, "unit_city": "220100", "work_from": world.today, **given,
    })
    before = books(world)
    with world.session() as session:
        answer = what_if(session, world.law(session), work, institution, day, heir=heir)
    assert books(world) == before
    return answer


def shut(answer: Answer) -> list[str]:
    return [found.refused.code for found in answer.findings if found.refused is not None]


def test_a_unit_that_is_declared_already_stands_in_the_way(world: World) -> None:
    institution, owner = world.recorded()
    code = world.filing().unit_uscc
    declared(world, owner, unit_uscc=code, head=world.person())
    assert shut(asked(world, institution, world.today, unit_uscc=code)) == ["unit_already_filed"]
    assert shut(asked(world, institution, NEW_YEAR, unit_uscc=code)) == []


@pytest.mark.article("JL 22-2")
def test_a_full_allowance_refuses_this_year_and_not_the_next(world: World) -> None:
    institution, owner = world.recorded()
    file_many(world, owner, 14)
    answer = asked(world, institution, world.today)
    assert (answer.outlook, answer.used) == (Outlook.TAKEN, 14)
    world.file(owner)
    for day in (world.today, YEARS_END):
        answer = asked(world, institution, day)
        assert (answer.outlook, shut(answer), answer.used) == (Outlook.REFUSED, ["cap_reached"], 15)
        found = next(found for found in answer.findings if found.gate is Gate.POOL)
        assert (found.stated.article, found.figures["next"], found.figures["year"]) == ("22-2", 16, 2026)
    answer = asked(world, institution, NEW_YEAR)
    assert (answer.outlook, answer.used, answer.judged.account.year) == (Outlook.TAKEN, 0, 2027)


def test_with_another_head_what_the_institution_used_comes_along_and_each_unit_once(world: World) -> None:
    """A heads I (8) and J (7). To a stranger I brings 8; to B, who heads K (5), 13; to A again it stays 15."""
    a, b = world.person("甲"), world.person("乙")
    (i, owner_i), (_j, owner_j) = world.recorded(head=a), world.recorded(head=a)
    k, owner_k = world.recorded(head=b)
    for owner, count in ((owner_i, 8), (owner_j, 7), (owner_k, 5)):
        file_many(world, owner, count)
    days_pass(world)
    assert asked(world, i, world.today).outlook is Outlook.REFUSED
    for heir, used in ((Heir(), 8), (Heir(head_of(world, k)), 13), (Heir(head_of(world, i)), 15)):
        answer = asked(world, i, world.today, heir)
        assert answer.used == used
        assert answer.outlook is (Outlook.REFUSED if used == 15 else Outlook.FLAGGED)
        flags = [flag for found in answer.findings for flag in found.flags]
        assert "head_changed_today" in flags
        assert ("capacity_moved" in flags) is (used != 15)  # A keeps fifteen: the change makes room


@pytest.mark.article("JL 22-3")
def test_a_ban_counts_by_its_dates(world: World) -> None:
    institution, _owner = world.recorded()
    ban(world, institution)
    answer = asked(world, institution, world.today)
    [gate] = [found for found in answer.findings if found.gate is Gate.BAN]
    last_day = gate.refused.figures["last_day"]
    assert shut(asked(world, institution, last_day)) == ["under_ban"]
    assert "under_ban" not in shut(asked(world, institution, last_day + timedelta(days=1)))


def test_every_gate_is_looked_at_and_not_only_the_first_that_is_shut(world: World) -> None:
    institution, owner = world.recorded()
    file_many(world, owner, 15)
    ban(world, institution)
    answer = asked(world, institution, world.today, work_from=world.today - timedelta(days=1))
    assert shut(answer) == ["under_ban", "work_before_recordal", "cap_reached"]


@pytest.mark.article("JL 20(3)")
def test_an_announced_resignation_is_foreseen(world: World) -> None:
    institution, _owner = world.recorded()
    resign(world, institution)
    assert shut(asked(world, institution, world.today)) == []
    assert shut(asked(world, institution, world.today + timedelta(days=1))) == ["conditions_unmet"]


def test_the_same_unit_stands_in_the_way_in_its_own_year_only(world: World) -> None:
    institution, owner = world.recorded()
    code = world.filing().unit_uscc
    world.file(owner, unit_uscc=code)
    assert shut(asked(world, institution, YEARS_END, unit_uscc=code)) == ["unit_already_filed"]
    assert shut(asked(world, institution, NEW_YEAR, unit_uscc=code)) == []
    assert shut(asked(world, institution, YEARS_END)) == []


def test_where_no_rules_are_held_it_says_so_and_nothing_else(world: World) -> None:
    institution, _owner = world.recorded()
    answer = asked(world, institution, world.today, unit_city="110100")
    assert (shut(answer), answer.used, len(answer.findings)) == (["no_rules_in_force"], None, 1)


def test_the_answer_and_the_filing_agree_at_the_turn_of_the_year(world: World) -> None:
    """One second before midnight in Beijing the year is full; at midnight it is the next one's first."""
    institution, owner = world.recorded()
    world.now = datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)
    file_many(world, owner, 15)
    for day, outlook in ((YEARS_END, Outlook.REFUSED), (NEW_YEAR, Outlook.TAKEN)):
        answer = asked(world, institution, day)
        assert (world.today, answer.outlook, answer.judged.day.year) == (day, outlook, day.year)
        if outlook is Outlook.TAKEN:
            world.file(owner)
        else:
            with pytest.raises(FilingRefused, match="cap_reached"):
                world.file(owner)
        world.now += timedelta(seconds=1)
