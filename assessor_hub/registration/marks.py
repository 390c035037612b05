"""Marks: what the reviewer wants corrected, field by field; the institution sees them while the papers are with it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.models import Application
from assessor_hub.registration.review_models import Mark
from assessor_hub.rules.lifecycle import ApplicationState


def marks_of(session: Session, application: Application) -> list[Mark]:
    """The marks at the version that was handed in last."""
    wanted = select(Mark).where(Mark.application_id == application.id, Mark.version == application.version)
    return list(session.scalars(wanted.order_by(Mark.id)))


def marks_to_correct(session: Session, application: Application) -> list[Mark]:
    """What the institution is asked to correct: nothing but what was returned to it with its marks."""
    return marks_of(session, application) if application.status is ApplicationState.RETURNED else []


def mark(
    session: Session, application: Application, step: str, field: str, remark: str, *, by: Actor, now: datetime
) -> Mark:
    """Mark a field, or a whole step with ``field`` empty. Refuses ``not_under_review`` and ``remark_missing``."""
    _under_review(application)
    if not remark.strip():
        raise RegistrationRefused("remark_missing")
    row = Mark(
        application_id=application.id, version=application.version, step=step, field=field, remark=remark.strip(),
        made_at=now, made_by=by.user_id,
    )
    session.add(row)
    record(
        session, Tag.APPLICATION_MARKED, by=by, on=application, now=now, jurisdiction=application.jurisdiction,
        detail={"step": step, "field": field, "version": application.version},
    )
    return row


def unmark(session: Session, application: Application, mark_id: int, *, by: Actor, now: datetime) -> None:
    """Take a mark off again before the application is returned; one that is gone already is no fault."""
    _under_review(application)
    row = next((one for one in marks_of(session, application) if one.id == mark_id), None)
    if row is None:
        return
    detail = {"step": row.step, "field": row.field, "version": row.version, "taken_off": True}
    session.delete(row)
    record(
        session, Tag.APPLICATION_MARKED, by=by, on=application, now=now, jurisdiction=application.jurisdiction,
        detail=detail,
    )


def _under_review(application: Application) -> None:
    if application.status is not ApplicationState.SUBMITTED:
        raise RegistrationRefused("not_under_review", status=application.status)
