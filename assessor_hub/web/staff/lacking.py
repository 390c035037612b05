"""Recorded institutions that lack the basic conditions today, since when, and what follows."""

from __future__ import annotations

from typing import Any

from flask import render_template

from assessor_hub.registration.lacking import lacking_within
from assessor_hub.web.shared.context import actor, law, session, today
from assessor_hub.web.shared.guards import READERS, audience
from assessor_hub.web.staff import blueprint


@blueprint.route("/staff/institutions/lacking")
@audience(READERS)
def lacking() -> Any:
    """Everyone within reach who lacks a condition today; the list is computed and empties by itself."""
    return render_template("staff/lacking.html", lacks=lacking_within(session(), law(), actor(), today()))
