"""Verbs of sanctions: record a non-acceptance decision, revoke one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.institutions.models import Institution
from assessor_hub.institutions.services import hold_institution
from assessor_hub.outbox.services import tell_institution
from assessor_hub.registration.models import EndKind, Recordal
from assessor_hub.registration.queries import recordal_on
from assessor_hub.registration.recordals import end_recordal, restore_recordal
from assessor_hub.rules.law import LawBook, NoRulesInForce, Standing, Stated
from assessor_hub.rules.sanctions import ban_of, grounds
from assessor_hub.rules.values import Consequence, Effect, Ground
from assessor_hub.sanctions.errors import SanctionRefused
from assessor_hub.sanctions.models import Decision


@dataclass(frozen=True)
class Ruling:
    """What an approver writes down: ground, number, facts, and the days of notice, decision and service.

    ``first_day`` is a later start that the decision names; None: the ban starts with service.
    """

    ground: Ground
    number: str
    facts: str
    notice_on: date
    decided_on: date
    served_on: date
    first_day: date | None = None


def available_grounds(law: LawBook, jurisdiction: str, day: date) -> dict[Ground, Stated[Consequence]]:
    """The grounds on which the jurisdiction's text lets a result be refused; empty where it lets none."""
    try:
        return dict(grounds(law.on(jurisdiction, day)))
    except NoRulesInForce:
        return {}


def decide(
    session: Session, law: LawBook, institution: Institution, jurisdiction: str, ruling: Ruling, *,
    by: Actor, now: datetime,
) -> Decision:
    """Record a decision; where the text cancels the qualification, its recordal ends with the ban's first day.

    Judged by the rules in force on the day of the decision.
    """
    hold_institution(session, institution.id)
    _check_days(ruling, beijing_day(now))
    if not ruling.facts.strip():
        raise SanctionRefused("facts_missing")
    stated = available_grounds(law, jurisdiction, ruling.decided_on).get(ruling.ground)
    if stated is None:
        raise SanctionRefused("ground_unknown", ground=ruling.ground.value, code=jurisdiction)
    rules = law.on(jurisdiction, ruling.decided_on)
    ban = ban_of(ruling.served_on, ruling.first_day, stated.value)
    decision = Decision(
        number=ruling.number.strip(), institution_id=institution.id, jurisdiction=jurisdiction, ground=ruling.ground,
        effect=stated.value.effect, article=stated.article or "", facts=ruling.facts.strip(),
        notice_on=ruling.notice_on, decided_on=ruling.decided_on, served_on=ruling.served_on,
        first_day=ban.first, last_day=ban.last, pack_version=rules.version,
        trial=rules.standing is Standing.TRIAL, decided_by=by.user_id, recorded_at=now,
    )
    try:
        with session.begin_nested():
            session.add(decision)
    except IntegrityError as taken:  # the number is unique, whoever was first
        raise SanctionRefused("number_taken", number=ruling.number) from taken
    record(
        session, Tag.DECISION_MADE, by=by, on=decision, now=now, reason=decision.facts, jurisdiction=jurisdiction,
        pack_version=rules.version,
        detail={"ground": ruling.ground.value, "first_day": str(ban.first), "last_day": str(ban.last)},
    )
    if stated.value.effect is Effect.CANCEL_AND_NON_ACCEPTANCE:
        _cancel_recordal(session, decision, by=by, now=now)
    tell_institution(session, institution.id, Tag.DECISION_MADE, {"number": decision.number}, now)
    return decision


def _check_days(ruling: Ruling, today: date) -> None:
    """Notice, decision and service follow one another, and have happened."""
    if not ruling.notice_on <= ruling.decided_on <= ruling.served_on:
        raise SanctionRefused("days_out_of_order")
    if ruling.served_on > today:
        raise SanctionRefused("future_day")
    if ruling.first_day is not None and ruling.first_day < ruling.served_on:
        raise SanctionRefused("first_day_before_service")


def _cancel_recordal(session: Session, decision: Decision, *, by: Actor, now: datetime) -> None:
    """Shandong-like effect: the recordal ends, and a new application is needed after the ban."""
    live = recordal_on(session, decision.institution_id, decision.jurisdiction, beijing_day(now))
    if live is not None and (live.ended_on is None or decision.first_day < live.ended_on):
        _end(session, live, decision, by=by, now=now)


def _end(session: Session, recordal: Recordal, decision: Decision, *, by: Actor, now: datetime) -> None:
    end_recordal(
        session, recordal, decision.first_day, decision.number, kind=EndKind.CANCELLED, by=by, now=now
    )


def _give_recordal_back(session: Session, decision: Decision, *, by: Actor, now: datetime) -> None:
    """What was void from the start ended no recordal."""
    cancelled = select(Recordal).where(
        Recordal.institution_id == decision.institution_id, Recordal.jurisdiction == decision.jurisdiction,
        Recordal.end_reason == decision.number,
    )
    for recordal in session.scalars(cancelled):
        restore_recordal(session, recordal, decision.number, by=by, now=now)
        heir = _next_cancellation(session, decision)
        if heir is not None and recordal.ended_on is None:
            _end(session, recordal, heir, by=by, now=now)


def _next_cancellation(session: Session, revoked: Decision) -> Decision | None:
    """Another decision that stands and cancels the same recordal, which the revoked one had already ended."""
    others = select(Decision).where(
        Decision.institution_id == revoked.institution_id, Decision.jurisdiction == revoked.jurisdiction,
        Decision.id != revoked.id, Decision.revoked_at.is_(None),
        Decision.effect == Effect.CANCEL_AND_NON_ACCEPTANCE,
    )
    return session.scalars(others.order_by(Decision.first_day)).first()


def revoke(session: Session, decision: Decision, reason: str, *, by: Actor, now: datetime) -> None:
    """Void a decision from the start; it leaves the public list with the same commit."""
    hold_institution(session, decision.institution_id)  # what rests on the ban is done before this, or not at all
    if decision.revoked_at is not None:
        raise SanctionRefused("already_revoked")
    if not reason.strip():
        raise SanctionRefused("reason_missing")
    decision.revoked_at, decision.revocation_reason = now, reason.strip()
    record(
        session, Tag.DECISION_REVOKED, by=by, on=decision, now=now, reason=reason,
        jurisdiction=decision.jurisdiction, pack_version=decision.pack_version,
    )
    _give_recordal_back(session, decision, by=by, now=now)
    tell_institution(session, decision.institution_id, Tag.DECISION_REVOKED, {"number": decision.number}, now)
