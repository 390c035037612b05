"""The parameter matrix, copied by hand row by row, so that a slip in a pack meets a second pair of eyes."""

from __future__ import annotations

from matrix_cells import CODES, MATRIX, Cell, assumed_row, known, mostly_silent, row, silent, taken, text

from assessor_hub.rules.pack import Strength
from assessor_hub.rules.values import (
    Cap,
    Consequence,
    Due,
    Effect,
    Exclusions,
    HeadChange,
    LegalPerson,
    OnSiteShare,
    Premises,
    Quality,
    Receiver,
    RecommendationDates,
    Span,
    Specialties,
    Specialty,
    TrackRecord,
    UnitKind,
)

__all__ = ["CODES", "MATRIX", "Cell"]

ALL_KINDS = (UnitKind.FACTORY, UnitKind.PARK, UnitKind.SUPPLY_CHAIN)
RELATED = Specialties(
    related=(Specialty.ENERGY, Specialty.ENVIRONMENT, Specialty.ECOLOGY, Specialty.LOW_CARBON, Specialty.LIFE_CYCLE),
    open_ended=True,
)
RELATED_SD = Specialties(
    related=(Specialty.ENERGY, Specialty.ECOLOGICAL_ENVIRONMENT, Specialty.LOW_CARBON, Specialty.LIFE_CYCLE),
    open_ended=True,
)
RECORD = TrackRecord(
    years=5,
    kinds=("review", "assessment", "research", "standard", "policy"),
    standards=("national", "industry"),
    standards_lead_only=False,
    research_level="provincial",
)
RECORD_SD = TrackRecord(
    years=3,
    kinds=("review", "assessment", "research", "standard"),
    standards=("national", "provincial", "industry"),
    standards_lead_only=True,
    research_level="provincial",
)
CHINA, BRANCH = LegalPerson(where="china"), LegalPerson(where="province_or_branch")
ANYWHERE, IN_PROVINCE = Premises(where="anywhere"), Premises(where="province")

# -- Conditions --
assumed_row("conditions.legal_person", CHINA, "20(1)", text(BRANCH, "13(1)", taken(CHINA, "17")))
assumed_row("conditions.premises", ANYWHERE, "20(2)", text(IN_PROVINCE, "13(2)", taken(ANYWHERE, "17")))
assumed_row("conditions.finance_rules", True, "20(2)", text(True, "13(2)", taken(True, "17")))
assumed_row("conditions.titled_minimum", 10, "20(3)", text(8, "13(3)", taken(10, "17")))
assumed_row("conditions.senior_minimum", 5, "20(3)", text(4, "13(3)", taken(5, "17")))
assumed_row("conditions.specialties", RELATED, "20(3)", text(RELATED_SD, "13(3)", taken(RELATED, "17")))
assumed_row("conditions.fields", ALL_KINDS, "20(5)", text(ALL_KINDS, "13(5)", taken(ALL_KINDS, "17")))
assumed_row("conditions.track_record", RECORD, "20(5)", text(RECORD_SD, "13(5)", taken(RECORD, "17")))
mostly_silent("conditions.quality_system", False, SD=text(True, "13(2)", silent(False)))
mostly_silent("conditions.contract_and_insurance", False, SD=text(True, "13(6)", silent(False)))
mostly_silent(
    "conditions.internal_rules",
    (),
    SD=text(("management", "work_procedure", "staff", "expert_review"), "13(4)", silent(())),
)
mostly_silent("conditions.clean_years", None, SD=text(3, "13(4)", silent(None)))

# -- Before evaluating --
assumed_row("recordal.platform_registration", True, "21", silent(False, taken(True, "17")))
assumed_row("recordal.required", True, "21", text(True, "16"))
assumed_row("recordal.work_before", "refuse", "21", silent("flag", taken("refuse", "17")))
mostly_silent("recordal.city_opinion", False, SD=text(True, "16"))

