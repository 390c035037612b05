"""Staffing: who counts as titled, who as senior in a related specialty, and who lacks contract or insurance.

Readings ("Titles"): mid-level or above counts; senior is deputy or full senior; the seniors are within the titled
(其中); a senior title in an unrelated specialty counts among the titled only; a skill grade is no title.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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
    """One person of a roster as the rules see one. ``counted``: the claim counts here and nowhere else.

    ``insured_month`` is the month of the proof of social insurance, YYYY-MM, where it is known.
    """

    ref: str
    title: TitleLevel
    specialty: Specialty
    full_time: bool
    contract: bool
    insured: bool
    counted: bool = True
    insured_month: str | None = None

    @property
    def covered(self) -> bool:
        """Whether labour contract and social insurance are both there."""
        return self.contract and self.insured


@dataclass(frozen=True)
class Tally:
    """The roster sorted: who is titled, senior and related, senior in an open specialty, and who is out and why.

    ``senior_open`` are the seniors whose specialty the text doesn't list but its "等" might cover, or whose list is
    itself only assumed: a human says.
    """

    titled: tuple[StaffMember, ...]
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
    titled, out = [], []
    everybody = list(roster)
    for member in everybody:
        reason = _why_out(member, cover_counts)
        if reason is None:
            titled.append(member)
        else:
            out.append((member.ref, reason))
    senior = [member for member in titled if member.title in SENIOR]
    return Tally(
        titled=tuple(titled),
        senior=tuple(member for member in senior if related(member.specialty, listed)),
        senior_open=tuple(
            member for member in senior
            if unsure and not related(member.specialty, listed) and member.specialty is not Specialty.UNRELATED
        ),
        out=tuple(out),
        uncovered=tuple(member.ref for member in everybody if member.full_time and not member.covered),
    )


def _why_out(member: StaffMember, cover_counts: bool) -> str | None:
    """Why a person doesn't count among the titled; None where they do."""
    if not member.full_time:
        return "not_full_time"
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
    have = len(roster.titled)
    figures = {
        "required": stated.value, "found": have, "missing": max(stated.value - have, 0), "out": roster.out,
    }
    return Finding("titled_minimum", Outcome.MET if have >= stated.value else Outcome.NOT_MET, stated, figures)


def _senior(roster: Tally, rules: Rules, level: Level) -> Finding:
    """Met by related seniors; open where seniors behind the text's "等" would make the number."""
    stated = rules.get(SENIOR_MINIMUM, level)
    have, open_ones = len(roster.senior), len(roster.senior_open)
    figures = {
        "required": stated.value, "found": have, "missing": max(stated.value - have, 0), "open": open_ones,
        "who_open": tuple(member.ref for member in roster.senior_open),
    }
    if have >= stated.value:
        outcome = Outcome.MET
    else:
        outcome = Outcome.NEEDS_HUMAN if have + open_ones >= stated.value else Outcome.NOT_MET
    return Finding("senior_minimum", outcome, stated, figures)
