"""The recount of evaluation reports: a project points at its newest version, and no version is missing."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessor_hub.projects.evaluation_report_models import EvaluationReport
from assessor_hub.projects.models import Project


def disagreeing(session: Session) -> Iterator[str]:
    """Every project whose own day and hash are not those of its newest version, and every gap in the versions."""
    last = (
        select(
            EvaluationReport.project_id, func.max(EvaluationReport.version).label("version"),
            func.count().label("count"),
        )
        .group_by(EvaluationReport.project_id)
        .subquery()
    )
    rows = (
        select(Project.id, Project.report_on, Project.report_sha256, EvaluationReport, last.c.count)
        .outerjoin(last, last.c.project_id == Project.id)
        .outerjoin(
            EvaluationReport,
            (EvaluationReport.project_id == Project.id) & (EvaluationReport.version == last.c.version),
        )
        .where(Project.report_on.is_not(None) | last.c.version.is_not(None))
        .order_by(Project.id)
    )
    for project_id, day, sha256, newest, count in session.execute(rows):
        if newest is None:
            yield f"project {project_id}: carries an evaluation report, but has no version of it"
            continue
        if (day, sha256) != (newest.issued_on, newest.sha256):
            yield f"project {project_id}: points at another evaluation report than its version {newest.version}"
        if count != newest.version:
            yield f"project {project_id}: {count} versions of its evaluation report, the newest is {newest.version}"
