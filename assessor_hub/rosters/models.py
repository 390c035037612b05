"""Imports of rosters: a spreadsheet that is previewed, confirmed, and written chunk by chunk."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from assessor_hub.db import Base, BigId, Id, check, words


class ImportState(StrEnum):
    """How far an import came: read (waiting, reading), previewed, taken in (confirmed, running), or over."""

    WAITING = "waiting"
    READING = "reading"
    PREVIEW = "preview"
    CONFIRMED = "confirmed"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


TO_READ = frozenset({ImportState.WAITING, ImportState.READING})
TO_WRITE = frozenset({ImportState.CONFIRMED, ImportState.RUNNING})
OVER = frozenset({ImportState.DONE, ImportState.FAILED, ImportState.CANCELLED})


class RosterImport(Base):
    """One file: of an institution's own roster (``institution_id``) or of a department's rosters (``jurisdiction``).

    ``rows_done`` counts the lines that were settled, whatever became of each; while the preview is made it counts the
    lines read, afterwards those written. The file, its name and the preview lie sealed here, tied to ``ref``; the file
    goes as soon as it is not needed.
    """

    __tablename__ = "roster_imports"
    __table_args__ = (
        check("one_scope", "(institution_id IS NULL) <> (jurisdiction IS NULL)"),
        check("every_row_counted", "added + updated + unchanged + faulty = rows_done"),
        check("rows_in_range", "rows_done >= 0 AND (rows_total IS NULL OR rows_done <= rows_total)"),
        check("no_count_negative", "added >= 0 AND updated >= 0 AND unchanged >= 0 AND faulty >= 0"),
        check("previewed_has_total", "state NOT IN ('preview', 'confirmed', 'running', 'done') OR rows_total > 0"),
        check("over_has_time", "(state IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL)"),
        check("confirmed_has_time", "state NOT IN ('confirmed', 'running', 'done') OR confirmed_at IS NOT NULL"),
        check("failed_has_reason", "(state = 'failed') = (failure IS NOT NULL)"),
        check("open_has_file", "state IN ('done', 'failed', 'cancelled') OR file_sealed IS NOT NULL"),
        Index("ix_roster_imports_work", "state", "id"),
    )

    id: Mapped[Id]
    ref: Mapped[str] = mapped_column(String(32), unique=True)
    institution_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("institutions.id"), index=True)
    jurisdiction: Mapped[str | None] = mapped_column(String(6), index=True)
    by_user: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"))
    state: Mapped[ImportState] = mapped_column(words(ImportState))
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # a file's name can hold a person's
    file_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    preview_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    faulty_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    rows_total: Mapped[int | None]
    rows_done: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    faulty: Mapped[int] = mapped_column(default=0)
    changed: Mapped[dict[str, list[int]]] = mapped_column(JSON, default=dict)  # by institution: lines added, updated
    failure: Mapped[str | None] = mapped_column(String(40))
    failure_figures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    @property
    def good(self) -> int:
        """How many of the counted lines have no fault."""
        return self.added + self.updated + self.unchanged

    @property
    def wanted(self) -> int:
        """How many lines a confirmation would change or add."""
        return self.added + self.updated
