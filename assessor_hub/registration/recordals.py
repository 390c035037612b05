"""Verbs of recordals: make one, end one, restore one."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import BEIJING, beijing_day
from assessor_hub.numbering import next_number
from assessor_hub.registration.models import Application, Recordal
from assessor_hub.rules.law import Rules, Standing
from assessor_hub.rules.values import Level


def make_recordal(
    session: Session, application: Application, rules: Rules, levels: tuple[Level, ...], now: datetime
) -> Recordal:
    """The recordal that a recorded application leads to, with a number of the jurisdiction's own row."""
    short = rules_short(rules)
    year = now.astimezone(BEIJING).year
    number = next_number(session, f"recordal/{application.jurisdiction}/{year}")
    recordal = Recordal(
        number=f"{short}-{year}-{number}", institution_id=application.institution_id,
        jurisdiction=application.jurisdiction, application_id=application.id,
        levels=[level.value for level in levels], recorded_on=beijing_day(now), pack_version=rules.version,
        trial=rules.standing is Standing.TRIAL,
    )
    session.add(recordal)
    session.flush()
    return recordal


def rules_short(rules: Rules) -> str:
    """The short letters of the jurisdiction, as in its pack."""
    return rules.version.split(":", 1)[0]


def end_recordal(
    session: Session, recordal: Recordal, first_day_without: date, reason: str, *, by: Actor, now: datetime
) -> None:
    """End a recordal; the history stays."""
    recordal.ended_on, recordal.end_reason = max(first_day_without, recordal.recorded_on), reason
    record(
        session, Tag.RECORDAL_ENDED, by=by, on=recordal, now=now, reason=reason,
        jurisdiction=recordal.jurisdiction, pack_version=recordal.pack_version,
    )


def restore_recordal(session: Session, recordal: Recordal, reason: str, *, by: Actor, now: datetime) -> None:
    """Undo an end that rested on something void from the start; a newer live recordal stands instead."""
    newer = select(Recordal.id).where(
        Recordal.institution_id == recordal.institution_id, Recordal.jurisdiction == recordal.jurisdiction,
        Recordal.ended_on.is_(None),
    )
    if session.scalar(newer) is not None:
        return
    recordal.ended_on = recordal.end_reason = None
    record(
        session, Tag.RECORDAL_RESTORED, by=by, on=recordal, now=now, reason=reason,
        jurisdiction=recordal.jurisdiction, pack_version=recordal.pack_version,
    )
