"""Independence: conflicts of interest that an institution declares, and what ties it to a unit on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Date, bindparam, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.db import run
from assessor_hub.institutions.errors import InstitutionRefused
from assessor_hub.institutions.models import ConflictDeclaration, ConflictKind, Institution
from assessor_hub.institutions.services import head_on


@dataclass(frozen=True)
class Conflict:
    """What an institution declares: the unit, how it is tied to it, since and until when (None: it lasts)."""

    unit_uscc: str
    unit_name: str
    kind: ConflictKind
    first_day: date
    last_day: date | None
    note: str


def declarations_of(session: Session, institution_id: int) -> list[ConflictDeclaration]:
    """Everything that the institution declared, newest first."""
    wanted = select(ConflictDeclaration).where(ConflictDeclaration.institution_id == institution_id)
    return list(session.scalars(wanted.order_by(ConflictDeclaration.id.desc())))


def declared_with(session: Session, unit_uscc: str, institution_ids: Iterable[int]) -> list[ConflictDeclaration]:
    """What the institutions, whose filings the caller has fetched, declared of ties with a unit, newest first."""
    wanted = select(ConflictDeclaration).where(
        ConflictDeclaration.unit_uscc == unit_uscc, ConflictDeclaration.institution_id.in_(list(institution_ids))
    )
    return list(session.scalars(wanted.order_by(ConflictDeclaration.id.desc())))


def declaration_for(session: Session, actor: Actor, declaration_id: int) -> ConflictDeclaration | None:
    """A declaration of the actor's own institution, its row held, or None."""
    wanted = select(ConflictDeclaration).where(
        ConflictDeclaration.id == declaration_id, ConflictDeclaration.institution_id == (actor.institution_id or 0)
    )
    return session.scalar(wanted.with_for_update())


def declare(
    session: Session, institution: Institution, conflict: Conflict, *, by: Actor, now: datetime
) -> ConflictDeclaration:
    """Declare a conflict. Refuses own_unit, conflict_ends_before_start and already_declared."""
    if conflict.unit_uscc == institution.uscc:
        raise InstitutionRefused("own_unit")
    if conflict.last_day is not None and conflict.last_day < conflict.first_day:
        raise InstitutionRefused("conflict_ends_before_start", first_day=conflict.first_day)
    row = ConflictDeclaration(
        institution_id=institution.id, unit_uscc=conflict.unit_uscc, unit_name=conflict.unit_name.strip(),
        kind=conflict.kind, first_day=conflict.first_day, last_day=conflict.last_day, note=conflict.note.strip(),
        declared_at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as taken:  # declared before, or by a colleague at the same moment
        raise InstitutionRefused("already_declared") from taken
    _noted(session, Tag.CONFLICT_DECLARED, row, by, now)
    return row


def end_declaration(
    session: Session, row: ConflictDeclaration, last_day: date, *, by: Actor, now: datetime
) -> None:
    """Say until when a conflict lasted. Refuses conflict_ended and conflict_ends_before_start."""
    if row.last_day is not None:
        raise InstitutionRefused("conflict_ended", last_day=row.last_day)
    if last_day < row.first_day:
        raise InstitutionRefused("conflict_ends_before_start", first_day=row.first_day)
    row.last_day = last_day
    _noted(session, Tag.CONFLICT_ENDED, row, by, now)


def _noted(session: Session, tag: Tag, row: ConflictDeclaration, by: Actor, now: datetime) -> None:
    session.flush()
    detail = {
        "institution": row.institution_id, "unit": row.unit_uscc, "kind": row.kind.value,
        "first_day": str(row.first_day), "last_day": str(row.last_day or ""),
    }
    record(session, tag, by=by, on=row, now=now, detail=detail)


def ties_with(session: Session, institution_id: int, unit_uscc: str, day: date) -> list[str]:
    """What ties the institution to a unit on ``day``: conflict_declared, same_head (also: it is the unit itself)."""
    asked = {"institution_id": institution_id, "unit_uscc": unit_uscc, "day": day}
    declared, unit_id = run(session, _TIES, asked).one()
    ties = ["conflict_declared"] if declared else []
    if unit_id is None:
        return ties
    own, its = (head_on(session, one, day) for one in (institution_id, unit_id))
    same = own is not None and its is not None and own.person_id == its.person_id
    return [*ties, "same_head"] if same or unit_id == institution_id else ties


_DAY = bindparam("day", type_=Date)
_TIES = select(  # whether a conflict is declared, and the institution that the unit is, if it is one
    select(ConflictDeclaration.id).where(
        ConflictDeclaration.institution_id == bindparam("institution_id"),
        ConflictDeclaration.unit_uscc == bindparam("unit_uscc"), ConflictDeclaration.first_day <= _DAY,
        or_(ConflictDeclaration.last_day.is_(None), ConflictDeclaration.last_day >= _DAY),
    ).exists(),
    select(Institution.id).where(Institution.uscc == bindparam("unit_uscc")).scalar_subquery(),
)
