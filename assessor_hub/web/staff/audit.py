"""The trail, for auditors: what was done within their jurisdictions, newest first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, request

from assessor_hub.accounts.models import Role
from assessor_hub.audit.models import AuditEntry
from assessor_hub.audit.queries import chain_count, entries_for
from assessor_hub.audit.tags import Tag
from assessor_hub.projects.queries import project_for
from assessor_hub.registration.queries import application_for, institution_for, recordal_for
from assessor_hub.sanctions.queries import decision_for
from assessor_hub.summaries.queries import summary_for
from assessor_hub.web.shared.asked import row_id
from assessor_hub.web.shared.context import actor, session
from assessor_hub.web.shared.guards import audience
from assessor_hub.web.shared.words.acts import act, acting
from assessor_hub.web.shared.words.subjects import subject
from assessor_hub.web.staff import blueprint
from assessor_hub.web.staff.pages import PAGES

AUDITORS = frozenset({Role.AUDITOR})
PAGE = 50
# of which rows there is a page: who may fetch one
FETCH: dict[str, Callable[..., Any]] = {
    "applications": application_for, "decisions": decision_for, "institutions": institution_for,
    "projects": project_for, "recordals": recordal_for, "summaries": summary_for,
}


@blueprint.route("/staff/audit")
@audience(AUDITORS)
def audit() -> Any:
    """The latest entries; ``?tag=`` filters, ``?before=`` goes on."""
    asked = request.args.get("tag", "")
    tag = next((one for one in Tag if one.value == asked), None)
    rows = entries_for(
        session(), actor(), AUDITORS, tag=tag, before=request.args.get("before", type=row_id), limit=PAGE + 1
    )
    return render_template(
        "staff/audit.html", rows=rows[:PAGE], more=rows[PAGE - 1].id if len(rows) > PAGE else None, tag=tag,
        tags=tuple(Tag), chain=chain_count(session()), act=act, acting=acting, subject=subject,
        pages=_pages(rows[:PAGE]),
    )


def _pages(entries: list[AuditEntry]) -> dict[tuple[str, int], str]:
    """Where what an entry is about can be looked at: rows that have a page and that the reader may fetch."""
    about = {(entry.subject, entry.subject_id) for entry in entries if entry.subject in FETCH}
    return {
        (table, number): PAGES[table](number)
        for table, number in about if FETCH[table](session(), actor(), number) is not None
    }
