"""Each condition by its parts: what is missing is unmet, what is there but not shown is left to a person."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from rules_cast import DAY, JL, NATIONAL, SD, ZJ, found, institution, member, roster, rules_of, verdict

from assessor_hub.rules import keys
from assessor_hub.rules.findings import Finding, Outcome
from assessor_hub.rules.institution_facts import Branch, PremisesFacts, QualitySystem, TrackItem

MET, NOT_MET, NEEDS_HUMAN = Outcome.MET, Outcome.NOT_MET, Outcome.NEEDS_HUMAN
TOMORROW, YESTERDAY = date(2026, 11, 22), date(2026, 11, 20)


def finding(condition: str, code: str = SD, **facts: Any) -> Finding:
    return found(verdict(code, facts=institution(facts.pop("home", code), **facts)), condition)


def said(one: Finding) -> tuple[Outcome, tuple[str, ...], tuple[str, ...]]:
    return one.outcome, one.figures["lacking"], one.figures["unshown"]


@pytest.mark.article("SD 13(1)")
@pytest.mark.parametrize(("branch", "answer"), [
    (None, (NOT_MET, ("branch",), ())),
    (Branch(JL, date(2020, 1, 1), described=True), (NOT_MET, ("branch",), ())),
    (Branch(SD, TOMORROW, described=True), (NOT_MET, ("branch",), ())),  # it doesn't exist yet
    (Branch(SD, DAY, described=True), (MET, (), ())),
    (Branch(SD, None, described=True), (NEEDS_HUMAN, (), ("branch_since",))),
    (Branch(SD, DAY, described=False), (NEEDS_HUMAN, (), ("branch_particulars",))),
])
def test_an_institution_from_elsewhere_needs_a_recorded_branch(branch: Branch | None, answer: Any) -> None:
    assert said(finding("legal_person", home=JL, branch=branch)) == answer


@pytest.mark.article("SD 13(1)", "JL 20(1)")
@pytest.mark.parametrize(("code", "home"), [(SD, SD), (JL, SD)])
def test_nobody_asks_for_the_branch_of_an_institution_at_home(code: str, home: str) -> None:
    """At home, and where the text takes the whole of China, an unfinished branch says nothing."""
    half = Branch(code, None, described=False)
    assert said(finding("legal_person", code, home=home, branch=half, premises_province=code)) == (MET, (), ())


@pytest.mark.article("JL 20(2)", "SD 13(2)")
@pytest.mark.parametrize(("premises", "answer"), [
    (None, (NOT_MET, ("premises",), ())),
    (PremisesFacts(SD, "owned", None), (MET, (), ())),
    (PremisesFacts(SD, "owned", YESTERDAY), (MET, (), ())),  # what is owned doesn't end
    (PremisesFacts(SD, "leased", DAY), (MET, (), ())),  # the last day still counts
    (PremisesFacts(SD, "leased", YESTERDAY), (NOT_MET, ("lease_over",), ())),
    (PremisesFacts(SD, "leased", None), (NEEDS_HUMAN, (), ("lease_end",))),
    (PremisesFacts(SD, None, None), (NEEDS_HUMAN, (), ("right",))),
])
def test_premises_are_held_by_a_right_that_still_runs(premises: Any, answer: Any) -> None:
    assert said(finding("premises", premises=premises)) == answer
    assert said(finding("premises", JL, premises=premises)) == answer


@pytest.mark.article("SD 13(2)")
@pytest.mark.parametrize(("system", "answer"), [
    (None, (NOT_MET, ("quality_system",), ())),
    (QualitySystem(None), (NEEDS_HUMAN, (), ("certificate",))),
    (QualitySystem(DAY), (MET, (), ())),
    (QualitySystem(YESTERDAY), (NOT_MET, ("certificate_expired",), ())),
])
def test_a_quality_system_runs_by_a_certificate_that_is_valid_on_the_day(system: Any, answer: Any) -> None:
    assert said(finding("quality_system", quality_system=system)) == answer


@pytest.mark.article("JL 20(2)", "SD 13(2)")
@pytest.mark.parametrize(("have", "documented", "answer"), [
    (True, True, (MET, (), ())),
    (True, False, (NEEDS_HUMAN, (), ("finance_rules",))),
    (False, True, (NOT_MET, ("finance_rules",), ())),
    (False, False, (NOT_MET, ("finance_rules",), ())),
])
def test_financial_rules_without_their_document_are_a_persons(have: bool, documented: bool, answer: Any) -> None:
    for code in (JL, SD):
        facts = {"has_finance_rules": have, "finance_rules_documented": documented}
        assert said(finding("finance_rules", code, **facts)) == answer


@pytest.mark.article("SD 13(4)")
def test_an_internal_rule_without_its_document_is_a_persons() -> None:
    two = frozenset({"management", "staff"})
    assert said(finding("internal_rules", rules_documented=two)) == (NEEDS_HUMAN, (), ("work_procedure", "expert_review"))
    one = finding("internal_rules", internal_rules=two, rules_documented=frozenset({"staff"}))
    assert said(one) == (NOT_MET, ("work_procedure", "expert_review"), ("management",))


@pytest.mark.article("SD 13(4)")
@pytest.mark.parametrize(("checked", "answer"), [
    (None, (NEEDS_HUMAN, (), ("clean_check",))),
    (TOMORROW, (NEEDS_HUMAN, (), ("clean_check",))),  # as of the day it had not been looked up
    (DAY, (MET, (), ())),
    (date(2025, 11, 21), (MET, (), ())),
    (date(2025, 11, 20), (NEEDS_HUMAN, (), ("clean_check_old",))),
])
def test_a_clean_record_is_looked_up_within_the_reference(checked: Any, answer: Any) -> None:
    assert said(finding("clean_record", clean_checked_on=checked)) == answer


def test_a_record_that_is_not_declared_clean_is_unmet_whatever_was_looked_up() -> None:
    assert finding("clean_record", clean_record=False, clean_checked_on=None).outcome is NOT_MET


@pytest.mark.article("JL 20(5)", "SD 13(5)")
@pytest.mark.parametrize("code", [JL, SD])
def test_a_field_without_a_statement_is_a_persons(code: str) -> None:
    every = institution(code).fields
    lacking_one = frozenset(kind for kind in every if kind.value != "park")
    assert said(finding("fields", code, fields_described=lacking_one)) == (NEEDS_HUMAN, (), ("park",))
    assert said(finding("fields", code, fields=lacking_one, fields_described=frozenset()))[0] is NOT_MET


@pytest.mark.article("JL 20(5)", "SD 13(5)")
def test_one_proven_piece_of_work_is_enough_and_an_unproven_one_is_a_persons() -> None:
    proven = TrackItem("review", "part", "provincial", DAY)
    bare = TrackItem("review", "part", "provincial", DAY, proven=False)
    old = TrackItem("review", "part", "provincial", date(2010, 1, 1))
    answers = [finding("track_record", track_record=items) for items in ((bare, proven), (bare, old), (old,))]
    assert [one.outcome for one in answers] == [MET, NEEDS_HUMAN, NOT_MET]
    assert [(one.figures["found"], one.figures["proven"]) for one in answers] == [(2, 1), (1, 0), (0, 0)]


@pytest.mark.article("SD 13(6)")
@pytest.mark.parametrize(("month", "outcome"), [
    ("2026-05", MET), ("2026-04", NEEDS_HUMAN), (None, MET), ("2026-11", MET),
])
def test_a_proof_of_insurance_older_than_the_reference_is_a_persons(month: str | None, outcome: Outcome) -> None:
    """Six months from the last day of May end on 30 November, from that of April on 30 October."""
    answer = found(verdict(SD, [*roster(20, 10), member(insured_month=month)]), "contract_and_insurance")
    assert (answer.outcome, answer.figures["old"]) == (outcome, int(outcome is NEEDS_HUMAN))


@pytest.mark.article("SD 13(6)")
def test_somebody_without_cover_fails_the_duty_though_others_have_old_proofs() -> None:
    people = [*roster(20, 10), member(insured_month="2020-01"), member(insured=False)]
    answer = found(verdict(SD, people), "contract_and_insurance")
    assert (answer.outcome, answer.figures["old"], answer.figures["uncovered"]) == (NOT_MET, 1, 1)


@pytest.mark.article("ZJ 12")
def test_an_assumed_value_that_is_met_is_met_and_labelled_and_unmet_a_persons() -> None:
    over = institution("330000", premises=PremisesFacts(ZJ, "leased", YESTERDAY))
    met, unmet = (found(verdict(ZJ, facts=facts), "premises") for facts in (institution(ZJ), over))
    assert (bool(met), met.needs_human, met.stated.strength.value) == (True, False, "assumed")
    assert (unmet.outcome, unmet.refuses, unmet.needs_human) == (NOT_MET, False, True)


def test_shandongs_national_work_asks_for_no_branch_no_certificate_and_no_look_up() -> None:
    """Article 17: MIIT's conditions, not those of article 13."""
    facts = institution(JL, quality_system=None, clean_checked_on=None, internal_rules=frozenset())
    answer = verdict(SD, facts=facts, level=NATIONAL)
    assert answer.met
    assert keys.QUALITY_SYSTEM.name not in {one.stated.key for one in answer.findings}
    assert not rules_of(SD).get(keys.QUALITY_SYSTEM, NATIONAL).value
