"""The institution face: what an assessor does for itself."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("institution", __name__)

from assessor_hub.web.institution import (  # noqa: E402, F401 - the routes register themselves
    allowance,
    application_steps,
    applications,
    as_of,
    certificates,
    certificates_of_titles,
    changes,
    declared,
    declared_lists,
    documents,
    drafts,
    evaluation_reports,
    filing,
    filing_batches,
    head,
    home,
    independence,
    project,
    project_party,
    projects,
    refusals,
    roster,
    roster_import,
    sign_up,
    summaries,
    tokens,
    what_if,
)
