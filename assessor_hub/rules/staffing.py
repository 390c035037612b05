"""Staffing: who counts as titled, who as senior in a related specialty, and who lacks contract or insurance.

Readings ("Titles"): mid-level or above counts; senior is deputy or full senior; the seniors are within the titled
(其中); a senior title in an unrelated specialty counts among the titled only; a skill grade is no title; a title
counts from its date of issue; whether one awarded abroad stands for a title a person must say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from assessor_hub.rules.findings import Finding, Outcome
from assessor_hub.rules.keys import COVER, REF_INSURANCE_PROOF, SENIOR_MINIMUM, SPECIALTIES, TITLED_MINIMUM
from assessor_hub.rules.law import Rules
from assessor_hub.rules.periods import last_day_of_month, last_day_of_months
from assessor_hub.rules.values import Level, Specialties, Specialty


class TitleLevel(StrEnum):
    """Levels of professional titles (职称), lowest first."""

    NONE = "none"
    JUNIOR = "junior"
    MID = "mid"
    DEPUTY_SENIOR = "deputy_senior"
    FULL_SENIOR = "full_senior"


class TitleSeries(StrEnum):
    """Series of professional titles (职称系列). A skill grade belongs to none of them."""

    ENGINEERING = "engineering"
    RESEARCH = "research"
    UNIVERSITY_TEACHING = "university_teaching"
    LABORATORY = "laboratory"
    AGRICULTURE = "agriculture"
    ECONOMICS = "economics"
    ACCOUNTING = "accounting"
    STATISTICS = "statistics"
    OTHER = "other"


# 高级工程师 and 高级工艺美术师 are titles, 技师学院 is a school; grades of skilled workers are no titles.
_SKILL_GRADE = re.compile(
    r"技师(?!学院)|[高中初]级工(?![程艺])|职业技能等级|职业资格[一二三四五]级|skill(ed)? (grade|level)", re.IGNORECASE
)


def names_skill_grade(text: str) -> bool:
    """Whether a typed text names a skill grade (技能等级) where a professional title is asked for."""
    return _SKILL_GRADE.search(text) is not None


TITLED = frozenset({TitleLevel.MID, TitleLevel.DEPUTY_SENIOR, TitleLevel.FULL_SENIOR})
SENIOR = frozenset({TitleLevel.DEPUTY_SENIOR, TitleLevel.FULL_SENIOR})

# 生态环境 is the one name that newer texts give to what older ones list as 环境 and 生态: each covers the other.
_SAME = {
    Specialty.ECOLOGICAL_ENVIRONMENT: {Specialty.ENVIRONMENT, Specialty.ECOLOGY},
    Specialty.ENVIRONMENT: {Specialty.ECOLOGICAL_ENVIRONMENT},
    Specialty.ECOLOGY: {Specialty.ECOLOGICAL_ENVIRONMENT},
}


@dataclass(frozen=True)
class StaffMember:
    """One person of a roster as the rules see one, as of a day.

    ``counted``: the claim counts here and nowhere else. ``insured_month`` is the month of the proof of social
    insurance, YYYY-MM, where it is known. ``issued``: the title was awarded by the day. ``foreign``: it was awarded
    abroad.
    """

    ref: str
    title: TitleLevel
    specialty: Specialty
    full_time: bool
    contract: bool
    insured: bool
    counted: bool = True
    insured_month: str | None = None
    issued: bool = True
    foreign: bool = False

    @property
    def covered(self) -> bool:
        """Whether labour contract and social insurance are both there."""
        return self.contract and self.insured


@dataclass(frozen=True)
class Tally:
    """The roster sorted: who is titled, senior and related, senior in an open specialty, and who is out and why.

    ``senior_open`` are the seniors whose specialty the text doesn't list but its "等" might cover, or whose list is
    itself only assumed, and seniors by a foreign title: a human says. ``titled_open`` are the foreign titles that would
    count if a human takes them for what they say.
    """

    titled: tuple[StaffMember, ...]
    titled_open: tuple[StaffMember, ...]
    senior: tuple[StaffMember, ...]
    senior_open: tuple[StaffMember, ...]
    out: tuple[tuple[str, str], ...]
    uncovered: tuple[str, ...]


def related(specialty: Specialty, listed: Specialties) -> bool:
    """Whether a specialty is one of those that the text lists."""
    return specialty in listed.related or bool(_SAME.get(specialty, set()) & set(listed.related))


def tally(roster: Iterable[StaffMember], rules: Rules, level: Level) -> Tally:
    """Sort the roster by the rules of a level."""
    listed, cover = rules.get(SPECIALTIES, level).value, rules.get(COVER, level)
    unsure = listed.open_ended or not rules.get(SPECIALTIES, level).may_refuse
    cover_counts = cover.value and cover.may_refuse  # else the duty's own finding asks a human, once
    everybody = list(roster)
    reasons = [(member, _why_out(member, cover_counts)) for member in everybody]
    standing = [member for member, reason in reasons if reason is None]
    titled = tuple(member for member in standing if not member.foreign)
    foreign = tuple(member for member in standing if member.foreign)
    return Tally(
        titled=titled, titled_open=foreign,
        senior=tuple(member for member in titled if member.title in SENIOR and related(member.specialty, listed)),
        senior_open=tuple(
            member for member in standing if member.title in SENIOR and _senior_open(member, listed, unsure)
        ),
        out=tuple((member.ref, reason) for member, reason in reasons if reason is not None),
        uncovered=tuple(member.ref for member in everybody if member.full_time and not member.covered),
    )


def _senior_open(member: StaffMember, listed: Specialties, unsure: bool) -> bool:
    """Whether a human says if a senior counts: for the specialty behind the text's "等", or for a foreign title."""
    if related(member.specialty, listed):
        return member.foreign
    return unsure and member.specialty is not Specialty.UNRELATED


