"""The institution's projects: the list of a year with its pools."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from assessor_hub.projects import queries
from assessor_hub.projects.batch_models import BatchState
from assessor_hub.projects.batch_queries import own_batches
from assessor_hub.projects.declared_queries import own_declared
from assessor_hub.projects.drafts import drafts_of
from assessor_hub.projects.recount_queries import recounts_about
from assessor_hub.projects.refusals import own_refusals
from assessor_hub.web.institution import blueprint
from assessor_hub.web.institution.own import own_id
from assessor_hub.web.shared import asked
from assessor_hub.web.shared.context import actor, session, today
from assessor_hub.web.shared.guards import INSTITUTION, audience
from assessor_hub.web.shared.pools import own_pools

REFUSALS = 5  # the newest stand below the projects; all of them have a page of their own


@blueprint.get("/institution/projects")
@audience(INSTITUTION)
def projects() -> Any:
    """The projects of a year with their states, and the pools."""
    years = sorted({today().year, *queries.own_years(session(), actor())}, reverse=True)
    year = request.args.get("year", today().year, type=asked.year)
    refused, in_all = own_refusals(session(), actor(), limit=REFUSALS)
    return render_template(
        "institution/projects.html", refusals=refused, refused_in_all=in_all, year=year, years=years,
        projects=queries.own_projects(session(), actor(), year), pools=own_pools(),
        drafts=drafts_of(session(), actor()),
        recounts=recounts_about(session(), own_id(), masked=True), declared=own_declared(session(), actor()),
        unfinished=[batch for batch, _rows in own_batches(session(), actor()) if batch.state is BatchState.FILING],
    )
