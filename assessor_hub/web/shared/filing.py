"""Filing a project once, however often it is sent, and explaining a refused filing: for pages and API alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from assessor_hub.db import transaction
from assessor_hub.projects.filing import Filed, Filing, file_project, note_refusal
from assessor_hub.projects.ledger import used
from assessor_hub.projects.models import Project
from assessor_hub.projects.queries import UseLine, own_project_by_key, own_projects, use_lines
from assessor_hub.refusals import Refused
from assessor_hub.rules.findings import Finding, Outcome
from assessor_hub.rules.law import Standing
from assessor_hub.web.shared.context import actor, law, now, session, today
from assessor_hub.web.shared.words.next_steps import NEXT


@dataclass(frozen=True)
class Explained:
    """A refused filing with what is shown besides its sentence and its basis."""

    refused: Refused
    next: Any
    lines: list[UseLine] = field(default_factory=list)
    unmet: Finding | None = None
    standing: Standing | None = None
    project: Project | None = None


def file_once(filing: Filing) -> Filed | Explained:
    """File the project, or find the one that the same request made before, or say why not."""
    answer = _file(filing)
    if isinstance(answer, Refused) and own_project_by_key(session(), actor(), filing.request_key) is not None:
        answer = _file(filing)  # the same request, sent twice at once, was quicker: now its project is found
    return answer if isinstance(answer, Filed) else _explain(answer, filing)


def _file(filing: Filing) -> Filed | Refused:
    try:
        with transaction(session()):
            return file_project(session(), law(), filing, by=actor(), now=now())
    except Refused as refused:
        return refused


def _explain(refused: Refused, filing: Filing) -> Explained:
    """Add the arithmetic, keep the refusal for a later appeal, and gather what is shown."""
    figures = refused.figures
    account = figures.get("account")
    if account is not None:
        figures["used"] = used(session(), account)
        figures["next"] = figures["used"] + 1
    with transaction(session()):
        note_refusal(session(), refused, by=actor(), now=now(), filing=filing)
    return Explained(
        refused, NEXT.get(refused.code, ""),
        lines=use_lines(session(), account, actor()) if account is not None else [],
        unmet=_unmet(refused),
        standing=Standing(figures["standing"]) if "standing" in figures else None,
        project=_project(refused, filing),
    )


def _unmet(refused: Refused) -> Finding | None:
    """The condition that is not met, so that its figures can be said."""
    if refused.code != "conditions_unmet":
        return None
    return Finding(refused.figures["condition"], Outcome.NOT_MET, refused.stated, refused.figures["figures"])


def _project(refused: Refused, filing: Filing) -> Project | None:
    """The project that stands in the way: of the same unit, or made by the same key."""
    if refused.code == "key_reused":
        return own_project_by_key(session(), actor(), filing.request_key)
    if refused.code != "unit_already_filed":
        return None
    wanted = (filing.unit_uscc, filing.unit_kind, filing.level)
    same = (row for row in own_projects(session(), actor(), today().year)
            if (row.unit_uscc, row.unit_kind, row.level) == wanted)
    return next(same, None)
