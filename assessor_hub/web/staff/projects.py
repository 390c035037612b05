"""The queue of projects."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import render_template, request

from assessor_hub.accounts.actor import prefix
from assessor_hub.clock import beijing_day
from assessor_hub.places import cities, grouped_cities
from assessor_hub.projects.queue import COUNTED, Narrowed, Remark, count_shown, queue
from assessor_hub.projects.units import rivals_of
from assessor_hub.rules.lifecycle import ProjectState
from assessor_hub.rules.values import Level, UnitKind
from assessor_hub.web.shared import asked
from assessor_hub.web.shared.context import actor, session, today
from assessor_hub.web.shared.guards import READERS, audience
from assessor_hub.web.staff import blueprint
from assessor_hub.web.staff.common import asked_member, asked_state

PAGE = 50


@blueprint.route("/staff/projects")
@audience(READERS)
def projects() -> Any:
    """The queue of a state, narrowed as asked, oldest first, a page at a time."""
    chosen = asked_state(tuple(ProjectState), ProjectState.SUBMITTED)
    narrowed = _narrowed()
    after = request.args.get("after", type=asked.row_id)
    found = queue(session(), actor(), (chosen,), after=after, limit=PAGE + 1, narrowed=narrowed)
    rows = found[:PAGE]
    return render_template(
        "staff/projects.html", rows=[(row, (today() - beijing_day(row.moved_at)).days) for row in rows],
        state_shown=chosen, states=tuple(ProjectState), narrowed=narrowed,
        kept={name: str(value) for name, value in asdict(narrowed).items() if value is not None},
        total=count_shown(session(), actor(), (chosen,), narrowed), counted=COUNTED,
        rivals=rivals_of(session(), actor(), [row.id for row in rows]),
        cities=grouped_cities(tuple(prefix(code) for code in sorted(actor().codes(READERS)))),
        choices={"level": tuple(Level), "kind": tuple(UnitKind), "remark": tuple(Remark)},
        more=rows[-1].id if len(found) > PAGE else None,
    )


def _narrowed() -> Narrowed:
    """What the query string narrows the queue to; what no page offers is taken as not asked."""
    city = request.args.get("city", "")
    return Narrowed(
        level=asked_member("level", Level), kind=asked_member("kind", UnitKind),
        city=city if city in cities() else None, remark=asked_member("remark", Remark),
    )
