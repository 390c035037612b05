"""Non-acceptance decisions (不予采信决定). A ban is never a flag: it is these dates, read on a day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessor_hub.db import Base, BigId, Code, Id, check, words
from assessor_hub.institutions.models import Institution
from assessor_hub.rules.values import Effect, Ground


class Decision(Base):
    """One decision: its ground, its number, the chain of days that it needs, and the days of the ban.

    Notice of intent, decision and service follow one another and none may be missing. ``last_day`` is inclusive. A
    revocation voids the ban from the start; the row stays.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        check("order_of_days", "notice_on <= decided_on AND decided_on <= served_on AND served_on <= first_day"),
        check("ends_after_start", "last_day > first_day"),
        check("has_facts", "length(facts) > 0"),
        check("revocation_has_reason", "(revoked_at IS NULL) = (revocation_reason IS NULL)"),
        Index("ix_decisions_institution", "institution_id", "jurisdiction", "last_day"),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(80), unique=True)
    institution_id: Mapped[int] = mapped_column(BigId, ForeignKey("institutions.id"))
    jurisdiction: Mapped[Code]
    ground: Mapped[Ground] = mapped_column(words(Ground))
    effect: Mapped[Effect] = mapped_column(words(Effect))
    article: Mapped[str] = mapped_column(String(40))
    facts: Mapped[str] = mapped_column(Text)
    notice_on: Mapped[date]
    decided_on: Mapped[date]
    served_on: Mapped[date]
    first_day: Mapped[date]
    last_day: Mapped[date]
    pack_version: Mapped[str] = mapped_column(String(120))
    trial: Mapped[bool]
    decided_by: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"))
    recorded_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revocation_reason: Mapped[str | None] = mapped_column(Text)

    institution: Mapped[Institution] = relationship(lazy="joined")
