"""The trail, for auditors: what was done within their jurisdictions, newest first."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from assessor_hub.accounts.models import Role
from assessor_hub.audit.queries import chain_count, entries_for
from assessor_hub.audit.tags import Tag
from assessor_hub.web.shared.asked import row_id
from assessor_hub.web.shared.context import actor, session
from assessor_hub.web.shared.guards import audience
from assessor_hub.web.shared.words.acts import act, acting
from assessor_hub.web.staff import blueprint

AUDITORS = frozenset({Role.AUDITOR})
PAGE = 50


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
        tags=tuple(Tag), chain=chain_count(session()), act=act, acting=acting,
    )
