"""Reads of summaries for staff; an institution reaches its own through its recordal."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import READERS, Actor
from assessor_hub.summaries.models import Summary


def summary_for(session: Session, actor: Actor, summary_id: int) -> Summary | None:
    """A filed summary within the actor's reach; a draft is its institution's own."""
    wanted = select(Summary).where(
        Summary.id == summary_id, Summary.filed_at.is_not(None), actor.reach(Summary.jurisdiction, READERS)
    )
    return session.scalar(wanted)


def summaries_about(session: Session, actor: Actor, institution_id: int) -> list[Summary]:
    """An institution's filed summaries within the actor's reach, newest year first."""
    wanted = select(Summary).where(
        Summary.institution_id == institution_id, Summary.filed_at.is_not(None),
        actor.reach(Summary.jurisdiction, READERS),
    )
    return list(session.scalars(wanted.order_by(Summary.year.desc(), Summary.jurisdiction)))
