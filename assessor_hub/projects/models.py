"""Evaluation projects as filed. What each takes of a cap is in :mod:`assessor_hub.projects.ledger_models`."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessor_hub.db import Base, BigId, Code, Id, check, words
from assessor_hub.institutions.models import Institution
from assessor_hub.rules.lifecycle import ProjectState
from assessor_hub.rules.values import Level, UnitKind

GONE = (ProjectState.REFUSED, ProjectState.WITHDRAWN, ProjectState.STOPPED, ProjectState.LAPSED)
"""Where a project is live no longer: its unit may be filed anew."""
LIVE = text("status NOT IN ('refused', 'withdrawn', 'stopped', 'lapsed')")


class Project(Base):
    """One evaluation of one unit at one level in one year, as filed.

    ``year`` is the Beijing year of the first submission and never changes. ``head_id`` is the legal representative on
    that day. ``request_key`` makes a repeated submit the same project; ``request_digest`` tells it from another one
    that came with the same key (None on rows older than the column).
    """

    __tablename__ = "projects"
    __table_args__ = (
        check("closed_has_reason", "status NOT IN ('returned', 'refused', 'not_accepted') OR length(reason) > 0"),
        check("report_has_hash", "(report_on IS NULL) = (report_sha256 IS NULL)"),
        check("accepted_has_report", "status NOT IN ('reported', 'accepted', 'not_accepted') OR report_on IS NOT NULL"),
        Index(
            "uq_projects_unit", "institution_id", "unit_uscc", "unit_kind", "level", "year", unique=True,
            sqlite_where=LIVE, postgresql_where=LIVE,
        ),
        Index("ix_projects_queue", "jurisdiction", "status", "submitted_at", "id"),
        Index("ix_projects_institution", "institution_id", "year"),
        Index("ix_projects_unit", "unit_uscc", "unit_kind", "level", "year"),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(40), unique=True)
    request_key: Mapped[str] = mapped_column(String(40), unique=True)
    request_digest: Mapped[str | None] = mapped_column(String(64))
    institution_id: Mapped[int] = mapped_column(BigId, ForeignKey("institutions.id"))
    head_id: Mapped[int] = mapped_column(BigId, ForeignKey("persons.id"), index=True)
    level: Mapped[Level] = mapped_column(words(Level))
    year: Mapped[int]
    unit_kind: Mapped[UnitKind] = mapped_column(words(UnitKind))
    unit_name: Mapped[str] = mapped_column(String(120))
    unit_uscc: Mapped[str] = mapped_column(String(18))
    unit_city: Mapped[Code]
    jurisdiction: Mapped[Code]  # the unit's province (or known city): its recordal, conditions, ban and pool are asked
    work_from: Mapped[date]
    status: Mapped[ProjectState] = mapped_column(words(ProjectState))
    revision: Mapped[int] = mapped_column(default=1)
    submitted_at: Mapped[datetime]
    submitted_by: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"))
    moved_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text, default="")
    pack_version: Mapped[str] = mapped_column(String(120))
    flags: Mapped[str] = mapped_column(String(200), default="")  # what staff should look at, comma-separated codes
    report_on: Mapped[date | None]
    report_sha256: Mapped[str | None] = mapped_column(String(64))

    institution: Mapped[Institution] = relationship(lazy="joined")
