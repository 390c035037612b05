"""Filing a project once, however often it is sent, and explaining a refused filing, then and long after: every face."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from assessor_hub.db import transaction
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.explaining import shown
from assessor_hub.projects.filing import Filed, Filing, file_project
from assessor_hub.projects.models import Project
from assessor_hub.projects.queries import UseLine, own_project_by_key, own_projects
from assessor_hub.projects.refusal_models import FilingRefusal
from assessor_hub.projects.refusals import Kept, note_refusal, refusal_for
from assessor_hub.rules.findings import Finding, Outcome
from assessor_hub.rules.law import Standing
from assessor_hub.web.shared.context import actor, law, now, session
from assessor_hub.web.shared.guards import found
from assessor_hub.web.shared.words.next_steps import NEXT


@dataclass(frozen=True)
class Explained:
    """A refused filing, as it was kept (``row``), with what is shown besides its sentence and its basis."""

    row: FilingRefusal | None
    refused: FilingRefused
    next: Any
    lines: list[UseLine] = field(default_factory=list)
    unmet: Finding | None = None
    standing: Standing | None = None
    project: Project | None = None


def file_once(filing: Filing) -> Filed | Explained:
    """File the project, or find the one that the same request made before, or say why not."""
    answer = _file(filing)
    if isinstance(answer, FilingRefused) and own_project_by_key(session(), actor(), filing.request_key) is not None:
        answer = _file(filing)  # the same request, sent twice at once, was quicker: now its project is found
    return answer if isinstance(answer, Filed) else _keep(answer, filing)


def _file(filing: Filing) -> Filed | FilingRefused:
    try:
        with transaction(session()):
            return file_project(session(), law(), filing, by=actor(), now=now())
    except FilingRefused as refused:
        return refused


def _keep(refused: FilingRefused, filing: Filing) -> Explained:
    """Keep the refusal for a later appeal, and explain it from what was kept."""
    with transaction(session()):
        row = note_refusal(session(), refused, by=actor(), now=now(), filing=filing)
        refusal_id = row.id if row is not None else None
    if refusal_id is None:  # the key of another filing: that one is the answer
        project = own_project_by_key(session(), actor(), filing.request_key)
        return Explained(None, refused, NEXT.get(refused.code, ""), project=project)
    return explained(found(refusal_for(session(), actor(), refusal_id)))


def explained(kept: Kept, *, lines_open: bool = False) -> Explained:
    """A kept refusal explained as it was at its moment; ``lines_open`` for staff who may see whose use it was."""
    reached = kept.refused.code == "cap_reached"
    lines = shown(kept.lines, actor(), open_to_all=lines_open) if reached else []
    return replace(in_short(kept), lines=lines, project=_project(kept.row))


def in_short(kept: Kept) -> Explained:
    """The same without the filings that use the cap and the project in the way, which its own page has."""
    refused = kept.refused
    return Explained(
        kept.row, refused, NEXT.get(refused.code, ""), unmet=_unmet(refused),
        standing=Standing(refused.figures["standing"]) if "standing" in refused.figures else None,
    )


def _unmet(refused: FilingRefused) -> Finding | None:
    """The condition that is not met, so that its figures can be said."""
    if refused.code != "conditions_unmet":
        return None
    return Finding(refused.figures["condition"], Outcome.NOT_MET, refused.stated, refused.figures["figures"])


def _project(row: FilingRefusal) -> Project | None:
    """The project of the same unit that stood in the way of its own institution."""
    if row.code != "unit_already_filed":
        return None
    wanted = (row.unit_uscc, row.unit_kind, row.level)
    same = (one for one in own_projects(session(), actor(), row.year)
            if (one.unit_uscc, one.unit_kind, one.level) == wanted)
    return next(same, None)
