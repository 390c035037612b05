"""What happens to a file after it was stored: the scanner looks at it, then its copy without metadata is made.

Done by the timetable, one file at a time, the work outside any transaction and its outcome in one of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import structlog
from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import SYSTEM
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.crypto import Unsealable
from assessor_hub.db import transaction
from assessor_hub.documents.clamd import Clamd, ScanFailed, ScannerAway
from assessor_hub.documents.cleaning.apart import clean_apart
from assessor_hub.documents.cleaning.faults import CleaningFailed
from assessor_hub.documents.models import CleaningState, Document, ScanState
from assessor_hub.documents.store import Store

BATCH = 20
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
Cleaner = Callable[[bytes, str], bytes]
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Outcome:
    """A copy that lies in the store, or why there is none."""

    fault: str = ""
    size: int | None = None
    sha256: str | None = None


def make_copy(store: Store, document: Document, content: bytes, cleaner: Cleaner) -> Outcome:
    """Put the copy without metadata into the store. The row is only read."""
    try:
        copy = cleaner(content, document.media_type)
    except CleaningFailed as failed:
        return Outcome(failed.code)
    store.put(document.clean_ref, copy)
    return Outcome(size=len(copy), sha256=hashlib.sha256(copy).hexdigest())


def note_copy(document: Document, outcome: Outcome) -> None:
    """Say in the row what came of it; nothing waits any longer."""
    document.cleaning = CleaningState.FAILED if outcome.fault else CleaningState.CLEANED
    document.cleaning_fault, document.next_try_at = outcome.fault, None
    document.clean_size, document.clean_sha256 = outcome.size, outcome.sha256


def prepare_waiting(
    session: Session, store: Store, scanner: Clamd | None, now: datetime, cleaner: Cleaner = clean_apart
) -> int:
    """Scan and copy what is due, oldest first; returns how many are done. A scanner that is away ends the round.

    ``cleaner`` works in a process of its own unless the caller made the files itself.
    """
    due = select(Document.id).where(Document.next_try_at <= now).order_by(Document.next_try_at, Document.id)
    waiting = list(session.scalars(due.limit(BATCH)))
    session.rollback()  # nothing is held while a file is worked on
    done = 0
    for document_id in waiting:
        try:
            done += _prepare(session, store, scanner, cleaner, document_id, now)
        except ScannerAway as away:
            log.warning("scanner away; documents stay unscanned and are not given out", why=str(away))
            break
    return done


def rescan(session: Session, now: datetime) -> int:
    """Have everything scanned that came before a scanner was set; nobody gets it until then. Returns how many wait."""
    unscanned = update(Document).where(Document.scan == ScanState.NOT_SCANNED)
    with transaction(session):
        done = session.execute(unscanned.values(scan=ScanState.PENDING, next_try_at=now))
        return cast(CursorResult[Any], done).rowcount


def _prepare(
    session: Session, store: Store, scanner: Clamd | None, cleaner: Cleaner, document_id: int, now: datetime
) -> bool:
    document = session.get_one(Document, document_id)
    session.expunge(document)  # what it says is read while no transaction is open
    session.rollback()
    try:
        content = store.get(document.ref)
        if document.scan is ScanState.PENDING and not _scanned(session, scanner, document, content, now):
            return True
        outcome = make_copy(store, document, content, cleaner)
    except (OSError, Unsealable, ScanFailed) as fault:
        log.error("a document waits on", document=document_id, fault=type(fault).__name__, why=str(fault))
        return _later(session, document_id, now)
    with transaction(session):
        note_copy(session.get_one(Document, document_id, with_for_update=True), outcome)
    return True


def _scanned(
    session: Session, scanner: Clamd | None, document: Document, content: bytes, now: datetime
) -> bool:
    """Whether the file is clean; the verdict stands in its row before anything else is done with it."""
    if scanner is None:
        raise ScanFailed("it came while HUB_CLAMD was set, which it is no longer")
    found = scanner.scan(content)
    with transaction(session):
        row = session.get_one(Document, document.id, with_for_update=True)
        row.scanned_at, row.scan = now, ScanState.CLEAN if found is None else ScanState.INFECTED
        if found is not None:
            row.signature, row.next_try_at = found, None
            detail = {"owner": f"{row.owner_kind}:{row.owner_id}", "signature": found}
            record(session, Tag.DOCUMENT_INFECTED, by=SYSTEM, on=row, now=now, detail=detail)
    return found is None


def _later(session: Session, document_id: int, now: datetime) -> bool:
    with transaction(session):
        document = session.get_one(Document, document_id, with_for_update=True)
        document.tries += 1
        document.next_try_at = now + min(FIRST_WAIT * 2 ** min(document.tries - 1, 20), LONGEST_WAIT)
    return False
