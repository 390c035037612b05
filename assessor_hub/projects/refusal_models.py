"""Refused filings, kept whole: what was asked and answered, by which rule, and what was counted at that moment."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessor_hub.db import Base, BigId, Code, Id, check, words
from assessor_hub.institutions.models import Institution
from assessor_hub.rules.values import Level, UnitKind


class FilingRefusal(Base):
    """One refused filing. Nothing of it follows what happens later: it is what an appeal cites by its ``number``.

    ``stated`` is the rule with its article and strength, ``figures`` the arithmetic, ``lines`` the charges that were
    counted then (:meth:`assessor_hub.projects.explaining.Line.kept`); ``limit`` and ``used`` are in units of the pool,
    None where the filing uses none. ``person_id`` is the head whose use was asked, ``pack_version`` the rules' content.
    """

    __tablename__ = "filing_refusals"
    __table_args__ = (
        check("pool_is_whole", "(pool_level IS NULL) = (pool_code IS NULL)"),
        check("pool_has_figures", "pool_level IS NULL OR (used IS NOT NULL AND cap_limit IS NOT NULL)"),
        check("cap_has_pool", "code <> 'cap_reached' OR pool_level IS NOT NULL"),
        Index("ix_filing_refusals_institution", "institution_id", "id"),
        Index("ix_filing_refusals_jurisdiction", "jurisdiction", "id"),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(40), unique=True)
    institution_id: Mapped[int] = mapped_column(BigId, ForeignKey("institutions.id"))
    refused_at: Mapped[datetime]
    refused_to: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    level: Mapped[Level] = mapped_column(words(Level))
    unit_kind: Mapped[UnitKind] = mapped_column(words(UnitKind))
    unit_name: Mapped[str] = mapped_column(String(120))
    unit_uscc: Mapped[str] = mapped_column(String(18))
    unit_city: Mapped[Code]
    work_from: Mapped[date]
    jurisdiction: Mapped[Code]
    year: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    pack_version: Mapped[str | None] = mapped_column(String(120))
    stated: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    person_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("persons.id"), index=True)
    head_name: Mapped[str | None] = mapped_column(String(80))
    pool_level: Mapped[Level | None] = mapped_column(words(Level, name="pool_level"))
    pool_code: Mapped[str | None] = mapped_column(String(6))
    cap_limit: Mapped[int | None]
    used: Mapped[int | None]
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)

    institution: Mapped[Institution] = relationship(lazy="joined")
