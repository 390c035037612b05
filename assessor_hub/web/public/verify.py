"""Verifying a certificate by its code: valid, ended or unknown, and nothing for guessing.

The code is asked for by a form, or comes in the address of the certificate's QR code. A recordal's number opens
nothing here, a mistyped code looks like an unknown one but for the advice at the field, and tries are counted.
"""

from __future__ import annotations

from typing import Any

from flask import make_response, render_template, request

from assessor_hub.extensions import limiter
from assessor_hub.registration.certificates import has_ended, recordal_by_code
from assessor_hub.registration.codes import read_code
from assessor_hub.registration.queries import renewed_by
from assessor_hub.rules.values import Level
from assessor_hub.sanctions.queries import ban_on
from assessor_hub.web.public import blueprint
from assessor_hub.web.shared.context import hub, session, today
from assessor_hub.web.shared.guards import public

LONGEST = 100  # characters taken of what was typed; a code with every separator has fewer


@blueprint.route("/verify")
@blueprint.route("/verify/<typed>")
@public
@limiter.limit(lambda: hub().settings.verify_limit, exempt_when=lambda: not _asked())
def verify(typed: str = "") -> Any:
    """The form, and the answer where a code came with it."""
    code = (typed or request.args.get("code", "")).strip()[:LONGEST]
    page = _answer(code) if code else render_template("public/verify.html", typed="", unknown=False)
    response = make_response(page)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _asked() -> bool:
    """Whether a code came at all: opening the form is no try."""
    return bool(request.view_args or request.args.get("code"))


def _answer(typed: str) -> Any:
    row = recordal_by_code(session(), typed)
    if row is None:
        mistyped = read_code(typed) is None
        return render_template("public/verify.html", typed=typed, unknown=True, mistyped=mistyped), 404
    return render_template(
        "public/verified.html", row=row, ended=has_ended(row, today()), levels=[Level(level) for level in row.levels],
        following=renewed_by(session(), row),
        ban=ban_on(session(), row.institution_id, row.jurisdiction, today()),
    )
