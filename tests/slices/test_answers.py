"""The application as a document: what an older release wrote still loads, and only live documents show anything."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from assessor_hub.registration.answers import Answers
from assessor_hub.rules.institution_facts import Branch, PremisesFacts, QualitySystem
from assessor_hub.rules.values import UnitKind

OLD: dict[str, Any] = {
    "profile": {
        "legal_person": True, "branch_code": "370100", "branch_address": "示范街8号", "platform_account": "gm",
        "fields": ["factory", "park"],
    },
    "premises": {
        "code": "370100", "address": "示范路1号", "office": True, "finance_rules": True, "quality_system": True,
        "quality_certificate": "Q1",
    },
    "track_record": [
        {"kind": "review", "title": "评审", "role": "lead", "level": "national", "done_on": "2026-01-05"},
    ],
    "commitments": {"internal_rules": ["management"], "clean_record": True, "clean_checked_on": None, "conduct": True},
}


def test_a_document_of_an_older_release_loads_and_shows_less() -> None:
    facts = Answers.model_validate(OLD).facts("310100", {1})
    assert facts.branch == Branch("370000", None, described=False)
    assert facts.premises == PremisesFacts("370000", None, None)
    assert facts.quality_system == QualitySystem(None)
    assert (facts.fields, facts.fields_described) == (frozenset({UnitKind.FACTORY, UnitKind.PARK}), frozenset())
    assert (facts.internal_rules, facts.rules_documented) == (frozenset({"management"}), frozenset())
    assert [item.proven for item in facts.track_record] == [False]
    assert Answers.model_validate(Answers.model_validate(OLD).model_dump(mode="json")).facts("310100", {1}) == facts


def test_a_document_shows_something_only_while_it_is_there() -> None:
    given = OLD | {
        "track_record": [OLD["track_record"][0] | {"document": 7}],
        "commitments": OLD["commitments"] | {"document_management": 8, "document_staff": 9},
    }
    answers = Answers.model_validate(given)
    both, one, none = (answers.facts("310100", documents) for documents in ({7, 8}, {7}, set[int]()))
    assert [facts.track_record[0].proven for facts in (both, one, none)] == [True, True, False]
    assert [facts.rules_documented for facts in (both, one)] == [frozenset({"management"}), frozenset()]
    kinds = ({"finance_rules"}, {"evidence"}, set[str]())
    assert [answers.facts("310100", {7}, one).finance_rules_documented for one in kinds] == [True, False, False]
    copied = answers.without_documents()
    assert (copied.track_record[0].document, copied.commitments.document_management) == (None, None)
    assert answers.commitments.document_management == 8  # the first application keeps its own


def test_what_is_blank_describes_nothing() -> None:
    answers = Answers.model_validate(OLD)
    answers.profile.branch_head, answers.profile.branch_since = "  ", date(2026, 1, 1)
    answers.profile.ability_park = " \n"
    facts = answers.facts("310100", ())
    assert facts.branch == Branch("370000", date(2026, 1, 1), described=False)
    assert facts.fields_described == frozenset()
    answers.profile.branch_head, answers.profile.ability_park = "安知行", "园区规划3人"
    facts = answers.facts("310100", ())
    assert facts.branch == Branch("370000", date(2026, 1, 1), described=True)
    assert facts.fields_described == {UnitKind.PARK}


def test_no_branch_no_premises_no_system() -> None:
    facts = Answers().facts("370100", ())
    assert (facts.branch, facts.premises, facts.quality_system) == (None, None, None)
    assert facts.registered_province == "370000"


def test_a_field_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValidationError):
        Answers.model_validate(OLD | {"profile": {"branch_chief": "x"}})
