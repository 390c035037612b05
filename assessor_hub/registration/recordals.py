"""Verbs of recordals: make one, which renews the one before it, end one, restore one."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import BEIJING, beijing_day
from assessor_hub.numbering import next_number
from assessor_hub.registration.answers import Answers
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.models import Application, EndKind, Recordal
from assessor_hub.registration.queries import recordal_on
from assessor_hub.rules.law import Rules, Standing
from assessor_hub.rules.values import Level


def make_recordal(
    session: Session, application: Application, rules: Rules, levels: tuple[Level, ...], *, by: Actor, now: datetime
) -> Recordal:
    """The recordal that a recorded application leads to, with a number of the jurisdiction's own row.

    A live one ends with the new one's first day and is renewed by it: never two at once, and no day without.
    """
    today = beijing_day(now)
    before = recordal_on(session, application.institution_id, application.jurisdiction, today, lock=True)
    short = rules_short(rules)
    year = now.astimezone(BEIJING).year
    number = next_number(session, f"recordal/{application.jurisdiction}/{year}")
    able = Answers.model_validate(application.answers).profile.fields
    recordal = Recordal(
        number=f"{short}-{year}-{number}", institution_id=application.institution_id,
        jurisdiction=application.jurisdiction, application_id=application.id,
        levels=[level.value for level in levels],
        fields=[kind.value for kind in able], recorded_on=today, pack_version=rules.version,
        trial=rules.standing is Standing.TRIAL, renews_id=before.id if before else None,
    )
    if before is not None:
        end_recordal(session, before, today, recordal.number, kind=EndKind.RENEWED, by=by, now=now)
    try:
        with session.begin_nested():
            session.add(recordal)
    except IntegrityError as taken:  # another recordal came to life at the same moment
        raise RegistrationRefused("already_recorded", code=application.jurisdiction) from taken
    return recordal


def rules_short(rules: Rules) -> str:
    """The short letters of the jurisdiction, as in its pack."""
    return rules.version.split(":", 1)[0]


def end_recordal(
    session: Session, recordal: Recordal, first_day_without: date, reason: str, *, kind: EndKind, by: Actor,
    now: datetime,
) -> None:
    """End a recordal; the history stays. Projects keep their units of the caps: those belong to persons."""
    recordal.ended_on, recordal.end_reason = max(first_day_without, recordal.recorded_on), reason
    recordal.end_kind = kind
    record(
        session, Tag.RECORDAL_ENDED, by=by, on=recordal, now=now, reason=reason,
        jurisdiction=recordal.jurisdiction, pack_version=recordal.pack_version,
        detail={"kind": kind.value, "ended_on": str(recordal.ended_on)},
    )


def restore_recordal(session: Session, recordal: Recordal, reason: str, *, by: Actor, now: datetime) -> None:
    """Undo an end that rested on something void from the start.

    A later recordal stands instead, whether it lives or has ended, unless its own recording was set aside.
    """
    later = select(Recordal.id).where(
        Recordal.institution_id == recordal.institution_id, Recordal.jurisdiction == recordal.jurisdiction,
        Recordal.id > recordal.id, or_(Recordal.end_kind.is_(None), Recordal.end_kind != EndKind.SET_ASIDE),
    )
    if session.scalars(later.limit(1)).first() is not None:
        return
    recordal.ended_on = recordal.end_reason = recordal.end_kind = None
    record(
        session, Tag.RECORDAL_RESTORED, by=by, on=recordal, now=now, reason=reason,
        jurisdiction=recordal.jurisdiction, pack_version=recordal.pack_version,
    )
