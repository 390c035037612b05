"""The evaluated unit's side of a project: whom it named as contact, and what it answered; the contract of the two."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from assessor_hub.db import Base, BigId, Id, check, words

_STANDS = text("replaced_at IS NULL")


class Answer(StrEnum):
    """What the unit's contact says: it commissioned this institution, or it did not."""

    CONFIRMED = "confirmed"
    DENIED = "denied"


class Commission(Base):
    """The question to the unit's contact whether it commissioned the institution with this project.

    Name and address of the contact and the code of the private link lie sealed, tied to ``ref``; ``code_index`` is the
    keyed hash by which the link finds its row. A new contact replaces the one before, whose answer stays on record.
    """

    __tablename__ = "commissions"
    __table_args__ = (
        check("answer_has_time", "(answer IS NULL) = (answered_at IS NULL)"),
        Index(
            "uq_commissions_stands", "project_id", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS
        ),
    )

    id: Mapped[Id]
    ref: Mapped[str] = mapped_column(String(32), unique=True)
    project_id: Mapped[int] = mapped_column(BigId, ForeignKey("projects.id"), index=True)
    code_index: Mapped[str] = mapped_column(String(64), unique=True)
    contact_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    asked_at: Mapped[datetime]
    asked_by: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"))
    answer: Mapped[Answer | None] = mapped_column(words(Answer))
    answered_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(Text, default="")
    replaced_at: Mapped[datetime | None]


class Attestation(Base):
    """An institution's word that the contract holds none of the clauses that the rules ban, with the contract's hash.

    ``clauses`` are the banned clauses by their code as the rules of ``pack_version`` named them; empty where they name
    none, and then the row only says which contract was handed in.
    """

    __tablename__ = "attestations"
    __table_args__ = (Index("ix_attestations_project", "project_id", "id"),)

    id: Mapped[Id]
    project_id: Mapped[int] = mapped_column(BigId, ForeignKey("projects.id"))
    document_id: Mapped[int] = mapped_column(BigId, ForeignKey("documents.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    clauses: Mapped[list[str]] = mapped_column(JSON)
    article: Mapped[str] = mapped_column(String(40))
    pack_version: Mapped[str] = mapped_column(String(120))
    attested_at: Mapped[datetime]
    attested_by: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"))
