"""The staff face: departments, handlers of public reports, auditors, administrators."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

blueprint = Blueprint("staff", __name__)

from assessor_hub.web.staff import (  # noqa: E402, F401 - the routes register themselves
    applications,
    as_of,
    audit,
    certificates,
    changes,
    decisions,
    declared,
    declared_lists,
    desk,
    documents,
    home,
    institutions,
    lacking,
    leads,
    ledger,
    packs,
    people,
    project,
    projects,
    public_reports,
    published_lists,
    published_rows,
    recounts,
    refusals,
    review,
    roster_imports,
    summaries,
    units,
    users,
    versions,
    what_if,
    words,
)


@blueprint.context_processor
def _words() -> dict[str, Any]:
    """What the staff templates can say beyond the shared words."""
    return words.IN_TEMPLATES
