"""Every condition of an assessor, judged as of a day: facts and rules in, a verdict out.

What is missing makes a condition unmet; what is there but not shown (no statement, no document, an old check) leaves it
to a human. A finding names both in its figures, as ``lacking`` and ``unshown``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from assessor_hub.rules import keys
from assessor_hub.rules.findings import Finding, Outcome, Verdict
from assessor_hub.rules.institution_facts import InstitutionFacts, TrackItem
from assessor_hub.rules.law import Rules, Stated
from assessor_hub.rules.periods import last_day_of_months, last_day_of_years
from assessor_hub.rules.staffing import StaffMember, count
from assessor_hub.rules.values import Level, TrackRecord

_RANK = {"municipal": 0, "provincial": 1, "national": 2}
Parts = Iterable[tuple[str, bool]]


def judge(
    facts: InstitutionFacts, roster: Iterable[StaffMember], rules: Rules, level: Level, day: date
) -> Verdict:
    """Judge every condition that the rules state for ``level``; conditions they don't state are not listed."""
    found = [
        _legal_person(facts, rules, level, day),
        _premises(facts, rules, level, day),
        *_duties(facts, rules, level, day),
        *count(roster, rules, level, day),
        _fields(facts, rules, level),
        _track_record(facts, rules, level, day),
    ]
    return Verdict(level, tuple(found))


def _finding(code: str, stated: Stated[Any], lacking: Parts, unshown: Parts = (), **figures: Any) -> Finding:
    """A finding from its parts, each a word and whether it holds against the institution."""
    missing = tuple(word for word, so in lacking if so)
    open_parts = tuple(word for word, so in unshown if so and word not in missing)
    outcome = Outcome.NOT_MET if missing else Outcome.NEEDS_HUMAN if open_parts else Outcome.MET
    return Finding(code, outcome, stated, {"lacking": missing, "unshown": open_parts, **figures})


def _province(code: str) -> str:
    return f"{code[:2]}0000"


def _legal_person(facts: InstitutionFacts, rules: Rules, level: Level, day: date) -> Finding:
    """A legal person in China, or in the province, or elsewhere with an independent branch there that is on record."""
    stated = rules.get(keys.LEGAL_PERSON, level)
    here = facts.registered_province == _province(rules.code)
    branch = facts.branch if facts.branch and facts.branch.province == _province(rules.code) else None
    by_branch = stated.value.where != "china" and not here
    not_yet = branch is not None and branch.since is not None and branch.since > day
    return _finding(
        "legal_person", stated,
        [("legal_person", not facts.registered_as_legal_person), ("branch", by_branch and (branch is None or not_yet))],
        [("branch_particulars", by_branch and branch is not None and not branch.described),
         ("branch_since", by_branch and branch is not None and branch.since is None)],
        in_province=here, branch=branch is not None, where=stated.value.where,
    )


def _premises(facts: InstitutionFacts, rules: Rules, level: Level, day: date) -> Finding:
    stated = rules.get(keys.PREMISES, level)
    there = facts.premises
    here = there is not None and there.province == _province(rules.code)
    elsewhere = there is not None and stated.value.where == "province" and not here
    until = there.until if there and there.right == "leased" else None
    return _finding(
        "premises", stated,
        [("premises", there is None), ("in_province", elsewhere),
         ("lease_over", until is not None and until < day), ("office", not facts.has_office)],
        [("right", there is not None and there.right is None),
         ("lease_end", there is not None and there.right == "leased" and until is None)],
        in_province=here, where=stated.value.where, until=until,
    )


def _duties(facts: InstitutionFacts, rules: Rules, level: Level, day: date) -> Iterator[Finding]:
    """The conditions that a text asks for or doesn't."""
    finance = rules.get(keys.FINANCE_RULES, level)
    if finance.value:
        yield _finding(
            "finance_rules", finance, [("finance_rules", not facts.has_finance_rules)],
            [("finance_rules", not facts.finance_rules_documented)],
        )
    quality = rules.get(keys.QUALITY_SYSTEM, level)
    if quality.value:
        yield _quality_system(facts, quality, day)
    internal = rules.get(keys.INTERNAL_RULES, level)
    if internal.value:
        yield _finding(
            "internal_rules", internal, [(name, name not in facts.internal_rules) for name in internal.value],
            [(name, name not in facts.rules_documented) for name in internal.value],
        )
    clean = rules.get(keys.CLEAN_YEARS, level)
    if clean.value is not None:
        yield _clean_record(facts, clean, rules.get(keys.REF_CLEAN_CHECK, level).value, day)
    platform = rules.get(keys.PLATFORM_REGISTRATION, level)
    if platform.value:
        yield _finding("platform_registration", platform, [("platform", not facts.platform_registered)])
    conduct = rules.get(keys.CONDUCT, level)
    if conduct.value:
        # the text bans the conduct but asks nobody to promise: without the promise a person looks, nothing is refused
        yield _finding(
            "conduct_commitment", conduct, [], [("promise", not facts.conduct_committed)], banned=tuple(conduct.value)
        )


def _quality_system(facts: InstitutionFacts, stated: Stated[bool], day: date) -> Finding:
    """Running by a certificate that is valid on the day; without one a person looks at the system's documents."""
    system = facts.quality_system
    until = system.valid_until if system else None
    return _finding(
        "quality_system", stated,
        [("quality_system", system is None), ("certificate_expired", until is not None and until < day)],
        [("certificate", system is not None and until is None)], until=until,
    )


def _clean_record(facts: InstitutionFacts, stated: Stated[Any], months: int, day: date) -> Finding:
    """Declared clean, and looked up not longer ago than the reference says (no text states an age)."""
    checked = facts.clean_checked_on if facts.clean_checked_on and facts.clean_checked_on <= day else None
    old = checked is not None and day > clean_until(checked, months)
    return _finding(
        "clean_record", stated, [("clean_record", not facts.clean_record)],
        [("clean_check", checked is None), ("clean_check_old", old)],
        years=stated.value, checked=checked,
    )


def clean_until(checked_on: date, months: int) -> date:
    """The last day on which a look-up of the credit record is fresh, by the reference of so many months."""
    return last_day_of_months(checked_on, months)


def _fields(facts: InstitutionFacts, rules: Rules, level: Level) -> Finding:
    stated = rules.get(keys.FIELDS, level)
    return _finding(
        "fields", stated, [(kind.value, kind not in facts.fields) for kind in stated.value],
        [(kind.value, kind not in facts.fields_described) for kind in stated.value],
    )


def _track_record(facts: InstitutionFacts, rules: Rules, level: Level, day: date) -> Finding:
    """One piece of work that counts and is proven is enough; where none is proven a person looks."""
    stated = rules.get(keys.TRACK_RECORD, level)
    counted = [item for item in facts.track_record if counts(item, stated.value, day)]
    proven = sum(item.proven for item in counted)
    return _finding(
        "track_record", stated, [("track_record", not counted)], [("proof", bool(counted) and not proven)],
        years=stated.value.years, found=len(counted), proven=proven, listed=len(facts.track_record),
    )


def counts(item: TrackItem, asked: TrackRecord, day: date) -> bool:
    """Whether a piece of work counts: its kind, its age, its level, and for standards the role."""
    if item.kind not in asked.kinds or not item.done_on <= day <= last_day_of_years(item.done_on, asked.years):
        return False
    if item.kind == "standard":
        return item.level in asked.standards and (item.role == "lead" or not asked.standards_lead_only)
    if item.kind == "research":
        return _RANK.get(item.level, -1) >= _RANK[asked.research_level]
    return True
