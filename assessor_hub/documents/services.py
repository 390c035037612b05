"""Documents of an owner: stored whole and sealed, with a copy without metadata; found, given out, taken off."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime

import structlog
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.crypto import Unsealable, Vault
from assessor_hub.db import run
from assessor_hub.documents.errors import DocumentRefused, DocumentWithheld
from assessor_hub.documents.intake import Upload, check_upload, clean_name
from assessor_hub.documents.models import CleaningState, Document, DocumentKind, OwnerKind, ScanState
from assessor_hub.documents.store import Store

log = structlog.get_logger(__name__)
_SHOWN = select(Document.id, Document.kind).where(
    Document.owner_kind == bindparam("owner_kind"), Document.owner_id == bindparam("owner_id"),
    Document.withdrawn_at.is_(None),
)


def store_documents(
    session: Session, vault: Vault, store: Store, uploads: Iterable[Upload], *,
    owner_kind: OwnerKind, owner_id: int, kind: DocumentKind, by: Actor, now: datetime,
) -> list[Document]:
    """Check all uploads, then store each and write its row. Refuses before anything is written.

    Its copy without metadata comes a moment later from the timetable, after the scanner where one is set: nothing of
    what is in a file is unpacked here.
    """
    checked = [(upload, check_upload(upload, kind)) for upload in uploads]
    rows = []
    for upload, media_type in checked:
        ref = secrets.token_hex(16)
        _put(store, ref, upload)
        name = vault.fields.seal(clean_name(upload.name).encode(), table="documents", column="name", row=ref)
        row = Document(
            ref=ref, owner_kind=owner_kind, owner_id=owner_id, kind=kind, name_sealed=name, media_type=media_type,
            size=len(upload.content), sha256=hashlib.sha256(upload.content).hexdigest(),
            stored_by=by.user_id, stored_at=now, cleaning=CleaningState.PENDING, next_try_at=now,
            scan=ScanState.PENDING if store.scanned else ScanState.NOT_SCANNED,
        )
        session.add(row)
        session.flush()
        detail = {"owner": f"{owner_kind}:{owner_id}", "kind": kind.value, "sha256": row.sha256, "size": row.size}
        record(session, Tag.DOCUMENT_STORED, by=by, on=row, now=now, detail=detail)
        rows.append(row)
    return rows


def _put(store: Store, ref: str, upload: Upload) -> None:
    try:
        store.put(ref, upload.content)
    except OSError as fault:  # a full disk, a store that is away
        log.error("a file could not be stored", fault=type(fault).__name__, why=str(fault))
        raise DocumentRefused("file_not_stored", name=clean_name(upload.name)) from fault


def documents_of(session: Session, owner_kind: OwnerKind, owner_id: int) -> list[Document]:
    """The live documents of an owner that the caller has fetched, oldest first."""
    wanted = select(Document).where(
        Document.owner_kind == owner_kind, Document.owner_id == owner_id, Document.withdrawn_at.is_(None)
    )
    return list(session.scalars(wanted.order_by(Document.id)))


def documents_shown(session: Session, owner_kind: OwnerKind, owner_id: int) -> dict[int, DocumentKind]:
    """The ids and kinds of :func:`documents_of`, for the rules, which ask no more."""
    rows = run(session, _SHOWN, {"owner_kind": owner_kind, "owner_id": owner_id})
    return {row.id: row.kind for row in rows}


def document_of(session: Session, owner_kind: OwnerKind, owner_id: int, document_id: int) -> Document | None:
    """One live document of an owner that the caller has fetched."""
    wanted = select(Document).where(
        Document.id == document_id, Document.owner_kind == owner_kind, Document.owner_id == owner_id,
        Document.withdrawn_at.is_(None),
    )
    return session.scalar(wanted)


def withdraw_document(session: Session, document: Document, *, by: Actor, now: datetime) -> None:
    """Take a document off its owner. The row, its hash and its bytes stay for the record."""
    document.withdrawn_at = now
    detail = {"owner": f"{document.owner_kind}:{document.owner_id}", "kind": document.kind.value}
    record(session, Tag.DOCUMENT_WITHDRAWN, by=by, on=document, now=now, detail=detail)


def name_of(vault: Vault, document: Document) -> str:
    """The sender's name of the file."""
    return vault.fields.open(document.name_sealed, table="documents", column="name", row=document.ref).decode()


def withheld(document: Document, *, original: bool = False) -> DocumentWithheld | None:
    """Why a document is not given out now, or None: nothing unscanned or infected is, and nothing else than its copy.

    ``original`` asks for the file as it came, which needs no copy.
    """
    if document.scan is ScanState.PENDING:
        return DocumentWithheld("file_scan_pending")
    if document.scan is ScanState.INFECTED:
        return DocumentWithheld("file_infected", signature=document.signature)
    if original or document.cleaning is CleaningState.CLEANED:
        return None
    if document.cleaning is CleaningState.PENDING:
        return DocumentWithheld("file_cleaning")
    return DocumentWithheld(f"no_copy_{document.cleaning_fault}")


def content_of(store: Store, document: Document, *, original: bool = False) -> bytes:
    """The copy without metadata, or the original, of a document whose owner the caller may see.

    Raises :class:`DocumentWithheld`.
    """
    why_not = withheld(document, original=original)
    if why_not is not None:
        raise why_not
    try:
        return store.get(document.ref if original else document.clean_ref)
    except (OSError, Unsealable) as fault:
        raise DocumentWithheld("file_unavailable") from fault
