"""Writing entries, sealing them into a hash chain, and verifying the chain.

Entries are written in the transaction of what they record. Sealing comes a moment later and in order, so that acts
don't queue behind one another for the head of the chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessor_hub.audit.models import AuditEntry, AuditSeal
from assessor_hub.audit.tags import Tag
from assessor_hub.db import run, transaction

GENESIS = "0" * 64
BATCH = 500
_ENTRY = insert(AuditEntry.__table__).inline()  # type: ignore[arg-type]  # a Table; nobody asks for the entry's id


def record(
    session: Session,
    tag: Tag,
    *,
    by: Any,
    on: Any,
    now: datetime,
    reason: str = "",
    jurisdiction: str | None = None,
    pack_version: str | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Add an entry to the caller's transaction. ``by`` has ``user_id`` and ``name``.

    ``on`` is a flushed row, or the (table, id) of one that was written without being loaded. ``detail`` holds plain
    figures and ids, never an identity number or a reporter's words.
    """
    subject, subject_id = on if isinstance(on, tuple) else (on.__tablename__, on.id)
    run(session, _ENTRY, {
        "at": now, "tag": tag.value, "actor_id": by.user_id, "actor_name": by.name, "subject": subject,
        "subject_id": subject_id, "jurisdiction": jurisdiction, "reason": reason, "pack_version": pack_version,
        "detail": detail or {},
    })


def digest_of(entry: AuditEntry, previous: str) -> str:
    """SHA-256 over the link before and every column of the entry, in a canonical form."""
    content = {
        "id": entry.id,
        "at": entry.at.isoformat(),
        "tag": entry.tag,
        "actor": [entry.actor_id, entry.actor_name],
        "subject": [entry.subject, entry.subject_id],
        "jurisdiction": entry.jurisdiction,
        "reason": entry.reason,
        "pack_version": entry.pack_version,
        "detail": entry.detail,
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def seal(session: Session, now: datetime) -> int:
    """Chain up to BATCH unsealed entries, oldest first; returns how many.

    Two sealers at once are harmless: the chain's position is a primary key, so the slower one fails and does nothing.
    """
    try:
        with transaction(session):
            last = session.scalars(select(AuditSeal).order_by(AuditSeal.position.desc()).limit(1)).first()
            position, previous = (last.position, last.digest) if last else (0, GENESIS)
            entries = _unsealed().order_by(AuditEntry.id).limit(BATCH)
            sealed = 0
            for entry in session.scalars(entries):
                position, digest = position + 1, digest_of(entry, previous)
                link = AuditSeal(
                    position=position, entry_id=entry.id, previous=previous, digest=digest, sealed_at=now
                )
                session.add(link)
                previous, sealed = digest, sealed + 1
            return sealed
    except IntegrityError:
        return 0


def _unsealed() -> Any:
    return select(AuditEntry).where(~select(AuditSeal.position).where(AuditSeal.entry_id == AuditEntry.id).exists())


@dataclass(frozen=True)
class ChainReport:
    """The outcome of a verification: links checked, entries not sealed yet, and each broken link in words."""

    links: int
    unsealed: int
    oldest_unsealed: datetime | None
    broken: tuple[str, ...]

    def __bool__(self) -> bool:
        return not self.broken


def verify(session: Session) -> ChainReport:
    """Walk the whole chain and recompute every link."""
    links, broken = 0, []
    for fault in _walk(session):
        links += 1
        if fault:
            broken.append(fault)
    tail = _unsealed().subquery()
    unsealed, oldest = session.execute(select(func.count(), func.min(tail.c.at)).select_from(tail)).one()
    return ChainReport(links, unsealed, oldest, tuple(broken))


def _walk(session: Session) -> Iterator[str | None]:
    """One fault or None a link."""
    previous, expected = GENESIS, 1
    rows = select(AuditSeal, AuditEntry).outerjoin(AuditEntry, AuditEntry.id == AuditSeal.entry_id)
    stream: Any = session.execute(rows.order_by(AuditSeal.position).execution_options(yield_per=BATCH))
    for link, entry in stream:
        fault = None
        if link.position != expected:
            fault = f"link {expected} is missing before link {link.position}"
        elif entry is None:
            fault = f"link {link.position}: entry {link.entry_id} is gone"
        elif link.previous != previous:
            fault = f"link {link.position} does not follow link {link.position - 1}"
        elif digest_of(entry, link.previous) != link.digest:
            fault = f"link {link.position}: entry {entry.id} ({entry.tag}) was changed"
        yield fault
        previous, expected = link.digest, link.position + 1
