"""Every condition of an assessor, judged as of a day: facts and rules in, a verdict out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from assessor_hub.rules import keys
from assessor_hub.rules.findings import Finding, Outcome, Verdict
from assessor_hub.rules.law import Rules, Stated
from assessor_hub.rules.periods import last_day_of_years
from assessor_hub.rules.staffing import StaffMember, count
from assessor_hub.rules.values import Level, TrackRecord, UnitKind

_RANK = {"municipal": 0, "provincial": 1, "national": 2}


@dataclass(frozen=True)
class TrackItem:
    """One piece of work that shows experience."""

    kind: Literal["review", "assessment", "research", "standard", "policy"]
    role: Literal["lead", "part"]
    level: Literal["national", "provincial", "municipal", "industry"]
    done_on: date


@dataclass(frozen=True)
class InstitutionFacts:
    """What an institution shows. Provinces are GB/T 2260 codes; ``premises_province`` None: no fixed premises."""

    registered_as_legal_person: bool
    registered_province: str
    has_branch_in_province: bool
    premises_province: str | None
    has_office: bool
    has_finance_rules: bool
    has_quality_system: bool
    fields: frozenset[UnitKind]
    internal_rules: frozenset[str]
    clean_record: bool
    platform_registered: bool
    track_record: tuple[TrackItem, ...]
    conduct_committed: bool


def judge(
    facts: InstitutionFacts, roster: Iterable[StaffMember], rules: Rules, level: Level, day: date
) -> Verdict:
    """Judge every condition that the rules state for ``level``; conditions they don't state are not listed."""
    found = [
        _legal_person(facts, rules, level),
        _premises(facts, rules, level),
        *_duties(facts, rules, level),
        *count(roster, rules, level),
        _fields(facts, rules, level),
        _track_record(facts, rules, level, day),
    ]
    return Verdict(level, tuple(found))


def _finding(code: str, met: bool, stated: Stated[Any], **figures: Any) -> Finding:
    return Finding(code, Outcome.MET if met else Outcome.NOT_MET, stated, figures)


def _province(code: str) -> str:
    return f"{code[:2]}0000"


def _legal_person(facts: InstitutionFacts, rules: Rules, level: Level) -> Finding:
    stated = rules.get(keys.LEGAL_PERSON, level)
    here = facts.registered_province == _province(rules.code)
    placed = stated.value.where == "china" or here or facts.has_branch_in_province
    return _finding(
        "legal_person", facts.registered_as_legal_person and placed, stated,
        legal_person=facts.registered_as_legal_person, in_province=here, branch=facts.has_branch_in_province,
        where=stated.value.where,
    )


def _premises(facts: InstitutionFacts, rules: Rules, level: Level) -> Finding:
    stated = rules.get(keys.PREMISES, level)
    here = facts.premises_province == _province(rules.code)
    placed = facts.premises_province is not None and (stated.value.where == "anywhere" or here)
    return _finding(
        "premises", placed and facts.has_office, stated,
        premises=facts.premises_province is not None, office=facts.has_office, in_province=here,
        where=stated.value.where,
    )


def _duties(facts: InstitutionFacts, rules: Rules, level: Level) -> Iterator[Finding]:
    """The conditions that a text asks for or doesn't, each by a yes or no of the institution."""
    finance = rules.get(keys.FINANCE_RULES, level)
    if finance.value:
        yield _finding("finance_rules", facts.has_finance_rules, finance)
    quality = rules.get(keys.QUALITY_SYSTEM, level)
    if quality.value:
        yield _finding("quality_system", facts.has_quality_system, quality)
    internal = rules.get(keys.INTERNAL_RULES, level)
    if internal.value:
        lacking = tuple(name for name in internal.value if name not in facts.internal_rules)
        yield _finding("internal_rules", not lacking, internal, lacking=lacking)
    clean = rules.get(keys.CLEAN_YEARS, level)
    if clean.value is not None:
        yield _finding("clean_record", facts.clean_record, clean, years=clean.value)
    platform = rules.get(keys.PLATFORM_REGISTRATION, level)
    if platform.value:
        yield _finding("platform_registration", facts.platform_registered, platform)
    conduct = rules.get(keys.CONDUCT, level)
    if conduct.value:
        # the text bans the conduct but asks nobody to promise: without the promise a person looks, nothing is refused
        outcome = Outcome.MET if facts.conduct_committed else Outcome.NEEDS_HUMAN
        yield Finding("conduct_commitment", outcome, conduct, {"banned": tuple(conduct.value)})


def _fields(facts: InstitutionFacts, rules: Rules, level: Level) -> Finding:
    stated = rules.get(keys.FIELDS, level)
    lacking = tuple(kind.value for kind in stated.value if kind not in facts.fields)
    return _finding("fields", not lacking, stated, lacking=lacking)


def _track_record(facts: InstitutionFacts, rules: Rules, level: Level, day: date) -> Finding:
    stated = rules.get(keys.TRACK_RECORD, level)
    counted = sum(counts(item, stated.value, day) for item in facts.track_record)
    return _finding(
        "track_record", counted > 0, stated, years=stated.value.years, found=counted, listed=len(facts.track_record)
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
