"""The institution's refused filings: the list, and one as it was said, to cite or print."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from assessor_hub.projects.refusals import Kept, own_refusals
from assessor_hub.web.institution import blueprint
from assessor_hub.web.institution.own import own_refusal
from assessor_hub.web.shared import asked
from assessor_hub.web.shared.context import actor, session
from assessor_hub.web.shared.filing import explained
from assessor_hub.web.shared.guards import INSTITUTION, audience
from assessor_hub.web.shared.ledger import pool_key
from assessor_hub.web.shared.what_if import as_of_now

PAGE = 50


@blueprint.get("/institution/refusals")
@audience(INSTITUTION)
def refusals() -> Any:
    """Every refused filing, newest first, a page at a time."""
    after = request.args.get("after", type=asked.row_id)
    rows, _count = own_refusals(session(), actor(), after=after, limit=PAGE + 1)
    return render_template(
        "institution/refusals.html", rows=rows[:PAGE], more=rows[PAGE - 1].id if len(rows) > PAGE else None
    )


@blueprint.get("/institution/refusals/<int:refusal_id>")
@audience(INSTITUTION)
def refusal(refusal_id: int) -> Any:
    """One refused filing."""
    kept = own_refusal(refusal_id)
    return render_template(
        "institution/refusal.html", explained=explained(kept), now_said=as_of_now(kept.row),
        ledger_url=_ledger_url(kept),
    )


def _ledger_url(kept: Kept) -> str | None:
    """Where the pool is explained as it is today."""
    if kept.account is None:
        return None
    return url_for("institution.allowance", pool=pool_key(kept.account.pool), year=kept.account.year)
