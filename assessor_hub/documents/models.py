"""Evidence: what was handed in, by whom, and its hash. The bytes lie sealed in the store, not here."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from assessor_hub.db import Base, BigId, Id, check, words


class OwnerKind(StrEnum):
    """Whose document it is; reading it follows from being allowed to see the owner."""

    APPLICATION = "application"
    PROJECT = "project"
    TIP = "tip"


class DocumentKind(StrEnum):
    """What a document shows."""

    LEGAL_PERSON = "legal_person"
    AUTHORISATION = "authorisation"
    PREMISES = "premises"
    STAFF = "staff"
    TRACK_RECORD = "track_record"
    EVALUATION_REPORT = "evaluation_report"
    EVIDENCE = "evidence"


class Document(Base):
    """One stored file. ``ref`` names it in the store and ties its seal to it; ``size`` is in bytes."""

    __tablename__ = "documents"
    __table_args__ = (Index("ix_documents_owner", "owner_kind", "owner_id"), check("not_empty", "size > 0"))

    id: Mapped[Id]
    ref: Mapped[str] = mapped_column(String(32), unique=True)
    owner_kind: Mapped[OwnerKind] = mapped_column(words(OwnerKind))
    owner_id: Mapped[int] = mapped_column(BigId)
    kind: Mapped[DocumentKind] = mapped_column(words(DocumentKind))
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # a file's name can betray its sender
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigId)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    stored_by: Mapped[int | None] = mapped_column(BigId)
    stored_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
