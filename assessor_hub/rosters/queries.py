"""Reads of imports. Fetching is authorising: what an actor may not see is not found."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.accounts.models import Role
from assessor_hub.rosters.models import OVER, TO_READ, TO_WRITE, ImportState, RosterImport

IMPORTERS = frozenset({Role.REVIEWER, Role.APPROVER})


def _visible(actor: Actor) -> Any:
    """The own institution's, and those of the departments in which the actor reviews."""
    own = RosterImport.institution_id == (actor.institution_id or 0)
    return or_(own, actor.reach(RosterImport.jurisdiction, IMPORTERS) & RosterImport.jurisdiction.is_not(None))


def import_for(session: Session, actor: Actor, import_id: int, *, lock: bool = False) -> RosterImport | None:
    """The import if the actor may see it; with ``lock`` its row is held for the transaction."""
    wanted = select(RosterImport).where(RosterImport.id == import_id, _visible(actor))
    if lock:
        wanted = wanted.with_for_update()
    return session.scalar(wanted)


def imports_of(session: Session, actor: Actor, *, limit: int = 20) -> list[RosterImport]:
    """What the actor may see, newest first."""
    wanted = select(RosterImport).where(_visible(actor)).order_by(RosterImport.id.desc())
    return list(session.scalars(wanted.limit(limit)))


def open_preview(session: Session, institution_id: int) -> RosterImport | None:
    """The import of an institution that waits for its confirmation."""
    wanted = select(RosterImport).where(
        RosterImport.institution_id == institution_id, RosterImport.state == ImportState.PREVIEW
    )
    return session.scalars(wanted.order_by(RosterImport.id.desc())).first()


def waiting(session: Session) -> list[int]:
    """The imports that wait for the background's work, oldest first."""
    wanted = select(RosterImport.id).where(RosterImport.state.in_(TO_READ | TO_WRITE))
    return list(session.scalars(wanted.order_by(RosterImport.id)))


def forgotten(session: Session, before: datetime) -> list[RosterImport]:
    """Imports whose preview nobody confirmed, or which ended, before that instant, and that still hold something."""
    left = (RosterImport.state == ImportState.PREVIEW) & (RosterImport.created_at < before)
    over = (
        RosterImport.state.in_(OVER) & (RosterImport.finished_at < before)
        & or_(RosterImport.preview_sealed.is_not(None), RosterImport.faulty_sealed.is_not(None))
    )
    return list(session.scalars(select(RosterImport).where(or_(left, over))))
