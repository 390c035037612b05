"""A recordal and the application that it rests on, as columns: every filing asks for both, and no row is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, bindparam, or_, select
from sqlalchemy.orm import Session

from assessor_hub.db import run
from assessor_hub.institutions.models import Institution
from assessor_hub.registration.models import Application, Recordal


@dataclass(frozen=True)
class Answered:
    """What the rules ask of an :class:`Application`, and where its institution is registered."""

    id: int
    institution_id: int
    jurisdiction: str
    answers: dict[str, Any]
    registered_code: str


@dataclass(frozen=True)
class Recorded:
    """What gates and rules ask of a :class:`Recordal`, by the same names."""

    application: Answered
    id: int
    number: str
    institution_id: int
    jurisdiction: str
    levels: list[str]
    fields: list[str]
    recorded_on: date
    ended_on: date | None
    renews_id: int | None


_DAY = bindparam("day", type_=Date)
HELD = (  # by an institution in a jurisdiction on a day
    Recordal.institution_id == bindparam("institution_id"), Recordal.jurisdiction == bindparam("jurisdiction"),
    Recordal.recorded_on <= _DAY, or_(Recordal.ended_on.is_(None), Recordal.ended_on > _DAY),
)
_RECORDED = (
    select(
        Recordal.id, Recordal.number, Recordal.institution_id, Recordal.jurisdiction, Recordal.levels,
        Recordal.fields, Recordal.recorded_on, Recordal.ended_on, Recordal.renews_id,
        Application.id, Application.institution_id, Application.jurisdiction, Application.answers,
        Institution.registered_code,
    )
    .join(Application, Application.id == Recordal.application_id)
    .join(Institution, Institution.id == Application.institution_id)
    .where(*HELD)
    .order_by(Recordal.id.desc())
)
_OWN = 9  # columns of the recordal itself


def recorded_in(session: Session, institution_id: int, jurisdiction: str, day: date) -> Recorded | None:
    """The recordal that the institution has in the jurisdiction on ``day``."""
    asked = {"institution_id": institution_id, "jurisdiction": jurisdiction, "day": day}
    row = run(session, _RECORDED, asked).first()
    return None if row is None else Recorded(Answered(*row[_OWN:]), *row[:_OWN])
