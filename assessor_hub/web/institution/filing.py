"""Filing a project, and explaining a filing that was refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from assessor_hub.db import transaction
from assessor_hub.projects.ledger import used
from assessor_hub.projects.queries import UseLine, own_project_by_key, own_projects, use_lines
from assessor_hub.projects.services import Filing, file_project, note_refusal
from assessor_hub.refusals import Refused
from assessor_hub.rules.findings import Finding, Outcome
from assessor_hub.rules.law import Standing
from assessor_hub.web.institution import blueprint
from assessor_hub.web.institution.pools import own_pools
from assessor_hub.web.institution.project_forms import FilingForm, new_key
from assessor_hub.web.institution.words import NEXT
from assessor_hub.web.shared.context import actor, law, now, session, today
from assessor_hub.web.shared.guards import INSTITUTION, audience


@dataclass(frozen=True)
class Explained:
    """A refused filing with what the page shows besides its sentence and its basis."""

    refused: Refused
    next: Any
    lines: list[UseLine] = field(default_factory=list)
    unmet: Finding | None = None
    standing: Standing | None = None
    project_id: int | None = None


@blueprint.route("/institution/projects/new", methods=["GET", "POST"])
@audience(INSTITUTION)
def new_project() -> Any:
    """File a project: it takes its unit of the pool, or the refusal says why not and what next."""
    form = FilingForm()
    if not form.is_submitted():
        form.request_key.data = new_key()
        return _page(form)
    if not form.validate():
        if form.request_key.errors:
            form.request_key.data = new_key()
        return _page(form), 422
    filing = form.filing()
    try:
        with transaction(session()):
            project = file_project(session(), law(), filing, by=actor(), now=now())
            project_id, number = project.id, project.number
    except Refused as refused:
        made = own_project_by_key(session(), actor(), filing.request_key)
        if made is None:
            return _page(form, _explain(refused, filing)), 409
        project_id, number = made.id, made.number  # the same form, sent twice at once: its twin was quicker
    flash(_("Project %(number)s has been filed.", number=number), "done")
    return redirect(url_for("institution.project", project_id=project_id))


def _page(form: FilingForm, explained: Explained | None = None) -> str:
    return render_template(
        "institution/new_project.html", form=form, explained=explained, pools=own_pools(), year=today().year
    )


def _explain(refused: Refused, filing: Filing) -> Explained:
    """Add the arithmetic, keep the refusal for a later appeal, and gather what the page shows."""
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
        project_id=_same_unit(filing) if refused.code == "unit_already_filed" else None,
    )


def _unmet(refused: Refused) -> Finding | None:
    """The condition that is not met, so that the page can say its figures."""
    if refused.code != "conditions_unmet":
        return None
    return Finding(refused.figures["condition"], Outcome.NOT_MET, refused.stated, refused.figures["figures"])


def _same_unit(filing: Filing) -> int | None:
    wanted = (filing.unit_uscc, filing.unit_kind, filing.level)
    same = (row for row in own_projects(session(), actor(), today().year)
            if (row.unit_uscc, row.unit_kind, row.level) == wanted)
    return next((row.id for row in same), None)
