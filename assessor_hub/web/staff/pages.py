"""The staff page on which a row of a table can be looked at."""

from __future__ import annotations

from collections.abc import Callable

from flask import url_for

PAGES: dict[str, Callable[[int], str]] = {
    "applications": lambda row_id: url_for("staff.application", application_id=row_id),
    "decisions": lambda row_id: url_for("staff.decision", decision_id=row_id),
    "institutions": lambda row_id: url_for("staff.institution", institution_id=row_id),
    "projects": lambda row_id: url_for("staff.project", project_id=row_id),
    "recordals": lambda row_id: url_for("staff.certificate", recordal_id=row_id),
    "summaries": lambda row_id: url_for("staff.summary", summary_id=row_id),
}
