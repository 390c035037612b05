"""Looking a report up by its receipt code. The code travels in the body only, never in an address."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template

from assessor_hub.clock import beijing_day
from assessor_hub.extensions import limiter
from assessor_hub.rules.keys import REF_TIP_ACCEPT, REF_TIP_CONCLUDE
from assessor_hub.rules.lifecycle import TipState
from assessor_hub.rules.values import Span
from assessor_hub.web.intake import blueprint
from assessor_hub.web.intake.forms import StatusForm
from assessor_hub.web.shared.context import hub, law, session, today
from assessor_hub.web.shared.guards import public
from assessor_hub.web.shared.reference import last_day, readable_code
from assessor_hub.whistleblowing.models import Tip
from assessor_hub.whistleblowing.services import tip_by_code


@blueprint.route("/report/status", methods=["GET"])
@public
def status() -> Any:
    """The question for the code."""
    return render_template("intake/status.html", form=StatusForm(formdata=None), unknown=False)


@blueprint.route("/report/status", methods=["POST"])
@public
@limiter.limit(lambda: hub().settings.tip_limit)
def look_up() -> Any:
    """The status behind a code. Every code that opens nothing gets the same answer, whatever is wrong with it."""
    form = StatusForm()
    tip = tip_by_code(session(), hub().vault, form.code.data or "")
    if tip is None:
        return render_template("intake/status.html", form=StatusForm(formdata=None), unknown=True), 404
    return render_template("intake/status_shown.html", tip=tip, step=_step(tip))


def _step(tip: Tip) -> tuple[Span, date | None] | None:
    """The office's own time for the next step, and the day that it gives."""
    keys = {TipState.RECEIVED: REF_TIP_ACCEPT, TipState.ACCEPTED: REF_TIP_CONCLUDE}
    if tip.status not in keys:
        return None
    span = law().read(readable_code(law(), tip.city), today()).get(keys[tip.status]).value
    return span, last_day(beijing_day(tip.moved_at), span)
