"""Who counts: titled staff, seniors in a related specialty, contract and insurance."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rules_cast import (
    CN,
    DEPUTY,
    FJ,
    FULL,
    JL,
    MID,
    NATIONAL,
    PROVINCIAL,
    SD,
    ZJ,
    amended,
    confirming,
    judged,
    member,
    roster,
    rules_of,
    staff,
    with_entries,
)

from assessor_hub.rules import keys
from assessor_hub.rules.findings import Outcome
from assessor_hub.rules.pack import Entry, Strength
from assessor_hub.rules.staffing import TitleLevel
from assessor_hub.rules.values import Level, Specialties, Specialty

# -- Titled --


@pytest.mark.article("JL 20(3)", "SD 13(3)")
@pytest.mark.parametrize(("code", "required"), [(JL, 10), (SD, 8)])
def test_at_least_includes_the_number(code: str, required: int) -> None:
    rules = rules_of(code)
    below, at = (judged(roster(number, 5), rules)["titled_minimum"] for number in (required - 1, required))
    assert (below.outcome, at.outcome) == (Outcome.NOT_MET, Outcome.MET)
    assert (below.figures["required"], below.figures["found"], below.figures["missing"]) == (required, required - 1, 1)
    assert (at.figures["found"], at.figures["missing"]) == (required, 0)


@pytest.mark.parametrize(
    ("title", "counts"),
    [("none", False), ("junior", False), ("mid", True), ("deputy_senior", True), ("full_senior", True)],
)
def test_mid_level_or_above_counts(title: str, counts: bool) -> None:
    finding = judged([member(TitleLevel(title))], rules_of(JL))["titled_minimum"]
    assert finding.figures["found"] == counts


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"full_time": False}, "not_full_time"),
        ({"title": TitleLevel.JUNIOR}, "below_mid"),
        ({"title": TitleLevel.NONE}, "below_mid"),
        ({"counted": False}, "not_counted_here"),
    ],
)
def test_who_does_not_count_is_named_with_the_reason(how: dict[str, object], reason: str) -> None:
    odd = replace(member(FULL), **how)  # type: ignore[arg-type]
    findings = judged([*roster(10, 5), odd], rules_of(JL))
    assert findings["titled_minimum"].figures["out"] == ((odd.ref, reason),)
    assert findings["titled_minimum"].figures["found"] == 10
    assert findings["senior_minimum"].figures["found"] == 5


# -- Senior --


@pytest.mark.article("JL 20(3)", "SD 13(3)")
@pytest.mark.parametrize(("code", "required"), [(JL, 5), (SD, 4)])
def test_enough_seniors_are_within_the_titled(code: str, required: int) -> None:
    rules = rules_of(code)
    few, enough = (judged(roster(10, number), rules) for number in (required - 1, required))
    assert not few["senior_minimum"]
    assert few["senior_minimum"].figures["missing"] == 1
    assert enough["senior_minimum"].figures["missing"] == 0
    assert enough["senior_minimum"]
    assert enough["titled_minimum"].figures["found"] == 10


def test_both_senior_ranks_are_senior_and_mid_is_not() -> None:
    found = [judged([member(title)], rules_of(JL))["senior_minimum"].figures["found"] for title in (MID, DEPUTY, FULL)]
    assert found == [0, 1, 1]


@pytest.mark.article("JL 20(3)", "SD 13(3)")
@pytest.mark.parametrize(
    ("code", "level"), [(JL, PROVINCIAL), (ZJ, NATIONAL), (SD, PROVINCIAL), (SD, NATIONAL)]
)
@pytest.mark.parametrize("specialty", [one for one in Specialty if one not in {Specialty.OTHER, Specialty.UNRELATED}])
def test_each_named_specialty_is_related_under_the_old_names_and_the_new(
    code: str, level: Level, specialty: Specialty
) -> None:
    finding = judged(staff(12, DEPUTY, specialty), rules_of(code), level)["senior_minimum"]
    assert (finding.outcome, finding.figures["open"]) == (Outcome.MET, 0)


@pytest.mark.parametrize("part", [Specialty.ENVIRONMENT, Specialty.ECOLOGY])
def test_the_new_name_and_either_of_the_old_ones_cover_each_other_and_the_old_ones_not(part: Specialty) -> None:
    def seniors(listed: Specialty, held: Specialty) -> int:
        only = Specialties(related=(listed,), open_ended=False)
        rules = rules_of(JL, amended(JL, keys.SPECIALTIES, only))
        return int(judged([member(DEPUTY, held)], rules)["senior_minimum"].figures["found"])

    other = Specialty.ECOLOGY if part is Specialty.ENVIRONMENT else Specialty.ENVIRONMENT
    both = Specialty.ECOLOGICAL_ENVIRONMENT
    assert (seniors(part, both), seniors(both, part), seniors(part, other)) == (1, 1, 0)


def test_a_specialty_off_a_closed_list_is_not_related() -> None:
    only_energy = Specialties(related=(Specialty.ENERGY,), open_ended=False)
    rules = rules_of(JL, amended(JL, keys.SPECIALTIES, only_energy))
    finding = judged(staff(12, DEPUTY, Specialty.LOW_CARBON), rules)["senior_minimum"]
    assert (finding.outcome, finding.figures["found"], finding.figures["open"]) == (Outcome.NOT_MET, 0, 0)
    assert finding.refuses


@pytest.mark.parametrize("specialty", [Specialty.OTHER, Specialty.LIFE_CYCLE])
@pytest.mark.parametrize(
    ("related", "unlisted", "outcome"),
    [
        (5, 3, Outcome.MET),
        (4, 1, Outcome.NEEDS_HUMAN),
        (0, 5, Outcome.NEEDS_HUMAN),
        (4, 0, Outcome.NOT_MET),
        (3, 1, Outcome.NOT_MET),  # even all of them would not make five
    ],
)
def test_behind_an_open_list_a_human_is_asked_only_where_the_answer_matters(
    specialty: Specialty, related: int, unlisted: int, outcome: Outcome
) -> None:
    short_list = Specialties(related=(Specialty.ENERGY,), open_ended=True)
    rules = rules_of(JL, amended(JL, keys.SPECIALTIES, short_list))
    others = staff(unlisted, DEPUTY, specialty)
    finding = judged([*staff(10), *staff(related, DEPUTY), *others], rules)["senior_minimum"]
    assert finding.outcome is outcome
    assert finding.figures["found"] == related
    assert finding.figures["who_open"] == tuple(one.ref for one in others)


def test_an_unrelated_senior_counts_among_the_titled() -> None:
    findings = judged([*roster(9, 5), member(FULL, Specialty.UNRELATED)], rules_of(JL))
    assert findings["titled_minimum"].figures["found"] == 10
    assert findings["senior_minimum"].figures["found"] == 5


# -- Contract and insurance --


@pytest.mark.article("SD 13(6)", "SD 13(3)")
@pytest.mark.parametrize("lacking", ["contract", "insured"])
def test_in_shandong_an_uncovered_person_fails_the_duty_and_does_not_count(lacking: str) -> None:
    bare = member(DEPUTY, **{lacking: False})
    findings = judged([*roster(8, 3), bare], rules_of(SD))
    assert findings["titled_minimum"].figures["found"] == 8
    assert findings["titled_minimum"].figures["out"] == ((bare.ref, "uncovered"),)
    assert findings["senior_minimum"].figures["found"] == 3
    assert findings["contract_and_insurance"].outcome is Outcome.NOT_MET
    assert findings["contract_and_insurance"].figures["who"] == (bare.ref,)
    assert findings["contract_and_insurance"].refuses


@pytest.mark.article("SD 13(6)")
def test_the_duty_is_towards_every_full_time_assessor_whatever_the_title() -> None:
    junior = member(TitleLevel.JUNIOR, insured=False)
    part_time = member(full_time=False, insured=False)
    finding = judged([*roster(8, 4), junior, part_time], rules_of(SD))["contract_and_insurance"]
    assert finding.figures["who"] == (junior.ref,)


@pytest.mark.parametrize(("code", "level"), [(JL, PROVINCIAL), (ZJ, PROVINCIAL), (FJ, NATIONAL), (SD, NATIONAL)])
def test_where_the_text_is_silent_cover_neither_counts_nor_is_judged(code: str, level: Level) -> None:
    findings = judged(staff(10, DEPUTY, insured=False), rules_of(code), level)
    assert set(findings) == {"titled_minimum", "senior_minimum"}
    assert all(findings.values())


# -- Strength --


def test_an_assumed_number_asks_a_human_until_it_is_confirmed() -> None:
    assumed = judged(roster(9, 5), rules_of(ZJ))["titled_minimum"]
    assert (assumed.outcome, assumed.refuses, assumed.needs_human) == (Outcome.NOT_MET, False, True)
    confirmed_book = confirming((CN, "conditions.titled_minimum"))
    confirmed = judged(roster(9, 5), rules_of(ZJ, confirmed_book))["titled_minimum"]
    assert (confirmed.refuses, confirmed.needs_human) == (True, False)
    assert confirmed.as_json()["confirmed"]


def test_a_list_that_is_only_assumed_refuses_nobody_even_where_the_number_is_the_texts() -> None:
    closed = Specialties(related=(Specialty.ENERGY,), open_ended=False)
    assumed = Entry(value=closed, strength=Strength.ASSUMED, known_from="JL 20(3)")
    rules = rules_of(JL, with_entries(JL, keys.SPECIALTIES.name, (assumed,)))
    outcomes = {
        specialty: judged(staff(12, DEPUTY, specialty), rules)["senior_minimum"].outcome
        for specialty in (Specialty.ENERGY, Specialty.LOW_CARBON, Specialty.UNRELATED)
    }
    assert list(outcomes.values()) == [Outcome.MET, Outcome.NEEDS_HUMAN, Outcome.NOT_MET]


def test_a_cover_that_is_only_assumed_asks_a_human_once_and_takes_nobody_out_of_the_count() -> None:
    assumed = Entry(value=True, strength=Strength.ASSUMED, known_from="SD 13(6)")
    rules = rules_of(JL, with_entries(JL, keys.COVER.name, (assumed,)))
    findings = judged([*roster(9, 5), member(insured=False)], rules)
    assert findings["titled_minimum"]
    assert [code for code, finding in findings.items() if finding.needs_human] == ["contract_and_insurance"]
    assert not any(finding.refuses for finding in findings.values())


def test_an_unrelated_specialty_is_not_behind_the_open_list() -> None:
    """Accounting is not "and the like": no human is asked, while another specialty is left to one."""
    accountant, other = (
        judged([*roster(9, 4), member(FULL, specialty)], rules_of(JL))["senior_minimum"]
        for specialty in (Specialty.UNRELATED, Specialty.OTHER)
    )
    assert (accountant.outcome, accountant.figures["open"]) == (Outcome.NOT_MET, 0)
    assert (other.outcome, other.figures["open"]) == (Outcome.NEEDS_HUMAN, 1)


# -- Foreign titles, and titles that were issued later --


@pytest.mark.article("JL 20(3)")
def test_a_foreign_title_that_makes_the_number_needs_a_human() -> None:
    """Whether it stands for a title nobody but a person can say, whatever the text's strength."""
    nine = roster(9, 5)
    abroad = replace(member(MID), foreign=True)
    finding = judged([*nine, abroad], rules_of(JL))["titled_minimum"]
    assert (finding.outcome, finding.figures["found"], finding.figures["open"]) == (Outcome.NEEDS_HUMAN, 9, 1)
    assert judged([*roster(10, 5), abroad], rules_of(JL))["titled_minimum"].outcome is Outcome.MET
    assert judged([*roster(8, 5), abroad], rules_of(JL))["titled_minimum"].outcome is Outcome.NOT_MET


@pytest.mark.article("JL 20(3)")
def test_a_foreign_senior_in_a_listed_specialty_needs_a_human() -> None:
    abroad = replace(member(DEPUTY), foreign=True)
    finding = judged([*roster(10, 4), abroad], rules_of(JL))["senior_minimum"]
    assert (finding.outcome, finding.figures["found"], finding.figures["open"]) == (Outcome.NEEDS_HUMAN, 4, 1)


@pytest.mark.article("JL 20(3)")
def test_a_title_that_was_issued_later_is_out_and_says_so() -> None:
    later = replace(member(MID), issued=False)
    finding = judged([*roster(9, 5), later], rules_of(JL))["titled_minimum"]
    assert finding.outcome is Outcome.NOT_MET
    assert [reason for _ref, reason in finding.figures["out"]] == ["not_issued"]
