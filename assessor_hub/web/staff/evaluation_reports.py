"""The versions of an evaluation report as the department compares them, and what stands beside its decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assessor_hub.documents.models import Document, OwnerKind
from assessor_hub.institutions.independence import ties_with
from assessor_hub.projects.evaluation_report_facts import Issuer, SignerStanding, issuer_on, signers_of
from assessor_hub.projects.evaluation_report_models import EvaluationReport
from assessor_hub.projects.evaluation_reports import versions_of
from assessor_hub.projects.models import Project
from assessor_hub.web.shared.context import session, today
from assessor_hub.web.shared.words.standings import standing_words
from assessor_hub.web.staff.common import named_documents


@dataclass(frozen=True)
class Shown:
    """A version with its file (document and name), its signers' standing, and what differs from the one before."""

    row: EvaluationReport
    file: tuple[Document, str] | None
    signers: list[SignerStanding]
    differs: frozenset[str]


@dataclass(frozen=True)
class Beside:
    """What a person weighs before deciding on the newest version, computed as of now."""

    issuer: Issuer
    uncounted: list[str]
    signed: int
    days: int
    ties: list[str]


def evaluation_reports_view(project: Project) -> dict[str, Any]:
    """By the template's names: the versions, newest first, and what stands beside the decision on the newest."""
    files = {pair[0].id: pair for pair in named_documents(OwnerKind.PROJECT, project.id)}
    versions = versions_of(session(), project)
    shown = [
        Shown(row, files.get(row.document_id or 0), signers_of(session(), row, today()), _differs(before, row))
        for before, row in zip([None, *versions], versions, strict=False)
    ]
    of_versions = {row.document_id for row in versions}
    return {
        "evaluation_reports": shown[::-1], "standing_of": standing_words,
        "other_files": [pair for number, pair in files.items() if number not in of_versions],
        "beside": _beside(project, shown[-1]) if shown else None,
    }


def _differs(before: EvaluationReport | None, row: EvaluationReport) -> frozenset[str]:
    """What a version says otherwise than the one before."""
    if before is None:
        return frozenset()
    names = ("issued_on", "standard", "edition")
    found = {name for name in names if getattr(before, name) != getattr(row, name)}
    if _signatures(before) != _signatures(row):
        found.add("signers")
    return frozenset(found)


def _signatures(row: EvaluationReport) -> set[tuple[int, str]]:
    return {(signer.employment_id, signer.role.value) for signer in row.signers}


def _beside(project: Project, newest: Shown) -> Beside:
    row = newest.row
    return Beside(
        issuer=issuer_on(session(), project, row.issued_on),
        uncounted=[one.signer.name for one in newest.signers if not one.counted_then],
        signed=len(newest.signers),
        days=(row.issued_on - project.work_from).days,
        ties=ties_with(session(), project.institution_id, project.unit_uscc, row.issued_on),
    )
