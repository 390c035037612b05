"""Non-acceptance decisions that hold or are about to; a revoked one is off the page at once."""

from __future__ import annotations

from typing import Any

from flask import render_template

from assessor_hub.sanctions.queries import published
from assessor_hub.web.public import blueprint
from assessor_hub.web.shared.context import session, today
from assessor_hub.web.shared.guards import public


@blueprint.route("/decisions", endpoint="decisions")
@public
def in_force() -> Any:
    """The public list of decisions."""
    return render_template("public/decisions.html", rows=published(session(), today()))
