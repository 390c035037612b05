"""Refused filings within reach: the list, and one as it was said, its lines open to the department that judges them."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from assessor_hub.projects.refusals import Kept, refusal_for, refusals_for
from assessor_hub.registration.heads import head_for
from assessor_hub.web.shared import asked
from assessor_hub.web.shared.context import actor, session
from assessor_hub.web.shared.filing import explained
from assessor_hub.web.shared.guards import READERS, audience, found
from assessor_hub.web.shared.ledger import pool_key
from assessor_hub.web.shared.what_if import as_of_now
from assessor_hub.web.staff import blueprint

PAGE = 50


@blueprint.get("/staff/refusals")
@audience(READERS)
def refusals() -> Any:
    """Refused filings, newest first, a page at a time."""
    rows = refusals_for(session(), actor(), after=request.args.get("after", type=asked.row_id), limit=PAGE + 1)
    return render_template(
        "staff/refusals.html", rows=rows[:PAGE], more=rows[PAGE - 1].id if len(rows) > PAGE else None
    )


@blueprint.get("/staff/refusals/<int:refusal_id>")
@audience(READERS)
def refusal(refusal_id: int) -> Any:
    """One refused filing; a city sees what its province does but for other institutions' filings."""
    kept = found(refusal_for(session(), actor(), refusal_id))
    opened = actor().may(READERS, kept.row.jurisdiction)
    return render_template(
        "staff/refusal.html", explained=explained(kept, lines_open=opened), now_said=as_of_now(kept.row),
        ledger_url=_ledger_url(kept) if opened else None,
    )


def _ledger_url(kept: Kept) -> str | None:
    """Where the pool is explained as it is today, if the reader may see whose it is."""
    account = kept.account
    if account is None or head_for(session(), actor(), account.person_id) is None:
        return None
    return url_for("staff.ledger", head_id=account.person_id, pool=pool_key(account.pool), year=account.year)
