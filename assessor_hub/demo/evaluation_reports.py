"""The evaluation reports of a story: issued, signed by staff who count, one of them corrected."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from assessor_hub.accounts.actor import Actor
from assessor_hub.clock import beijing_day
from assessor_hub.demo.papers import paper
from assessor_hub.documents.intake import Upload
from assessor_hub.projects.evaluation_report_models import SignerRole
from assessor_hub.projects.evaluation_reports import Issue, Signed, issue_evaluation_report, may_sign
from assessor_hub.projects.models import Project
from assessor_hub.projects.standards import NAMED
from assessor_hub.staffing.services import roster

if TYPE_CHECKING:
    from assessor_hub.demo.narrator import Narrator


def issue(narrator: Narrator, project: Project, owner: Actor, at: datetime, correction: str = "") -> None:
    """Issue the next version; the first three of the roster who may sign do, each in another role."""
    day = beijing_day(at)
    lines = [line for line in roster(narrator.session, project.institution_id, day) if may_sign(line, project.level)]
    signers = tuple(Signed(line.id, role) for line, role in zip(lines, SignerRole, strict=False))
    text = f"evaluation report {project.number}, revision {project.revision}"
    issue_evaluation_report(
        narrator.session, narrator.hub.vault, narrator.hub.store, project, Upload("评价报告.pdf", paper(text)),
        Issue(day, NAMED[project.unit_kind], "2018" if "GB/T" in NAMED[project.unit_kind] else "现行版", signers, correction),
        revision=project.revision, by=owner, now=at,
    )
