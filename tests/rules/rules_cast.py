"""People, institutions and changed packs for the tests of the rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import count as numbers
from pathlib import Path
from typing import Any

from assessor_hub.rules.conditions import judge
from assessor_hub.rules.findings import Finding, Verdict
from assessor_hub.rules.institution_facts import Branch, InstitutionFacts, PremisesFacts, QualitySystem, TrackItem
from assessor_hub.rules.keys import ALL, Key
from assessor_hub.rules.law import LawBook, Rules, written
from assessor_hub.rules.pack import Entry, load_packs
from assessor_hub.rules.pack_shapes import Strength
from assessor_hub.rules.staffing import StaffMember, TitleLevel, count
from assessor_hub.rules.values import Level, Specialty, UnitKind

FOLDER = Path(__file__).parents[2] / "config" / "jurisdictions"
BOOK = LawBook(load_packs(FOLDER))
DAY = date(2026, 11, 21)
CN, JL, ZJ, FJ, SD, HY = "000000", "220000", "330000", "350000", "370000", "441600"
NATIONAL, PROVINCIAL, MUNICIPAL = Level.NATIONAL, Level.PROVINCIAL, Level.MUNICIPAL
FACTORY, PARK, SUPPLY_CHAIN = UnitKind.FACTORY, UnitKind.PARK, UnitKind.SUPPLY_CHAIN
MID, DEPUTY, FULL = TitleLevel.MID, TitleLevel.DEPUTY_SENIOR, TitleLevel.FULL_SENIOR
_refs = numbers(1)


def rules_of(code: str, book: LawBook = BOOK) -> Rules:
    """The rules as the text has them, in force or not."""
    return book.read(code, DAY)


def confirming(*pairs: tuple[str, str], book: LawBook = BOOK) -> LawBook:
    """The same packs with the values of DAY confirmed, each by its jurisdiction and key."""
    confirmed = frozenset(
        (code, name, written(ALL[name], book.stated(code, ALL[name], DAY, level).value))
        for code, name in pairs for level in Level
    )
    return book.with_records((), confirmed)


def amended(code: str, key: Key[Any], value: Any, book: LawBook = BOOK) -> LawBook:
    """The same packs but for one answer of ``code``, stated by its own text for every level."""
    return with_entries(code, key.name, (Entry(value=value, strength=Strength.TEXT, article="99"),), book)


def with_entries(code: str, name: str, entries: tuple[Entry, ...], book: LawBook = BOOK) -> LawBook:
    pack = book.packs[code]
    changed = replace(pack, entries={**pack.entries, name: entries})
    return replace(book, packs={**book.packs, code: changed})


def member(title: TitleLevel = MID, specialty: Specialty = Specialty.ENERGY, **how: Any) -> StaffMember:
    """A full-time person with contract and insurance whose claim counts here, unless ``how`` says otherwise."""
    usual: dict[str, Any] = {"full_time": True, "contract": True, "insured": True}
    return StaffMember(ref=f"p{next(_refs)}", title=title, specialty=specialty, **usual | how)


def staff(how_many: int, title: TitleLevel = MID, specialty: Specialty = Specialty.ENERGY, **how: Any) -> list[Any]:
    return [member(title, specialty, **how) for _ in range(how_many)]


def roster(titled: int, senior: int) -> list[StaffMember]:
    """``titled`` people, ``senior`` of whom are senior in energy."""
    return staff(titled - senior) + staff(senior, DEPUTY)


def judged(people: list[StaffMember], rules: Rules, level: Level = PROVINCIAL) -> dict[str, Finding]:
    """What is found of who counts, by the finding's code."""
    return {finding.code: finding for finding in count(people, rules, level, DAY)}


RECENT = TrackItem("review", "part", "provincial", date(2026, 3, 1))


RULES_WRITTEN = frozenset({"management", "work_procedure", "staff", "expert_review"})


def institution(home: str = JL, **changes: Any) -> InstitutionFacts:
    """An institution at home in a province that has everything any text asks for, but for ``changes``.

    ``premises_province``, ``has_quality_system`` and ``has_branch_in_province`` stand for what they name, with every
    particular that belongs to it.
    """
    where = changes.pop("premises_province", home)
    system = changes.pop("has_quality_system", True)
    branch = changes.pop("has_branch_in_province", None)
    good = InstitutionFacts(
        registered_as_legal_person=True,
        registered_province=home,
        branch=Branch(branch, date(2020, 1, 1), described=True) if branch else None,
        premises=PremisesFacts(where, "owned", None) if where else None,
        has_office=True,
        has_finance_rules=True,
        finance_rules_documented=True,
        quality_system=QualitySystem(date(2027, 1, 1)) if system else None,
        fields=frozenset(UnitKind),
        fields_described=frozenset(UnitKind),
        internal_rules=RULES_WRITTEN,
        rules_documented=RULES_WRITTEN,
        clean_record=True,
        clean_checked_on=date(2026, 10, 1),
        platform_registered=True,
        track_record=(RECENT,),
        conduct_committed=True,
    )
    return replace(good, **changes)


def verdict(
    code: str,
    people: Iterable[StaffMember] | None = None,
    facts: InstitutionFacts | None = None,
    level: Level = PROVINCIAL,
    book: LawBook = BOOK,
) -> Verdict:
    """The verdict of ``code`` on a good institution of that province, with a good roster, unless given others."""
    return judge(facts or institution(code), people or roster(20, 10), rules_of(code, book), level, DAY)


def found(verdict: Verdict, code: str) -> Finding:
    """The one finding of that code."""
    (one,) = [finding for finding in verdict.findings if finding.code == code]
    return one
