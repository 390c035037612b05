"""What runs out, when, and how long ahead it is warned about."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from rules_cast import DAY, JL, NATIONAL, PROVINCIAL, SD, institution, member, rules_of

from assessor_hub.rules.expiry import Expiry, Proof, expiries, expiring
from assessor_hub.rules.institution_facts import PremisesFacts, QualitySystem, TrackItem

LEASE_ENDS, CERTIFICATE_ENDS = date(2027, 2, 21), date(2026, 12, 1)


def ends(code: str, people: Any = (), level: Any = PROVINCIAL, **facts: Any) -> dict[Proof, date]:
    usual = {"premises": PremisesFacts(code, "leased", LEASE_ENDS), "quality_system": QualitySystem(CERTIFICATE_ENDS)}
    found = expiries(institution(code, **usual | facts), people, rules_of(code), level, DAY)
    assert found == sorted(found, key=lambda one: one.last_day)
    return {one.proof: one.last_day for one in found}


@pytest.mark.article("SD 13(2)", "SD 13(4)", "SD 13(5)", "SD 13(6)")
def test_shandong_warns_of_everything_that_its_conditions_rest_on() -> None:
    people = [member(insured_month="2026-08"), member(insured_month="2026-06"), member(insured_month=None)]
    assert ends(SD, people) == {
        Proof.LEASE: LEASE_ENDS, Proof.QUALITY_CERTIFICATE: CERTIFICATE_ENDS,
        Proof.CLEAN_CHECK: date(2027, 10, 1), Proof.INSURANCE: date(2026, 12, 30),
        Proof.TRACK_RECORD: date(2029, 3, 1),
    }


@pytest.mark.parametrize(("code", "level"), [(JL, PROVINCIAL), (SD, NATIONAL)])
def test_what_no_condition_asks_for_is_not_warned_about(code: str, level: Any) -> None:
    found = ends(code, [member(insured_month="2026-06")], level)
    assert found == {Proof.LEASE: LEASE_ENDS, Proof.TRACK_RECORD: date(2031, 3, 1)}


def test_what_doesnt_end_or_is_not_there_is_not_warned_about() -> None:
    owned = PremisesFacts(SD, "owned", LEASE_ENDS)
    assert ends(SD, premises=owned, quality_system=None, clean_checked_on=None, track_record=()) == {}


def test_the_last_proven_piece_of_work_that_counts_is_the_one_that_matters() -> None:
    works = (
        TrackItem("review", "part", "provincial", date(2024, 1, 10)),
        TrackItem("review", "part", "provincial", date(2026, 1, 10), proven=False),
        TrackItem("policy", "lead", "provincial", date(2026, 5, 1)),  # Shandong doesn't count it
    )
    assert ends(SD, track_record=works)[Proof.TRACK_RECORD] == date(2027, 1, 10)


def test_how_many_people_the_oldest_proof_is_of() -> None:
    people = [member(insured_month=month) for month in ("2026-06", "2026-06", "2026-08")]
    people.append(member(insured_month="2020-01", full_time=False))
    [one] = [one for one in expiries(institution(SD), people, rules_of(SD), PROVINCIAL, DAY) if one.proof is Proof.INSURANCE]
    assert (one.last_day, one.people) == (date(2026, 12, 30), 2)


@pytest.mark.parametrize(("last_day", "warned"), [
    (date(2020, 1, 1), True), (DAY, True), (date(2027, 2, 21), True), (date(2027, 2, 22), False),
])
def test_warned_within_the_months_ahead_and_when_it_is_over(last_day: date, warned: bool) -> None:
    assert bool(expiring([Expiry(Proof.LEASE, last_day)], DAY, 3)) is warned
