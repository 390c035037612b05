"""An evaluated unit: who evaluates it, at which level and year, and under which names it was filed."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import abort, render_template

from assessor_hub.institutions.independence import declared_with
from assessor_hub.projects.models import Project
from assessor_hub.projects.units import declared_of, filings_of, names_of, rivals_of
from assessor_hub.web.shared.context import actor, session
from assessor_hub.web.shared.guards import READERS, audience
from assessor_hub.web.staff import blueprint


@blueprint.get("/staff/units/<uscc>")
@audience(READERS)
def unit(uscc: str) -> Any:
    """Everything within reach that was filed for the unit; 404 where that is nothing."""
    filings, declared = filings_of(session(), actor(), uscc), declared_of(session(), actor(), uscc)
    if not filings and not declared:
        abort(404)
    ties = declared_with(session(), uscc, {row.institution_id for row in filings})
    return render_template(
        "staff/unit.html", uscc=uscc, filings=filings, declared=declared, ties=ties, names=names_of(filings),
        rivals=rivals_of(session(), actor(), [row.id for row in filings]),
        institutions={row.institution_id: row.institution.name for row in filings},
        kinds=Counter(row.unit_kind for row in filings),
    )


def unit_view(row: Project) -> dict[str, Any]:
    """What the page of a project says of its unit: who else evaluates it, and what else it was called."""
    same_unit = filings_of(session(), actor(), row.unit_uscc)
    here = (row.unit_name, row.unit_city)
    return {
        "rivals": rivals_of(session(), actor(), [row.id]).get(row.id, []), "evaluations": len(same_unit),
        "other_names": [one for one in names_of(same_unit) if (one.name, one.city) != here],
    }
