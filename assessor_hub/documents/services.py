"""Taking documents in: judged by content and not by name, hashed, sealed, recorded."""

from __future__ import annotations

import hashlib
import io
import secrets
import struct
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

import filetype
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.crypto import Vault
from assessor_hub.documents.models import CleaningState, Document, DocumentKind, OwnerKind, ScanState
from assessor_hub.documents.store import Store
from assessor_hub.refusals import Refused

OFD = "application/ofd"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ALLOWED = frozenset({"application/pdf", "image/png", "image/jpeg", DOCX, XLSX, OFD})
MAX_BYTES = 20 * 1024 * 1024


class DocumentRefused(Refused):
    """A file was not taken: file_empty, file_too_large, file_type."""


@dataclass(frozen=True)
class Upload:
    """A file as it came: the sender's name for it and its bytes."""

    name: str
    content: bytes


def check_upload(upload: Upload) -> str:
    """The media type that the content shows. Raises :class:`DocumentRefused`."""
    name = clean_name(upload.name)
    if not upload.content:
        raise DocumentRefused("file_empty", name=name)
    if len(upload.content) > MAX_BYTES:
        raise DocumentRefused("file_too_large", name=name, limit_mb=MAX_BYTES // 1024 // 1024)
    media_type = sniff(upload.content)
    if media_type not in ALLOWED:
        raise DocumentRefused("file_type", name=name)
    return str(media_type)


def sniff(content: bytes) -> str | None:
    """The media type of the content itself, or None where it is none that we know."""
    if content[:4] == b"PK\x03\x04":
        return _sniff_package(content)
    kind = filetype.guess(content)
    return kind.mime if kind else None


def _sniff_package(content: bytes) -> str | None:
    """Tell the zip-based office formats apart by the part that each must have."""
    try:
        names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError, struct.error):
        return None  # damaged, or of a kind that no office writes
    marks = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "OFD.xml": OFD}
    return next((media_type for part, media_type in marks.items() if part in names), None)


def clean_name(name: str) -> str:
    """The last part of a sender's file name, without control characters, at most 120 characters."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(char for char in last if char.isprintable())[-120:] or "file"


def store_documents(
    session: Session, vault: Vault, store: Store, uploads: Iterable[Upload], *,
    owner_kind: OwnerKind, owner_id: int, kind: DocumentKind, by: Actor, now: datetime,
) -> list[Document]:
    """Check all uploads, then store each and write its row. Refuses before anything is written."""
    checked = [(upload, check_upload(upload)) for upload in uploads]
    rows = []
    for upload, media_type in checked:
        ref = secrets.token_hex(16)
        store.put(ref, upload.content)
        name = vault.fields.seal(clean_name(upload.name).encode(), table="documents", column="name", row=ref)
        row = Document(
            ref=ref, owner_kind=owner_kind, owner_id=owner_id, kind=kind, name_sealed=name, media_type=media_type,
            size=len(upload.content), sha256=hashlib.sha256(upload.content).hexdigest(),
            stored_by=by.user_id, stored_at=now, scan=ScanState.NOT_SCANNED, cleaning=CleaningState.PENDING,
            next_try_at=now,
        )
        session.add(row)
        session.flush()
        detail = {"owner": f"{owner_kind}:{owner_id}", "kind": kind.value, "sha256": row.sha256, "size": row.size}
        record(session, Tag.DOCUMENT_STORED, by=by, on=row, now=now, detail=detail)
        rows.append(row)
    return rows


def documents_of(session: Session, owner_kind: OwnerKind, owner_id: int) -> list[Document]:
    """The live documents of an owner that the caller has fetched, oldest first."""
    wanted = select(Document).where(
        Document.owner_kind == owner_kind, Document.owner_id == owner_id, Document.withdrawn_at.is_(None)
    )
    return list(session.scalars(wanted.order_by(Document.id)))


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
