"""The institution's own standing as of a day, with its working."""

from __future__ import annotations

from typing import Any

from flask import render_template

from assessor_hub.registration.queries import own_applications
from assessor_hub.web.institution import blueprint
from assessor_hub.web.institution.own import own_institution
from assessor_hub.web.institution.steps import evidence_links
from assessor_hub.web.shared.as_of import as_of_view, decided
from assessor_hub.web.shared.context import actor, session
from assessor_hub.web.shared.guards import INSTITUTION, audience


@blueprint.get("/institution/as-of")
@audience(INSTITUTION)
def as_of() -> Any:
    """As of a day, in a jurisdiction where the institution has handed something in."""
    codes = sorted({row.jurisdiction for row in own_applications(session(), actor()) if row.submitted_at})
    view: dict[str, Any] = as_of_view(own_institution(), codes) if codes else {"wrong": "", "found": None}
    found = view["found"]
    page = render_template(
        "institution/as_of.html", endpoint="institution.as_of", kept={}, **{"codes": codes} | view,
        evidence=evidence_links(found.application, found.version) if found else {},
        decided=decided(found, open_words=False),
    )
    return page, 422 if view["wrong"] else 200
