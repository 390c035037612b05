"""Was an institution qualified on a day? The answer with its working, for those who may read the institution."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template

from assessor_hub.registration.queries import applications_of, institution_for, recordals_of
from assessor_hub.web.shared.as_of import as_of_view, decided
from assessor_hub.web.shared.context import actor, session
from assessor_hub.web.shared.guards import READERS, audience, found
from assessor_hub.web.staff import blueprint
from assessor_hub.web.staff.evidence import evidence_as_of


@blueprint.get("/staff/institutions/<int:institution_id>/as-of")
@audience(READERS)
def as_of(institution_id: int) -> Any:
    """One institution as of a day, in a jurisdiction of the reader's where it has handed something in."""
    row = found(institution_for(session(), actor(), institution_id))
    dealt = {one.jurisdiction for one in applications_of(session(), actor(), row.id) if one.submitted_at}
    dealt |= {one.jurisdiction for one in recordals_of(session(), row.id)}
    codes = sorted(code for code in dealt if actor().may(READERS, code))
    if not codes:
        abort(404)
    view = as_of_view(row, codes)
    page = render_template(
        "staff/as_of.html", endpoint="staff.as_of", kept={"institution_id": row.id}, **view,
        evidence=evidence_as_of(view["found"]) if view["found"] else {}, decided=decided(view["found"]),
    )
    return page, 422 if view["wrong"] else 200
