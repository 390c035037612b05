"""Evaluation reports (评价报告): what the assessor issues of a project, version after version, and who signed each."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessor_hub.db import Base, BigId, Id, check, words
from assessor_hub.projects.models import Project
from assessor_hub.registration.codes import DRAWN, new_code


class SignerRole(StrEnum):
    """As what a person signs. No text names the roles: they are those of the papers themselves."""

    LEAD = "lead"
    ASSESSOR = "assessor"
    REVIEWER = "reviewer"


class EvaluationReport(Base):
    """One version of a project's evaluation report. The newest is the one in force; none is ever overwritten.

    ``sha256`` is that of the file as it came. ``code`` is what the public verification opens. ``correction`` says why a
    later version took the place of the one before. ``document_id``, ``uploaded_by``, ``standard`` and ``edition`` may
    be missing where a version was taken over from before there were versions. Whether the assessor was recorded and
    free of a ban on ``issued_on`` is computed whenever it is asked, never kept.
    """

    __tablename__ = "evaluation_reports"
    __table_args__ = (
        UniqueConstraint("project_id", "version"),
        UniqueConstraint("project_id", "sha256"),
        check("version_from_one", "version >= 1"),
        check("hash_is_whole", "length(sha256) = 64"),
        check("correction_has_reason", "(version > 1) = (length(correction) > 0)"),
    )

    id: Mapped[Id]
    project_id: Mapped[int] = mapped_column(BigId, ForeignKey("projects.id"))
    version: Mapped[int]
    document_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("documents.id"), unique=True)
    sha256: Mapped[str] = mapped_column(String(64))
    issued_on: Mapped[date]
    standard: Mapped[str] = mapped_column(String(120), default="")
    edition: Mapped[str] = mapped_column(String(40), default="")
    correction: Mapped[str] = mapped_column(Text, default="")
    code: Mapped[str] = mapped_column(String(DRAWN + 1), unique=True, default=new_code)
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))

    project: Mapped[Project] = relationship(lazy="joined")
    signers: Mapped[list[EvaluationReportSigner]] = relationship(
        order_by="EvaluationReportSigner.place", lazy="selectin"
    )


class EvaluationReportSigner(Base):
    """One signature: the employment that the person signed from, the name as signed, and as what."""

    __tablename__ = "evaluation_report_signers"
    __table_args__ = (UniqueConstraint("evaluation_report_id", "place"),)

    evaluation_report_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("evaluation_reports.id", name="fk_evaluation_report_signers_signed"), primary_key=True,
        autoincrement=False,
    )
    employment_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("employments.id"), primary_key=True, autoincrement=False, index=True
    )
    place: Mapped[int]  # the order of signing, from 1
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[SignerRole] = mapped_column(words(SignerRole))
