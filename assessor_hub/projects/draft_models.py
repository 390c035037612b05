"""Drafts of projects: what an institution has typed and not filed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessor_hub.accounts.models import User
from assessor_hub.db import Base, BigId, Id
from assessor_hub.projects.refusal_models import FilingRefusal


class ProjectDraft(Base):
    """A project that is not filed yet: it takes no unit, and its institution alone sees it.

    ``answers`` are the form's fields as they were typed, complete or not. ``request_key`` becomes the project's, so
    that a draft which is filed twice makes one project. ``refusal`` is that of its last filing.
    """

    __tablename__ = "project_drafts"
    __table_args__ = (Index("ix_project_drafts_institution", "institution_id", "saved_at"),)

    id: Mapped[Id]
    request_key: Mapped[str] = mapped_column(String(40), unique=True)
    institution_id: Mapped[int] = mapped_column(BigId, ForeignKey("institutions.id"))
    answers: Mapped[dict[str, str]] = mapped_column(JSON)
    revision: Mapped[int] = mapped_column(default=1)
    begun_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    saved_by: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"))
    refusal_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("filing_refusals.id"))

    saver: Mapped[User] = relationship(lazy="joined")
    refusal: Mapped[FilingRefusal | None] = relationship(lazy="joined")
