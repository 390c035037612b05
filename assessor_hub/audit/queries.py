"""Reads of the trail: entries within an auditor's reach, and how much of the trail is sealed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessor_hub.audit.models import AuditEntry, AuditSeal
from assessor_hub.audit.tags import Tag


def entries_for(
    session: Session, actor: Any, roles: Iterable[Any], *, tag: Tag | None = None, before: int | None = None,
    limit: int = 50,
) -> list[AuditEntry]:
    """Entries of jurisdictions in which ``actor`` has one of ``roles``, newest first; ``before`` is an entry's id.

    An entry without a jurisdiction (a sign-in, a roster) is within the reach of the whole country only.
    """
    wanted = select(AuditEntry).where(actor.reach(AuditEntry.jurisdiction, roles))
    if tag is not None:
        wanted = wanted.where(AuditEntry.tag == tag.value)
    if before is not None:
        wanted = wanted.where(AuditEntry.id < before)
    return list(session.scalars(wanted.order_by(AuditEntry.id.desc()).limit(limit)))


def entries_about(session: Session, subject: str, subject_id: int, tags: Iterable[Tag]) -> list[AuditEntry]:
    """Entries of the given kinds about a row that the caller has fetched, newest first."""
    wanted = select(AuditEntry).where(
        AuditEntry.subject == subject, AuditEntry.subject_id == subject_id,
        AuditEntry.tag.in_([tag.value for tag in tags]),
    )
    return list(session.scalars(wanted.order_by(AuditEntry.id.desc())))


@dataclass(frozen=True)
class ChainCount:
    """How many entries are chained, and how many wait for it. Says nothing about the chain being whole."""

    sealed: int
    unsealed: int


def chain_count(session: Session) -> ChainCount:
    """Count links and the entries without one; the walk that verifies them is ``flask audit verify``."""
    sealed = session.scalars(select(func.count(AuditSeal.position))).one()
    entries = session.scalars(select(func.count(AuditEntry.id))).one()
    return ChainCount(sealed, entries - sealed)
