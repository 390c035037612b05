"""What will stop showing a condition, and when: leases, certificates, look-ups, proofs, work that ages out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assessor_hub.rules import keys
from assessor_hub.rules.conditions import clean_until, counts
from assessor_hub.rules.institution_facts import InstitutionFacts
from assessor_hub.rules.law import Rules
from assessor_hub.rules.periods import last_day_of_months, last_day_of_years
from assessor_hub.rules.staffing import StaffMember, insured_until
from assessor_hub.rules.values import Level


class Proof(StrEnum):
    """What runs out."""

    LEASE = "lease"
    QUALITY_CERTIFICATE = "quality_certificate"
    CLEAN_CHECK = "clean_check"
    INSURANCE = "insurance"
    TRACK_RECORD = "track_record"


@dataclass(frozen=True)
class Expiry:
    """A proof with the last day on which it shows its condition; ``people`` whose proof of insurance ends with it."""

    proof: Proof
    last_day: date
    people: int = 0


def expiries(
    facts: InstitutionFacts, roster: Iterable[StaffMember], rules: Rules, level: Level, day: date
) -> list[Expiry]:
    """Every proof that a condition of ``level`` rests on and that ends, the first to end first; ended ones too."""
    members = list(roster)
    found = [*_of_the_institution(facts, rules, level, day), *_of_the_staff(members, rules, level)]
    return sorted(found, key=lambda one: one.last_day)


def expiring(found: Iterable[Expiry], day: date, ahead: int) -> list[Expiry]:
    """Those that end within so many months of ``day``, or have ended."""
    return [one for one in found if one.last_day <= last_day_of_months(day, ahead)]


def _of_the_institution(facts: InstitutionFacts, rules: Rules, level: Level, day: date) -> Iterator[Expiry]:
    there, system = facts.premises, facts.quality_system
    if there is not None and there.right == "leased" and there.until is not None:
        yield Expiry(Proof.LEASE, there.until)
    if rules.get(keys.QUALITY_SYSTEM, level).value and system is not None and system.valid_until is not None:
        yield Expiry(Proof.QUALITY_CERTIFICATE, system.valid_until)
    if rules.get(keys.CLEAN_YEARS, level).value is not None and facts.clean_checked_on is not None:
        months = rules.get(keys.REF_CLEAN_CHECK, level).value
        yield Expiry(Proof.CLEAN_CHECK, clean_until(facts.clean_checked_on, months))
    asked = rules.get(keys.TRACK_RECORD, level).value
    shown = [item.done_on for item in facts.track_record if item.proven and counts(item, asked, day)]
    if shown:
        yield Expiry(Proof.TRACK_RECORD, last_day_of_years(max(shown), asked.years))


def _of_the_staff(members: Iterable[StaffMember], rules: Rules, level: Level) -> Iterator[Expiry]:
    """The oldest proofs of social insurance, where the text asks for cover."""
    if not rules.get(keys.COVER, level).value:
        return
    known = [one.insured_month for one in members if one.full_time and one.covered and one.insured_month]
    if known:
        months = rules.get(keys.REF_INSURANCE_PROOF, level).value
        yield Expiry(Proof.INSURANCE, insured_until(min(known), months), people=known.count(min(known)))
