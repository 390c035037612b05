"""Issuing a project's evaluation report, and correcting it: a correction is a new version of the same project.

Reading: a version can be corrected until the department has decided on it. What was accepted stands as it was relied
on, what was not accepted is decided; neither is exchanged afterwards (RULES.md, "What uses a cap", "Non-acceptance").
That a report was not issued before the recordal follows from the order of days: it is not issued before the work
began, and work dated before the recordal is judged when the project is filed (:mod:`assessor_hub.projects.gates`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.crypto import Vault
from assessor_hub.documents.errors import DocumentRefused
from assessor_hub.documents.intake import Upload, check_upload, clean_name
from assessor_hub.documents.kinds import DOCX, OFD, PDF
from assessor_hub.documents.models import DocumentKind, OwnerKind
from assessor_hub.documents.services import store_documents
from assessor_hub.documents.store import Store
from assessor_hub.projects.commissions import tell_contact
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.evaluation_report_models import EvaluationReport, EvaluationReportSigner, SignerRole
from assessor_hub.projects.models import Project
from assessor_hub.projects.moving import take_step
from assessor_hub.rules.lifecycle import ProjectVerb
from assessor_hub.rules.values import Level
from assessor_hub.staffing.lines import Line
from assessor_hub.staffing.services import roster

TEXT_DOCUMENTS = frozenset({PDF, DOCX, OFD})


@dataclass(frozen=True)
class Signed:
    """Who signs, by the line of the roster, and as what."""

    employment_id: int
    role: SignerRole


@dataclass(frozen=True)
class Issue:
    """What the institution says of a version. ``correction`` is why it takes the place of the one before."""

    issued_on: date
    standard: str
    edition: str
    signers: tuple[Signed, ...]
    correction: str = ""


def versions_of(session: Session, project: Project) -> list[EvaluationReport]:
    """The versions of a project that the caller has fetched, oldest first."""
    wanted = select(EvaluationReport).where(EvaluationReport.project_id == project.id)
    return list(session.scalars(wanted.order_by(EvaluationReport.version)))


def version_of(session: Session, project: Project, version: int) -> EvaluationReport | None:
    """One version of a project that the caller has fetched."""
    wanted = select(EvaluationReport).where(
        EvaluationReport.project_id == project.id, EvaluationReport.version == version
    )
    return session.scalar(wanted)


def issue_evaluation_report(
    session: Session, vault: Vault, store: Store, project: Project, upload: Upload, issue: Issue, *,
    revision: int, by: Actor, now: datetime,
) -> EvaluationReport:
    """Issue the evaluation report, or the next version of it. The caller holds the project's row.

    The same file sent twice from one page is issued once. Nothing is stored before everything was checked. Refuses
    ``changed_meanwhile``, ``wrong_state``, ``same_file``, ``correction_missing``, ``standard_missing``, those of the
    days (``report_in_future``, ``report_before_work``, ``report_before_version``) and of the signers
    (``evaluation_signer_missing``, ``signer_unknown``, ``signer_not_counted``). Raises DocumentRefused.
    """
    versions = versions_of(session, project)
    sha256 = hashlib.sha256(upload.content).hexdigest()
    if project.revision != revision:
        if versions and project.revision == revision + 1 and _same(versions[-1], sha256, issue, by):
            return versions[-1]
        raise FilingRefused("changed_meanwhile", status=project.status.value, reason=project.reason)
    _check(project, versions, sha256, issue, beijing_day(now))
    signers = _signers(session, project, issue)
    _check_file(upload)
    project.report_on, project.report_sha256, project.moved_at = issue.issued_on, sha256, now
    take_step(project, ProjectVerb.REPORT, by=by)
    stored, *_rest = store_documents(
        session, vault, store, [upload], owner_kind=OwnerKind.PROJECT, owner_id=project.id,
        kind=DocumentKind.EVALUATION_REPORT, by=by, now=now,
    )
    row = EvaluationReport(
        project=project, version=len(versions) + 1, document_id=stored.id, sha256=sha256, issued_on=issue.issued_on,
        standard=issue.standard.strip(), edition=issue.edition.strip(),
        correction=issue.correction.strip() if versions else "", uploaded_at=now, uploaded_by=by.user_id,
        signers=signers,
    )
    session.add(row)
    session.flush()
    _record(session, row, by=by, now=now)
    return row


def _same(newest: EvaluationReport, sha256: str, issue: Issue, by: Actor) -> bool:
    """Whether the newest version is what a repeated click or a reload sends again."""
    return (newest.sha256, newest.issued_on, newest.uploaded_by) == (sha256, issue.issued_on, by.user_id)


def _check(
    project: Project, versions: list[EvaluationReport], sha256: str, issue: Issue, today: date
) -> None:
    if not issue.standard.strip() or not issue.edition.strip():
        raise FilingRefused("standard_missing")
    if issue.issued_on > today:
        raise FilingRefused("report_in_future")
    if issue.issued_on < project.work_from:
        raise FilingRefused("report_before_work", work_from=project.work_from)
    twin = next((row for row in versions if row.sha256 == sha256), None)
    if twin is not None:
        raise FilingRefused("same_file", version=twin.version)
    if not versions:
        return
    if issue.issued_on < versions[-1].issued_on:
        raise FilingRefused("report_before_version", version=versions[-1].version, issued_on=versions[-1].issued_on)
    if not issue.correction.strip():
        raise FilingRefused("correction_missing")


def may_sign(line: Line, level: Level) -> bool:
    """Whether a person of the day's roster may sign: who counts there on that day.

    Municipal work may be done without a recordal, so by an institution whose claims were never handed in: there a
    claim need not count (reading), and staff see that it doesn't.
    """
    return line.counting is not None or level is Level.MUNICIPAL


def _signers(session: Session, project: Project, issue: Issue) -> list[EvaluationReportSigner]:
    """The signatures, each from the roster of the day of issue."""
    if not issue.signers:
        raise FilingRefused("evaluation_signer_missing")
    lines = {line.id: line for line in roster(session, project.institution_id, issue.issued_on)}
    signers = []
    for place, signed in enumerate(issue.signers, 1):
        line = lines.get(signed.employment_id)
        if line is None:
            raise FilingRefused("signer_unknown", day=issue.issued_on)
        if not may_sign(line, project.level):
            raise FilingRefused("signer_not_counted", name=line.name, day=issue.issued_on)
        signers.append(
            EvaluationReportSigner(employment_id=line.id, place=place, name=line.name, role=signed.role)
        )
    return signers


def _check_file(upload: Upload) -> None:
    """An evaluation report is a text document; a picture or a spreadsheet is none."""
    if check_upload(upload, DocumentKind.EVALUATION_REPORT) not in TEXT_DOCUMENTS:
        raise DocumentRefused("no_text_document", name=clean_name(upload.name))


def _record(session: Session, row: EvaluationReport, *, by: Actor, now: datetime) -> None:
    """One entry for the first version, one of its own for a correction: of that the unit's contact is told."""
    if row.version > 1:
        tell_contact(session, row.project, Tag.PROJECT_REPORTED, now)
    tag = Tag.PROJECT_REPORTED if row.version == 1 else Tag.EVALUATION_REPORT_CORRECTED
    record(
        session, tag, by=by, on=row.project, now=now, reason=row.correction, jurisdiction=row.project.jurisdiction,
        pack_version=row.project.pack_version, detail={
            "version": row.version, "sha256": row.sha256, "issued_on": str(row.issued_on), "standard": row.standard,
            "edition": row.edition, "signers": [[signer.employment_id, signer.role.value] for signer in row.signers],
        },
    )
