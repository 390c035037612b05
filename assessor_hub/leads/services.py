"""The one verb of leads: a department's word on one, with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.leads.errors import LeadRefused
from assessor_hub.leads.evidence import Lead
from assessor_hub.leads.models import LeadAssessment, LeadState


@dataclass(frozen=True)
class Word:
    """What a department says of a lead, and why."""

    state: LeadState
    reason: str


def assess(
    session: Session, lead: Lead, jurisdiction: str, word: Word, *, serial: int, by: Actor, now: datetime
) -> LeadAssessment:
    """Keep a department's word on a lead that the caller has fetched; it changes nothing else.

    ``serial`` is how many words of this department the page showed. Refuses ``reason_missing`` and, where somebody
    else was quicker, ``changed_meanwhile``.
    """
    if not word.reason.strip():
        raise LeadRefused("reason_missing")
    if serial != words_so_far(session, lead, jurisdiction):
        raise LeadRefused("changed_meanwhile")
    row = LeadAssessment(
        kind=lead.kind, lead_key=lead.key, anchor=lead.anchor, jurisdiction=jurisdiction, serial=serial + 1,
        state=word.state, reason=word.reason.strip(), assessed_by=by.user_id, assessed_at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as quicker:
        raise LeadRefused("changed_meanwhile") from quicker
    record(
        session, Tag.LEAD_ASSESSED, by=by, on=row, now=now, reason=row.reason, jurisdiction=jurisdiction,
        detail={"kind": lead.kind.value, "state": word.state.value, "institutions": list(lead.parties)},
    )
    return row


def words_so_far(session: Session, lead: Lead, jurisdiction: str) -> int:
    """How many words the department has given on the lead as it stands."""
    given = select(func.count(LeadAssessment.id)).where(
        LeadAssessment.lead_key == lead.key, LeadAssessment.jurisdiction == jurisdiction
    )
    return session.scalars(given).one()
