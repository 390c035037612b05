"""The worked cases of the readings, one by one, as far as the rules alone can answer them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from rules_cast import (
    DEPUTY,
    FACTORY,
    FULL,
    HY,
    JL,
    NATIONAL,
    PARK,
    PROVINCIAL,
    SD,
    SUPPLY_CHAIN,
    ZJ,
    found,
    institution,
    member,
    roster,
    rules_of,
    staff,
    verdict,
)

from assessor_hub.rules import keys
from assessor_hub.rules.caps import Charged, Pool, Tenure, judge, pool_of, use
from assessor_hub.rules.findings import Outcome
from assessor_hub.rules.lifecycle import PROJECT, ProjectState, ProjectVerb, advance, releases
from assessor_hub.rules.pack import ROOT, Strength
from assessor_hub.rules.periods import Period
from assessor_hub.rules.sanctions import BanFact, active_on, ban_of, consequence_of, grounds
from assessor_hub.rules.values import Effect, Ground, Level, Specialty, UnitKind

NATIONWIDE = Pool(NATIONAL, ROOT)
YEAR_BEGAN, CHANGED, TODAY = date(2026, 1, 1), date(2026, 6, 1), date(2026, 11, 21)


# -- Staff --


@pytest.mark.case("10 titled staff, 5 of them 副高 in energy and environment")
@pytest.mark.article("JL 20(3)", "SD 13(3)")
@pytest.mark.parametrize("code", [JL, SD])
def test_the_five_are_within_the_ten_and_the_number_itself_is_enough(code: str) -> None:
    people = [*staff(5), *staff(3, DEPUTY, Specialty.ENERGY), *staff(2, DEPUTY, Specialty.ENVIRONMENT)]
    answer = verdict(code, people)
    assert answer.met
    assert found(answer, "titled_minimum").figures["found"] == 10
    assert found(answer, "senior_minimum").figures["found"] == 5


@pytest.mark.case("9 titled, 6 senior related, all covered")
@pytest.mark.article("JL 20(3)", "SD 13(3)", "SD 17")
def test_nine_fail_jilin_meet_shandong_and_leave_its_national_work_to_a_human() -> None:
    nine = roster(9, 6)
    jilin = verdict(JL, nine)
    assert [finding.code for finding in jilin.refusing] == ["titled_minimum"]
    assert jilin.refusing[0].stated.article == "20(3)"
    assert (jilin.refusing[0].figures["found"], jilin.refusing[0].figures["required"]) == (9, 10)
    assert verdict(SD, nine).met
    national = verdict(SD, nine, level=NATIONAL)
    assert not national.met
    assert not national.refusing
    (open_one,) = national.needs_human
    assert (open_one.code, open_one.stated.through) == ("titled_minimum", "17")
    assert open_one.stated.strength is Strength.ASSUMED


@pytest.mark.case("10 titled with 5 seniors, one a senior accountant")
@pytest.mark.article("JL 20(3)")
def test_a_senior_accountant_is_one_of_the_ten_and_none_of_the_five() -> None:
    answer = verdict(JL, [*roster(9, 4), member(FULL, Specialty.UNRELATED)])
    assert found(answer, "titled_minimum")
    assert [finding.code for finding in answer.refusing] == ["senior_minimum"]
    figures = answer.refusing[0].figures
    assert (figures["found"], figures["required"], figures["missing"], figures["open"]) == (4, 5, 1, 0)


@pytest.mark.case("SD: 9 titled, one without social insurance")
@pytest.mark.article("SD 13(3)", "SD 13(6)")
def test_one_uncovered_person_leaves_the_count_met_and_the_duty_not() -> None:
    bare = member(insured=False)
    answer = verdict(SD, [*roster(8, 4), bare])
    count = found(answer, "titled_minimum")
    assert (count.outcome, count.figures["found"], count.stated.article) == (Outcome.MET, 8, "13(3)")
    assert [finding.code for finding in answer.refusing] == ["contract_and_insurance"]
    assert answer.refusing[0].figures["who"] == (bare.ref,)
    assert answer.refusing[0].stated.article == "13(6)"


@pytest.mark.case("Zhejiang institution with 9 staff")
@pytest.mark.article("ZJ 12")
def test_nine_in_zhejiang_are_neither_met_nor_refused() -> None:
    answer = verdict(ZJ, roster(9, 5))
    assert not answer.met
    assert answer.refusing == ()
    (open_one,) = answer.needs_human
    assert (open_one.code, open_one.figures["missing"]) == ("titled_minimum", 1)
    assert (open_one.stated.strength, open_one.stated.through) == (Strength.ASSUMED, "12")


# -- Caps --


def filed(place: str, number: int, day: date = TODAY, pool: Pool = NATIONWIDE) -> list[Charged]:
    return [Charged(f"{place}-{turn}-{day}", place, day, pool, day.year) for turn in range(number)]


def used(person: str, tenures: Iterable[Tenure], charged: Iterable[Charged]) -> int:
    return len(use(person, NATIONWIDE, 2026, today=TODAY, tenures=tenures, charged=charged))


@pytest.mark.case("A heads I (8 national) and J (7 national); a namesake heads K")
@pytest.mark.article("JL 22-2")
def test_two_institutions_of_one_person_share_one_pool_and_a_namesake_has_another() -> None:
    """Persons are told apart by what stands for their identity number, never by a name."""
    heads = [Tenure("A's number", place, YEAR_BEGAN) for place in "IJ"] + [Tenure("namesake's number", "K", YEAR_BEGAN)]
    projects = [*filed("I", 8), *filed("J", 7)]
    assert (used("A's number", heads, projects), used("namesake's number", heads, projects)) == (15, 0)
    pool, cap = pool_of(NATIONAL, FACTORY, rules_of(JL)) or pytest.fail("Jilin states a national cap")
    assert pool == NATIONWIDE
    full = judge(cap, 15)
    assert full.refuses
    assert (full.figures["next"], full.figures["limit"], full.stated.article) == (16, 15, "22-2")
    assert judge(cap, 0)


@pytest.mark.case("I used 15 under A, changes its head to B, files a 16th")
@pytest.mark.article("JL 22-2")
def test_a_change_of_head_gives_the_new_one_no_fresh_pool() -> None:
    heads = [Tenure("A", "I", YEAR_BEGAN, CHANGED - timedelta(days=1)), Tenure("B", "I", CHANGED)]
    projects = filed("I", 15, day=date(2026, 3, 2))
    assert used("B", heads, projects) == 15
    _pool, cap = pool_of(NATIONAL, FACTORY, rules_of(JL)) or pytest.fail("Jilin states a national cap")
    assert judge(cap, used("B", heads, projects)).refuses


@pytest.mark.case("ZJ: 11th provincial factory / 11th provincial supply chain")
@pytest.mark.article("ZJ 22-3")
@pytest.mark.parametrize("kind", [FACTORY, PARK])
def test_the_eleventh_factory_is_refused(kind: UnitKind) -> None:
    pool, cap = pool_of(PROVINCIAL, kind, rules_of(ZJ)) or pytest.fail("Zhejiang counts it")
    assert pool == Pool(PROVINCIAL, ZJ)
    assert judge(cap, 9)
    assert judge(cap, 10).refuses


@pytest.mark.case("ZJ: 11th provincial factory / 11th provincial supply chain")
@pytest.mark.article("ZJ 22-3")
def test_a_supply_chain_uses_no_provincial_pool() -> None:
    assert pool_of(PROVINCIAL, SUPPLY_CHAIN, rules_of(ZJ)) is None


@pytest.mark.case("JL: 40th provincial project in the year")
@pytest.mark.parametrize("kind", list(UnitKind))
def test_jilin_counts_no_provincial_project(kind: UnitKind) -> None:
    assert pool_of(PROVINCIAL, kind, rules_of(JL)) is None


@pytest.mark.case("withdrawn before the report / after")
@pytest.mark.parametrize(
    ("way", "released"),
    [
        ([], True),
        ([ProjectVerb.RETURN], True),
        ([ProjectVerb.REGISTER], True),
        ([ProjectVerb.REGISTER, ProjectVerb.REPORT], False),
    ],
)
def test_a_withdrawal_releases_its_unit_until_the_report_is_issued(way: list[ProjectVerb], released: bool) -> None:
    state = ProjectState.SUBMITTED
    for verb in way:
        state = advance(PROJECT, state, verb).to
    assert advance(PROJECT, state, ProjectVerb.WITHDRAW).to is ProjectState.WITHDRAWN
    assert releases(state, ProjectVerb.WITHDRAW, work_began=True) is released


# -- What follows from a finding --


@pytest.mark.case("guaranteed-pass clause found in JL")
@pytest.mark.article("JL 22-1", "JL 22-3")
def test_a_guaranteed_pass_is_banned_rectified_and_no_ground_for_a_ban() -> None:
    rules = rules_of(JL)
    banned = rules.get(keys.CONDUCT)
    assert "guaranteed_pass" in banned.value
    assert (banned.article, banned.may_refuse) == ("22-1", True)
    effect = rules.get(keys.CONDUCT_EFFECT)
    assert (effect.value.effect, effect.value.years, effect.may_refuse) == (Effect.RECTIFY, None, False)
    assert [ground for ground, _stated in grounds(rules)] == [Ground.FRAUD, Ground.CONCEALMENT]


@pytest.mark.case("poor quality: SD / JL / HY")
@pytest.mark.article("SD 16", "HY 23")
@pytest.mark.parametrize(
    ("code", "effect", "years", "article"),
    [
        (SD, Effect.CANCEL_AND_NON_ACCEPTANCE, 3, "16"),
        (JL, Effect.NONE, None, None),
        (HY, Effect.REPORT_UP, None, "23"),
    ],
)
def test_poor_quality_is_banned_passed_over_or_reported_up(
    code: str, effect: Effect, years: int | None, article: str | None
) -> None:
    stated = consequence_of(Ground.POOR_QUALITY, rules_of(code))
    assert (stated.value.effect, stated.value.years, stated.article) == (effect, years, article)
    assert (Ground.POOR_QUALITY in dict(grounds(rules_of(code)))) is (years is not None)


@pytest.mark.case("decision served 2025-03-01")
@pytest.mark.article("JL 22-3")
def test_three_years_from_service_end_on_the_corresponding_day() -> None:
    ban = ban_of(date(2025, 3, 1), None, consequence_of(Ground.FRAUD, rules_of(JL)).value)
    assert ban == Period(date(2025, 3, 1), date(2028, 3, 1))
    assert active_on([BanFact(ban)], date(2028, 3, 1))
    assert not active_on([BanFact(ban)], date(2028, 3, 2))


# -- Reports by the public --


@pytest.mark.case("anonymous tip")
@pytest.mark.article("JL 24")
@pytest.mark.parametrize("level", list(Level))
def test_a_real_name_report_has_a_name_evidence_and_a_contact(level: Level) -> None:
    asked = rules_of(JL).get(keys.TIP_REQUIREMENTS, level)
    assert set(asked.value) == {"real_name", "evidence", "contact"}
    assert (asked.article, asked.may_refuse) == ("24", True)


def test_an_institution_that_has_everything_meets_every_text() -> None:
    """The cases above differ from this one by what they name, and by nothing else."""
    for code in (JL, ZJ, HY, SD):
        assert verdict(code, facts=institution(f"{code[:2]}0000")).met