def _why_out(member: StaffMember, cover_counts: bool) -> str | None:
    """Why a person doesn't count among the titled; None where they do."""
    if not member.full_time:
        return "not_full_time"
    if not member.issued:
        return "not_issued"
    if member.title not in TITLED:
        return "below_mid"
    if not member.counted:
        return "not_counted_here"
    return "uncovered" if cover_counts and not member.covered else None


def count(roster: Iterable[StaffMember], rules: Rules, level: Level, day: date) -> list[Finding]:
    """The findings on staff: titled, senior, and where the text asks for it contract and insurance of everyone."""
    everybody = list(roster)
    sorted_roster = tally(everybody, rules, level)
    found = [_titled(sorted_roster, rules, level), _senior(sorted_roster, rules, level)]
    if rules.get(COVER, level).value:
        found.append(_cover(everybody, sorted_roster, rules, level, day))
    return found


def _cover(everybody: list[StaffMember], roster: Tally, rules: Rules, level: Level, day: date) -> Finding:
    """Unmet where anybody is without cover; a human's where a proof is older than the reference says."""
    months = rules.get(REF_INSURANCE_PROOF, level).value
    old = tuple(
        member.ref for member in everybody
        if member.full_time and member.covered and member.insured_month
        and day > insured_until(member.insured_month, months)
    )
    figures = {"uncovered": len(roster.uncovered), "who": roster.uncovered, "old": len(old), "who_old": old}
    outcome = Outcome.NOT_MET if roster.uncovered else Outcome.NEEDS_HUMAN if old else Outcome.MET
    return Finding("contract_and_insurance", outcome, rules.get(COVER, level), figures)


def insured_until(insured_month: str, months: int) -> date:
    """The last day on which a proof of social insurance is fresh, so many months after the end of its own (YYYY-MM)."""
    return last_day_of_months(last_day_of_month(insured_month), months)


def _titled(roster: Tally, rules: Rules, level: Level) -> Finding:
    stated = rules.get(TITLED_MINIMUM, level)
    have, open_ones = len(roster.titled), len(roster.titled_open)
    figures: dict[str, Any] = {
        "required": stated.value, "found": have, "missing": max(stated.value - have, 0), "out": roster.out,
    }
    if open_ones:
        figures |= {"open": open_ones, "who_open": tuple(member.ref for member in roster.titled_open)}
    return Finding("titled_minimum", _outcome(have, open_ones, stated.value), stated, figures)


def _outcome(have: int, open_ones: int, required: int) -> Outcome:
    """Met by those who surely count; open where those behind a human's word would make the number."""
    if have >= required:
        return Outcome.MET
    return Outcome.NEEDS_HUMAN if have + open_ones >= required else Outcome.NOT_MET


def _senior(roster: Tally, rules: Rules, level: Level) -> Finding:
    """Met by related seniors; open where seniors behind the text's "等" would make the number."""
    stated = rules.get(SENIOR_MINIMUM, level)
    have, open_ones = len(roster.senior), len(roster.senior_open)
    figures = {
        "required": stated.value, "found": have, "missing": max(stated.value - have, 0), "open": open_ones,
        "who_open": tuple(member.ref for member in roster.senior_open),
    }
    return Finding("senior_minimum", _outcome(have, open_ones, stated.value), stated, figures)
