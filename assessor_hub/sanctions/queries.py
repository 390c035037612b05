"""Reads of decisions. A ban is active by its dates and its revocation, read on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Date, bindparam, select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import READERS, Actor
from assessor_hub.db import run
from assessor_hub.sanctions.models import Decision

_DAY = bindparam("day", type_=Date)
_BAN = (  # hardly anybody has one, and every filing asks: its row is loaded only where there is one
    select(Decision.id)
    .where(
        Decision.institution_id == bindparam("institution_id"), Decision.jurisdiction == bindparam("jurisdiction"),
        Decision.first_day <= _DAY, Decision.last_day >= _DAY, Decision.revoked_at.is_(None),
    )
    .order_by(Decision.last_day.desc())
)


def ban_on(session: Session, institution_id: int, jurisdiction: str, day: date) -> Decision | None:
    """The decision under whose ban the institution stands in the jurisdiction on ``day``; the longest if several."""
    asked = {"institution_id": institution_id, "jurisdiction": jurisdiction, "day": day}
    banned = run(session, _BAN, asked).scalar()
    return session.get_one(Decision, banned) if banned is not None else None


def ban_to_come(session: Session, institution_id: int, jurisdiction: str, day: date) -> Decision | None:
    """The decision that bars a recordal on ``day``: its ban is active, or served and to begin."""
    wanted = select(Decision).where(
        Decision.institution_id == institution_id, Decision.jurisdiction == jurisdiction,
        Decision.last_day >= day, Decision.revoked_at.is_(None),
    )
    return session.scalars(wanted.order_by(Decision.last_day.desc())).first()


def bans_of(session: Session, institution_id: int, day: date) -> list[Decision]:
    """Every ban of the institution that is active on ``day``, wherever it was decided."""
    wanted = select(Decision).where(
        Decision.institution_id == institution_id, Decision.revoked_at.is_(None),
        Decision.first_day <= day, Decision.last_day >= day,
    )
    return list(session.scalars(wanted.order_by(Decision.first_day)))


def decision_for(session: Session, actor: Actor, decision_id: int, *, lock: bool = False) -> Decision | None:
    """A decision within the actor's reach."""
    wanted = select(Decision).where(Decision.id == decision_id, actor.reach(Decision.jurisdiction, READERS))
    if lock:
        wanted = wanted.with_for_update(of=Decision)
    return session.scalar(wanted)


def decisions_for(session: Session, actor: Actor) -> list[Decision]:
    """Decisions within the actor's reach, newest first."""
    wanted = select(Decision).where(actor.reach(Decision.jurisdiction, READERS))
    return list(session.scalars(wanted.order_by(Decision.served_on.desc(), Decision.id.desc())))


def decisions_about(session: Session, actor: Actor, institution_id: int) -> list[Decision]:
    """An institution's decisions within the actor's reach, newest first."""
    return [row for row in decisions_for(session, actor) if row.institution_id == institution_id]


def published(session: Session, day: date) -> list[Decision]:
    """The public list: decisions whose ban is active or to come on ``day``; a revoked one is off it at once."""
    wanted = select(Decision).where(Decision.last_day >= day, Decision.revoked_at.is_(None))
    return list(session.scalars(wanted.order_by(Decision.served_on.desc(), Decision.id.desc())))


def bans_among(session: Session, institution_ids: Iterable[int], day: date) -> dict[tuple[int, str], Decision]:
    """The active ban of each of the institutions in each jurisdiction that decided one; the longest if several."""
    wanted = select(Decision).where(
        Decision.institution_id.in_(list(institution_ids)), Decision.revoked_at.is_(None),
        Decision.first_day <= day, Decision.last_day >= day,
    )
    found = session.scalars(wanted.order_by(Decision.last_day))
    return {(ban.institution_id, ban.jurisdiction): ban for ban in found}
