"""The queue of projects."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from assessor_hub.clock import beijing_day
from assessor_hub.projects.queries import queue
from assessor_hub.rules.lifecycle import ProjectState
from assessor_hub.web.shared import asked
from assessor_hub.web.shared.context import actor, session, today
from assessor_hub.web.shared.guards import READERS, audience
from assessor_hub.web.staff import blueprint
from assessor_hub.web.staff.common import asked_state

PAGE = 50


@blueprint.route("/staff/projects")
@audience(READERS)
def projects() -> Any:
    """The queue of a state, oldest first, a page at a time."""
    chosen = asked_state(tuple(ProjectState), ProjectState.SUBMITTED)
    after = request.args.get("after", type=asked.row_id)
    rows = queue(session(), actor(), (chosen,), after=after, limit=PAGE + 1)
    waits = [(row, (today() - beijing_day(row.moved_at)).days) for row in rows[:PAGE]]
    return render_template(
        "staff/projects.html", rows=waits, state_shown=chosen, states=tuple(ProjectState),
        more=rows[PAGE - 1].id if len(rows) > PAGE else None,
    )