# -- Caps and projects --
NATIONAL = Cap(limit=15, kinds=ALL_KINDS, nationwide=True)
row(
    "caps.national",
    CN=Cell(NATIONAL, Strength.RESTATED, source=("JL 22-2", "ZJ 22-3")),
    JL=text(NATIONAL, "22-2"),
    ZJ=text(NATIONAL, "22-3"),
    FJ=taken(NATIONAL, "12(1)", Strength.RESTATED),
    HY=taken(NATIONAL, "12, 28", Strength.RESTATED),
    SD=taken(NATIONAL, "17", Strength.RESTATED),
)
mostly_silent(
    "caps.provincial",
    None,
    ZJ=text(Cap(limit=10, kinds=(UnitKind.FACTORY, UnitKind.PARK), nationwide=False), "22-3"),
)
mostly_silent("caps.municipal", None)
row(
    "projects.self_evaluation",
    CN=known(True, "JL 12"),
    JL=text(True, "12"),
    ZJ=text(True, "12"),
    FJ=text(True, "12(1)"),
    HY=text(True, "12"),
    SD=text(True, "9"),
)
row(
    "projects.assessor_answers_for_report",
    CN=known(True, "JL 12"),
    JL=text(True, "12, 22-1"),
    ZJ=text(True, "12"),
    FJ=text(True, "12(1)"),
    HY=text(True, "12"),
    SD=text(True, "14"),
)
NONE = Consequence(effect=Effect.NONE)
mostly_silent(
    "conduct.banned",
    (),
    JL=text(("performance_bet", "guaranteed_pass", "tied_selling", "market_disturbance"), "22-1"),
)
mostly_silent("conduct.effect", NONE, JL=silent(Consequence(effect=Effect.RECTIFY)))

# -- The year --
assumed_row("summary.due", Due(rule="fixed", month=12, day=15), "22-1", text(Due(rule="set_by_department"), "15"))

# -- Sanctions and quality --
NOTICE_AND_BAN = Consequence(effect=Effect.NON_ACCEPTANCE, years=3, notice=True)
CANCEL_AND_BAN = Consequence(effect=Effect.CANCEL_AND_NON_ACCEPTANCE, years=3)
UP = Consequence(effect=Effect.REPORT_UP)
TELL = Consequence(effect=Effect.TELL_STAFF)
for ground in ("fraud", "concealment"):
    mostly_silent(
        f"sanctions.{ground}",
        NONE,
        JL=text(NOTICE_AND_BAN, "22-3"),
        ZJ=text(UP, "22-1"),
        HY=text(UP, "23, 28"),
        SD=text(CANCEL_AND_BAN, "16"),
    )
mostly_silent("sanctions.poor_quality", NONE, HY=text(UP, "23"), SD=text(CANCEL_AND_BAN, "16"))
mostly_silent(
    "sanctions.lacks_conditions",
    TELL,
    JL=silent(Consequence(effect=Effect.BLOCK_NEW_FILINGS)),
    HY=text(UP, "23"),
    SD=text(Consequence(effect=Effect.NOT_ACCEPTED_WHILE), "16"),
)
mostly_silent("sanctions.recognises_other_provinces", False)
mostly_silent(
    "quality.assessment",
    Quality(kind="none", by=()),
    ZJ=text(Quality(kind="published_from_time_to_time", by=("province",)), "22-2"),
    HY=text(Quality(kind="service_tracking", by=("county", "city")), "23"),
    SD=text(Quality(kind="yearly_assessment", by=("province",)), "15"),
)

# -- Reports by the public --
BOTH, CITY = ("listed_unit", "assessor"), Receiver(order=("city_of_unit",))
FORMALITIES = ("real_name", "evidence", "contact")
mostly_silent(
    "public_reports.subjects",
    (),
    JL=text(BOTH, "24"),
    ZJ=text(BOTH, "23"),
    HY=text(("listed_unit",), "24"),
    SD=text(BOTH, "25"),
)
mostly_silent(
    "public_reports.receiver",
    Receiver(order=("province",)),
    JL=text(Receiver(order=("city_of_unit", "province")), "24"),
    ZJ=text(CITY, "23"),
    HY=text(Receiver(order=("city_bureau",)), "24"),
    SD=text(CITY, "25"),
)
mostly_silent(
    "public_reports.requirements",
    (),
    JL=text(FORMALITIES, "24"),
    ZJ=text(FORMALITIES, "23"),
    HY=text(FORMALITIES, "24"),
    SD=text(FORMALITIES, "25"),
)
mostly_silent(
    "public_reports.verified_against_assessor",
    NONE,
    JL=text(Consequence(effect=Effect.SANCTION), "22-3, 24"),
    ZJ=text(UP, "22-1, 23"),
    HY=text(UP, "23"),
    SD=text(Consequence(effect=Effect.RECTIFY_THEN_LIST), "25"),
)


# -- The lists around the assessors --
def excluded(*more: str) -> Exclusions:
    """The six grounds that JL, ZJ, FJ and HY share, for every kind of unit, with their own additions."""
    six = {"not_operating", "accident_or_violation", "removed_from_list", "serious_inspection_problem"}
    grounds = sorted(six | {"energy_supervision_unrectified", "dishonest_judgment_debtor", *more})
    return Exclusions.model_validate({"years": 3, "factory": grounds, "park": grounds, "supply_chain": grounds})


