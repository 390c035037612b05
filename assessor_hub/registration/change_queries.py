"""Reads of filed changes. Staff see those of their jurisdiction, and of institutions registered in their place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import READERS, Actor
from assessor_hub.institutions.models import Institution
from assessor_hub.registration.change_models import Change, Successor
from assessor_hub.rules.lifecycle import ChangeState

WAITING = (ChangeState.NEEDS_REVIEW, ChangeState.FILED)


def _within_reach(actor: Actor) -> Any:
    here = select(Institution.id).where(actor.reach(Institution.registered_code, READERS))
    return or_(actor.reach(Change.jurisdiction, READERS), Change.institution_id.in_(here))


def change_for(session: Session, actor: Actor, change_id: int, *, lock: bool = False) -> Change | None:
    """A change of the actor's own institution or within a reader's reach; with ``lock`` its row is held."""
    mine = Change.institution_id == (actor.institution_id or 0)
    wanted = select(Change).where(Change.id == change_id, or_(mine, _within_reach(actor)))
    if lock:
        wanted = wanted.with_for_update(of=Change)
    return session.scalar(wanted)


def changes_for(
    session: Session, actor: Actor, status: ChangeState, *, jurisdiction: str | None = None, after: int = 0,
    limit: int = 50,
) -> list[Change]:
    """Changes in a state within the actor's reach, in the order of filing; ``after`` is the last id of a page."""
    wanted = select(Change).where(_within_reach(actor), Change.status == status, Change.id > after)
    if jurisdiction:
        wanted = wanted.where(Change.jurisdiction == jurisdiction)
    return list(session.scalars(wanted.order_by(Change.id).limit(limit)))


def count_changes(session: Session, actor: Actor, states: Sequence[ChangeState] = WAITING) -> int:
    """How many changes in the states are within the actor's reach; by default those that wait for an answer."""
    wanted = select(func.count(Change.id)).where(_within_reach(actor), Change.status.in_(states))
    return session.scalars(wanted).one()


def changes_of(session: Session, actor: Actor, institution_id: int) -> list[Change]:
    """An institution's changes as far as the actor may see them, newest first."""
    mine = Change.institution_id == (actor.institution_id or 0)
    wanted = select(Change).where(Change.institution_id == institution_id, or_(mine, _within_reach(actor)))
    return list(session.scalars(wanted.order_by(Change.filed_at.desc(), Change.id.desc())))


def successors_of(session: Session, recordal_id: int) -> list[Successor]:
    """Who was named to come after the holder of a recordal that has ended."""
    return list(session.scalars(select(Successor).where(Successor.recordal_id == recordal_id).order_by(Successor.id)))


def predecessors_of(session: Session, institution: Institution) -> list[Successor]:
    """The ended recordals whose holders named this institution as coming after them."""
    wanted = select(Successor).where(Successor.uscc == institution.uscc)
    return list(session.scalars(wanted.order_by(Successor.id)))
