"""Reports by the public. What was reported and who reported it lie in two tables under two keys."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessor_hub.db import Base, BigId, Code, Id, check, words
from assessor_hub.institutions.models import Institution
from assessor_hub.rules.lifecycle import TipState


class TipKind(StrEnum):
    """A real-name report with evidence and contact details, or what falls short of one: a lead."""

    REAL_NAME = "real_name"
    LEAD = "lead"


class TipSubject(StrEnum):
    """Whom a report concerns."""

    ASSESSOR = "assessor"
    LISTED_UNIT = "listed_unit"


class Tip(Base):
    """What was reported, without a word about the reporter.

    ``account_sealed`` is the reporter's account under the field key; ``receipt_index`` a keyed hash of the receipt
    code. ``answer`` is what the reporter reads behind the code.
    """

    __tablename__ = "tips"
    __table_args__ = (
        check("moved_has_answer", "status = 'received' OR length(answer) > 0"),
        Index("ix_tips_queue", "receiver", "status", "received_at", "id"),
    )

    id: Mapped[Id]
    ref: Mapped[str] = mapped_column(String(32), unique=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    receipt_index: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[TipKind] = mapped_column(words(TipKind))
    subject: Mapped[TipSubject] = mapped_column(words(TipSubject))
    institution_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("institutions.id"), index=True)
    subject_name: Mapped[str] = mapped_column(String(120))
    project_number: Mapped[str] = mapped_column(String(40), default="")
    city: Mapped[Code]
    receiver: Mapped[Code]  # the department that the pack routes it to
    route: Mapped[str] = mapped_column(String(200))  # why it went there: basis and article
    allegation: Mapped[str] = mapped_column(String(40))
    account_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[TipState] = mapped_column(words(TipState))
    answer: Mapped[str] = mapped_column(Text, default="")
    received_at: Mapped[datetime]
    moved_at: Mapped[datetime]
    pack_version: Mapped[str | None] = mapped_column(String(120))

    institution: Mapped[Institution | None] = relationship(lazy="joined")


class TipIdentity(Base):
    """Who reported: name and contact details, sealed under the identity key. No handler's query touches it."""

    __tablename__ = "tip_identities"

    tip_id: Mapped[int] = mapped_column(BigId, ForeignKey("tips.id"), primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), unique=True)
    identity_sealed: Mapped[bytes] = mapped_column(LargeBinary)
