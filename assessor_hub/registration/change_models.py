"""What changed with a recorded institution and was filed, and who comes after one that is no more."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessor_hub.db import Base, BigId, Code, Id, check, words
from assessor_hub.institutions.models import Institution
from assessor_hub.registration.models import Recordal
from assessor_hub.rules.lifecycle import ChangeState
from assessor_hub.rules.values import ChangeKind


class Change(Base):
    """One change of one institution as filed for one of its recordals.

    ``before`` and ``after`` hold plain particulars or figures, never an identity number. ``due_on`` is None where the
    working days of its year are not published; whether it was late is read from ``filed_at`` and ``due_on``, never
    stored. ``flags`` are what staff should look at, comma-separated codes.
    """

    __tablename__ = "changes"
    __table_args__ = (
        check("answered_has_time", "status IN ('filed', 'needs_review') OR decided_at IS NOT NULL"),
        check("judged_has_reason", "status NOT IN ('accepted', 'objected') OR length(reason) > 0"),
        Index("ix_changes_queue", "jurisdiction", "status", "filed_at", "id"),
    )

    id: Mapped[Id]
    recordal_id: Mapped[int] = mapped_column(BigId, ForeignKey("recordals.id"), index=True)
    institution_id: Mapped[int] = mapped_column(BigId, ForeignKey("institutions.id"), index=True)
    jurisdiction: Mapped[Code]
    kind: Mapped[ChangeKind] = mapped_column(words(ChangeKind))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    happened_on: Mapped[date]
    filed_at: Mapped[datetime]
    filed_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    due_on: Mapped[date | None]
    flags: Mapped[str] = mapped_column(String(200), default="")
    status: Mapped[ChangeState] = mapped_column(words(ChangeState))
    revision: Mapped[int] = mapped_column(default=1)
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    pack_version: Mapped[str] = mapped_column(String(120))

    institution: Mapped[Institution] = relationship(lazy="joined")
    recordal: Mapped[Recordal] = relationship()


class Successor(Base):
    """Who comes after an institution that was merged or divided, by its code, registered here or not.

    It inherits nothing: it is named, and its own application shows the history.
    """

    __tablename__ = "successors"
    __table_args__ = (UniqueConstraint("recordal_id", "uscc"), Index("ix_successors_uscc", "uscc"))

    id: Mapped[Id]
    recordal_id: Mapped[int] = mapped_column(BigId, ForeignKey("recordals.id"))
    uscc: Mapped[str] = mapped_column(String(18))
    name: Mapped[str] = mapped_column(String(120))

    recordal: Mapped[Recordal] = relationship(lazy="joined")
