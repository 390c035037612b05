"""Where staff land: what waits, since when, and what is in force."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for

from assessor_hub.accounts.models import Role
from assessor_hub.clock import beijing_day
from assessor_hub.projects.declared_queries import count_declared
from assessor_hub.projects.queue import count_in
from assessor_hub.projects.queue import queue as project_queue
from assessor_hub.projects.recount_queries import over_after_correction
from assessor_hub.registration.change_queries import WAITING, count_changes
from assessor_hub.registration.clocks import clock_of
from assessor_hub.registration.queries import count_waiting
from assessor_hub.registration.queries import queue as application_queue
from assessor_hub.rules.keys import REF_REVIEW
from assessor_hub.rules.lifecycle import ApplicationState, ProjectState
from assessor_hub.rules.review_clock import Stretch, review_clock
from assessor_hub.sanctions.queries import decisions_for
from assessor_hub.summaries.services import standings
from assessor_hub.web.shared.context import actor, law, now, session, today
from assessor_hub.web.shared.guards import ADMINISTRATORS, HANDLERS, READERS, audience
from assessor_hub.web.shared.reference import readable_code
from assessor_hub.web.staff import blueprint

FIRST_PAGE = {
    Role.REPORT_HANDLER: "staff.public_reports",
    Role.ADMINISTRATOR: "staff.users",
}


@blueprint.route("/staff/")
@audience(READERS, HANDLERS, ADMINISTRATORS, frozenset({Role.IDENTITY_CUSTODIAN}))
def home() -> Any:
    """The dashboard of readers; others go to the page that is theirs."""
    if not actor().roles & READERS:
        first = next((page for role, page in FIRST_PAGE.items() if role in actor().roles), None)
        return redirect(url_for(first)) if first else render_template("staff/home.html", reader=False)
    this_year = today().year
    overdue = {
        year: sum(one.state == "overdue" for one in standings(session(), law(), actor(), year, now()))
        for year in (this_year - 1, this_year)
    }
    in_force = [
        row for row in decisions_for(session(), actor())
        if row.revoked_at is None and row.first_day <= today() <= row.last_day
    ]
    return render_template(
        "staff/home.html", reader=True, waiting_applications=count_waiting(session(), actor()),
        oldest_application=_oldest_application(),
        waiting_changes={state: count_changes(session(), actor(), (state,)) for state in WAITING},
        overdue=overdue, in_force=in_force, declared=count_declared(session(), actor()),
        over=len(over_after_correction(session(), actor())),
        projects={
            state: (count_in(session(), actor(), (state,)), _oldest_project(state))
            for state in (ProjectState.SUBMITTED, ProjectState.REPORTED)
        },
    )


def _oldest_application() -> Any:
    rows = application_queue(session(), actor(), (ApplicationState.SUBMITTED,), limit=1)
    return (rows[0], clock_of(session(), law(), rows[0], today())) if rows else None


def _oldest_project(state: ProjectState) -> Any:
    rows = project_queue(session(), actor(), (state,), limit=1)
    if not rows:
        return None
    code = readable_code(law(), rows[0].jurisdiction)
    span = law().read(code, today()).get(REF_REVIEW).value
    return rows[0], review_clock([Stretch(beijing_day(rows[0].moved_at))], span, today())
