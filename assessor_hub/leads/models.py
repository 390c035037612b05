"""What staff thought of a lead. The leads themselves are never stored: they are read from the present data."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assessor_hub.db import Base, BigId, Code, Id, check, words


class LeadKind(StrEnum):
    """What two institutions have in common, or what else is worth a look. A lead, never a verdict."""

    SAME_PHONE = "same_phone"
    SAME_ADDRESS = "same_address"
    SAME_DOCUMENT = "same_document"
    SHARED_STAFF = "shared_staff"
    SHARED_HEAD = "shared_head"
    HEAD_ON_STAFF = "head_on_staff"
    BANNED_HEAD = "banned_head"
    HEAD_CHANGED = "head_changed"
    UNIT_IS_ASSESSOR = "unit_is_assessor"


class LeadState(StrEnum):
    """Where a lead stands with a department."""

    OPEN = "open"
    LOOKING = "looking"
    NOT_RELEVANT = "not_relevant"


class LeadAssessment(Base):
    """A department's word on a lead, with its reason. Words are added, never changed; the latest holds.

    ``lead_key`` is the hash of the lead's evidence: when the evidence changes, the lead has another key and is open
    again. ``anchor`` is the hash of what the lead is about, by which the earlier words are still found. ``serial``
    counts the words of a department on one lead, so that the second of two people learns of the first.
    """

    __tablename__ = "lead_assessments"
    __table_args__ = (
        check("is_assessed", "state <> 'open'"),
        check("has_reason", "length(reason) > 0"),
        UniqueConstraint("lead_key", "jurisdiction", "serial", name="uq_lead_assessments_serial"),
    )

    id: Mapped[Id]
    kind: Mapped[LeadKind] = mapped_column(words(LeadKind))
    lead_key: Mapped[str] = mapped_column(String(64))
    anchor: Mapped[str] = mapped_column(String(64), index=True)
    jurisdiction: Mapped[Code]
    serial: Mapped[int]
    state: Mapped[LeadState] = mapped_column(words(LeadState))
    reason: Mapped[str] = mapped_column(Text)
    assessed_by: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"))
    assessed_at: Mapped[datetime]
