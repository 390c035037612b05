"""Year-end summaries (年度总结), and the due dates that a department sets where the text leaves it the date."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessor_hub.db import Base, BigId, Code, Id, check
from assessor_hub.institutions.models import Institution


class Summary(Base):
    """One institution's account of one year in one jurisdiction; a draft until ``filed_at``.

    ``figures`` is what the system knew when it was filed. Whether it was late is read from ``filed_at`` and
    ``due_on``, never stored.
    """

    __tablename__ = "summaries"
    __table_args__ = (
        UniqueConstraint("institution_id", "jurisdiction", "year"),
        check("filed_has_content", "filed_at IS NULL OR (length(narrative) > 0 AND figures IS NOT NULL)"),
    )

    id: Mapped[Id]
    institution_id: Mapped[int] = mapped_column(BigId, ForeignKey("institutions.id"))
    jurisdiction: Mapped[Code]
    year: Mapped[int]
    narrative: Mapped[str] = mapped_column(Text, default="")
    difficulties: Mapped[str] = mapped_column(Text, default="")
    plan: Mapped[str] = mapped_column(Text, default="")
    figures: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    due_on: Mapped[date | None]
    saved_at: Mapped[datetime]
    filed_at: Mapped[datetime | None]
    filed_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))

    institution: Mapped[Institution] = relationship(lazy="joined")


class SummaryDate(Base):
    """The due date that a department set for a year, where its text leaves it to the department."""

    __tablename__ = "summary_dates"
    __table_args__ = (UniqueConstraint("jurisdiction", "year"),)

    id: Mapped[Id]
    jurisdiction: Mapped[Code]
    year: Mapped[int]
    due_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(200))
    set_by: Mapped[int | None] = mapped_column(BigId)
    set_at: Mapped[datetime]
