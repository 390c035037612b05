"""The shapes that a rule's value may take. Strict and frozen: an unknown key in a pack is refused here."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Shape(BaseModel):
    """Base of every structured value: immutable, strict about types, closed to unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Level(StrEnum):
    """The list that an evaluation serves (国家级, 省级, 市级)."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    MUNICIPAL = "municipal"


class UnitKind(StrEnum):
    """What is evaluated: 绿色工厂, 绿色工业园区, 绿色供应链管理企业."""

    FACTORY = "factory"
    PARK = "park"
    SUPPLY_CHAIN = "supply_chain"


class Specialty(StrEnum):
    """Specialties that the texts name; OTHER may stand behind their "等" (a human says), UNRELATED (accounting) not."""

    ENERGY = "energy"
    ENVIRONMENT = "environment"
    ECOLOGY = "ecology"
    ECOLOGICAL_ENVIRONMENT = "ecological_environment"
    LOW_CARBON = "low_carbon"
    LIFE_CYCLE = "life_cycle"
    OTHER = "other"
    UNRELATED = "unrelated"


class Ground(StrEnum):
    """What may be found against an assessor: 弄虚作假, 故意隐瞒评价对象问题, 评价质量差, 不具备基本条件."""

    FRAUD = "fraud"
    CONCEALMENT = "concealment"
    POOR_QUALITY = "poor_quality"
    LACKS_CONDITIONS = "lacks_conditions"


class Effect(StrEnum):
    """What a jurisdiction lets follow from a finding."""

    NON_ACCEPTANCE = "non_acceptance"
    CANCEL_AND_NON_ACCEPTANCE = "cancel_and_non_acceptance"
    REPORT_UP = "report_up"
    BLOCK_NEW_FILINGS = "block_new_filings"
    NOT_ACCEPTED_WHILE = "not_accepted_while"
    TELL_STAFF = "tell_staff"
    RECTIFY = "rectify"
    RECTIFY_THEN_LIST = "rectify_then_list"
    SANCTION = "sanction"
    NONE = "none"


class ChangeKind(StrEnum):
    """What may change with a recorded institution, the ends of a recordal included."""

    NAME = "name"
    LEGAL_FORM = "legal_form"
    REGISTERED_PLACE = "registered_place"
    ADDRESS = "address"
    LEGAL_REPRESENTATIVE = "legal_representative"
    STAFF_LEFT = "staff_left"
    STAFF_BELOW = "staff_below"
    PREMISES = "premises"
    QUALITY_CERTIFICATE = "quality_certificate"
    EXIT = "exit"
    DISSOLUTION = "dissolution"
    MERGER = "merger"
    DIVISION = "division"


class LegalPerson(Shape):
    """Where an institution must be registered as a legal person."""

    where: Literal["china", "province_or_branch"]


class Premises(Shape):
    """Where the fixed premises must be."""

    where: Literal["anywhere", "province"]


class Specialties(Shape):
    """The specialties that a senior title must be in; ``open_ended`` is the text's "等"."""

    related: tuple[Specialty, ...] = Field(min_length=1)
    open_ended: bool


class TrackRecord(Shape):
    """What counts as experience, within how many years.

    ``standards`` are the levels of standards that count, ``standards_lead_only`` whether taking part is not enough
    for them, ``research_level`` the lowest level of a research project that counts.
    """

    years: int = Field(ge=1)
    kinds: tuple[Literal["review", "assessment", "research", "standard", "policy"], ...]
    standards: tuple[Literal["national", "provincial", "industry"], ...]
    standards_lead_only: bool
    research_level: Literal["national", "provincial"]


class Cap(Shape):
    """How many projects a year one legal representative's institutions may carry.

    ``kinds`` are the kinds of unit that count; ``nationwide`` says whether the pool spans all jurisdictions or
    belongs to the one that states it.
    """

    limit: int = Field(ge=0)
    kinds: tuple[UnitKind, ...] = Field(min_length=1)
    nationwide: bool


class Due(Shape):
    """A yearly due date (the day counts to 24:00 Beijing), or one that the department sets each year.

    ``in_principle`` marks a date that holds 原则上: an authorised person may pass it with a written reason.
    """

    rule: Literal["fixed", "set_by_department"]
    month: int | None = Field(default=None, ge=1, le=12)
    day: int | None = Field(default=None, ge=1, le=31)
    in_principle: bool = False

    @model_validator(mode="after")
    def _date_goes_with_fixed(self) -> Due:
        if (self.rule == "fixed") != (self.month is not None and self.day is not None):
            raise ValueError("a fixed date needs month and day; one set by the department has neither")
        return self


class Consequence(Shape):
    """What follows from a verified finding; ``years`` of non-acceptance where the effect is a ban."""

    effect: Effect
    years: int | None = Field(default=None, ge=1)
    notice: bool = False  # 通报

    @model_validator(mode="after")
    def _years_go_with_a_ban(self) -> Consequence:
        bans = self.effect in {Effect.NON_ACCEPTANCE, Effect.CANCEL_AND_NON_ACCEPTANCE}
        if bans != (self.years is not None):
            raise ValueError("years are stated exactly where the effect is non-acceptance")
        return self


class Quality(Shape):
    """How the quality of assessors' work is watched, and by whom."""

    kind: Literal["none", "published_from_time_to_time", "service_tracking", "yearly_assessment"]
    by: tuple[Literal["province", "city", "county"], ...]


class Receiver(Shape):
    """Which department receives a public report: the first that exists."""

    order: tuple[Literal["city_of_unit", "province", "city_bureau"], ...] = Field(min_length=1)


class Span(Shape):
    """A length of time."""

    length: int = Field(ge=1)
    unit: Literal["days", "working_days", "months", "years"]


class HeadChange(Shape):
    """When a change of legal representative is shown to staff as a lead.

    ``days`` after the change within which the old one's pool filled, ``nearly_percent`` of the cap from which on it
    counts as nearly full.
    """

    days: int = Field(ge=0)
    nearly_percent: int = Field(ge=1, le=100)


class RecommendationDates(Shape):
    """Month and day, as ``MM-DD``, by which each level's list goes up; None where the text has none."""

    municipal: str | None = Field(default=None, pattern=r"^\d\d-\d\d$")
    provincial: str | None = Field(default=None, pattern=r"^\d\d-\d\d$")
    national: str | None = Field(default=None, pattern=r"^\d\d-\d\d$")


class OnSiteShare(Shape):
    """Share of on-site checks in percent, and the count that holds in principle (原则上)."""

    percent: int = Field(ge=0, le=100)
    in_principle_at_least: int = Field(ge=0)


ExclusionGround = Literal[
    "not_operating",
    "serious_dishonesty_list",
    "accident_or_violation",
    "major_accident",
    "removed_from_list",
    "serious_inspection_problem",
    "inspection_problem_unrectified",
    "provincial_inspection_problem",
    "energy_supervision_unrectified",
    "dishonest_judgment_debtor",
]


class Exclusions(Shape):
    """Look-back in years and the grounds that keep a unit off the lists, which may differ by kind of unit."""

    years: int = Field(ge=1)
    factory: tuple[ExclusionGround, ...] = Field(min_length=1)
    park: tuple[ExclusionGround, ...] = Field(min_length=1)
    supply_chain: tuple[ExclusionGround, ...] = Field(min_length=1)
