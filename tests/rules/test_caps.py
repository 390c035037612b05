"""Caps: which pool a project uses, whether one more fits, and whose use it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules_cast import (
    CN,
    DAY,
    FACTORY,
    FJ,
    HY,
    JL,
    MUNICIPAL,
    NATIONAL,
    PARK,
    PROVINCIAL,
    SD,
    SUPPLY_CHAIN,
    ZJ,
    amended,
    rules_of,
    with_entries,
)

from assessor_hub.rules import keys
from assessor_hub.rules.caps import Charged, Declared, Pool, Tenure, head_on, judge, pool_of, pools, use
from assessor_hub.rules.pack import Entry
from assessor_hub.rules.values import Cap, Level, UnitKind

ALL_KINDS = list(UnitKind)
NATIONWIDE = Pool(NATIONAL, CN)
YEAR = 2026
A, B = "person A", "person B"
SPRING, CHANGE, AUTUMN = date(2026, 3, 1), date(2026, 7, 1), date(2026, 9, 1)


def filed(
    institution: str, how_many: int, on: date = SPRING, pool: Pool = NATIONWIDE, year: int = YEAR
) -> list[Charged]:
    return [Charged(f"{institution}/{on}/{pool}/{year}/{n}", institution, on, pool, year) for n in range(how_many)]


def used(
    person: str, tenures: Iterable[Tenure], charged: Iterable[Charged], declared: Iterable[Declared] = (),
    today: date = DAY,
) -> int:
    projects = use(person, NATIONWIDE, YEAR, today=today, tenures=tenures, charged=charged, declared=declared)
    return len(projects)


# -- Which pool --


@pytest.mark.article("JL 22-2", "ZJ 22-3", "FJ 12(1)", "HY 12", "SD 17")
@pytest.mark.parametrize("code", [JL, ZJ, FJ, HY, SD])
@pytest.mark.parametrize("kind", ALL_KINDS)
def test_a_national_project_of_any_kind_uses_one_nationwide_pool_of_15(code: str, kind: UnitKind) -> None:
    found = pool_of(NATIONAL, kind, rules_of(code))
    assert found is not None
    pool, stated = found
    assert (pool, stated.value.limit, stated.may_refuse) == (NATIONWIDE, 15, True)


@pytest.mark.article("ZJ 22-3")
def test_zhejiang_counts_provincial_factories_and_parks_in_a_pool_of_its_own() -> None:
    for kind in (FACTORY, PARK):
        found = pool_of(PROVINCIAL, kind, rules_of(ZJ))
        assert found is not None
        assert (found[0], found[1].value.limit) == (Pool(PROVINCIAL, ZJ), 10)
    assert pool_of(PROVINCIAL, SUPPLY_CHAIN, rules_of(ZJ)) is None


@pytest.mark.parametrize("code", [JL, FJ, HY, SD])
@pytest.mark.parametrize("kind", ALL_KINDS)
def test_elsewhere_provincial_projects_use_no_pool(code: str, kind: UnitKind) -> None:
    assert pool_of(PROVINCIAL, kind, rules_of(code)) is None


@pytest.mark.parametrize("code", [JL, ZJ, FJ, HY, SD])
@pytest.mark.parametrize("kind", ALL_KINDS)
def test_a_municipal_project_uses_no_pool(code: str, kind: UnitKind) -> None:
    assert pool_of(MUNICIPAL, kind, rules_of(code)) is None


def test_the_pools_of_a_province() -> None:
    assert [pool for pool, _cap in pools(rules_of(ZJ))] == [NATIONWIDE, Pool(PROVINCIAL, ZJ)]
    assert [pool for pool, _cap in pools(rules_of(JL))] == [NATIONWIDE]


def test_a_cap_that_the_root_states_for_each_province_is_each_provinces_own_pool() -> None:
    own = Cap(limit=7, kinds=(FACTORY,), nationwide=False)
    book = amended(CN, keys.CAP_PROVINCIAL, own)
    for code in (JL, FJ):
        book = with_entries(code, "caps.provincial", (Entry(inherits=CN, through="99"),), book)
    found = [pool_of(PROVINCIAL, FACTORY, rules_of(code, book)) for code in (JL, FJ)]
    assert [pair and (pair[0], pair[1].value.limit) for pair in found] == [
        (Pool(PROVINCIAL, JL), 7), (Pool(PROVINCIAL, FJ), 7),
    ]  # fmt: skip


# -- Does one more fit --


@pytest.mark.article("JL 22-2", "ZJ 22-3")
@pytest.mark.parametrize(("code", "level", "limit"), [(JL, NATIONAL, 15), (ZJ, NATIONAL, 15), (ZJ, PROVINCIAL, 10)])
def test_the_limits_own_number_fits_and_the_next_does_not(code: str, level: Level, limit: int) -> None:
    found = pool_of(level, FACTORY, rules_of(code))
    assert found is not None
    last, beyond = judge(found[1], limit - 1), judge(found[1], limit)
    assert (bool(last), bool(beyond), beyond.refuses) == (True, False, True)
    assert dict(last.figures) == {"used": limit - 1, "limit": limit, "left": 1, "next": limit}
    assert dict(beyond.figures) == {"used": limit, "limit": limit, "left": 0, "next": limit + 1}


@given(st.integers(0, 40), st.integers(0, 40))
def test_one_more_fits_exactly_below_the_limit(limit: int, already: int) -> None:
    cap = Cap(limit=limit, kinds=(FACTORY,), nationwide=False)
    found = pool_of(PROVINCIAL, FACTORY, rules_of(JL, amended(JL, keys.CAP_PROVINCIAL, cap)))
    assert found is not None
    finding = judge(found[1], already)
    assert bool(finding) == (already + 1 <= limit)
    assert finding.figures["left"] == max(limit - already, 0)


# -- Who heads it --

A_THEN_B = [Tenure(A, "I", date(2020, 1, 1), CHANGE - timedelta(days=1)), Tenure(B, "I", CHANGE)]


@pytest.mark.parametrize(
    ("day", "head"),
    [
        (date(2019, 12, 31), None),
        (date(2020, 1, 1), A),
        (CHANGE - timedelta(days=1), A),
        (CHANGE, B),
        (DAY, B),
    ],
)
def test_the_day_of_a_change_belongs_to_the_new_head(day: date, head: str | None) -> None:
    assert head_on(A_THEN_B, "I", day) == head
    assert head_on(A_THEN_B, "another", day) is None


# -- Whose use: the examples of the readings --


def test_a_full_institution_stays_full_under_its_new_head_and_the_old_head_stays_full_too() -> None:
    charged = filed("I", 15)
    tenures = [*A_THEN_B, Tenure(A, "J", CHANGE)]
    assert (used(B, tenures, charged), used(A, tenures, charged)) == (15, 15)


def test_a_head_of_two_gives_one_away() -> None:
    charged = filed("I", 8) + filed("J", 7)
    before = [Tenure(A, "I", date(2020, 1, 1)), Tenure(A, "J", date(2020, 1, 1))]
    assert (used(A, before, charged), used(B, before, charged)) == (15, 0)
    after = [*A_THEN_B, Tenure(A, "J", date(2020, 1, 1))]
    assert (used(A, after, charged), used(B, after, charged)) == (15, 8)
    more = charged + filed("I", 7, AUTUMN)
    assert (used(A, after, more), used(B, after, more)) == (15, 15)


def test_inherited_use_may_pass_the_cap() -> None:
    tenures = [*A_THEN_B, Tenure(B, "J", date(2020, 1, 1))]
    assert used(B, tenures, filed("I", 15) + filed("J", 12)) == 27


def test_leaving_ends_the_use_of_others_filings_but_not_of_the_own() -> None:
    own, others = filed("I", 3, AUTUMN), filed("I", 4)
    left = [*A_THEN_B[:1], replace(A_THEN_B[1], last_day=date(2026, 10, 31)), Tenure("C", "I", date(2026, 11, 1))]
    assert used(B, A_THEN_B, own + others) == 7
    assert used(B, left, own + others) == 3


def test_a_namesake_is_another_person() -> None:
    tenures = [Tenure("220000198001010014", "I", SPRING), Tenure("220000198001010022", "K", SPRING)]
    assert used("220000198001010022", tenures, filed("I", 15, CHANGE)) == 0


def test_another_year_and_another_pool_are_counted_apart() -> None:
    tenures = [Tenure(A, "I", date(2020, 1, 1))]
    charged = filed("I", 2) + filed("I", 3, year=2025) + filed("I", 4, pool=Pool(PROVINCIAL, ZJ))
    declared = [Declared("D1", "I", A, SPRING, NATIONWIDE, YEAR), Declared("D2", "I", A, SPRING, NATIONWIDE, 2025)]
    declared.append(Declared("D3", "J", B, SPRING, NATIONWIDE, YEAR))
    assert used(A, tenures, charged, declared) == 3
    assert len(use(A, Pool(PROVINCIAL, ZJ), YEAR, today=DAY, tenures=tenures, charged=charged)) == 4


def test_the_year_of_the_first_submission_decides_not_the_day() -> None:
    """A project keeps its year through returns and corrections."""
    tenures = [Tenure(A, "I", date(2020, 1, 1))]
    assert used(A, tenures, filed("I", 1, on=date(2027, 1, 5))) == 1


# -- Whatever happened --

HEADS = st.lists(st.sampled_from([A, B, "C"]), min_size=1, max_size=4)
CHARGES = st.lists(st.tuples(st.sampled_from("IJ"), st.integers(0, 300)), max_size=12)


def in_a_row(institution: str, heads: list[str]) -> list[Tenure]:
    """One head after another, sixty days each from New Year, the last one open."""
    starts = [date(2026, 1, 1) + timedelta(days=60 * turn) for turn in range(len(heads))]
    ends = [start - timedelta(days=1) for start in starts[1:]]
    return [
        Tenure(head, institution, start, end) for head, start, end in zip(heads, starts, [*ends, None], strict=True)
    ]


@given(HEADS, HEADS, CHARGES)
def test_every_project_stands_in_the_use_of_its_filer_and_of_its_institutions_head_and_of_nobody_else(
    of_i: list[str], of_j: list[str], filings: list[tuple[str, int]]
) -> None:
    heads = {"I": of_i, "J": of_j}
    tenures = in_a_row("I", of_i) + in_a_row("J", of_j)
    charged = [
        Charged(str(number), name, date(2026, 1, 1) + timedelta(days=day), NATIONWIDE, YEAR)
        for number, (name, day) in enumerate(filings)
    ]
    for person in (A, B, "C"):
        by_hand = {
            str(number) for number, (name, day) in enumerate(filings)
            if heads[name][-1] == person or heads[name][min(day // 60, len(heads[name]) - 1)] == person
        }  # fmt: skip
        assert use(person, NATIONWIDE, YEAR, today=DAY, tenures=tenures, charged=charged) == by_hand
