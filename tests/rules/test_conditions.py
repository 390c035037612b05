"""Every condition of an assessor, one by one, as each text states it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from rules_cast import (
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
    ZJ,
    found,
    institution,
    roster,
    rules_of,
    verdict,
)

from assessor_hub.rules import keys
from assessor_hub.rules.conditions import counts, judge
from assessor_hub.rules.findings import Finding, Outcome
from assessor_hub.rules.institution_facts import TrackItem
from assessor_hub.rules.values import Level

EVERYWHERE = {"legal_person", "premises", "finance_rules", "titled_minimum", "senior_minimum", "fields", "track_record"}
ONLY_SHANDONG = {"quality_system", "internal_rules", "clean_record", "contract_and_insurance"}
PLATFORM = {"platform_registration"}


@pytest.mark.parametrize(
    ("code", "level", "asked"),
    [
        (JL, PROVINCIAL, EVERYWHERE | PLATFORM | {"conduct_commitment"}),
        (JL, NATIONAL, EVERYWHERE | PLATFORM | {"conduct_commitment"}),
        (ZJ, PROVINCIAL, EVERYWHERE | PLATFORM),
        (FJ, NATIONAL, EVERYWHERE | PLATFORM),
        (HY, PROVINCIAL, EVERYWHERE | PLATFORM),
        (SD, PROVINCIAL, EVERYWHERE | ONLY_SHANDONG),
        (SD, MUNICIPAL, EVERYWHERE | ONLY_SHANDONG),
        (SD, NATIONAL, EVERYWHERE | PLATFORM),
    ],
)
def test_a_text_asks_for_its_own_conditions_and_for_no_others(code: str, level: Level, asked: set[str]) -> None:
    answer = verdict(code, facts=institution(f"{code[:2]}0000"), level=level)
    codes = [finding.code for finding in answer.findings]
    assert (len(codes), set(codes)) == (len(asked), asked)
    assert answer.met
    assert answer
    assert (answer.refusing, answer.needs_human) == ((), ())


# -- One thing missing at a time --

LACKS: list[Any] = [
    pytest.param(
        JL, {"registered_as_legal_person": False}, "legal_person", "20(1)", marks=pytest.mark.article("JL 20(1)")
    ),
    pytest.param(JL, {"premises_province": None}, "premises", "20(2)", marks=pytest.mark.article("JL 20(2)")),
    pytest.param(JL, {"has_office": False}, "premises", "20(2)", marks=pytest.mark.article("JL 20(2)")),
    pytest.param(JL, {"has_finance_rules": False}, "finance_rules", "20(2)", marks=pytest.mark.article("JL 20(2)")),
    pytest.param(JL, {"fields": frozenset({FACTORY, PARK})}, "fields", "20(5)", marks=pytest.mark.article("JL 20(5)")),
    pytest.param(JL, {"track_record": ()}, "track_record", "20(5)", marks=pytest.mark.article("JL 20(5)")),
    pytest.param(
        JL, {"platform_registered": False}, "platform_registration", "21", marks=pytest.mark.article("JL 21")
    ),
    pytest.param(
        SD, {"registered_as_legal_person": False}, "legal_person", "13(1)", marks=pytest.mark.article("SD 13(1)")
    ),
    pytest.param(SD, {"registered_province": JL}, "legal_person", "13(1)", marks=pytest.mark.article("SD 13(1)")),
    pytest.param(SD, {"premises_province": JL}, "premises", "13(2)", marks=pytest.mark.article("SD 13(2)")),
    pytest.param(SD, {"has_quality_system": False}, "quality_system", "13(2)", marks=pytest.mark.article("SD 13(2)")),
    pytest.param(SD, {"clean_record": False}, "clean_record", "13(4)", marks=pytest.mark.article("SD 13(4)")),
    pytest.param(
        SD, {"internal_rules": frozenset({"staff"})}, "internal_rules", "13(4)", marks=pytest.mark.article("SD 13(4)")
    ),
]  # fmt: skip


@pytest.mark.parametrize(("code", "changes", "condition", "article"), LACKS)
def test_what_is_missing_refuses_alone_and_names_its_article(
    code: str, changes: dict[str, Any], condition: str, article: str
) -> None:
    answer = verdict(code, facts=institution(code, **changes))
    (unmet,) = answer.refusing
    assert (unmet.code, unmet.outcome, unmet.stated.article) == (condition, Outcome.NOT_MET, article)
    assert not answer
    assert answer.needs_human == ()


@pytest.mark.article("JL 22-1")
def test_a_promise_that_no_text_asks_for_is_a_persons_to_judge() -> None:
    answer = verdict(JL, facts=institution(JL, conduct_committed=False))
    assert answer.refusing == ()
    (open_one,) = answer.needs_human
    assert (open_one.code, open_one.stated.article) == ("conduct_commitment", "22-1")


@pytest.mark.article("ZJ 12", "FJ 12(1)", "HY 12", "SD 17")
@pytest.mark.parametrize(
    ("code", "level", "through"),
    [(ZJ, PROVINCIAL, "12"), (FJ, PROVINCIAL, "12(1)"), (HY, PROVINCIAL, "12"), (SD, NATIONAL, "17")],
)
@pytest.mark.parametrize(
    "changes",
    [{"registered_as_legal_person": False}, {"has_office": False}, {"track_record": ()}, {"fields": frozenset()}],
)
def test_what_is_missing_by_an_assumed_value_is_left_to_a_human(
    code: str, level: Level, through: str, changes: dict[str, Any]
) -> None:
    answer = verdict(code, facts=institution(f"{code[:2]}0000", **changes), level=level)
    assert answer.refusing == ()
    (unmet,) = answer.needs_human
    assert unmet.outcome is Outcome.NOT_MET
    assert not answer.met
    assert (unmet.stated.code, unmet.stated.through) == ("000000", through)


# -- Where --


@pytest.mark.article("SD 13(1)", "JL 20(1)")
@pytest.mark.parametrize(
    ("code", "home", "branch", "met"),
    [(JL, JL, False, True), (JL, SD, False, True), (SD, SD, False, True), (SD, JL, False, False), (SD, JL, True, True)],
)
def test_registered_in_the_province_or_with_a_branch_where_the_text_says_so(
    code: str, home: str, branch: bool, met: bool
) -> None:
    facts = institution(code, registered_province=home, has_branch_in_province=code if branch else None)
    finding = found(verdict(code, facts=facts), "legal_person")
    assert bool(finding) is met
    assert (finding.figures["in_province"], finding.figures["branch"]) == (home == code, branch)


@pytest.mark.article("SD 13(2)", "JL 20(2)")
def test_premises_elsewhere_do_for_jilin_and_not_for_shandong() -> None:
    elsewhere = [found(verdict(code, facts=institution(code, premises_province=ZJ)), "premises") for code in (JL, SD)]
    assert [bool(finding) for finding in elsewhere] == [True, False]
    nowhere = found(verdict(JL, facts=institution(premises_province=None)), "premises").figures
    assert [figures["lacking"] for figures in (elsewhere[1].figures, nowhere)] == [("in_province",), ("premises",)]


def test_a_city_looks_for_its_own_province() -> None:
    finding = found(verdict(HY, facts=institution("440000")), "legal_person")
    assert finding.figures["in_province"] is True


@pytest.mark.article("SD 13(4)")
def test_the_internal_rules_that_are_missing_are_named() -> None:
    facts = institution(SD, internal_rules=frozenset({"management", "staff"}))
    figures = found(verdict(SD, facts=facts), "internal_rules").figures
    assert figures["lacking"] == ("work_procedure", "expert_review")


@pytest.mark.article("JL 20(5)")
def test_the_fields_that_are_missing_are_named() -> None:
    figures = found(verdict(JL, facts=institution(fields=frozenset({PARK}))), "fields").figures
    assert figures["lacking"] == ("factory", "supply_chain")


# -- Track record --


def counted(code: str, item: TrackItem, day: date = DAY, level: Level = PROVINCIAL) -> bool:
    return counts(item, rules_of(code).get(keys.TRACK_RECORD, level).value, day)


@pytest.mark.article("JL 20(5)", "SD 13(5)")
@pytest.mark.parametrize(
    ("code", "done_on", "within"),
    [
        (JL, date(2021, 11, 21), True),
        (JL, date(2021, 11, 20), False),
        (SD, date(2023, 11, 21), True),
        (SD, date(2023, 11, 20), False),
        (JL, DAY, True),
        (JL, date(2026, 11, 22), False),  # not done yet
    ],
)
def test_work_counts_for_its_years_to_the_day(code: str, done_on: date, within: bool) -> None:
    assert counted(code, TrackItem("review", "part", "municipal", done_on)) is within


def test_shandongs_national_work_looks_five_years_back() -> None:
    four_years_ago = TrackItem("assessment", "part", "provincial", date(2022, 11, 21))
    assert counted(SD, four_years_ago, level=NATIONAL)
    assert not counted(SD, four_years_ago)


@pytest.mark.article("JL 20(5)", "SD 13(5)")
@pytest.mark.parametrize(
    ("kind", "role", "level", "jilin", "shandong"),
    [
        ("review", "part", "municipal", True, True),
        ("assessment", "lead", "municipal", True, True),
        ("research", "part", "provincial", True, True),
        ("research", "lead", "national", True, True),
        ("research", "lead", "municipal", False, False),
        ("research", "lead", "industry", False, False),
        ("standard", "lead", "national", True, True),
        ("standard", "part", "national", True, False),
        ("standard", "lead", "industry", True, True),
        ("standard", "part", "industry", True, False),
        ("standard", "lead", "provincial", False, True),
        ("standard", "lead", "municipal", False, False),
        ("policy", "part", "provincial", True, False),
    ],
)
def test_which_work_counts(kind: Any, role: Any, level: Any, jilin: bool, shandong: bool) -> None:
    item = TrackItem(kind, role, level, date(2026, 3, 1))
    assert (counted(JL, item), counted(SD, item)) == (jilin, shandong)


@pytest.mark.article("JL 20(5)")
def test_one_piece_of_work_that_counts_is_enough_and_the_rest_is_shown() -> None:
    old = TrackItem("review", "lead", "national", date(2015, 1, 1))
    local = TrackItem("research", "lead", "municipal", date(2026, 1, 1))
    good = TrackItem("policy", "part", "provincial", date(2026, 1, 1))
    without, with_it = (
        found(verdict(JL, facts=institution(track_record=items)), "track_record")
        for items in ((old, local), (old, local, good))
    )
    assert (bool(without), without.figures["found"], without.figures["listed"]) == (False, 0, 2)
    assert (bool(with_it), with_it.figures["found"], with_it.figures["listed"]) == (True, 1, 3)


def test_conditions_are_judged_as_of_the_day() -> None:
    facts, rules = institution(), rules_of(JL)
    on_time, late = (
        found(judge(facts, roster(10, 5), rules, PROVINCIAL, day), "track_record")
        for day in (date(2031, 3, 1), date(2031, 3, 2))
    )
    assert (bool(on_time), bool(late)) == (True, False)


def test_research_counts_from_the_level_that_the_text_names() -> None:
    asked = rules_of(JL).get(keys.TRACK_RECORD).value.model_copy(update={"research_level": "national"})
    levels: tuple[Any, ...] = ("municipal", "provincial", "national", "industry")
    found_to_count = [counts(TrackItem("research", "lead", level, DAY), asked, DAY) for level in levels]
    assert found_to_count == [False, False, True, False]


# -- The record of a verdict --


def test_figures_are_recorded_as_plain_values_however_deep() -> None:
    stated = rules_of(JL).get(keys.CLEAN_YEARS)
    figures = {"day": DAY, "nobody": None, "pairs": (("p1", "below_mid"), ("p2", 3)), "yes": True}
    record = Finding("clean_record", Outcome.NOT_MET, stated, figures).as_json()["figures"]
    assert record == {"day": "2026-11-21", "nobody": None, "pairs": [["p1", "below_mid"], ["p2", 3]], "yes": True}


def test_a_verdict_is_plain_json_with_article_strength_and_figures() -> None:
    record = verdict(JL, roster(9, 5), institution(internal_rules=frozenset())).as_json()
    assert json.loads(json.dumps(record)) == record
    assert record["level"] == "provincial"
    titled = next(row for row in record["findings"] if row["code"] == "titled_minimum")
    assert (titled["outcome"], titled["article"], titled["strength"]) == ("not_met", "20(3)", "text")
    assert (titled["code_of_law"], titled["confirmed"], titled["known_from"]) == (JL, False, None)
    assert titled["figures"] == {"required": 10, "found": 9, "missing": 1, "out": []}


def test_the_record_of_an_assumed_value_says_where_it_is_known_from() -> None:
    record = verdict(ZJ, roster(9, 5)).as_json()
    titled = next(row for row in record["findings"] if row["code"] == "titled_minimum")
    assert (titled["code_of_law"], titled["through"], titled["known_from"]) == ("000000", "12", "JL 20(3)")
    assert titled["strength"] == "assumed"
