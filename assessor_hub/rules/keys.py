"""Every question that a jurisdiction must answer: the complete list, each with its type.

A pack that leaves one out, or answers one that is not here, is refused. ``absent`` is what applies where the text is
silent (``silent = true`` in the pack); a key without it cannot be silent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Generic, Literal, TypeVar

from pydantic import TypeAdapter

from assessor_hub.rules import values as v

T = TypeVar("T")


class _Unset:
    """Marks a key that no text may be silent about."""


UNSET: Final = _Unset()


@dataclass(frozen=True)
class Key(Generic[T]):
    """One question: its dotted name in the packs, the type of its answer, and the answer of a silent text."""

    name: str
    adapter: TypeAdapter[T]
    absent: T | _Unset

    @property
    def may_be_silent(self) -> bool:
        """Whether a text may leave the question open."""
        return not isinstance(self.absent, _Unset)


ALL: dict[str, Key[Any]] = {}


def _key(name: str, of: Any, absent: Any = UNSET) -> Key[Any]:
    key: Key[Any] = Key(name, TypeAdapter(of), absent)
    ALL[name] = key
    return key


InternalRule = Literal["management", "work_procedure", "staff", "expert_review"]
Conduct = Literal["performance_bet", "guaranteed_pass", "tied_selling", "market_disturbance"]
Subject = Literal["listed_unit", "assessor"]
Requirement = Literal["real_name", "evidence", "contact"]
Consulted = Literal["ecology", "emergency", "market"]

# -- What an assessor must be (conditions) ---------------------------------------------------------------------------
LEGAL_PERSON: Key[v.LegalPerson] = _key("conditions.legal_person", v.LegalPerson)
PREMISES: Key[v.Premises] = _key("conditions.premises", v.Premises)
FINANCE_RULES: Key[bool] = _key("conditions.finance_rules", bool)
QUALITY_SYSTEM: Key[bool] = _key("conditions.quality_system", bool, False)
TITLED_MINIMUM: Key[int] = _key("conditions.titled_minimum", int)
SENIOR_MINIMUM: Key[int] = _key("conditions.senior_minimum", int)
SPECIALTIES: Key[v.Specialties] = _key("conditions.specialties", v.Specialties)
FIELDS: Key[tuple[v.UnitKind, ...]] = _key("conditions.fields", tuple[v.UnitKind, ...])
TRACK_RECORD: Key[v.TrackRecord] = _key("conditions.track_record", v.TrackRecord)
COVER: Key[bool] = _key("conditions.contract_and_insurance", bool, False)
INTERNAL_RULES: Key[tuple[InternalRule, ...]] = _key("conditions.internal_rules", tuple[InternalRule, ...], ())
CLEAN_YEARS: Key[int | None] = _key("conditions.clean_years", int | None, None)

# -- Before evaluating (recordal) ------------------------------------------------------------------------------------
PLATFORM_REGISTRATION: Key[bool] = _key("recordal.platform_registration", bool, False)
RECORDAL: Key[bool] = _key("recordal.required", bool, False)
CITY_OPINION: Key[bool] = _key("recordal.city_opinion", bool, False)
WORK_BEFORE_RECORDAL: Key[str] = _key("recordal.work_before", Literal["refuse", "flag"], "flag")

# -- Projects and caps -----------------------------------------------------------------------------------------------
CAP_NATIONAL: Key[v.Cap | None] = _key("caps.national", v.Cap, None)
CAP_PROVINCIAL: Key[v.Cap | None] = _key("caps.provincial", v.Cap, None)
CAP_MUNICIPAL: Key[v.Cap | None] = _key("caps.municipal", v.Cap, None)
SELF_EVALUATION: Key[bool] = _key("projects.self_evaluation", bool, False)
REPORT_TRUTH: Key[bool] = _key("projects.assessor_answers_for_report", bool, False)
CONDUCT: Key[tuple[Conduct, ...]] = _key("conduct.banned", tuple[Conduct, ...], ())
CONDUCT_EFFECT: Key[v.Consequence] = _key("conduct.effect", v.Consequence, v.Consequence(effect=v.Effect.NONE))

# -- The year --------------------------------------------------------------------------------------------------------
SUMMARY_DUE: Key[v.Due] = _key("summary.due", v.Due)

# -- Sanctions and quality -------------------------------------------------------------------------------------------
_nothing = v.Consequence(effect=v.Effect.NONE)
SANCTION_FRAUD: Key[v.Consequence] = _key("sanctions.fraud", v.Consequence, _nothing)
SANCTION_CONCEALMENT: Key[v.Consequence] = _key("sanctions.concealment", v.Consequence, _nothing)
SANCTION_POOR_QUALITY: Key[v.Consequence] = _key("sanctions.poor_quality", v.Consequence, _nothing)
SANCTION_LACKS_CONDITIONS: Key[v.Consequence] = _key(
    "sanctions.lacks_conditions", v.Consequence, v.Consequence(effect=v.Effect.TELL_STAFF)
)
RECOGNISES_OTHERS: Key[bool] = _key("sanctions.recognises_other_provinces", bool, False)
QUALITY: Key[v.Quality] = _key("quality.assessment", v.Quality, v.Quality(kind="none", by=()))

# -- Reports by the public -------------------------------------------------------------------------------------------
TIP_SUBJECTS: Key[tuple[Subject, ...]] = _key("public_reports.subjects", tuple[Subject, ...], ())
TIP_RECEIVER: Key[v.Receiver] = _key("public_reports.receiver", v.Receiver, v.Receiver(order=("province",)))
TIP_REQUIREMENTS: Key[tuple[Requirement, ...]] = _key("public_reports.requirements", tuple[Requirement, ...], ())
TIP_VERIFIED: Key[v.Consequence] = _key("public_reports.verified_against_assessor", v.Consequence, _nothing)

# -- The lists around the assessors (used by a later stage) ----------------------------------------------------------
LIST_EXCLUSIONS: Key[v.Exclusions] = _key("lists.exclusions", v.Exclusions)
LIST_CONSULTED: Key[tuple[Consulted, ...]] = _key("lists.consulted", tuple[Consulted, ...], ())
LIST_RECOMMENDATION: Key[v.RecommendationDates] = _key(
    "lists.recommendation_dates", v.RecommendationDates, v.RecommendationDates()
)
LIST_PUBLICITY: Key[v.Span | None] = _key("lists.publicity", v.Span, None)
LIST_ON_SITE: Key[v.OnSiteShare | None] = _key("lists.on_site_share", v.OnSiteShare, None)
LIST_DYNAMIC_FORM: Key[v.Due | None] = _key("lists.dynamic_form_due", v.Due, None)
LIST_RE_REVIEW: Key[v.Span | None] = _key("lists.re_review", v.Span, None)
LIST_NAME_CHANGE: Key[v.Span | None] = _key("lists.unit_name_change", v.Span, None)
LIST_ACCIDENT_REMOVAL: Key[bool] = _key("lists.removed_at_once_after_accident", bool, False)
LIST_TIER_BELOW_FIRST: Key[bool] = _key("lists.tier_below_first_in_principle", bool, False)

# -- Times that no text states: settings, labelled 参照 (reference), never as law -------------------------------------
REF_REVIEW: Key[v.Span] = _key("reference.review", v.Span)
REF_RECONSIDERATION: Key[v.Span] = _key("reference.reconsideration", v.Span)
REF_LITIGATION: Key[v.Span] = _key("reference.litigation", v.Span)
REF_CORRECTION: Key[v.Span] = _key("reference.correction", v.Span)
REF_CHANGE_FILING: Key[v.Span] = _key("reference.change_filing", v.Span)
REF_CHANGES_REVIEWED: Key[tuple[v.ChangeKind, ...]] = _key("reference.changes_reviewed", tuple[v.ChangeKind, ...])
REF_TIP_ACCEPT: Key[v.Span] = _key("reference.tip_accept", v.Span)
REF_TIP_CONCLUDE: Key[v.Span] = _key("reference.tip_conclude", v.Span)
REF_TIP_EXTENSION: Key[v.Span] = _key("reference.tip_extension", v.Span)
REF_HEAD_CHANGE: Key[v.HeadChange] = _key("reference.head_change", v.HeadChange)
REF_CLEAN_CHECK: Key[int] = _key("reference.clean_check", int)  # months
REF_INSURANCE_PROOF: Key[int] = _key("reference.insurance_proof", int)  # months
REF_EXPIRY_WARNING: Key[int] = _key("reference.expiry_warning", int)  # months
