"""A department's decision between claims that compete for one person."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.outbox.services import tell_institution
from assessor_hub.staffing.errors import StaffingRefused
from assessor_hub.staffing.models import ClaimDecision, Employment
from assessor_hub.staffing.settling import claims_of, decisions_of, hold, settle


def stands(row: Employment, day: date) -> bool:
    """Whether a claim runs on ``day`` or later."""
    return row.last_day is None or row.last_day >= day


def decide(
    session: Session, person_id: int, employment_id: int, *, first_day: date, reason: str, known: int,
    jurisdiction: str, by: Actor, now: datetime,
) -> ClaimDecision:
    """Let a claim count from ``first_day`` on and set the others aside from then; what counted before stands.

    ``known`` is how many decisions on the person the decider has seen. Refuses ``reason_missing``,
    ``changed_meanwhile``, ``no_conflict``, ``claim_unproven`` and ``outside_claim``.
    """
    if not reason.strip():
        raise StaffingRefused("reason_missing")
    hold(session, {person_id})
    claims = claims_of(session, {person_id})[person_id]
    if len(decisions_of(session, {person_id})[person_id]) != known:
        raise StaffingRefused("changed_meanwhile")
    standing = [row for row in claims if stands(row, first_day)]
    winner = next((row for row in standing if row.id == employment_id), None)
    if winner is None or len(standing) < 2:
        raise StaffingRefused("no_conflict")
    if not winner.first_day <= first_day <= beijing_day(now):
        raise StaffingRefused("outside_claim", first_day=winner.first_day)
    if not winner.terms_on(first_day).can_count:
        raise StaffingRefused("claim_unproven", name=winner.name)
    decision = ClaimDecision(
        employment_id=winner.id, person_id=person_id, first_day=first_day, reason=reason.strip(), decided_by=by.user_id,
        decided_at=now,
    )
    session.add(decision)
    session.flush()
    detail = {"first_day": str(first_day), "set_aside": [row.id for row in standing if row is not winner]}
    record(
        session, Tag.CLAIM_DECIDED, by=by, on=winner, now=now, reason=decision.reason, jurisdiction=jurisdiction,
        detail=detail,
    )
    settle(session, {person_id}, by=by, now=now)
    for institution_id in {row.institution_id for row in standing}:
        tell_institution(session, institution_id, Tag.CLAIM_DECIDED, {}, now)
    return decision
