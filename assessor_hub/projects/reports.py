"""The evaluation report of a project: what the assessor issues."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.projects.commissions import tell_contact
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.models import Project
from assessor_hub.projects.moving import take_step
from assessor_hub.rules.lifecycle import ProjectVerb


def issue_report(
    session: Session, project: Project, sha256: str, issued_on: date, *, by: Actor, now: datetime
) -> None:
    """Attach the evaluation report's hash and date of issue (the stored document is the caller's)."""
    if issued_on > beijing_day(now):
        raise FilingRefused("report_in_future")
    if project.report_on is not None:
        tell_contact(session, project, Tag.PROJECT_REPORTED, now)
    project.report_on, project.report_sha256 = issued_on, sha256
    take_step(project, ProjectVerb.REPORT, by=by)
    project.moved_at = now
    record(
        session, Tag.PROJECT_REPORTED, by=by, on=project, now=now, jurisdiction=project.jurisdiction,
        pack_version=project.pack_version, detail={"sha256": sha256, "issued_on": str(issued_on)},
    )
