"""The allowance of the institution's legal representative, explained; other institutions' filings are only counted."""

from __future__ import annotations

from typing import Any

from flask import render_template

from assessor_hub.institutions.services import head_on
from assessor_hub.web.institution import blueprint
from assessor_hub.web.institution.own import own_id
from assessor_hub.web.shared.context import session
from assessor_hub.web.shared.guards import INSTITUTION, audience
from assessor_hub.web.shared.ledger import asked_day, ledger_view, pool_key


@blueprint.get("/institution/allowance")
@audience(INSTITUTION)
def allowance() -> Any:
    """What counts in a pool and year, today or as of a day, by whoever headed the institution on it."""
    day, _wrong = asked_day()
    head = head_on(session(), own_id(), day)
    view = ledger_view(head.person_id, only=own_id()) if head is not None else None
    page = render_template("institution/allowance.html", view=view, head=head, pool_key=pool_key, kept={})
    return page, 422 if view is not None and view.wrong_day else 200
