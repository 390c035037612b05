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
    CHANGE = "change"
    TIP = "tip"
    EMPLOYMENT = "employment"
    DECLARED = "declared"
    DECLARED_LIST = "declared_list"


class DocumentKind(StrEnum):
    """What a document shows."""

    LEGAL_PERSON = "legal_person"
    AUTHORISATION = "authorisation"
    PREMISES = "premises"
    FINANCE_RULES = "finance_rules"
    QUALITY_SYSTEM = "quality_system"
    INTERNAL_RULES = "internal_rules"
    CREDIT_RECORD = "credit_record"
    STAFF = "staff"
    TITLE = "title"
    TRACK_RECORD = "track_record"
    CONTRACT = "contract"
    EVALUATION_REPORT = "evaluation_report"
    EVIDENCE = "evidence"


class ScanState(StrEnum):
    """What the virus scanner says. Nothing pending or infected is given to anybody."""

    NOT_SCANNED = "not_scanned"  # no scanner was set when it came
    PENDING = "pending"
    CLEAN = "clean"
    INFECTED = "infected"


class CleaningState(StrEnum):
    """Whether the copy without metadata stands, which is what readers get."""

    PENDING = "pending"
    CLEANED = "cleaned"
    FAILED = "failed"


class Document(Base):
    """One stored file and its copy without metadata.

    ``ref`` names the original in the store and ties its seal to it, ``clean_ref`` the copy. Sizes are bytes; ``size``
    and ``sha256`` are the original's. ``next_try_at`` is set while the file waits for the scanner or for its copy.
    """

    __tablename__ = "documents"
    __table_args__ = (
        Index("ix_documents_owner", "owner_kind", "owner_id"),
        check("not_empty", "size > 0"),
        check("scanned_has_time", "(scan IN ('clean', 'infected')) = (scanned_at IS NOT NULL)"),
        check("infected_is_named", "(scan = 'infected') = (length(signature) > 0)"),
        check("cleaned_has_hash", "(cleaning = 'cleaned') = (clean_sha256 IS NOT NULL)"),
        check("cleaned_has_size", "(cleaning = 'cleaned') = (clean_size IS NOT NULL)"),
        check("failed_says_why", "(cleaning = 'failed') = (length(cleaning_fault) > 0)"),
        check(
            "waiting_is_tried",
            "next_try_at IS NOT NULL OR scan = 'infected' OR (scan <> 'pending' AND cleaning <> 'pending')",
        ),
    )

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
    scan: Mapped[ScanState] = mapped_column(words(ScanState))
    scanned_at: Mapped[datetime | None]
    signature: Mapped[str] = mapped_column(String(120), default="")  # what the scanner calls what it found
    cleaning: Mapped[CleaningState] = mapped_column(words(CleaningState))
    cleaning_fault: Mapped[str] = mapped_column(String(40), default="")
    clean_size: Mapped[int | None] = mapped_column(BigId)
    clean_sha256: Mapped[str | None] = mapped_column(String(64))
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(index=True)

    @property
    def clean_ref(self) -> str:
        """The name of the copy without metadata in the store."""
        return f"{self.ref}-clean"