SD_UNIT = ("not_operating", "serious_dishonesty_list", "removed_from_list", "accident_or_violation")
SD_UNIT += ("dishonest_judgment_debtor", "energy_supervision_unrectified")
SD_GROUNDS = Exclusions.model_validate(
    {
        "years": 3,
        "factory": sorted((*SD_UNIT, "inspection_problem_unrectified")),
        "park": sorted(("major_accident", "serious_inspection_problem", "removed_from_list")),
        "supply_chain": sorted((*SD_UNIT, "serious_inspection_problem")),
    }
)
row(
    "lists.exclusions",
    CN=known(excluded(), "JL 11"),
    JL=text(excluded("serious_dishonesty_list"), "11"),
    ZJ=text(excluded(), "17"),
    FJ=text(excluded("serious_dishonesty_list", "provincial_inspection_problem"), "10"),
    HY=text(excluded("provincial_inspection_problem"), "11"),
    SD=text(SD_GROUNDS, "6(5), 7(3), 8(5)"),
)
THREE = ("ecology", "emergency", "market")
mostly_silent(
    "lists.consulted",
    (),
    JL=text(THREE, "14, 15"),
    ZJ=text(("ecology",), "15"),
    FJ=text(THREE, "12(2), 12(3)"),
    HY=text(THREE, "16"),
    SD=text(THREE, "10"),
)
mostly_silent(
    "lists.recommendation_dates",
    RecommendationDates(),
    JL=text(RecommendationDates(national="07-31"), "15"),
    ZJ=text(RecommendationDates(provincial="06-30", national="06-30"), "14"),
    FJ=text(RecommendationDates(provincial="03-01", national="05-31"), "12(2), 13"),
    HY=text(RecommendationDates(municipal="05-30"), "13"),
)
mostly_silent(
    "lists.publicity",
    None,
    ZJ=text(Span(length=15, unit="days"), "16"),
    FJ=text(Span(length=5, unit="working_days"), "12(3)"),
)
mostly_silent("lists.on_site_share", None, FJ=text(OnSiteShare(percent=20, in_principle_at_least=10), "12(3)"))
mostly_silent(
    "lists.dynamic_form_due",
    None,
    JL=text(Due(rule="fixed", month=4, day=15), "16"),
    ZJ=text(Due(rule="fixed", month=4, day=15, in_principle=True), "18"),
    FJ=text(Due(rule="fixed", month=4, day=1), "14"),
    HY=text(Due(rule="fixed", month=3, day=15), "18"),
    SD=text(Due(rule="set_by_department"), "20"),
)
mostly_silent(
    "lists.re_review",
    None,
    ZJ=text(Span(length=5, unit="years"), "21"),
    SD=text(Span(length=3, unit="years"), "18"),
)
mostly_silent("lists.unit_name_change", None, SD=text(Span(length=30, unit="working_days"), "24"))
mostly_silent(
    "lists.removed_at_once_after_accident",
    False,
    JL=text(True, "18"),
    ZJ=text(True, "19"),
    FJ=text(True, "14(1)"),
    HY=text(True, "22"),
    SD=text(True, "22"),
)
mostly_silent(
    "lists.tier_below_first_in_principle",
    False,
    JL=text(True, "14, 15"),
    ZJ=text(True, "14"),
    FJ=text(True, "12, 13"),
    HY=text(True, "16"),
    SD=text(True, "9, 12"),
)

# -- Settings, labelled 参照 --
for name, length, unit in (
    ("review", 20, "working_days"),
    ("reconsideration", 60, "days"),
    ("litigation", 6, "months"),
    ("correction", 30, "days"),
    ("change_filing", 30, "working_days"),
    ("tip_accept", 15, "days"),
    ("tip_conclude", 60, "days"),
    ("tip_extension", 30, "days"),
):
    setting = Cell(Span.model_validate({"length": length, "unit": unit}), Strength.REFERENCE)
    row(f"reference.{name}", **dict.fromkeys(CODES, setting))
reviewed = ("name", "legal_form", "registered_place", "legal_representative", "staff_below", "premises", "quality_certificate")
row("reference.changes_reviewed", **dict.fromkeys(CODES, Cell(reviewed, Strength.REFERENCE)))
row("reference.head_change", **dict.fromkeys(CODES, Cell(HeadChange(days=30, nearly_percent=80), Strength.REFERENCE)))
for name, months in (("clean_check", 12), ("insurance_proof", 6), ("expiry_warning", 3)):
    row(f"reference.{name}", **dict.fromkeys(CODES, Cell(months, Strength.REFERENCE)))
