"""No number of a province lives in the code: change a value in a pack, and the answer changes with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pack_words import blocks, rewritten, stated
from rules_cast import (
    BOOK,
    CN,
    DEPUTY,
    FACTORY,
    FJ,
    HY,
    JL,
    MID,
    MUNICIPAL,
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
from assessor_hub.rules.caps import judge, pool_of
from assessor_hub.rules.deadlines import due_of
from assessor_hub.rules.findings import Verdict
from assessor_hub.rules.institution_facts import InstitutionFacts, TrackItem
from assessor_hub.rules.keys import Key
from assessor_hub.rules.law import LawBook
from assessor_hub.rules.periods import last_day_of_days
from assessor_hub.rules.sanctions import ban_of, grounds
from assessor_hub.rules.staffing import StaffMember
from assessor_hub.rules.values import Ground, Level, Specialty, UnitKind

SILENT = "silent = true"
Ask = Callable[[LawBook], Any]


# -- What is asked --


def refusing(
    code: str, people: list[StaffMember] | None = None, facts: InstitutionFacts | None = None, level: Level = PROVINCIAL
) -> Ask:
    """Which conditions refuse."""
    return lambda book: [finding.code for finding in verdict(code, people, facts, level, book).refusing]


def asking(
    code: str, people: list[StaffMember] | None = None, facts: InstitutionFacts | None = None, level: Level = PROVINCIAL
) -> Ask:
    """Which conditions are left to a human."""
    return lambda book: [finding.code for finding in verdict(code, people, facts, level, book).needs_human]


def figure(code: str, condition: str, name: str) -> Ask:
    """One figure of one finding, for an institution that has everything."""
    return lambda book: found(_good(code, book), condition).figures[name]


def judged(code: str, condition: str) -> Ask:
    """Whether the condition is judged at all."""
    return lambda book: condition in [finding.code for finding in _good(code, book).findings]


def _good(code: str, book: LawBook) -> Verdict:
    return verdict(code, book=book)


def fits(code: str, level: Level, kind: UnitKind, used: int) -> Ask:
    """Whether one more project fits beside those used; None where it uses no pool."""

    def ask(book: LawBook) -> bool | None:
        pair = pool_of(level, kind, rules_of(code, book))
        return bool(judge(pair[1], used)) if pair else None

    return ask


def pool(code: str, level: Level) -> Ask:
    """Whose pool a factory uses."""
    return lambda book: pair[0].jurisdiction if (pair := pool_of(level, FACTORY, rules_of(code, book))) else None


def last_day(code: str, ground: Ground) -> Ask:
    """The last day of a ban served on 2025-03-01; None where the text has no such ground."""

    def ask(book: LawBook) -> date | None:
        known = dict(grounds(rules_of(code, book)))
        return ban_of(date(2025, 3, 1), None, known[ground].value).last if ground in known else None

    return ask


def answer(code: str, key: Key[Any], level: Level = PROVINCIAL) -> Ask:
    """The bare answer, for what a slice reads."""
    return lambda book: rules_of(code, book).get(key, level).value


def due(code: str) -> Ask:
    """The day on which the summary of 2026 is due."""
    return lambda book: due_of(rules_of(code, book).get(keys.SUMMARY_DUE).value, 2026, None)


def worked(kind: Any, level: Any = "provincial", role: Any = "lead", on: date = date(2026, 1, 1)) -> InstitutionFacts:
    """An institution at home in Jilin whose whole experience is this."""
    return institution(JL, track_record=(TrackItem(kind, role, level, on),))


FOUR_YEARS_AGO = date(2022, 11, 21)
LOW_CARBON = [*staff(5), *staff(5, DEPUTY, Specialty.LOW_CARBON)]
ONE_OTHER = [*roster(9, 4), member(DEPUTY, Specialty.OTHER)]
BARE = [*roster(12, 6), member(MID, insured=False)]
NO_SUPPLY_CHAIN = frozenset({FACTORY, PARK})
THREE_RULES = frozenset({"management", "work_procedure", "staff"})
DECEMBER, NOVEMBER = date(2026, 12, 15), date(2026, 11, 15)
TITLED, SENIOR, TRACK = "conditions.titled_minimum", "conditions.senior_minimum", "conditions.track_record"
LIST, COVER, LEGAL, PREMISES = (
    f"conditions.{name}" for name in ("specialties", "contract_and_insurance", "legal_person", "premises")
)
FINANCE, QUALITY = "conditions.finance_rules", "conditions.quality_system"
FIELDS, INTERNAL, CLEAN = "conditions.fields", "conditions.internal_rules", "conditions.clean_years"
PLATFORM, RECORDAL, WORK = "recordal.platform_registration", "recordal.required", "recordal.work_before"

# code, key, the words and what they become; what is asked, the answer before, the answer after
CHANGES: list[tuple[str, str, str, str, Ask, Any, Any]] = [
    (JL, TITLED, "10", "11", refusing(JL, roster(10, 5)), [], ["titled_minimum"]),
    (SD, TITLED, "8", "7", refusing(SD, roster(7, 4)), ["titled_minimum"], []),
    (CN, TITLED, "10", "9", asking(ZJ, roster(9, 5)), ["titled_minimum"], []),
    (CN, TITLED, "10", "9", asking(SD, roster(9, 5), level=NATIONAL), ["titled_minimum"], []),
    (CN, TITLED, "10", "9", refusing(JL, roster(9, 5)), ["titled_minimum"], ["titled_minimum"]),  # Jilin states its own
    (JL, SENIOR, "5", "4", refusing(JL, roster(10, 4)), ["senior_minimum"], []),
    (SD, SENIOR, "4", "5", refusing(SD, roster(8, 4)), [], ["senior_minimum"]),
    (CN, SENIOR, "5", "6", asking(FJ, roster(10, 5)), [], ["senior_minimum"]),
    (JL, LIST, '"low_carbon", ', "", asking(JL, LOW_CARBON), [], ["senior_minimum"]),
    (SD, LIST, '"low_carbon", ', "", asking(SD, LOW_CARBON), [], ["senior_minimum"]),
    (JL, LIST, "open_ended = true", "open_ended = false", refusing(JL, ONE_OTHER), [], ["senior_minimum"]),
    (JL, COVER, SILENT, stated("true"), refusing(JL, BARE), [], ["contract_and_insurance"]),
    (SD, COVER, "true", "false", refusing(SD, BARE), ["contract_and_insurance"], []),
    (SD, COVER, "true", "false", figure(SD, "titled_minimum", "found"), 20, 20),
    (JL, LEGAL, "china", "province_or_branch", refusing(JL, facts=institution(JL, registered_province="110000")),
     [], ["legal_person"]),
    (SD, LEGAL, "province_or_branch", "china", refusing(SD, facts=institution(SD, registered_province="110000")),
     ["legal_person"], []),
    (JL, PREMISES, "anywhere", "province", refusing(JL, facts=institution(JL, premises_province="110000")),
     [], ["premises"]),
    (SD, PREMISES, '"province"', '"anywhere"', refusing(SD, facts=institution(SD, premises_province="110000")),
     ["premises"], []),
    (JL, FINANCE, "true", "false", refusing(JL, facts=institution(JL, has_finance_rules=False)), ["finance_rules"], []),
    (JL, QUALITY, SILENT, stated("true"), refusing(JL, facts=institution(JL, has_quality_system=False)),
     [], ["quality_system"]),
    (SD, QUALITY, "true", "false", refusing(SD, facts=institution(SD, has_quality_system=False)),
     ["quality_system"], []),
    (JL, FIELDS, ', "supply_chain"', "", refusing(JL, facts=institution(JL, fields=NO_SUPPLY_CHAIN)), ["fields"], []),
    (CN, FIELDS, ', "supply_chain"', "", asking(ZJ, facts=institution(ZJ, fields=NO_SUPPLY_CHAIN)), ["fields"], []),
    (JL, TRACK, "years = 5", "years = 3", refusing(JL, facts=worked("review", on=FOUR_YEARS_AGO)),
     [], ["track_record"]),
    (SD, TRACK, "years = 3", "years = 5",
     refusing(SD, facts=institution(SD, track_record=worked("review", on=FOUR_YEARS_AGO).track_record)),
     ["track_record"], []),
    (JL, TRACK, ', "policy"', "", refusing(JL, facts=worked("policy")), [], ["track_record"]),
    (JL, TRACK, '"industry"', '"provincial"', refusing(JL, facts=worked("standard")), ["track_record"], []),
    (JL, TRACK, "lead_only = false", "lead_only = true", refusing(JL, facts=worked("standard", "national", "part")),
     [], ["track_record"]),
    (JL, TRACK, 'level = "provincial"', 'level = "national"', refusing(JL, facts=worked("research")),
     [], ["track_record"]),
    (JL, INTERNAL, SILENT, stated('["expert_review"]'), refusing(JL, facts=institution(JL, internal_rules=THREE_RULES)),
     [], ["internal_rules"]),
    (SD, INTERNAL, ', "expert_review"', "", refusing(SD, facts=institution(SD, internal_rules=THREE_RULES)),
     ["internal_rules"], []),
    (JL, CLEAN, SILENT, stated("2"), refusing(JL, facts=institution(JL, clean_record=False)), [], ["clean_record"]),
    (SD, CLEAN, "value = 3", "value = 4", figure(SD, "clean_record", "years"), 3, 4),
    (JL, PLATFORM, "true", "false", refusing(JL, facts=institution(JL, platform_registered=False)),
     ["platform_registration"], []),
    (JL, "conduct.banned", ', "tied_selling"', "", figure(JL, "conduct_commitment", "banned"),
     ("performance_bet", "guaranteed_pass", "tied_selling", "market_disturbance"),
     ("performance_bet", "guaranteed_pass", "market_disturbance")),
    (ZJ, "conduct.banned", SILENT, stated('["tied_selling"]'), judged(ZJ, "conduct_commitment"), False, True),
    (JL, "conduct.effect", "rectify", "tell_staff",
     lambda book: rules_of(JL, book).get(keys.CONDUCT_EFFECT).value.effect.value, "rectify", "tell_staff"),
    (JL, RECORDAL, "true", "false", answer(JL, keys.RECORDAL), True, False),
    (CN, RECORDAL, "true", "false", answer(HY, keys.RECORDAL), True, False),
    (JL, WORK, "refuse", "flag", answer(JL, keys.WORK_BEFORE_RECORDAL), "refuse", "flag"),
    (CN, WORK, "refuse", "flag", answer(SD, keys.WORK_BEFORE_RECORDAL, NATIONAL), "refuse", "flag"),
    (JL, "caps.national", "15", "16", fits(JL, NATIONAL, FACTORY, 15), False, True),
    (ZJ, "caps.national", "15", "14", fits(ZJ, NATIONAL, PARK, 14), True, False),
    (CN, "caps.national", "15", "14", fits(FJ, NATIONAL, FACTORY, 14), True, False),
    (CN, "caps.national", "15", "14", fits(HY, NATIONAL, FACTORY, 14), True, False),
    (CN, "caps.national", "15", "14", fits(SD, NATIONAL, FACTORY, 14), True, False),
    (JL, "caps.national", ', "supply_chain"', "", fits(JL, NATIONAL, SUPPLY_CHAIN, 15), False, None),
    (JL, "caps.national", "nationwide = true", "nationwide = false", pool(JL, NATIONAL), CN, JL),
    (ZJ, "caps.provincial", "10", "11", fits(ZJ, PROVINCIAL, FACTORY, 10), False, True),
    (ZJ, "caps.provincial", '"park"', '"park", "supply_chain"', fits(ZJ, PROVINCIAL, SUPPLY_CHAIN, 10), None, False),
    (JL, "caps.provincial", SILENT, stated('{ limit = 2, kinds = ["factory"], nationwide = false }'),
     fits(JL, PROVINCIAL, FACTORY, 2), None, False),
    (SD, "caps.municipal", SILENT, stated('{ limit = 2, kinds = ["park"], nationwide = false }'),
     fits(SD, MUNICIPAL, PARK, 2), None, False),
    (JL, "summary.due", "12", "11", due(JL), DECEMBER, NOVEMBER),
    (CN, "summary.due", "12", "11", due(FJ), DECEMBER, NOVEMBER),
    (SD, "summary.due", '"set_by_department"', '"fixed", month = 11, day = 15', due(SD), None, NOVEMBER),
    (JL, "sanctions.fraud", "years = 3", "years = 5", last_day(JL, Ground.FRAUD), date(2028, 3, 1), date(2030, 3, 1)),
    (JL, "sanctions.concealment", '"non_acceptance", years = 3, notice = true', '"rectify"',
     last_day(JL, Ground.CONCEALMENT), date(2028, 3, 1), None),
    (JL, "sanctions.poor_quality", SILENT, stated('{ effect = "non_acceptance", years = 1 }'),
     last_day(JL, Ground.POOR_QUALITY), None, date(2026, 3, 1)),
    (SD, "sanctions.poor_quality", "years = 3", "years = 2", last_day(SD, Ground.POOR_QUALITY),
     date(2028, 3, 1), date(2027, 3, 1)),
    (SD, "sanctions.lacks_conditions", '"not_accepted_while"', '"non_acceptance", years = 1',
     last_day(SD, Ground.LACKS_CONDITIONS), None, date(2026, 3, 1)),
    (CN, "reference.correction", "30", "15",
     lambda book: last_day_of_days(date(2026, 5, 6), rules_of(JL, book).get(keys.REF_CORRECTION).value.length),
     date(2026, 6, 5), date(2026, 5, 21)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "key", "old", "new", "ask", "before", "after"),
    [pytest.param(*row, id=f"{BOOK.packs[row[0]].head.short}-{row[1]}-{number}") for number, row in enumerate(CHANGES)],
)
def test_the_answer_follows_the_pack(
    tmp_path: Path, code: str, key: str, old: str, new: str, ask: Ask, before: Any, after: Any
) -> None:
    at, words = next((at, words) for name, at, words in blocks(code) if name == key)
    assert old in words, "the pack no longer has what this case changes"
    assert ask(BOOK) == before
    assert ask(rewritten(tmp_path, code, at, old, new)) == after
