"""Many declared projects from one file, with one proof: the file until its rows are answered, and the answers."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from assessor_hub.db import Base, BigId, Code, Id, check, words
from assessor_hub.institutions.models import Institution
from assessor_hub.projects.ledger_models import DeclaredProject


class DeclaredListState(StrEnum):
    """A list is previewed, then its rows are declared one after another until all are answered or the rest is left."""

    PREVIEW = "preview"
    TAKING = "taking"
    DONE = "done"
    CANCELLED = "cancelled"  # a preview: nothing was declared


class DeclaredList(Base):
    """A file of declared projects that an institution sent, all for the same department to confirm.

    The file names persons with their numbers: it lies sealed, tied to ``ref``, until every row has its answer, and is
    forgotten then. ``lines`` are the numbers of the rows to declare, ``left_out`` those of the faulty ones, both fixed
    when the preview is taken in. From ``ref`` and a row's number its request key is derived. ``opening`` as in
    :class:`DeclaredProject`.
    """

    __tablename__ = "declared_lists"
    __table_args__ = (
        check("file_until_answered", "(state IN ('preview', 'taking')) = (file_sealed IS NOT NULL)"),
        check(
            "taken_by_somebody",
            "(taken_at IS NULL) = (taken_by IS NULL) AND (taken_at IS NULL) = (state IN ('preview', 'cancelled'))",
        ),
        check("over_has_moment", "(state IN ('preview', 'taking')) = (finished_at IS NULL)"),
        Index("ix_declared_lists_institution", "institution_id", "id"),
        Index("ix_declared_lists_jurisdiction", "jurisdiction", "id"),
    )

    id: Mapped[Id]
    ref: Mapped[str] = mapped_column(String(32), unique=True)
    institution_id: Mapped[int] = mapped_column(BigId, ForeignKey("institutions.id"))
    jurisdiction: Mapped[Code]
    opening: Mapped[bool]
    state: Mapped[DeclaredListState] = mapped_column(words(DeclaredListState))
    file_name: Mapped[str] = mapped_column(String(120))
    file_sealed: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    lines: Mapped[list[int]] = mapped_column(JSON)
    left_out: Mapped[list[int]] = mapped_column(JSON)
    sent_by: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"))
    sent_at: Mapped[datetime]
    taken_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    taken_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    institution: Mapped[Institution] = relationship(lazy="joined")


class DeclaredListRow(Base):
    """The answer to one row: the project that it declared, or the code and figures of its refusal.

    ``line`` is the spreadsheet's own number of it. The answer and the project are written in one transaction.
    """

    __tablename__ = "declared_list_rows"
    __table_args__ = (
        check("declared_or_refused", "(declared_id IS NULL) <> (code IS NULL)"),
        UniqueConstraint("list_id", "line"),
    )

    id: Mapped[Id]
    list_id: Mapped[int] = mapped_column(BigId, ForeignKey("declared_lists.id"))
    line: Mapped[int]
    unit_name: Mapped[str] = mapped_column(String(120))
    unit_uscc: Mapped[str] = mapped_column(String(18))
    declared_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("declared_projects.id"), unique=True)
    code: Mapped[str | None] = mapped_column(String(40))
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    answered_at: Mapped[datetime]

    declared: Mapped[DeclaredProject | None] = relationship(lazy="raise")
