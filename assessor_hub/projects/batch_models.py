"""Many filings from one file: the file's rows as they were read, and the answer that each got by itself."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessor_hub.db import Base, BigId, Id, check, words
from assessor_hub.projects.models import Project
from assessor_hub.projects.refusal_models import FilingRefusal
from assessor_hub.rules.values import Level, UnitKind


class BatchState(StrEnum):
    """A batch is previewed, then its rows are filed one after another until all are answered or the rest is left."""

    PREVIEW = "preview"
    FILING = "filing"
    DONE = "done"
    STOPPED = "stopped"
    CANCELLED = "cancelled"  # a preview: nothing was filed, its rows are gone


class RowState(StrEnum):
    """What became of a row. A faulty one cannot be filed; a waiting one has not been answered."""

    FAULTY = "faulty"
    WAITING = "waiting"
    FILED = "filed"
    REFUSED = "refused"


class FilingBatch(Base):
    """A file of projects that an institution sent. ``sha256`` is the file's, by which the same one is recognised.

    From ``ref`` and a row's line the row's request key is derived.
    """

    __tablename__ = "filing_batches"
    __table_args__ = (
        check(
            "confirmed_by_somebody",
            "(confirmed_at IS NULL) = (confirmed_by IS NULL) AND "
            "(confirmed_at IS NULL) = (state IN ('preview', 'cancelled'))",
        ),
        check("over_has_moment", "(state IN ('preview', 'filing')) = (finished_at IS NULL)"),
        Index("ix_filing_batches_institution", "institution_id", "id"),
    )

    id: Mapped[Id]
    ref: Mapped[str] = mapped_column(String(32), unique=True)
    institution_id: Mapped[int] = mapped_column(BigId, ForeignKey("institutions.id"))
    state: Mapped[BatchState] = mapped_column(words(BatchState))
    file_name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    sent_by: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"))
    sent_at: Mapped[datetime]
    confirmed_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    confirmed_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class FilingBatchRow(Base):
    """One row. ``line`` is the spreadsheet's own number of it, in whose order rows are filed; ``cells`` its texts.

    ``faults`` are [column, code, figures]; what was understood stands in the columns of a row without any. The answer
    and the project, or the kept refusal, are written in one transaction.
    """

    __tablename__ = "filing_batch_rows"
    __table_args__ = (
        check(
            "understood_unless_faulty",
            "state = 'faulty' OR (level IS NOT NULL AND unit_kind IS NOT NULL AND unit_name IS NOT NULL AND "
            "unit_uscc IS NOT NULL AND unit_city IS NOT NULL AND work_from IS NOT NULL)",
        ),
        check("filed_has_project", "(state = 'filed') = (project_id IS NOT NULL)"),
        check("refused_has_refusal", "(state = 'refused') = (refusal_id IS NOT NULL)"),
        check("answered_has_moment", "(state IN ('filed', 'refused')) = (answered_at IS NOT NULL)"),
        UniqueConstraint("batch_id", "line"),
    )

    id: Mapped[Id]
    batch_id: Mapped[int] = mapped_column(BigId, ForeignKey("filing_batches.id"))
    line: Mapped[int]
    state: Mapped[RowState] = mapped_column(words(RowState))
    cells: Mapped[list[str]] = mapped_column(JSON)
    faults: Mapped[list[Any]] = mapped_column(JSON)
    level: Mapped[Level | None] = mapped_column(words(Level))
    unit_kind: Mapped[UnitKind | None] = mapped_column(words(UnitKind))
    unit_name: Mapped[str | None] = mapped_column(String(120))
    unit_uscc: Mapped[str | None] = mapped_column(String(18))
    unit_city: Mapped[str | None] = mapped_column(String(6))
    work_from: Mapped[date | None]
    project_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("projects.id"), unique=True)
    refusal_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("filing_refusals.id"), unique=True)
    answered_at: Mapped[datetime | None]

    project: Mapped[Project | None] = relationship(lazy="raise")
    refusal: Mapped[FilingRefusal | None] = relationship(lazy="raise")
