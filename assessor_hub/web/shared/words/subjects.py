"""What each kind of row that an audit entry is about is called."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

SUBJECTS: dict[str, Any] = {
    "allowances": _l("Allowance"),
    "applications": _l("Application"),
    "changes": _l("Change filed"),
    "charges": _l("Unit of a pool"),
    "conflict_declarations": _l("Declaration of a conflict"),
    "declared_lists": _l("List of declared projects"),
    "declared_projects": _l("Declared project"),
    "decisions": _l("Non-acceptance decision"),
    "documents": lazy_pgettext("audit", "Document"),
    "employments": _l("Line of a roster"),
    "filing_batches": _l("File of projects"),
    "four_eyes_acts": _l("Setting of four eyes"),
    "grants": _l("Role"),
    "installation_facts": _l("The installation"),
    "institutions": _l("Institution"),
    "lead_assessments": _l("Assessment of a lead"),
    "name_confirmations": _l("Meaning of a written name"),
    "pack_commencements": _l("Act about a pack"),
    "persons": _l("Person"),
    "projects": lazy_pgettext("audit", "Project"),
    "published_lists": _l("Published list"),
    "published_rows": _l("Row of a published list"),
    "recordals": _l("Recordal"),
    "review_deputies": _l("Deputy"),
    "roster_imports": _l("Import of a roster"),
    "sign_ins": _l("Session"),
    "summaries": _l("Annual summary"),
    "summary_dates": _l("Date of the summary"),
    "tenures": _l("Tenure of a legal representative"),
    "tips": _l("Public report"),
    "users": _l("User"),
    "value_confirmations": _l("Confirmation of a value"),
}


def subject(table: str) -> str:
    """The rows of a table in one word; the table's name where an older release wrote one that is not known here."""
    return str(SUBJECTS.get(table, table))
